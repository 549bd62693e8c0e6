"""A new visitor asks: by sentence, by button, on and on, and whatever they type."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Route, expect

from tests.widget.conftest import Open
from tests.widget.panel import COCAINE_SHARE, FENTANYL, HEROIN, HOCKEY, Panel
from tests.widget.relay import Relay


def test_one_sentence_brings_the_answer_and_its_source(panel: Panel) -> None:
    reply = panel.ask(FENTANYL)
    expect(reply).to_contain_text("23 lb of fentanyl")
    quote = reply.get_by_role("blockquote")
    expect(quote).to_be_hidden()
    reply.locator("summary", has_text="Source").click()
    expect(quote).to_have_text("23 lb of fentanyl")
    expect(reply.get_by_role("figure")).to_contain_text("International Customs Day statement")
    expect(reply.get_by_role("figure")).to_contain_text("Canada Border Services Agency, no date given in the text")


def test_one_click_on_a_topic_brings_an_answer_with_its_source(panel: Panel) -> None:
    panel.page.get_by_role("button", name="Canada-U.S. trade").click()
    reply = panel.reply(0)
    expect(panel.turns.first).to_contain_text("How much trade crosses the border every day?")
    expect(reply).to_contain_text("$3.4 billion")
    expect(reply.locator("summary")).to_contain_text("Source")


def test_every_topic_of_the_page_is_answered_with_a_source(panel: Panel) -> None:
    topics = panel.page.locator("#topics button")
    assert topics.count() >= 9
    for index in range(topics.count()):
        topics.nth(index).click()
        expect(panel.reply(index).locator("blockquote").first).to_be_attached()


def test_greeting_says_what_it_is_and_which_statement_it_answers_from(panel: Panel) -> None:
    greeting = panel.log.locator(".greeting")
    expect(greeting).to_contain_text("automated assistant, not a person")
    expect(greeting).to_contain_text("answers only from the International Customs Day statement of the Canada Border Services Agency")


def test_a_suggested_question_is_a_button_and_the_next_ones_are_of_the_card(panel: Panel) -> None:
    first = panel.suggestions.get_by_role("button").first
    question = first.inner_text()
    first.click()
    panel.reply(0)
    expect(panel.turns.first.get_by_role("heading")).to_contain_text(question)
    expect(panel.suggestions.get_by_role("button")).to_have_count(3)
    expect(panel.suggestions.get_by_role("button", name=question, exact=True)).to_have_count(0)


def test_a_follow_up_goes_on_from_the_question_before(panel: Panel) -> None:
    panel.ask(FENTANYL)
    expect(panel.ask("and cocaine?")).to_contain_text("2,308 lb of cocaine")


def test_typing_on_an_answer_goes_into_the_field(panel: Panel) -> None:
    panel.ask(FENTANYL)
    panel.page.keyboard.type("and cocaine?")
    expect(panel.field).to_have_value("and cocaine?")
    panel.page.keyboard.press("Enter")
    expect(panel.reply(1)).to_contain_text("2,308 lb of cocaine")


def test_a_computed_answer_shows_its_working_and_inputs_at_once(panel: Panel) -> None:
    reply = panel.ask(COCAINE_SHARE)
    expect(reply.get_by_text("Worked out from the statement")).to_be_visible()
    expect(reply.locator(".sum")).to_have_text("2,308 lb ÷ 150,000 lb × 100 = 1.54 %")
    expect(reply.get_by_role("blockquote")).to_have_text(["2308 lb of cocaine", "Over 150,000 lb of illegal drugs"])
    expect(reply.get_by_role("blockquote").first).to_be_visible()


@pytest.mark.parametrize(("question", "label"), [(HEROIN, "Not in the statement"), (HOCKEY, "Outside this assistant's topics")])
def test_a_refusal_looks_like_any_answer_and_not_like_an_error(panel: Panel, question: str, label: str) -> None:
    """Same ink, no alert, and questions that it can answer."""
    ink = "node => getComputedStyle(node.querySelector('.text')).color"
    answered, refused = panel.ask(FENTANYL), panel.ask(question)
    expect(refused.get_by_text(label)).to_be_visible()
    assert refused.evaluate(ink) == answered.evaluate(ink)
    expect(panel.notice).to_have_count(0)
    expect(refused.get_by_role("alert")).to_have_count(0)
    expect(panel.suggestions.get_by_role("button").first).to_be_visible()


def test_two_questions_at_once_get_two_answers_in_one_reply(panel: Panel) -> None:
    reply = panel.ask("How much fentanyl was seized, and who is in the Five Eyes?")
    expect(reply.locator(".answer")).to_have_count(2)
    expect(reply.locator(".answer").nth(1)).to_contain_text("Five Eyes intelligence alliance")


def test_a_list_is_a_list(panel: Panel) -> None:
    reply = panel.ask("Give me a summary of the statement")
    items = reply.get_by_role("listitem").all_inner_texts()
    assert len(items) > 5
    assert not any(item.startswith("-") for item in items)


def test_markup_stays_text(panel: Panel) -> None:
    """Neither run nor shown as elements, in the question, the answer, and after a reload."""
    attack = "<script>window.hit = 1</script><img src=x onerror='window.hit = 1'>"
    panel.ask(attack)
    panel.page.reload()
    expect(panel.turns.first.locator(".said")).to_have_text(attack)
    assert panel.log.locator("img, script").count() == 0
    assert panel.page.evaluate("() => window.hit") is None


def test_the_page_counts_down_and_keeps_a_long_text_for_shortening(panel: Panel) -> None:
    expect(panel.count).to_have_text("500 characters left")
    panel.field.fill("how much ")
    expect(panel.count).to_have_text("491 characters left")
    panel.field.fill("🛃" * 512)
    expect(panel.count).to_have_text("12 characters too many")
    panel.field.press("Enter")
    expect(panel.page.get_by_role("alert")).to_have_text("Please shorten your question to 500 characters.")
    assert panel.field.get_attribute("aria-invalid") == "true"
    assert len(panel.field.input_value()) == 512
    expect(panel.turns).to_have_count(0)
    expect(panel.ask("🛃" * 500)).to_be_visible()


def test_a_long_word_breaks_rather_than_widens_the_panel(panel: Panel) -> None:
    panel.ask("fentanyl" * 62)
    assert panel.log.evaluate("node => node.scrollWidth - node.clientWidth") == 0


def test_shift_and_enter_makes_a_line_and_the_field_grows(panel: Panel) -> None:
    height = panel.field.evaluate("node => node.offsetHeight")
    panel.field.press_sequentially("one")
    panel.field.press("Shift+Enter")
    panel.field.press_sequentially("two")
    expect(panel.field).to_have_value("one\ntwo")
    assert panel.field.evaluate("node => node.offsetHeight") > height
    expect(panel.turns).to_have_count(0)


def test_an_empty_question_is_asked_for_again(panel: Panel) -> None:
    panel.field.fill("   ")
    panel.page.get_by_role("button", name="Ask", exact=True).click()
    expect(panel.page.get_by_role("alert")).to_have_text("Please type a question first.")
    expect(panel.field).to_be_focused()
    panel.field.fill("x")
    expect(panel.page.get_by_role("alert")).to_have_count(0)


def test_a_waiting_sign_comes_when_an_answer_takes_long(open_page: Open, relay: Relay) -> None:
    panel = open_page(relay.url)
    expect(panel.suggestions).to_be_visible()
    relay.delay_s = 1.5
    panel.send(FENTANYL)
    expect(panel.log.get_by_text("Looking it up")).to_be_hidden()
    expect(panel.log.get_by_text("Looking it up")).to_be_visible()
    expect(panel.status).to_have_text("Looking it up")
    panel.send(HEROIN)
    expect(panel.page.get_by_role("alert")).to_contain_text("Please wait")
    expect(panel.field).to_have_value(HEROIN)
    relay.delay_s = 0
    expect(panel.reply(0)).to_contain_text("23 lb of fentanyl")
    expect(panel.log.get_by_text("Looking it up")).to_have_count(0)


def test_personal_information_leaves_the_page_too(panel: Panel) -> None:
    """It is gone from log and storage, and back in the field for the person to mend."""
    said = "My e-mail is jane.roe@example.com, how much fentanyl was seized?"
    reply = panel.ask(said)
    expect(reply).to_contain_text("an e-mail address")
    expect(panel.turns.first.locator(".said")).to_have_text("(taken out to protect your privacy)")
    expect(panel.field).to_have_value(said)
    assert "jane.roe" not in panel.log.inner_text() + panel.stored()


def test_an_answer_that_failed_offers_to_ask_again(open_page: Open) -> None:
    """The failure is the server's own card for it; what stands in for it is the failing action alone."""
    panel = open_page()
    card = {"kind": "error", "facts": [], "quotes": [], "sources": [], "derivation": None, "suggestions": []}

    def fail(route: Route) -> None:
        route.fulfill(json={"messages": [{"text": "Something went wrong on our side.", "card": card}], "stored": True})

    panel.page.route(re.compile("/api/messages$"), fail)
    reply = panel.ask(FENTANYL)
    expect(reply).to_contain_text("No answer this time")
    panel.page.unroute(re.compile("/api/messages$"))
    reply.get_by_role("button", name="Ask again").click()
    expect(panel.reply(1)).to_contain_text("23 lb of fentanyl")
