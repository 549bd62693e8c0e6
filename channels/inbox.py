"""What every channel does with a text before Rasa sees it."""

from __future__ import annotations

import re

MOST_CHARACTERS = 4000


def plain_text(text: str) -> str:
    """`text` as something a person said: cut to length, never empty, and never one of Rasa's `/intent` commands.

    Rasa obeys any message that begins with a slash and lets its sender set slots; no button of ours sends one.
    """
    half = MOST_CHARACTERS // 2
    if len(text) > MOST_CHARACTERS:
        text = f"{text[:half]} {text[-half:]}"
    text = re.sub(r"^[\s/]+", "", text)
    return text if text.strip() else "?"
