"""French read as English."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from nlu.gloss import FILE, gloss, is_french
from nlu.text import clean

SETS = Path(__file__).parent.parent / "evaluation"


@pytest.mark.parametrize(
    ("french", "english"),
    [
        ("Combien de livres de fentanyl ont été saisies?", "how many pounds of fentanyl were seized ?"),
        ("Qui dirige le groupe de travail transfrontalier ?", "who leads the cross-border task force ?"),
        ("et la cocaïne?", "and the cocaine?"),
        ("Combien d'armes prohibées ont été saisies ?", "how much prohibited weapons were seized ?"),
    ],
)
def test_a_french_question_is_read_as_an_english_one(french: str, english: str) -> None:
    assert gloss(clean(french, frozenset())) == english


@pytest.mark.parametrize(
    "text", ["how much trade crosses the border on a day", "le sigh, how much fentanyl was seized", "Fort Erie de facto?", ""]
)
def test_english_is_left_alone(text: str) -> None:
    assert gloss(text) == text


def test_no_english_question_of_the_evaluation_sets_counts_as_french() -> None:
    asked = [
        turn["user"]
        for file in ("dev", "desk", "offtopic")
        for line in (SETS / f"{file}.jsonl").open()
        for turn in json.loads(line)["turns"]
    ]
    french = [text for text in asked if is_french(clean(text, frozenset()))]
    accented = set("éèêàçôîûùëï")
    assert [t for t in french if not accented & set(t.lower()) and not t.lower().startswith(("quel", "combien", "bonjour"))] == []


@given(st.text(max_size=200))
def test_any_text_can_be_read(text: str) -> None:
    assert isinstance(gloss(text), str)


def test_every_word_is_text() -> None:
    """No unquoted word is taken for a truth value by YAML."""
    data = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    words = [*data["markers"], *data["phrases"], *(form for forms in data["phrases"].values() for form in forms)]
    assert [word for word in words if not isinstance(word, str)] == []


def test_every_phrase_is_read() -> None:
    forms = [(form, meaning) for meaning, forms in yaml.safe_load(FILE.read_text(encoding="utf-8"))["phrases"].items() for form in forms]
    assert [form for form, meaning in forms if meaning not in gloss(f"nous {form} vous ils")] == []
