"""A conversation goes on: over reloads, in two tabs, with the network or the server gone, and after its session has ended."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from server.run import free_port, running
from server.settings import Settings
from tests.widget.conftest import Open, visit
from tests.widget.panel import FENTANYL, HEROIN, Panel
from tests.widget.relay import Relay

UNREACHABLE = "can't be reached"
TAKE_BACK = "Take it back"


@pytest.fixture(scope="module")
def strict_site(real_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An assistant that allows three messages a minute."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KNOWLEDGE_DB", str(real_database))
        patch.setenv("WEB_SESSION_RATE", "3")
        with running(Settings("127.0.0.1", free_port(), tmp_path_factory.mktemp("strict"))) as (url, _):
            yield url


def test_a_reload_keeps_the_conversation_and_its_thread(panel: Panel) -> None:
    panel.ask(FENTANYL)
    panel.page.reload()
    expect(panel.reply(0)).to_contain_text("23 lb of fentanyl")
    expect(panel.ask("and cocaine?")).to_contain_text("2,308 lb of cocaine")


def test_a_reload_keeps_the_panel_closed_or_open(panel: Panel) -> None:
    panel.page.get_by_role("button", name="Close").click()
    panel.page.reload()
    expect(panel.launcher).to_be_visible()
    expect(panel.dialog).to_be_hidden()
    panel.launcher.click()
    panel.page.reload()
    expect(panel.dialog).to_be_visible()


def test_history_lives_in_the_session_storage_of_the_tab_alone(panel: Panel, site: str) -> None:
    panel.ask(FENTANYL)
    assert "23 lb of fentanyl" in panel.stored()
    assert panel.page.evaluate("() => ({...localStorage})") == {}
    assert panel.page.context.cookies() == []
    other = panel.page.context.new_page()
    other.goto(site)
    expect(Panel(other).suggestions).to_be_visible()
    expect(Panel(other).turns).to_have_count(0)


def test_a_lost_storage_is_made_good_by_the_server(panel: Panel) -> None:
    """With the token alone, the history comes from the server."""
    panel.ask(FENTANYL)
    panel.page.evaluate(
        "() => { const [key] = Object.keys(sessionStorage); const kept = JSON.parse(sessionStorage[key]);"
        " sessionStorage[key] = JSON.stringify({...kept, turns: []}) }"
    )
    panel.page.reload()
    expect(panel.reply(0)).to_contain_text("23 lb of fentanyl")


def _twin(panel: Panel, url: str) -> Panel:
    """A second tab of the same session, as duplicating a tab makes it."""
    kept = panel.page.evaluate("() => ({...sessionStorage})")
    page = panel.page.context.new_page()
    page.add_init_script(f"if (!sessionStorage.length) Object.assign(sessionStorage, {json.dumps(kept)})")
    page.goto(url)
    return Panel(page)


def test_two_tabs_of_a_session_show_the_same_turns(panel: Panel, site: str) -> None:
    """Each asks at the same time; each sees its own answer to its own question, and both turns after a look at the other."""
    panel.ask(FENTANYL)
    twin = _twin(panel, site)
    expect(twin.replies).to_have_count(1)
    panel.send("How many restricted firearms were seized?")
    twin.send("How many prohibited weapons were seized?")
    expect(panel.turns.nth(1)).to_contain_text("920 restricted firearms")
    expect(twin.turns.nth(1)).to_contain_text("27,149 prohibited weapons")
    for tab in (panel, twin):
        tab.page.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")
        expect(tab.replies).to_have_count(3)
    assert panel.turns.all_inner_texts() == twin.turns.all_inner_texts()
    for turn, figure in (("restricted", "920"), ("prohibited", "27,149")):
        expect(panel.turns.filter(has=panel.page.get_by_role("heading", name=turn))).to_contain_text(figure)


def test_offline_keeps_the_question_and_goes_on_when_back(panel: Panel) -> None:
    panel.ask(FENTANYL)
    panel.page.context.set_offline(True)
    panel.send("and cocaine?")
    expect(panel.notice).to_contain_text("You are offline. Your question is kept")
    expect(panel.status).to_contain_text("You are offline")
    expect(panel.turns.nth(1).locator(".said")).to_have_text("and cocaine?")
    panel.page.context.set_offline(False)
    expect(panel.reply(1)).to_contain_text("2,308 lb of cocaine")
    expect(panel.notice).to_have_count(0)


def test_a_server_that_comes_back_is_found_without_help(open_page: Open, relay: Relay) -> None:
    panel = open_page(relay.url)
    panel.ask(FENTANYL)
    relay.close()
    panel.send("and cocaine?")
    expect(panel.notice).to_contain_text(UNREACHABLE)
    relay.open()
    expect(panel.reply(1)).to_contain_text("2,308 lb of cocaine")
    expect(panel.notice).to_have_count(0)


def test_a_question_under_way_outlives_a_reload(open_page: Open, relay: Relay) -> None:
    panel = open_page(relay.url)
    panel.ask(FENTANYL)
    relay.loses_replies = True
    panel.send("and cocaine?")
    expect(panel.notice).to_contain_text(UNREACHABLE)
    relay.loses_replies = False
    panel.page.reload()
    expect(panel.reply(1)).to_contain_text("2,308 lb of cocaine")


def test_a_question_whose_answer_was_lost_is_one_turn(open_page: Open, relay: Relay) -> None:
    """The server has answered, the wire lost it: the same message again gets the same answer, and history knows it once."""
    panel = open_page(relay.url)
    panel.ask(FENTANYL)
    relay.loses_replies = True
    panel.send("and cocaine?")
    expect(panel.notice).to_contain_text(UNREACHABLE)
    relay.loses_replies = False
    panel.page.get_by_role("button", name="Try now").click()
    expect(panel.reply(1)).to_contain_text("2,308 lb of cocaine")
    panel.page.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")
    history = panel.page.evaluate(
        "async () => (await fetch('/api/messages', {headers: {Authorization:"
        " `Bearer ${JSON.parse(Object.values(sessionStorage)[0]).session.token}`}})).json()"
    )
    assert [turn["said"] for turn in history["turns"]] == [FENTANYL, "and cocaine?"]


def test_a_waiting_question_can_be_taken_back(open_page: Open, relay: Relay) -> None:
    panel = open_page(relay.url)
    panel.ask(FENTANYL)
    relay.close()
    panel.send(HEROIN)
    panel.page.get_by_role("button", name=TAKE_BACK).click()
    expect(panel.turns).to_have_count(1)
    expect(panel.field).to_have_value(HEROIN)
    expect(panel.field).to_be_focused()
    relay.open()
    panel.field.press("Enter")
    expect(panel.reply(1)).to_contain_text("says nothing about heroin")


def test_a_page_opened_while_the_server_is_slow_to_come_gets_its_topics_later(open_page: Open, relay: Relay) -> None:
    panel = open_page(relay.url)
    expect(panel.suggestions).to_be_visible()
    blocked = panel.page.context.new_page()
    blocked.route("**/api/topics", lambda route: route.abort("connectionrefused"))
    blocked.goto(relay.url)
    expect(Panel(blocked).log).to_contain_text("answers only from one published statement")
    blocked.unroute("**/api/topics")
    expect(Panel(blocked).suggestions).to_be_visible()
    expect(blocked.locator("#topics button").first).to_be_visible()


def _end_sessions(state: Path) -> None:
    """As if a day had gone by since the last message."""
    with closing(sqlite3.connect(state / "web.db")) as db, db:
        assert db.execute("UPDATE sessions SET seen = seen - 86400").rowcount


def test_an_ended_session_is_followed_by_a_new_one(panel: Panel, site_state: Path) -> None:
    """Said so, with the earlier turns still there; a suggestion of the old conversation works in the new one."""
    panel.ask(FENTANYL)
    _end_sessions(site_state)
    question = panel.suggestions.get_by_role("button").first.inner_text()
    panel.suggestions.get_by_role("button").first.click()
    expect(panel.reply(1).locator("summary")).to_contain_text("Source")
    expect(panel.log.locator(".divider")).to_have_text("The conversation above had ended. From here on it is a new one.")
    expect(panel.turns.nth(1).get_by_role("heading")).to_contain_text(question)
    expect(panel.replies.first.get_by_role("button", name="Yes, this was helpful")).to_have_count(0)
    expect(panel.replies.nth(1).get_by_role("button", name="Yes, this was helpful")).to_be_visible()


def test_a_reload_after_the_session_has_ended_keeps_the_turns(panel: Panel, site_state: Path) -> None:
    panel.ask(FENTANYL)
    _end_sessions(site_state)
    panel.page.reload()
    expect(panel.reply(0)).to_contain_text("23 lb of fentanyl")
    panel.ask(HEROIN)
    expect(panel.log.locator(".divider")).to_be_visible()


def test_too_many_questions_are_kept_back_and_not_lost(strict_site: str, open_page: Open) -> None:
    panel = open_page(strict_site)
    for question in (FENTANYL, "and cocaine?", HEROIN):
        panel.ask(question)
    panel.send("Which countries are in the Five Eyes?")
    expect(panel.notice).to_contain_text("a lot of questions in a short time")
    expect(panel.notice).to_contain_text("in about")
    panel.page.get_by_role("button", name=TAKE_BACK).click()
    expect(panel.field).to_have_value("Which countries are in the Five Eyes?")


def test_a_message_the_server_refuses_comes_back(panel: Panel) -> None:
    """What no person can send by the field, a page's own script can: over 500 characters."""
    panel.ask(FENTANYL)
    panel.page.evaluate("text => document.querySelector('border-briefing').ask(text)", "x" * 600)
    expect(panel.notice).to_contain_text("This could not be sent:")
    expect(panel.field).to_have_value("x" * 600)


def test_the_panel_works_where_storage_is_blocked(context: BrowserContext, site: str) -> None:
    page = context.new_page()
    page.add_init_script("Object.defineProperty(window, 'sessionStorage', {get() { throw new DOMException('blocked', 'SecurityError') }})")
    errors: list[str] = []
    visit(page, site, errors)
    expect(Panel(page).ask(FENTANYL)).to_contain_text("23 lb of fentanyl")
    assert errors == []
