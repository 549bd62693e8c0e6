"""WCAG 2.1 A and AA by axe-core, and what a screen reader and a keyboard get, by the accessibility tree."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.widget.conftest import Open
from tests.widget.panel import COCAINE_SHARE, FENTANYL, HOCKEY, Panel
from tests.widget.relay import Relay
from tests.widget.states import STATES

RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}}
# Tall, so that nothing of the log is scrolled out of sight, where axe could not judge its contrast.
VIEWS = {"light": ("light", 1280), "dark": ("dark", 1280), "phone": ("light", 360)}
WIDE, PHONE = {"width": 1280, "height": 800}, {"width": 360, "height": 740}
OUTLINED = (
    "() => { let a = document.activeElement; while (a.shadowRoot?.activeElement) a = a.shadowRoot.activeElement;"
    " const s = getComputedStyle(a); return (s.outlineStyle !== 'none' && s.outlineWidth !== '0px') || s.boxShadow !== 'none' }"
)


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing(open_page: Open, state: str, view: str) -> None:
    scheme, width = VIEWS[view]
    panel = open_page(color_scheme=scheme, viewport={"width": width, "height": 3000})
    STATES["opened"](panel)
    STATES[state](panel)
    panel.dialog.evaluate_all("found => found.forEach(dialog => { dialog.style.height = '2900px' })")
    found = Axe().run(panel.page, options=RULES)
    assert found.violations_count == 0, found.generate_report()
    # Where something lies over something else, axe can't decide on contrast; the same parts are decided on in the other states.
    overlaps = state == "options" or view == "phone"
    assert [rule["id"] for rule in found.response["incomplete"] if not (overlaps and rule["id"] == "color-contrast")] == []


def test_axe_looks_into_the_panel(panel: Panel) -> None:
    """The test above could fail: a button without a name inside the shadow root is found."""
    panel.page.evaluate(
        "() => document.querySelector('border-briefing').shadowRoot.querySelector('header').append(document.createElement('button'))"
    )
    found = Axe().run(panel.page, options=RULES)
    assert [violation["id"] for violation in found.response["violations"]] == ["button-name"]


# -- what a screen reader gets


def _tree(page: Page) -> list[dict[str, Any]]:
    """The nodes of the accessibility tree that are not ignored, each with its properties by name."""
    nodes = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    return [
        node | {"is": {p["name"]: p["value"].get("value") for p in node.get("properties", [])}} for node in nodes if not node.get("ignored")
    ]


def _spoken(nodes: list[dict[str, Any]], node: dict[str, Any]) -> str:
    """All text in the subtree of `node`."""
    by_id = {each["nodeId"]: each for each in nodes}
    inside = [_spoken(nodes, by_id[child]) for child in node.get("childIds", []) if child in by_id]
    return " ".join([node.get("name", {}).get("value", "") if node["role"]["value"] == "StaticText" else "", *inside])


def _live(nodes: list[dict[str, Any]]) -> list[str]:
    """What the live regions hold."""
    return [_spoken(nodes, node) for node in nodes if node["is"].get("live", "off") != "off"]


def _named(nodes: list[dict[str, Any]], role: str) -> list[str]:
    return [node["name"]["value"] for node in nodes if node["role"]["value"] == role]


def test_an_answer_is_told_once_by_the_focus(panel: Panel) -> None:
    """The focus is on the answer, whose name is its text; no live region tells it again."""
    panel.ask(FENTANYL)
    expect(panel.replies.first).to_be_focused()
    nodes = _tree(panel.page)
    (focused,) = (node for node in nodes if node["is"].get("focused") and node["role"]["value"] != "RootWebArea")
    assert focused["role"]["value"] == "article"
    assert focused["name"]["value"] == "From the statement In the past year, 23 lb of fentanyl were seized."
    assert _live(nodes), "there are live regions for what else is to be told"
    assert not any("23 lb" in told for told in _live(nodes))


def test_all_answers_of_a_reply_are_in_what_the_focus_tells(panel: Panel) -> None:
    panel.ask("How much fentanyl was seized, and who is in the Five Eyes?")
    names = _named(_tree(panel.page), "article")
    assert len(names) == 1
    assert "23 lb of fentanyl" in names[0] and "Five Eyes intelligence alliance" in names[0]


def test_who_has_gone_elsewhere_keeps_the_focus_and_is_told_once(open_page: Open, relay: Relay) -> None:
    panel = open_page(relay.url)
    expect(panel.suggestions).to_be_visible()
    relay.delay_s = 1
    panel.send(FENTANYL)
    elsewhere = panel.page.locator("#topics button").first
    elsewhere.focus()
    panel.reply(0)
    expect(panel.status).to_have_text("In the past year, 23 lb of fentanyl were seized.")
    expect(elsewhere).to_be_focused()
    assert sum("23 lb" in told for told in _live(_tree(panel.page))) == 1


def test_who_types_on_is_not_interrupted(open_page: Open, relay: Relay) -> None:
    panel = open_page(relay.url)
    expect(panel.suggestions).to_be_visible()
    relay.delay_s = 1
    panel.send(FENTANYL)
    panel.field.press_sequentially("and coc")
    panel.reply(0)
    expect(panel.status).to_have_text("In the past year, 23 lb of fentanyl were seized.")
    expect(panel.field).to_be_focused()
    expect(panel.field).to_have_value("and coc")


def test_a_topic_button_of_the_page_leads_to_its_answer(panel: Panel) -> None:
    panel.page.get_by_role("button", name="Canada-U.S. trade").click()
    expect(panel.reply(0)).to_be_focused()


def test_everything_has_its_name(panel: Panel) -> None:
    panel.ask(FENTANYL)
    nodes = _tree(panel.page)
    assert "Border Briefing" in _named(nodes, "region")
    assert _named(nodes, "dialog") == ["Border Briefing"]
    assert _named(nodes, "log") == ["Conversation"]
    assert _named(nodes, "textbox") == ["Your question"]
    assert all(_named(nodes, "button"))
    assert f"You asked: {FENTANYL}" in _named(nodes, "heading")
    (field,) = (node for node in nodes if node["role"]["value"] == "textbox")
    assert "500 characters left" in field["description"]["value"]
    assert "personal information" in field["description"]["value"]


def test_the_panel_is_in_the_language_of_its_words(panel: Panel) -> None:
    expect(panel.page.locator("html")).to_have_attribute("lang", "en")
    expect(panel.page.locator("border-briefing section").first).to_have_attribute("lang", "en")


# -- what a keyboard gets


def test_all_of_it_by_keyboard_alone(panel: Panel) -> None:
    """Close, open, ask, open the source, copy, judge, ask a suggested question; Escape closes and the focus returns."""
    keys = panel.page.keyboard
    panel.field.focus()
    keys.press("Escape")
    expect(panel.dialog).to_be_hidden()
    expect(panel.launcher).to_be_focused()
    keys.press("Enter")
    expect(panel.field).to_be_focused()
    keys.type(FENTANYL)
    keys.press("Enter")
    reply = panel.reply(0)
    expect(reply).to_be_focused()
    stops = [
        (reply.locator("summary"), "Enter"),
        (reply.get_by_role("button", name="Copy answer"), None),
        (reply.get_by_role("button", name="Yes, this was helpful"), "Space"),
        (reply.get_by_role("button", name="No, this was not helpful"), None),
        (panel.suggestions.get_by_role("button").nth(0), None),
        (panel.suggestions.get_by_role("button").nth(1), None),
        (panel.suggestions.get_by_role("button").nth(2), None),
        (panel.field, None),
        (panel.page.get_by_role("button", name="Ask", exact=True), None),
    ]
    for stop, key in stops:
        keys.press("Tab")
        expect(stop).to_be_focused()
        assert panel.page.evaluate(OUTLINED), f"no visible focus on {stop}"
        if key:
            keys.press(key)
    expect(reply.get_by_role("blockquote")).to_be_visible()
    expect(reply.get_by_role("button", name="Yes, this was helpful")).to_have_attribute("aria-pressed", "true")
    for _ in range(4):
        keys.press("Shift+Tab")
    expect(panel.suggestions.get_by_role("button").nth(0)).to_be_focused()
    keys.press("Enter")
    expect(panel.reply(1)).to_be_focused()


def test_escape_closes_the_options_before_the_panel(panel: Panel) -> None:
    options = panel.page.locator("summary", has_text="Options")
    options.focus()
    panel.page.keyboard.press("Enter")
    expect(panel.page.get_by_role("button", name="Download as text")).to_be_visible()
    panel.page.keyboard.press("Tab")
    panel.page.keyboard.press("Escape")
    expect(panel.page.get_by_role("button", name="Download as text")).to_be_hidden()
    expect(options).to_be_focused()
    expect(panel.dialog).to_be_visible()
    panel.page.keyboard.press("Escape")
    expect(panel.launcher).to_be_focused()


def test_the_options_close_when_something_else_is_pressed(panel: Panel) -> None:
    save = panel.page.get_by_role("button", name="Download as text")
    for elsewhere in (panel.log, panel.field):
        panel.page.locator("summary", has_text="Options").click()
        expect(save).to_be_visible()
        elsewhere.click(position={"x": 5, "y": 5})
        expect(save).to_be_hidden()


def test_a_page_that_opens_does_not_take_the_focus(panel: Panel) -> None:
    assert panel.focused() == "body"


def test_nothing_behind_the_panel_is_reached_on_a_phone(open_page: Open) -> None:
    panel = open_page(viewport=PHONE)
    STATES["opened"](panel)
    seen = set()
    for _ in range(30):
        panel.page.keyboard.press("Tab")
        seen.add(panel.page.evaluate("() => document.activeElement.localName"))
    assert "button" not in seen, "a topic button of the page behind has been reached"
    panel.page.keyboard.press("Escape")
    expect(panel.launcher).to_be_focused()


@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
def test_targets_are_44_pixels_high_and_wide(open_page: Open, viewport: dict[str, int]) -> None:
    panel = open_page(viewport=viewport)
    panel.ask(COCAINE_SHARE)
    panel.ask(HOCKEY).get_by_role("button", name="No, this was not helpful").click()
    panel.option("Show times")
    small = [
        target.evaluate("node => node.outerHTML.slice(0, 120)")
        for target in panel.page.locator("button:visible, summary:visible, textarea:visible, .choice:visible").all()
        if (box := target.bounding_box()) and (box["height"] < 43.5 or box["width"] < 43.5)
    ]
    assert small == []
