"""The widget on another site's page: one script tag, its own look, and nobody else asked."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.widget.conftest import visit
from tests.widget.panel import FENTANYL, Panel
from tests.widget.test_accessibility import RULES

# What careless pages do: small root text, rules for every button, boxes and letters.
HOST = """<!doctype html>
<html lang="en-CA"><head><title>Another site</title>{policy}
<style>html {{ font-size: 10px }} * {{ letter-spacing: 4px; box-sizing: content-box }} button {{ display: none !important }} p {{ color: red }}</style>
<script type="module" src="{site}/widget.js"></script></head>
<body><main><h1>Another site</h1><p>Its own text.</p></main>{element}</body></html>"""
PLAIN = "<border-briefing></border-briefing>"


@pytest.fixture
def embed(context: BrowserContext, site: str, other_site: tuple[str, Path]) -> Panel:
    """The widget on a page of the other site."""
    return _embed(context.new_page(), site, other_site, PLAIN)


def _embed(page: Page, site: str, other_site: tuple[str, Path], element: str, policy: str = "", name: str = "index") -> Panel:
    url, folder = other_site
    (folder / f"{name}.html").write_text(HOST.format(site=site, element=element, policy=policy), encoding="utf-8")
    return Panel(visit(page, f"{url}/{name}.html", []))


def test_a_page_of_another_origin_has_it_by_one_script_and_one_element(embed: Panel) -> None:
    """Closed at first; opened, it answers, and goes on after a reload."""
    expect(embed.dialog).to_be_hidden()
    embed.launcher.click()
    expect(embed.field).to_be_focused()
    expect(embed.ask(FENTANYL)).to_contain_text("23 lb of fentanyl")
    embed.page.reload()
    expect(embed.reply(0)).to_contain_text("23 lb of fentanyl")
    embed.page.keyboard.press("Escape")


def test_closed_and_open_it_breaks_no_rule_of_accessibility_on_another_page(embed: Panel) -> None:
    expect(embed.launcher).to_be_visible()
    assert Axe().run(embed.page, context="border-briefing", options=RULES).violations_count == 0
    embed.launcher.click()
    embed.ask(FENTANYL)
    assert Axe().run(embed.page, context="border-briefing", options=RULES).violations_count == 0


def test_the_page_s_style_does_not_reach_it(embed: Panel) -> None:
    embed.launcher.click()
    expect(embed.field).to_have_css("font-size", "16px")
    expect(embed.field).to_have_css("letter-spacing", "normal")
    expect(embed.log.locator(".greeting p").nth(1)).to_have_css("color", "rgb(76, 91, 105)")
    expect(embed.page.get_by_role("button", name="Ask", exact=True)).to_be_visible()


def test_it_runs_under_a_strict_policy_of_the_page(context: BrowserContext, site: str, other_site: tuple[str, Path]) -> None:
    """The page need allow the assistant's origin for scripts and connections, and nothing else: no inline style, no eval."""
    rules = f"default-src 'none'; script-src {site}; connect-src {site}; require-trusted-types-for 'script'"
    policy = f'<meta http-equiv="Content-Security-Policy" content="{rules}">'
    panel = _embed(context.new_page(), site, other_site, PLAIN, policy, "strict")
    panel.launcher.click()
    expect(panel.ask(FENTANYL)).to_contain_text("23 lb of fentanyl")
    expect(panel.dialog).to_have_css("position", "fixed")


def test_its_attributes_say_title_place_and_whether_it_is_open(context: BrowserContext, site: str, other_site: tuple[str, Path]) -> None:
    element = f'<border-briefing server="{site}/" title="Ask us" language="en" position="left" open></border-briefing>'
    page = _embed(context.new_page(), site, other_site, element, name="attributes").page
    dialog = page.get_by_role("dialog", name="Ask us")
    expect(dialog).to_be_visible()
    box = dialog.bounding_box()
    assert box and box["x"] < 40
    page.evaluate("() => { document.querySelector('border-briefing').open = false }")
    expect(dialog).to_be_hidden()
    page.evaluate("() => document.querySelector('border-briefing').setAttribute('title', 'Ask them')")
    expect(page.get_by_role("region", name="Ask them")).to_be_attached()


def test_it_can_be_moved_and_taken_away(embed: Panel) -> None:
    """As frameworks do with elements: moved in the page it goes on, removed it leaves nothing behind."""
    embed.launcher.click()
    embed.ask(FENTANYL)
    embed.page.evaluate("() => document.querySelector('main').append(document.querySelector('border-briefing'))")
    expect(embed.reply(0)).to_contain_text("23 lb of fentanyl")
    embed.page.evaluate("() => document.querySelector('border-briefing').remove()")
    expect(embed.dialog).to_have_count(0)


def test_a_site_that_is_not_allowed_does_not_get_it(browser: Browser, site: str, other_site: tuple[str, Path]) -> None:
    """The same page under another name of the same host is another origin, and not on the list."""
    context = browser.new_context()
    page = context.new_page()
    (other_site[1] / "refused.html").write_text(HOST.format(site=site, element=PLAIN, policy=""), encoding="utf-8")
    page.goto(f"http://localhost:{urlsplit(other_site[0]).port}/refused.html")
    page.wait_for_load_state("networkidle")
    assert page.evaluate("() => customElements.get('border-briefing') === undefined")
    context.close()


def test_nobody_else_is_asked_for_anything(context: BrowserContext, site: str) -> None:
    """Every request of a whole conversation goes to the assistant itself."""
    asked: list[str] = []
    page = context.new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.goto(site)
    panel = Panel(page)
    panel.ask(FENTANYL).get_by_role("button", name="Yes, this was helpful").click()
    panel.option("Show times")
    assert len(asked) > 10
    assert {urlsplit(url).netloc for url in asked if not url.startswith("blob:")} == {urlsplit(site).netloc}
