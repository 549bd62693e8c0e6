"""The widget's files: what they weigh, what they say, and that they are as they claim."""

from __future__ import annotations

import gzip
import json
import re

import pytest
import yaml
from playwright.sync_api import expect

from answering.card import SCHEMA
from server.settings import KEPT_DAYS, ROOT
from tests.widget.conftest import Open

WIDGET = ROOT / "widget"
FILES = sorted(file for file in WIDGET.iterdir() if file.is_file())
STRINGS: dict[str, dict[str, str]] = json.loads((WIDGET / "strings.json").read_text(encoding="utf-8"))
CODE = {file.name: file.read_text(encoding="utf-8") for file in FILES if file.suffix in (".js", ".html", ".css", ".svg")}
PAGE_KEYS = re.findall(r'data-text="(\w+)"', CODE["index.html"])
KINDS: list[str] = SCHEMA["properties"]["kind"]["enum"]
API = yaml.safe_load((ROOT / "channels" / "web" / "openapi.yml").read_text(encoding="utf-8"))
REASONS = {reason for reason in API["components"]["schemas"]["Feedback"]["properties"]["reason"]["enum"] if reason}
SCRIPTS = {name: text for name, text in CODE.items() if name.endswith(".js")}


def test_all_of_it_weighs_at_most_30_kilobytes_gzipped() -> None:
    assert sum(len(gzip.compress(file.read_bytes())) for file in FILES) <= 30_000


def test_it_depends_on_no_package_and_no_other_address() -> None:
    """Modules import their neighbours alone; the one address in the code is SVG's name."""
    imports = [target for text in SCRIPTS.values() for target in re.findall(r'from "([^"]+)"', text)]
    assert imports
    assert {target.removeprefix("./") for target in imports} <= set(SCRIPTS)
    addresses = {address for text in CODE.values() for address in re.findall(r'https?://[^"\s]+', text)}
    assert addresses == {"http://www.w3.org/2000/svg"}


@pytest.mark.parametrize("sink", ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function", "DOMParser"])
def test_no_text_can_become_markup_or_code(sink: str) -> None:
    assert [name for name, text in SCRIPTS.items() if sink in text] == []


def test_no_style_or_script_is_inline() -> None:
    page = CODE["index.html"]
    assert "<style" not in page and " style=" not in page and not re.search(r"\son\w+=", page)
    assert re.findall(r"<script[^>]*>(.*?)</script>", page) == ["", ""]


def test_the_page_preloads_all_that_the_widget_fetches() -> None:
    """One round trip for all of it, whatever asks for what."""
    sheets = {name for name in CODE if name.endswith(".css")}
    assert set(re.findall(r'modulepreload" href="([^"]+)"', CODE["index.html"])) == set(SCRIPTS) - {"page.js"}
    assert set(re.findall(r'preload" href="([^"]+)" as="fetch"', CODE["index.html"])) == (sheets | {"strings.json"}) - {"page.css"}


# -- wording


def test_every_string_that_is_asked_for_by_name_is_there() -> None:
    asked = {key for text in SCRIPTS.values() for key in re.findall(r'text\("(\w+)"', text)} | set(PAGE_KEYS)
    assert len(asked) > 40
    assert asked <= set(STRINGS["en"])


def test_no_string_is_left_over() -> None:
    """Each is named in the code, or made of a name and a kind of card, a reason or `unknown`."""
    named = {word for text in SCRIPTS.values() for word in re.findall(r'"(\w+)"', text)} | set(PAGE_KEYS)
    made = {f"kind_{kind}" for kind in KINDS} | {f"reason_{reason}" for reason in REASONS} | {f"{key}_unknown" for key in PAGE_KEYS}
    assert set(STRINGS["en"]) - named - made == set()


def test_every_kind_of_card_and_every_reason_has_its_words() -> None:
    assert {key.removeprefix("kind_") for key in STRINGS["en"] if key.startswith("kind_")} == set(KINDS)
    assert {key.removeprefix("reason_") for key in STRINGS["en"] if key.startswith("reason_")} == REASONS
    assert set(re.findall(r'"(\w+)"', re.search(r"REASONS = \[(.*?)\]", SCRIPTS["feedback.js"]).group(1))) == REASONS  # type: ignore[union-attr]


@pytest.mark.parametrize("language", sorted(set(STRINGS) - {"en"}) or ["en"])
def test_every_language_says_what_english_says(language: str) -> None:
    """The same keys, with the same values to fill in."""
    assert set(STRINGS[language]) == set(STRINGS["en"])
    for key, words in STRINGS[language].items():
        assert set(re.findall(r"\{\w+\}", words)) == set(re.findall(r"\{\w+\}", STRINGS["en"][key])), key


def test_a_language_is_data_alone(open_page: Open, site: str) -> None:
    """A block in the strings file, here French in a copy of it, and page and panel speak it."""
    panel = open_page("about:blank", locale="fr-CA")
    french = {"launcher": "Posez une question", "question": "Votre question", "page_topics": "Sujets"}
    panel.page.route("**/strings.json", lambda route: route.fulfill(json={**STRINGS, "fr": french}))
    panel.page.goto(site)
    expect(panel.page.get_by_label("Votre question")).to_be_visible()
    expect(panel.page.get_by_role("heading", name="Sujets")).to_be_visible()
    expect(panel.page.locator("html")).to_have_attribute("lang", "fr")
    expect(panel.page.get_by_role("button", name="Ask", exact=True)).to_be_visible()


def test_the_accuracy_that_the_page_tells_is_the_measured_one() -> None:
    """Number of questions and share of right answers stand in the README's figures of the first look."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    told = re.findall(r"\d+(?:\.\d+)? %|\d{3,}", STRINGS["en"]["page_accuracy_text"])
    assert len(told) == 2
    assert all(figure in readme for figure in told), told


def test_the_days_that_the_page_tells_are_those_of_the_settings() -> None:
    assert f"at most {KEPT_DAYS} days" in STRINGS["en"]["page_privacy_kept"]
