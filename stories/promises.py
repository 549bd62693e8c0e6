"""What must hold of every reply, whether a story says so or not."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import jsonschema

from answering.card import SCHEMA
from evaluation.judge import Reply, invented_figures
from knowledge.loading import load_source
from knowledge.paths import SOURCES
from stories.checks import Gap

_VALIDATOR = jsonschema.Draft7Validator(SCHEMA)


def _form(card: dict[str, Any]) -> str | None:
    error = next(iter(_VALIDATOR.iter_errors(card)), None)
    return None if error is None else f"{'.'.join(map(str, error.absolute_path)) or 'card'}: {error.message}"


@cache
def _texts() -> Mapping[str, str]:
    sources = [load_source(file)[0] for file in sorted(SOURCES.glob("*.md"))]
    return {source.id: " ".join(source.text.split()) for source in sources}


def _altered(reply: Reply) -> list[str]:
    # Quotes of sources that aren't here can't be told: the assistant may have others.
    quotes = [quote for card in reply.cards for quote in card.get("quotes", ())]
    return [str(quote["text"]) for quote in quotes if str(quote["text"]) not in _texts().get(str(quote["source"]), str(quote["text"]))]


def broken(reply: Reply, said: str) -> list[tuple[str, Gap]]:
    """The promises that `reply` breaks: their names, and how. `said` is what the user has said in the conversation."""
    found = []
    if not reply.text.strip() or not reply.cards:
        found.append(("reply", Gap("a text with its card", reply.text or "nothing")))
    forms = [problem for card in reply.cards if (problem := _form(card))]
    if forms:
        return [*found, ("card", Gap("a card as answering/card.schema.json has it", "\n".join(forms)))]
    altered = _altered(reply)
    if altered:
        found.append(("verbatim", Gap("only quotes that stand in their source", "\n".join(altered))))
    invented = invented_figures(reply, said)
    if invented:
        found.append(("figures", Gap("only figures that a quote holds", ", ".join(invented))))
    return found
