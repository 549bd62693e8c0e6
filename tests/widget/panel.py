"""The panel as a person finds it on a page: by names and labels."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

FENTANYL = "How much fentanyl was seized?"
COCAINE_SHARE = "What share of the drugs was cocaine?"
HEROIN = "How much heroin was seized?"
HOCKEY = "Who won the hockey game last night?"


class Panel:
    """The widget's panel on `page`."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.launcher = page.get_by_role("button", name="Ask about the statement")
        self.dialog = page.get_by_role("dialog", name="Border Briefing")
        self.field = page.get_by_label("Your question")
        self.count = page.locator(".count")
        self.log = page.get_by_role("log")
        self.turns = page.locator(".turn")
        self.replies = page.get_by_role("article")
        self.suggestions = page.get_by_role("group", name="Questions you can ask")
        self.status = page.locator("section > [role=status]")
        self.notice = page.locator(".notice")

    def send(self, text: str) -> None:
        """Type `text` and press Enter, as at a keyboard."""
        self.field.fill(text)
        self.field.press("Enter")

    def ask(self, text: str) -> Locator:
        """The answer to `text`, once it is there."""
        before = self.replies.count()
        self.send(text)
        return self.reply(before)

    def reply(self, index: int) -> Locator:
        """The reply of that position, once it is there."""
        expect(self.replies).to_have_count(index + 1)
        return self.replies.nth(index)

    def option(self, name: str) -> None:
        """Open the options and press the one of that name."""
        self.page.locator("summary", has_text="Options").click()
        self.page.get_by_role("button", name=name, exact=True).click()

    def focused(self) -> str:
        """Class, or tag where there is none, of what has the focus."""
        return self.page.evaluate(
            "() => { let a = document.activeElement; while (a?.shadowRoot?.activeElement) a = a.shadowRoot.activeElement;"
            " return a?.className || a?.localName }"
        )

    def stored(self) -> str:
        """All that sessionStorage holds, as text."""
        return self.page.evaluate("() => JSON.stringify({...sessionStorage})")
