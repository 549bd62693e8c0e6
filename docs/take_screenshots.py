"""Takes the pictures of the page in `docs/screenshots/`, of a real assistant in a real Chromium: `make screenshots`."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, expect

from bench.browser import chromium
from server.run import free_port, running
from server.settings import Settings
from tests.widget.panel import Panel
from tests.widget.states import STATES

FOLDER = Path(__file__).parent / "screenshots"
COLOURS = 128
"""Colours of a picture: few in a page of text, and a third of the size."""
WIDE, TABLET, PHONE, NARROW = (1280, 800), (768, 1024), (390, 844), (320, 568)


def _first_source(panel: Panel) -> None:
    STATES["answer"](panel)
    # The pointer off the source, so that it is shown as it looks by itself.
    panel.page.mouse.move(0, 0)
    expect(panel.replies.first.get_by_role("blockquote")).to_be_visible()


PICTURES: dict[str, tuple[Callable[[Panel], None], tuple[int, int], str]] = {
    "page": (STATES["opened"], WIDE, "light"),
    "page-dark": (STATES["derived"], WIDE, "dark"),
    "answer": (_first_source, WIDE, "light"),
    "refusal": (STATES["refusal"], WIDE, "light"),
    "feedback": (STATES["feedback"], WIDE, "light"),
    "options": (STATES["options"], WIDE, "light"),
    "error": (STATES["error"], WIDE, "light"),
    "closed": (STATES["closed"], WIDE, "light"),
    "tablet": (STATES["opened"], TABLET, "light"),
    "phone": (STATES["opened"], PHONE, "light"),
    "phone-answer": (_first_source, PHONE, "light"),
    "phone-dark": (STATES["derived"], PHONE, "dark"),
    "phone-320": (_first_source, NARROW, "light"),
}
"""Each picture's state, window and colour scheme."""


def take(browser: Browser, url: str, name: str) -> bytes:
    """The picture of that name, as PNG, of the page at `url`."""
    state, (width, height), scheme = PICTURES[name]
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme="dark" if scheme == "dark" else "light")
    panel = Panel(context.new_page())
    panel.page.goto(url)
    STATES["opened"](panel)
    state(panel)
    picture = panel.page.screenshot()
    context.close()
    return picture


def small(picture: bytes) -> bytes:
    """The same PNG with a palette."""
    packed = io.BytesIO()
    Image.open(io.BytesIO(picture)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(packed, "PNG", optimize=True)
    return packed.getvalue()


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as state,
        running(Settings("127.0.0.1", free_port(), Path(state))) as (url, _),
        chromium() as browser,
    ):
        for name in PICTURES:
            file = FOLDER / f"{name}.png"
            file.write_bytes(small(take(browser, url, name)))
            print(f"{file.name}: {file.stat().st_size / 1e3:.0f} kB", flush=True)


if __name__ == "__main__":
    main()
