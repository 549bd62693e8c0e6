"""A story from what was heard, with everything asserted that its cards tell: the tester takes away what does not matter."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from knowledge.numbers import Number, find_numbers
from stories.recording.heard import Answer, Heard


def _behind(text: str, number: Number) -> str:
    # The word right behind a figure, with its space.
    found = re.match(r"\s\w+", text[number.end :])
    return found.group() if found else ""


def _figures(text: str, quotes: Sequence[str]) -> list[str]:
    # Figures of the text that a quote holds, as the text writes them; with the unit, where the quote has the same behind it.
    quoted: dict[Fraction, set[str]] = {}
    for quote in quotes:
        for number in find_numbers(quote):
            quoted.setdefault(number.value, set()).add(_behind(quote, number))
    found = [number for number in find_numbers(text) if number.value in quoted and any(map(str.isdigit, number.text))]
    with_units = [number.text + (unit if (unit := _behind(text, number)) in quoted[number.value] else "") for number in found]
    return list(dict.fromkeys(with_units))


def _first_sentence(text: str) -> str:
    return re.split(r"(?<=[.!?])\s", text.strip(), maxsplit=1)[0]


def _of_card(answer: Answer, card: dict[str, Any]) -> dict[str, Any]:
    quotes = list(dict.fromkeys(str(quote["text"]) for quote in card["quotes"]))
    proposed: dict[str, Any] = {"kind": card["kind"], "facts": list(card["facts"])}
    derivation = card["derivation"]
    if derivation:
        shown = derivation["expression"].rpartition(" = ")[2]
        proposed["derived"] = {"value": round(derivation["result"], 2), "unit": derivation["unit"]}
        return proposed | {"contains": [shown], "quotes": quotes}
    figures = _figures(answer.text, quotes) if card["kind"] == "fact" else []
    proposed["contains"] = figures or [_first_sentence(answer.text)]
    return proposed | ({"quotes": quotes} if quotes and card["kind"] == "fact" else {})


def assertions(answer: Answer) -> dict[str, Any]:
    """What to assert of an answer like this one."""
    if answer.card is not None:
        return _of_card(answer, answer.card)
    quotes = {"quotes": list(answer.quotes)} if answer.quotes else {}
    return {"contains": _figures(answer.text, answer.quotes) or [_first_sentence(answer.text)], **quotes}


def _steps(heard: Heard) -> list[dict[str, Any]]:
    user: dict[str, Any] = {"button" if heard.pressed else "user": heard.said}
    if heard.intent and heard.answers:
        user["intent"] = heard.intent
    actions = [{"action": action} for action in heard.actions if heard.answers]
    return [user, *actions, *({"bot": assertions(answer)} for answer in heard.answers)]


def propose(name: str, heard: Sequence[Heard]) -> dict[str, Any]:
    """The story as it stands in a file. Raises ValueError where nothing was answered, so that there is nothing to assert."""
    if not any(turn.answers for turn in heard):
        raise ValueError("nothing was answered in this conversation, so a story of it would assert nothing")
    return {"story": name, "steps": [step for turn in heard for step in _steps(turn)]}
