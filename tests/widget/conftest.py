"""A real Chromium on the page of a real assistant."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from bench.browser import chromium
from server.run import free_port, running
from server.settings import Settings
from tests.widget.panel import Panel
from tests.widget.relay import Relay

expect.set_options(timeout=15_000)
Open = Callable[..., Panel]


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="package")
def other_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A web site of another origin: its address and its folder."""
    folder = tmp_path_factory.mktemp("other_site")
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", folder
        server.shutdown()


@pytest.fixture(scope="package")
def site_state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that the assistant of `site` writes to."""
    return tmp_path_factory.mktemp("site")


@pytest.fixture(scope="package")
def site(real_database: Path, other_site: tuple[str, Path], site_state: Path) -> Iterator[str]:
    """The address of an assistant that the other site may embed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KNOWLEDGE_DB", str(real_database))
        patch.setenv("WEB_ORIGINS", other_site[0])
        patch.setenv("WEB_SESSION_RATE", "100000")
        patch.setenv("WEB_ADDRESS_RATE", "100000")
        with running(Settings("127.0.0.1", free_port(), site_state)) as (url, _):
            yield url


@pytest.fixture
def relay(site: str) -> Iterator[Relay]:
    """A wire to the assistant that can be cut."""
    wire = Relay(site)
    yield wire
    wire.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser that has seen nothing yet, of 1280 × 800."""
    opened = browser.new_context(viewport={"width": 1280, "height": 800}, permissions=["clipboard-read", "clipboard-write"])
    yield opened
    opened.close()


@pytest.fixture
def errors() -> list[str]:
    """What went wrong on pages opened by `open_page`: uncaught errors and whatever broke the page's Content-Security-Policy."""
    return []


@pytest.fixture
def open_page(browser: Browser, site: str, errors: list[str]) -> Iterator[Open]:
    """Opens the host page in a browser of its own, `settings` as for a context; nothing may go wrong on it."""
    opened: list[BrowserContext] = []

    def page(url: str = site, **settings: Any) -> Panel:
        settings = {"viewport": {"width": 1280, "height": 800}, "permissions": ["clipboard-read", "clipboard-write"], **settings}
        opened.append(browser.new_context(**settings))
        return Panel(visit(opened[-1].new_page(), url, errors))

    yield page
    for context in opened:
        context.close()
    assert errors == []


@pytest.fixture
def panel(open_page: Open) -> Panel:
    """The panel on the host page, open as it is for a new visitor, its first questions there."""
    opened = open_page()
    expect(opened.suggestions).to_be_visible()
    return opened


def visit(page: Page, url: str, errors: list[str]) -> Page:
    """`page` at `url`; what goes wrong on it is added to `errors`."""
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: errors.append(message.text) if "Content Security Policy" in message.text else None)
    page.goto(url)
    return page
