"""The states of the panel that tests look into: each brings an open panel there."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from tests.widget.panel import COCAINE_SHARE, FENTANYL, HEROIN, HOCKEY, Panel


def closed(panel: Panel) -> None:
    panel.page.get_by_role("button", name="Close").click()
    expect(panel.launcher).to_be_visible()


def opened(panel: Panel) -> None:
    expect(panel.suggestions).to_be_visible()


def answer(panel: Panel) -> None:
    panel.ask(FENTANYL).locator("summary").click()


def derived(panel: Panel) -> None:
    panel.ask(COCAINE_SHARE)


def refusal(panel: Panel) -> None:
    panel.ask(HEROIN).locator("summary").click()
    panel.ask(HOCKEY)


def feedback(panel: Panel) -> None:
    panel.ask(HOCKEY).get_by_role("button", name="No, this was not helpful").click()
    expect(panel.page.get_by_role("button", name="Send")).to_be_visible()


def options(panel: Panel) -> None:
    panel.ask(FENTANYL)
    panel.option("Show times")
    panel.page.get_by_role("button", name="Clear conversation").click()


def too_long(panel: Panel) -> None:
    panel.send("x" * 501)
    expect(panel.page.get_by_role("alert")).to_be_visible()


def withheld(panel: Panel) -> None:
    panel.ask("Write to jane.roe@example.com")


def error(panel: Panel) -> None:
    panel.ask(FENTANYL)
    panel.page.context.set_offline(True)
    panel.send("and cocaine?")
    expect(panel.notice).to_be_visible()


STATES: dict[str, Callable[[Panel], None]] = {
    state.__name__: state for state in (closed, opened, answer, derived, refusal, feedback, options, too_long, withheld, error)
}
