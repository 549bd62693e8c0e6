"""Checks of the card that comes with a reply."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

from stories.checks.gap import Gap, Seen, listed
from stories.loading import texts


def kind(value: str, seen: Seen) -> Gap | None:
    """Every card is of this kind."""
    kinds = [str(card["kind"]) for card in seen.cards]
    return None if kinds and set(kinds) == {value} else Gap(value, listed(kinds))


def _compare(value: Any, found: list[str]) -> Gap | None:
    # A plain list is all there is, in any order; `at_least` leaves room for more.
    if isinstance(value, dict):
        wanted = value["at_least"]
        return None if set(wanted) <= set(found) else Gap(listed(sorted(wanted)), listed(sorted(found)))
    return None if set(value) == set(found) else Gap(listed(sorted(value)), listed(sorted(found)))


def facts(value: Any, seen: Seen) -> Gap | None:
    """The cards rest on these facts."""
    return _compare(value, list(dict.fromkeys(fact for card in seen.cards for fact in card.get("facts", ()))))


def buttons(value: Any, seen: Seen) -> Gap | None:
    """The reply offers these next questions."""
    return _compare(value, list(dict.fromkeys(text for card in seen.cards for text in card.get("suggestions", ()))))


def quotes(value: Any, seen: Seen) -> Gap | None:
    """Each of the texts stands, word for word, in one quote."""
    quoted = [" ".join(str(quote["text"]).split()) for card in seen.cards for quote in card.get("quotes", ())]
    missing = [text for text in texts(value) if not any(" ".join(text.split()) in quote for quote in quoted)]
    return Gap(listed(missing), listed(quoted)) if missing else None


def _tolerance(value: dict[str, str]) -> Fraction:
    # A figure that is written with two decimals is meant to two decimals.
    decimals = len(value["value"].partition(".")[2])
    return Fraction(value["tolerance"]) if "tolerance" in value else Fraction(1, 2 * 10**decimals)


def derived(value: dict[str, str], seen: Seen) -> Gap | None:
    """A card has this computed value, in this unit where one is given."""
    found = [card["derivation"] for card in seen.cards if card.get("derivation")]
    tolerance = _tolerance(value)
    for derivation in found:
        near = abs(Fraction(str(derivation["result"])) - Fraction(value["value"])) <= tolerance
        if near and value.get("unit", derivation["unit"]) == derivation["unit"]:
            return None
    wanted = f"{value['value']} {value.get('unit', '')}".strip() + f" (give or take {float(tolerance):g})"
    return Gap(wanted, listed([f"{d['result']:g} {d['unit']}, from {json.dumps(d['expression'], ensure_ascii=False)}" for d in found]))
