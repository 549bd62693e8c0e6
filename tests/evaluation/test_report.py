"""The reports: every failure is in, everything is escaped, nothing is fetched."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from typing import Any

import pytest

from evaluation.conversations import Turn
from evaluation.evaluated import Evaluated, as_json
from evaluation.judge import Reply
from evaluation.report import as_html
from tests.evaluation.samples import card, outcome, reading, reply

EVIL = "<script>alert(1)</script><img src=https://example.org/x.png onerror=\"a\" title='b'> & $file ${file}"
FACT = card("fact", f"there were 55 {EVIL}")
ENTITIES = ({"entity": "GPE", "value": EVIL}, {"entity": "DATE", "value": "2022"})
VOID = {"meta", "img"}


@pytest.fixture(scope="module")
def evaluated() -> Evaluated:
    """A right turn and three failures, with hostile text wherever text can stand."""
    wanted = Turn(f"how many {EVIL}", "answer", (EVIL,), (("66", EVIL),), (EVIL,), EVIL)
    outcomes = (
        outcome(Turn("opening question", "answer"), reply("it was 55", FACT), "conv-one", 0, read=reading(0.9)),
        outcome(wanted, reply(f"55 {EVIL}", FACT), "conv-one", 1, read=reading(0.83, EVIL, entities=ENTITIES)),
        outcome(Turn("who knows", "not_in_source"), reply("55 of them", FACT), "conv-two", 0, read=reading(0.7)),
        outcome(Turn("hello", "smalltalk"), Reply(), EVIL, 0, ms=None),
    )
    return Evaluated(f"file-{EVIL}", f"asked-{EVIL}", "2024-01-01T00:00:00+00:00", outcomes, 0.5)


@pytest.fixture(scope="module")
def page(evaluated: Evaluated) -> str:
    return as_html(evaluated)


class Page(HTMLParser):
    """Collects the tags, attributes and text of a page, and checks that tags are closed in order."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self._open: list[str] = []
        self.feed(page)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def test_every_failure_is_in_the_page(page: str) -> None:
    """Unsafe ones come first; each has what led to it, what was said, and what was understood."""
    articles = re.findall(r"<article.*?</article>", page, re.DOTALL)
    assert [re.search(r'class="(\w+)"', article)[1] for article in articles] == ["unsafe", "unsafe", "wrong"]  # type: ignore[index]
    text = [Page(article).text for article in articles]
    assert "conv-one, turn 2 (public)" in text[0]
    for shown in ("opening question", "it was 55", "says what it must not", "0.830", "GPE: <script>", "DATE: 2022", "trade_daily 0.700"):
        assert shown in text[0]
    assert "answered as fact" in text[1]
    assert '"kind": "fact"' in text[1]
    assert "no reply" in text[2]
    assert "What the assistant understood is not known." in text[2]


def test_says_where_readings_are_missing(page: str, evaluated: Evaluated) -> None:
    assert "known of only 3 of 4 turns" in page
    without = Evaluated("f", "a", "s", evaluated.outcomes[3:])
    assert "is known of no turn" in as_html(without)
    assert "No plot of accuracy against refusal" in as_html(without)
    assert "is known of" not in as_html(Evaluated("f", "a", "s", evaluated.outcomes[:3]))


def test_everything_is_escaped(page: str) -> None:
    """Hostile text shows as it is, and makes no element and no attribute."""
    parsed = Page(page)
    assert {tag for tag, _ in parsed.tags} <= {
        "html", "head", "meta", "title", "style", "body", "h1", "h2", "h3", "p", "table", "caption", "thead", "tbody", "tr", "th", "td",
        "figure", "img", "figcaption", "article", "blockquote", "dl", "dt", "dd", "details", "summary", "pre",
    }  # fmt: skip
    assert {name for _, attributes in parsed.tags for name in attributes} <= {
        "lang", "charset", "name", "content", "http-equiv", "scope", "src", "alt", "class", "open",
    }  # fmt: skip
    assert parsed.text.count(EVIL) >= 10


def test_nothing_is_fetched(page: str) -> None:
    """Images are inside the page, and the page itself forbids any request."""
    parsed = Page(page)
    sources = [attributes["src"] or "" for tag, attributes in parsed.tags if "src" in attributes]
    assert len(sources) == 2
    assert all(source.startswith("data:image/png;base64,iVBOR") for source in sources)
    style = re.search(r"<style>.*?</style>", page, re.DOTALL)[0]  # type: ignore[index]
    assert not re.search(r"url\(|@import|https?:|//", style)
    policies = [a["content"] or "" for tag, a in parsed.tags if a.get("http-equiv") == "Content-Security-Policy"]
    assert len(policies) == 1
    assert policies[0].startswith("default-src 'none'; img-src data:;")


def test_a_page_without_failures(evaluated: Evaluated) -> None:
    page = as_html(Evaluated("f", "a", "s", evaluated.outcomes[:1]))
    assert "Failures (0)" in page
    Page(page)


def test_json_report(evaluated: Evaluated) -> None:
    """It survives being written, and holds the summary, all failures in full and all turns in brief."""
    data: dict[str, Any] = json.loads(json.dumps(as_json(evaluated)))
    assert data["summary"]["right"] == {"hits": 1, "turns": 4, "share": 0.25}
    assert data["summary"]["by_expect"]["answer"]["follow_up"] == {"hits": 0, "turns": 1, "share": 0.0}
    assert data["summary"]["unsupported"]["share"] == 1.0
    assert data["readings"] == {"hits": 3, "turns": 4, "share": 0.75}
    assert data["confusion"] == {"answer": {"fact": 2}, "not_in_source": {"fact": 1}, "smalltalk": {"none": 1}}
    assert [failure["id"] for failure in data["failures"]] == ["conv-one", "conv-two", EVIL]
    assert data["failures"][0]["before"] == [{"user": "opening question", "reply": "it was 55"}]
    assert data["failures"][0]["reading"]["questions"][0]["answerable"] == 0.83
    assert [turn["verdict"] for turn in data["turns"]] == ["ok", "unsafe", "unsafe", "wrong"]
    assert len(data["threshold_curve"]) == 101
