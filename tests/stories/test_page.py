"""The page in a browser: filters, keyboard, and no barrier that axe finds."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, sync_playwright

from stories.report.coverage import covered
from stories.report.data import Run
from stories.report.drift import Drift, Reworded
from stories.report.page import as_html
from stories.runner import Outcome
from stories.story import Story
from tests.stories.samples import FENTANYL, card, messages, one_story, told

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")
ANSWERS = {
    "hello": messages(("Hello.", card("smalltalk"))),
    "fentanyl?": messages(("23 lb of fentanyl were seized.", FENTANYL), ("Not said.", card("not_in_source"))),
}
STORIES = (
    ("figures", "passing", "- user: fentanyl?\n- bot: {contains: 23 lb}"),
    ("figures", "failing", "- user: fentanyl?\n- bot: {contains: 24 lb, kind: derived}"),
    ("small_talk", "greeting", "- user: hello\n- bot: {kind: smalltalk}"),
)


def _told(folder: Path, behaviour: str, name: str, steps: str) -> Outcome:
    outcome = told(one_story(folder, steps), ANSWERS)
    story = outcome.story
    return Outcome(Story(name, story.file.with_name(f"{behaviour}.yml"), story.line, story.turns), outcome.sender, outcome.told)


@pytest.fixture(scope="module")
def page(real_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    folder = tmp_path_factory.mktemp("page")
    outcomes = tuple(_told(folder, *story) for story in STORIES)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KNOWLEDGE_DB", str(real_database))
        run = Run("an assistant", "rest", "2026-01-01T00:00:00+00:00", 1.0, outcomes, covered(outcomes))
    changed = Drift(("failing",), (), (Reworded("passing", "fentanyl?", "23 lb", "23 lb were seized"),), (), ())
    file = folder / "stories.html"
    file.write_text(as_html(run, changed), encoding="utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        opened = browser.new_page()
        problems: list[str] = []
        opened.on("console", lambda message: problems.append(message.text))
        opened.on("pageerror", lambda error: problems.append(str(error)))
        opened.goto(file.as_uri())
        yield opened
        browser.close()
        assert problems == []


def _shown(page: Page) -> list[str]:
    return [story.inner_text() for story in page.locator(".story:visible h4").all()]


def test_stories_are_filtered_by_behaviour_verdict_and_words(page: Page) -> None:
    assert _shown(page) == ["passing", "failing", "greeting"]
    page.get_by_label("Behaviour").select_option("figures")
    assert _shown(page) == ["passing", "failing"]
    page.get_by_label("Verdict").select_option("passed")
    assert (_shown(page), page.locator("output").inner_text()) == (["passing"], "1 of 3 stories")
    page.get_by_label("Behaviour").select_option("")
    page.get_by_label("Verdict").select_option("")
    page.get_by_label("Words in it").fill("HELLO")
    assert _shown(page) == ["greeting"]
    page.get_by_label("Words in it").fill("")
    assert page.locator("output").inner_text() == "3 of 3 stories"


def test_what_fails_is_open_and_linked(page: Page) -> None:
    assert [story.get_attribute("data-verdict") for story in page.locator(".story[open]").all()] == ["failed"]
    page.get_by_role("link", name="figures: failing").press("Enter")
    failing = page.locator(".story[open]")
    assert failing.locator(".user p").all_inner_texts() == ["fentanyl?"]
    assert failing.locator(".bot > p").all_inner_texts() == ["23 lb of fentanyl were seized.", "Not said."]
    assert failing.locator(".finding .expected").first.inner_text().split() == ["expected", "24", "lb"]


def test_everything_unfolds_by_keyboard(page: Page) -> None:
    button = page.get_by_role("button", name="Unfold all")
    button.focus()
    page.keyboard.press("Enter")
    assert page.locator(".story[open]").count() == 3
    page.keyboard.press("Space")
    assert page.locator(".story[open]").count() == 0
    page.locator(".story summary").first.focus()
    page.keyboard.press("Enter")
    assert page.locator(".story[open]").count() == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_stands_in_anybodys_way(page: Page, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.evaluate("for (const story of document.querySelectorAll('details')) story.open = true")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_it_fits_a_narrow_screen(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
