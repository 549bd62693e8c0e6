"""What must hold of every reply, whether a story says so or not."""

from __future__ import annotations

from typing import Any

import jsonschema

from answering.card import SCHEMA
from evaluation.judge import Reply, invented_figures
from stories.checks import Gap

_VALIDATOR = jsonschema.Draft7Validator(SCHEMA)


def _form(card: dict[str, Any]) -> str | None:
    error = next(iter(_VALIDATOR.iter_errors(card)), None)
    return None if error is None else f"{'.'.join(map(str, error.absolute_path)) or 'card'}: {error.message}"


def broken(reply: Reply, said: str) -> list[tuple[str, Gap]]:
    """The promises that `reply` breaks: their names, and how. `said` is what the user has said in the conversation."""
    found = []
    if not reply.text.strip() or not reply.cards:
        found.append(("reply", Gap("a text with its card", reply.text or "nothing")))
    forms = [problem for card in reply.cards if (problem := _form(card))]
    if forms:
        found.append(("card", Gap("a card as answering/card.schema.json has it", "\n".join(forms))))
    invented = invented_figures(reply, said)
    if invented:
        found.append(("figures", Gap("only figures that a quote holds", ", ".join(invented))))
    return found
