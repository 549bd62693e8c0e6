"""Conversation files: what is read, and what is refused with its line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from evaluation.conversations import EXPECTS, Conversation, ConversationError, Turn, load

GOOD = {"id": "c1", "persona": "public", "turns": [{"user": "hello", "expect": "smalltalk"}]}
ANSWER = {"user": "how many", "expect": "answer", "facts": ["f"], "all_of": [["5", "five"], ["guns"]], "none_of": ["6"], "note": "n"}


def turn(**changes: Any) -> dict[str, Any]:
    """The good line with its turn changed."""
    return {**GOOD, "turns": [{**GOOD["turns"][0], **changes}]}  # type: ignore[dict-item]


def written(tmp_path: Path, *lines: Any) -> Path:
    """A file of the lines; what is no text is written as JSON."""
    file = tmp_path / "some.jsonl"
    file.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines), encoding="utf-8")
    return file


def test_reads_conversations_in_order(tmp_path: Path) -> None:
    """Every field arrives; blank lines and a byte order mark don't matter, and optional fields may be missing."""
    file = written(tmp_path, "\ufeff" + json.dumps(GOOD), "", "  ", {**GOOD, "id": "c2", "turns": [ANSWER, *GOOD["turns"]]})
    full = Turn("how many", "answer", ("f",), (("5", "five"), ("guns",)), ("6",), "n")
    hello = Turn("hello", "smalltalk")
    assert load(file) == (Conversation("c1", "public", (hello,)), Conversation("c2", "public", (full, hello)))
    assert load(file)[1].said == "how many hello"


def test_a_message_may_hold_any_character(tmp_path: Path) -> None:
    """Characters that Python takes for ends of lines don't end a line, and a message may be empty."""
    text = "a\u2028b\u0085c\u000bd"
    line = json.dumps(turn(user=text), ensure_ascii=False)
    assert load(written(tmp_path, line, {**turn(user=""), "id": "c2"}))[0].turns[0].user == text


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("{", "not JSON"),
        ("not json", "not JSON"),
        ("[1]", "is not of type 'object'"),
        ("[" * 100_000, "recursion"),
        ({**GOOD, "extra": 1}, "'extra' was unexpected"),
        (turn(extra=1), "turns[0]: "),
        (turn(extra=1), "'extra' was unexpected"),
        (turn(expect="anser"), "turns[0].expect: 'anser' is not one of"),
        (turn(expect=None), "turns[0].expect"),
        (turn(user=3), "turns[0].user: 3 is not of type 'string'"),
        (turn(all_of=["5"]), "turns[0].all_of[0]"),
        (turn(all_of=[[]]), "turns[0].all_of[0]"),
        (turn(none_of=[""]), "turns[0].none_of[0]"),
        (turn(facts="f"), "turns[0].facts"),
        ({**GOOD, "turns": []}, "turns: "),
        ({"id": "c3", "persona": "public"}, "'turns' is a required property"),
        ({**GOOD, "id": ""}, "id: "),
        ({**GOOD, "id": "c0"}, "'c0' was used before"),
    ],
)
def test_names_file_and_line_of_what_it_refuses(tmp_path: Path, line: Any, problem: str) -> None:
    """The message begins with file and line, and says what is wrong there."""
    file = written(tmp_path, {**GOOD, "id": "c0"}, "", line, "neither this")
    with pytest.raises(ConversationError) as raised:
        load(file)
    assert str(raised.value).startswith(f"{file}:3: ")
    assert problem in str(raised.value)


def test_names_the_line_of_a_bad_encoding(tmp_path: Path) -> None:
    """Bytes that aren't UTF-8 are refused like bad JSON."""
    file = tmp_path / "some.jsonl"
    file.write_bytes(json.dumps(GOOD).encode() + b'\n{"id": "\xff"}')
    with pytest.raises(ConversationError, match=r"some\.jsonl:2: .*utf-8"):
        load(file)


@pytest.mark.parametrize("lines", [[], ["", " "]])
def test_refuses_a_file_without_conversations(tmp_path: Path, lines: list[str]) -> None:
    with pytest.raises(ConversationError, match=r"some\.jsonl: holds no conversation"):
        load(written(tmp_path, *lines))


def test_refuses_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(ConversationError, match=r"missing\.jsonl: No such file"):
        load(tmp_path / "missing.jsonl")


def test_the_development_conversations_are_good() -> None:
    """The file that `make eval` runs by default loads, and has a turn of every kind."""
    conversations = load(Path(__file__).parent / "dev.jsonl")
    turns = [turn for conversation in conversations for turn in conversation.turns]
    assert (len(conversations), len(turns)) == (137, 197)
    assert {turn.expect for turn in turns} == set(EXPECTS)
