"""The reports hold what was told, whatever was said, and the page asks for nothing beyond itself."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from stories.marked import StoryError
from stories.report.coverage import covered
from stories.report.data import Run, as_json, latencies
from stories.report.drift import as_text, baseline, drift
from stories.report.junit import as_junit
from stories.report.page import as_html
from stories.runner import Outcome
from tests.stories.samples import FENTANYL, card, messages, one_story, told

EVIL = '</script><script>alert("&")</script>\x00'
ANSWERS = {
    "hello": messages(("Hello. I am an automated assistant", card("smalltalk"))),
    EVIL.rstrip("\0"): messages((f"23 lb {EVIL}", FENTANYL)),
    "fentanyl?": messages(("In the past year, 23 lb of fentanyl were seized.", FENTANYL)),
}


def _renamed(outcome: Outcome, name: str, behaviour: str) -> Outcome:
    story = outcome.story
    return Outcome(
        type(story)(**{**vars(story), "name": name, "file": story.file.with_name(f"{behaviour}.yml")}), outcome.sender, outcome.told
    )


@pytest.fixture
def run(tmp_path: Path, real_database: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """A story of each verdict; one has hostile text wherever text can stand."""
    monkeypatch.setenv("KNOWLEDGE_DB", str(real_database))
    mark = "    known_failure: not built yet\n"
    good = "- user: fentanyl?\n  intent: ask_seizures\n- bot: {contains: 23 lb, facts: [seized_fentanyl]}"
    evil = json.dumps(EVIL.rstrip("\0"))
    outcomes = (
        _renamed(told(one_story(tmp_path, good), ANSWERS), "passing", "figures"),
        _renamed(
            told(one_story(tmp_path, f"- user: {evil}\n- bot: {{contains: {evil}, kind: derived}}\n- user: bye"), ANSWERS), EVIL, "figures"
        ),
        _renamed(told(one_story(tmp_path, "- user: hello\n- bot: {contains: goodbye}", mark), ANSWERS), "known", "small_talk"),
        _renamed(told(one_story(tmp_path, "- user: hello\n- bot: {kind: smalltalk}", mark), ANSWERS), "mended", "small_talk"),
    )
    return Run("an assistant", "rest", "2026-01-01T00:00:00+00:00", 1.5, outcomes, covered(outcomes))


def test_the_json_report_holds_everything(run: Run) -> None:
    report: dict[str, Any] = json.loads(json.dumps(as_json(run)))
    assert report["summary"]["verdicts"] == {"passed": 1, "failed": 1, "known failure": 1, "mended": 1}
    assert not run.good
    passing, failing, *_ = report["stories"]
    assert passing["turns"][0]["answers"] == [{"text": ANSWERS["fentanyl?"][0]["text"], "card": FENTANYL}]
    assert passing["turns"][0]["understood"]["chosen"].startswith("action_answer, by the rule 'ask seizures'")
    assert [finding["check"] for finding in failing["turns"][0]["findings"]] == ["kind"]
    assert (failing["name"], failing["not_asked"]) == (EVIL, ["bye"])
    assert report["coverage"]["facts"]["touched"] == ["seized_fentanyl"] and "trade_daily" in report["coverage"]["facts"]["missed"]
    assert report["coverage"]["intents"]["touched"] == ["ask_seizures"]
    assert report["coverage"]["rules"]["touched"] == ["ask seizures"]
    assert report["coverage"]["actions"] == {"share": 1.0, "touched": ["action_answer"], "missed": []}


def test_what_the_assistant_says_is_covered_by_its_wording(run: Run, tmp_path: Path) -> None:
    text = "I could not find a question in that. Ask me about: trade, the border."
    outcomes = [told(one_story(tmp_path, "- user: a\n- bot: {kind: clarify}"), {"a": messages((text, card("clarify")))})]
    assert covered(outcomes)["responses"].touched == ("unreadable",)


def test_latencies_need_two_replies(run: Run) -> None:
    assert latencies(run.outcomes[:1]) == {"p50_ms": None, "p95_ms": None}
    assert latencies(run.outcomes)["p95_ms"] >= latencies(run.outcomes)["p50_ms"]  # type: ignore[operator]


def test_the_junit_report_is_read_by_any_reader(run: Run) -> None:
    root = ElementTree.fromstring(as_junit(run))
    suites = {suite.get("name"): suite for suite in root}
    assert {name: suite.get("tests") for name, suite in suites.items()} == {"stories.figures": "2", "stories.small_talk": "2"}
    assert [suites["stories.figures"].get(name) for name in ("failures", "errors", "skipped")] == ["1", "0", "0"]
    assert [suites["stories.small_talk"].get(name) for name in ("failures", "skipped")] == ["1", "1"]
    failure = suites["stories.figures"].find("testcase/failure")
    assert failure is not None and failure.get("message") == "kind: expected derived"
    assert "again     make stories ONLY=" in (failure.text or "")


def test_the_page_shows_hostile_text_as_text_and_fetches_nothing(run: Run) -> None:
    page = as_html(run)
    assert page.count("<script>") == 1 and "alert(&#34;&amp;&#34;)" in page
    assert not re.search(r"(?:src|href)=\"(?!#)|url\(|@import", page)
    assert "default-src 'none'; style-src 'sha256-" in html.unescape(page)
    for shown in (
        "an assistant",
        "derived",
        "23 lb of fentanyl",
        "Not asked any more",
        "Known failure: not built yet",
        "make stories ONLY",
    ):
        assert shown in page


def _report(**stories: tuple[str, list[tuple[str, str]]]) -> dict[str, Any]:
    return {
        "stories": [
            {"name": name, "verdict": verdict, "turns": [{"user": user, "text": text} for user, text in turns]}
            for name, (verdict, turns) in stories.items()
        ]
    }


def test_drift_between_two_models() -> None:
    before = _report(
        broke=("passed", [("a", "1")]), fixed=("failed", [("a", "1")]), other=("passed", [("a", "one"), ("b", "two\nlines")]),
        same=("known failure", [("a", "1")]), mended=("known failure", [("a", "1")]), gone=("passed", []),
    )  # fmt: skip
    now = _report(
        broke=("failed", [("a", "2")]), fixed=("passed", [("a", "2")]), other=("passed", [("a", "one"), ("b", "two\nnew lines")]),
        same=("known failure", [("a", "1")]), mended=("mended", [("a", "2")]), new=("passed", []),
    )  # fmt: skip
    found = drift(before, now)
    assert (found.failing, found.passing, found.added, found.gone) == (("broke",), ("fixed", "mended"), ("new",), ("gone",))
    assert [(turn.story, turn.user, turn.before, turn.now) for turn in found.reworded] == [("other", "b", "two\nlines", "two\nnew lines")]
    assert as_text(found).splitlines() == [
        "newly failing (1)", "  broke", "newly passing (2)", "  fixed", "  mended", "new (1)", "  new", "gone (1)", "  gone",
        "passing with another text (1)", "  other: b", "      two", "    - lines", "    + new lines",
    ]  # fmt: skip
    assert drift(before, now, every=False).gone == ()
    assert as_text(drift(now, now)) == "nothing changed since the baseline"


@pytest.mark.parametrize(
    ("content", "problem"), [("{", "is no report"), ("{}", "is no report"), ('{"stories": [{"name": "a"}]}', "is no report")]
)
def test_a_baseline_that_is_no_report(tmp_path: Path, content: str, problem: str) -> None:
    file = tmp_path / "report.json"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(StoryError, match=problem):
        baseline(file)
    with pytest.raises(StoryError, match="No such file"):
        baseline(tmp_path / "none.json")
