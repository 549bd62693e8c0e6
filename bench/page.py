"""The chat page in a real Chromium: what it weighs, when it can be used, how soon an answer is shown."""

from __future__ import annotations

import gzip
from typing import Any

from playwright.sync_api import Browser, Page

from bench.figures import percentile
from server.settings import ROOT

QUESTIONS = (
    "How much fentanyl was seized?", "and cocaine?", "in kg?", "Which countries are in the Five Eyes?", "How much heroin was seized?",
)  # fmt: skip
WATCH = """
    const root = () => document.querySelector("border-briefing")?.shadowRoot;
    const frame = () => {
      if (root()?.querySelector("dialog[open] textarea")?.offsetHeight) window.usableAt = performance.now();
      else requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
    addEventListener("keydown", (event) => event.key === "Enter" && (window.enterAt = event.timeStamp), { capture: true });
"""
"""In the page from its start: notes when the field is drawn, and when Enter was pressed (ms since the page was asked for)."""
SHOWN = """
    (count) => new Promise((resolve) => {
      const frame = () => {
        const found = document.querySelector("border-briefing").shadowRoot.querySelectorAll(".reply").length;
        if (found < count) requestAnimationFrame(frame);
        else setTimeout(() => resolve(performance.now() - window.enterAt));  // After the frame that is being made now.
      };
      frame();
    })
"""
"""The time (ms) from Enter until reply number `count` has been drawn."""


def weight() -> float:
    """kB (10^3 bytes) of all files of the page and the widget, gzipped."""
    return sum(len(gzip.compress(file.read_bytes())) for file in (ROOT / "widget").iterdir() if file.is_file()) / 1e3


def visit(page: Page, url: str) -> tuple[float, list[float]]:
    """Open `url` in a `page` that has seen nothing yet: ms until it can be used, and ms from Enter to each answer."""
    page.add_init_script(WATCH)
    page.goto(url)
    page.wait_for_function("() => window.usableAt")
    usable = float(page.evaluate("() => window.usableAt"))
    return usable, [answered(page, count, text) for count, text in enumerate(QUESTIONS, 1)]


def answered(page: Page, count: int, text: str) -> float:
    """Ask `text` as question number `count`: ms from Enter until its answer is drawn."""
    field = page.locator("border-briefing textarea").last
    field.press_sequentially(text)
    field.press("Enter")
    return float(page.evaluate(SHOWN, count))


def run(url: str, browser: Browser, visits: int) -> tuple[dict[str, float], dict[str, Any]]:
    """Figures over `visits` visits to the page at `url`, each by a new visitor, and the times behind them. Raises playwright's Error."""
    usable, first, later = [], [], []
    for _ in range(visits):
        context = browser.new_context(viewport={"width": 1280, "height": 800})
        ready, times = visit(context.new_page(), url)
        usable.append(ready)
        first.append(times[0])
        later += times[1:]
        context.close()
    figures = {
        "page_weight": weight(),
        "page_usable": percentile(usable, 50),
        "page_first": percentile(first, 50),
        "page_answer": percentile([*first, *later], 50),
    }
    return figures, {"usable_ms": usable, "first_ms": first, "later_ms": later}
