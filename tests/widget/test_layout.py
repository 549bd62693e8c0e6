"""Small screens, large text, less motion, forced colours."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.widget.conftest import Open
from tests.widget.panel import FENTANYL
from tests.widget.states import STATES

PHONE = {"width": 390, "height": 844}
# 1280 × 1024 at 400 %.
ZOOMED = {"width": 320, "height": 256}
SIDEWAYS = "() => Math.max(...[document.documentElement, ...document.querySelector('border-briefing').shadowRoot.querySelectorAll('dialog, .frame, .log')].map(n => n.scrollWidth - n.clientWidth))"


def test_the_panel_fills_a_phone_and_gives_the_page_back(open_page: Open) -> None:
    panel = open_page(viewport=PHONE, has_touch=True, is_mobile=True)
    STATES["opened"](panel)
    assert panel.dialog.bounding_box() == {"x": 0, "y": 0, **PHONE}
    panel.ask(FENTANYL)
    panel.page.get_by_role("button", name="Close").tap()
    expect(panel.page.get_by_role("heading", name="Your privacy")).to_be_visible()
    panel.page.get_by_role("button", name="The Five Eyes").tap()
    expect(panel.reply(1)).to_contain_text("Five Eyes")
    expect(panel.dialog).to_be_visible()


@pytest.mark.parametrize("viewport", [{"width": 320, "height": 568}, ZOOMED], ids=["320", "400 %"])
@pytest.mark.parametrize("state", STATES)
def test_nothing_needs_sideways_scrolling_at_320_pixels(open_page: Open, state: str, viewport: dict[str, int]) -> None:
    panel = open_page(viewport=viewport)
    STATES["opened"](panel)
    STATES[state](panel)
    assert panel.page.evaluate(SIDEWAYS) == 0


def test_with_little_height_the_answer_is_in_view_and_the_field_in_reach(open_page: Open) -> None:
    panel = open_page(viewport=ZOOMED)
    panel.ask(FENTANYL)
    expect(panel.replies.first.locator(".text")).to_be_in_viewport(ratio=1)
    panel.page.keyboard.type("and cocaine?")
    expect(panel.field).to_be_in_viewport(ratio=0.9)


LARGE_TEXT = "document.addEventListener('readystatechange', () => { document.documentElement.style.fontSize = '32px' })"


@pytest.mark.parametrize("viewport", [{"width": 1280, "height": 800}, PHONE], ids=["wide", "phone"])
def test_text_of_200_percent_fits(open_page: Open, site: str, viewport: dict[str, int]) -> None:
    """The person's own larger text, not the page's zoom: everything grows with it and nothing is cut off."""
    panel = open_page("about:blank", viewport=viewport)
    panel.page.add_init_script(LARGE_TEXT)
    panel.page.goto(site)
    expect(panel.field).to_have_css("font-size", "32px")
    panel.ask(FENTANYL).locator("summary").click()
    assert panel.page.evaluate(SIDEWAYS) == 0
    for part in (panel.field, panel.replies.first.get_by_role("blockquote"), panel.suggestions.get_by_role("button").last):
        part.scroll_into_view_if_needed()
        expect(part).to_be_in_viewport(ratio=0.9)


def test_a_topic_pressed_on_a_tablet_brings_its_answer_into_view(open_page: Open) -> None:
    """There the panel stands below the topics."""
    panel = open_page(viewport={"width": 768, "height": 600})
    panel.page.get_by_role("button", name="Canada-U.S. trade").click()
    expect(panel.reply(0).locator(".text")).to_be_in_viewport(ratio=1)


def test_an_answer_is_shown_from_its_question_on(open_page: Open) -> None:
    """Even a long one: its beginning is in view, not its end."""
    panel = open_page()
    panel.ask(FENTANYL)
    panel.ask("Give me a summary of the statement")
    expect(panel.turns.nth(1).get_by_role("heading")).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize(("motion", "animations"), [("no-preference", 1), ("reduce", 0)])
def test_nothing_moves_for_those_who_asked_for_less_motion(open_page: Open, motion: str, animations: int) -> None:
    panel = open_page(reduced_motion=motion)
    STATES["opened"](panel)
    panel.page.route("**/api/messages", lambda route: None)
    panel.send(FENTANYL)
    expect(panel.log.get_by_text("Looking it up")).to_be_visible()
    running = "() => document.querySelector('border-briefing').shadowRoot.getAnimations().filter(a => a.playState === 'running').length"
    assert panel.page.evaluate(running) == animations


def test_forced_colours_keep_edges_and_focus(open_page: Open) -> None:
    """Where the system paints over all backgrounds, borders and outlines are what is left to see."""
    panel = open_page(forced_colors="active")
    panel.ask(FENTANYL)
    width = "node => parseFloat(getComputedStyle(node).borderTopWidth)"
    for part in (
        panel.dialog,
        panel.field,
        panel.turns.first.get_by_role("heading"),
        panel.page.get_by_role("button", name="Ask", exact=True),
    ):
        assert part.evaluate(width) >= 1
    assert panel.replies.first.evaluate("node => getComputedStyle(node).outlineStyle") == "solid"
    colour = "node => getComputedStyle(node).outlineColor"
    assert panel.replies.first.evaluate(colour) != panel.dialog.evaluate("node => getComputedStyle(node).backgroundColor")


def test_the_panel_changes_over_when_the_window_narrows(open_page: Open) -> None:
    panel = open_page()
    panel.ask(FENTANYL)
    panel.page.set_viewport_size(PHONE)
    expect(panel.dialog).to_have_css("position", "fixed")
    assert panel.dialog.evaluate("node => node.matches(':modal')")
    panel.page.set_viewport_size({"width": 1280, "height": 800})
    expect(panel.dialog).to_have_css("position", "static")
    assert not panel.dialog.evaluate("node => node.matches(':modal')")
    expect(panel.replies.first).to_contain_text("23 lb of fentanyl")
