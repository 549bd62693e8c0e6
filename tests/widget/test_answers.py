"""What can be done with an answer and with a conversation: copy, judge, keep, clear."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path

from playwright.sync_api import Locator, expect

from tests.widget.panel import COCAINE_SHARE, FENTANYL, HOCKEY, Panel


def _clipboard(panel: Panel) -> str:
    return panel.page.evaluate("() => navigator.clipboard.readText()")


def _judge(reply: Locator, helpful: bool) -> None:
    reply.get_by_role("button", name="Yes, this was helpful" if helpful else "No, this was not helpful").click()


def test_an_answer_is_copied_with_its_citation(panel: Panel) -> None:
    panel.ask(COCAINE_SHARE).get_by_role("button", name="Copy answer").click()
    expect(panel.status).to_have_text("Copied")
    copied = _clipboard(panel)
    assert copied.startswith("Less than 1.54 %")
    for quote in ("2308 lb of cocaine", "Over 150,000 lb of illegal drugs"):
        assert f"“{quote}” — International Customs Day statement, Canada Border Services Agency, no date given in the text" in copied
    assert "an automated assistant" in copied


def test_an_answer_is_copied_where_the_page_may_not_use_the_clipboard(panel: Panel) -> None:
    """As on pages without https: the old way, and the focus stays where it was."""
    panel.page.evaluate("() => Object.defineProperty(navigator, 'clipboard', {value: undefined, configurable: true})")
    button = panel.ask(FENTANYL).get_by_role("button", name="Copy answer")
    button.click()
    expect(panel.status).to_have_text("Copied")
    panel.page.evaluate("() => { delete navigator.clipboard }")
    assert "23 lb of fentanyl" in _clipboard(panel)
    assert panel.focused() == "quiet"


def test_a_helpful_answer_is_noted(panel: Panel) -> None:
    reply = panel.ask(FENTANYL)
    _judge(reply, helpful=True)
    expect(reply.get_by_role("status")).to_have_text("Thank you, noted.")
    expect(reply.get_by_role("button", name="Yes, this was helpful")).to_have_attribute("aria-pressed", "true")


def test_an_unhelpful_answer_may_be_given_a_reason(panel: Panel, site_state: Path) -> None:
    """The no is kept at once, the reason and the words when they are sent; the last word counts."""
    reply = panel.ask(HOCKEY)
    _judge(reply, helpful=False)
    reply.get_by_label("It does not answer my question").check()
    reply.get_by_label("In your own words").fill("I asked about hockey")
    reply.get_by_role("button", name="Send").click()
    expect(reply.get_by_role("status")).to_have_text("Thank you, noted.")
    expect(reply.get_by_role("button", name="No, this was not helpful")).to_be_focused()
    assert ("not_answered", "I asked about hockey") in _feedback(site_state)
    _judge(reply, helpful=True)
    expect(reply.get_by_role("button", name="No, this was not helpful")).to_have_attribute("aria-pressed", "false")
    assert ("not_answered", "I asked about hockey") not in _feedback(site_state)


def test_words_with_personal_information_are_sent_back(panel: Panel) -> None:
    reply = panel.ask(HOCKEY)
    _judge(reply, helpful=False)
    reply.get_by_label("In your own words").fill("write to jane.roe@example.com")
    reply.get_by_role("button", name="Send").click()
    expect(reply.get_by_role("status")).to_contain_text("personal information, so nothing was kept")
    expect(reply.get_by_label("In your own words")).to_have_value("write to jane.roe@example.com")


def test_feedback_that_did_not_arrive_says_so(panel: Panel) -> None:
    reply = panel.ask(FENTANYL)
    panel.page.context.set_offline(True)
    _judge(reply, helpful=True)
    expect(reply.get_by_role("status")).to_contain_text("could not be sent")
    expect(reply.get_by_role("button", name="Yes, this was helpful")).to_have_attribute("aria-pressed", "false")


def test_feedback_survives_a_reload(panel: Panel) -> None:
    reply = panel.ask(FENTANYL)
    _judge(reply, helpful=True)
    expect(reply.get_by_role("status")).to_have_text("Thank you, noted.")
    panel.page.reload()
    expect(panel.reply(0).get_by_role("button", name="Yes, this was helpful")).to_have_attribute("aria-pressed", "true")


def test_the_conversation_has_an_id_to_tell_and_copy(panel: Panel) -> None:
    expect(panel.page.locator("code")).to_have_text("none yet")
    panel.ask(FENTANYL)
    panel.option("Copy ID")
    expect(panel.status).to_have_text("Copied")
    assert re.fullmatch(r"web-[0-9a-f]{32}", _clipboard(panel))
    expect(panel.page.locator("code")).to_have_text(_clipboard(panel))


def test_the_transcript_holds_questions_answers_sources_and_times(panel: Panel) -> None:
    panel.ask(FENTANYL)
    panel.ask("and cocaine?")
    with panel.page.expect_download() as download:
        panel.option("Download as text")
    assert download.value.suggested_filename == "border-briefing.txt"
    told = Path(download.value.path()).read_text(encoding="utf-8")
    for part in (FENTANYL, "23 lb of fentanyl", "and cocaine?", "“2308 lb of cocaine” — International Customs Day statement", "web-"):
        assert part in told
    assert len(re.findall(r"^\[.*\d.*\]$", told, re.MULTILINE)) == 2


def test_times_are_shown_when_asked_for_and_stay_so(panel: Panel) -> None:
    panel.ask(FENTANYL)
    time = panel.turns.first.locator("time")
    expect(time).to_be_hidden()
    panel.option("Show times")
    expect(time).to_be_visible()
    panel.page.reload()
    expect(time).to_be_visible()


def test_clearing_forgets_here_and_on_the_server(panel: Panel, site_state: Path) -> None:
    """Asked twice; the next question opens a new conversation."""
    panel.ask("How much fentanyl was seized, exactly?")
    panel.page.locator("summary", has_text="Options").click()
    before = panel.page.locator("code").inner_text()
    assert "fentanyl was seized, exactly" in _everything(site_state)
    panel.page.get_by_role("button", name="Clear conversation").click()
    panel.page.get_by_role("button", name="Keep it").click()
    expect(panel.turns).to_have_count(1)
    panel.page.get_by_role("button", name="Clear conversation").click()
    panel.page.get_by_role("button", name="Clear it").click()
    expect(panel.turns).to_have_count(0)
    expect(panel.status).to_have_text("The conversation is cleared.")
    expect(panel.field).to_be_focused()
    assert "fentanyl" not in panel.stored()
    assert "fentanyl was seized, exactly" not in _everything(site_state)
    expect(panel.ask("and cocaine?")).to_be_visible()
    panel.page.locator("summary", has_text="Options").click()
    expect(panel.page.locator("code")).not_to_have_text(before)


def test_nothing_is_cleared_when_the_server_can_t_be_told(panel: Panel) -> None:
    panel.ask(FENTANYL)
    panel.page.context.set_offline(True)
    panel.option("Clear conversation")
    panel.page.get_by_role("button", name="Clear it").click()
    expect(panel.notice).to_contain_text("could not be cleared")
    expect(panel.turns).to_have_count(1)


def _everything(state: Path) -> str:
    """What every database of the assistant holds, as text."""
    files = list(state.rglob("*.db"))
    tables = [(file, row["name"]) for file in files for row in _rows(file, "sqlite_master") if row["type"] == "table"]
    return str([tuple(row) for file, table in tables for row in _rows(file, table)])


def _feedback(state: Path) -> set[tuple[object, object]]:
    """Reason and words of all feedback."""
    return {(row["reason"], row["words"]) for row in _rows(state / "web.db", "feedback")}


def _rows(database: Path, table: str) -> list[sqlite3.Row]:
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as db:
        db.row_factory = sqlite3.Row
        return db.execute(f"SELECT * FROM [{table}]").fetchall()
