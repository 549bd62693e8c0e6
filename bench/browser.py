"""A real Chromium, without a window."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

from server.settings import ROOT


class BrowserError(Exception):
    """There is no Chromium; the message says how to get one."""


def path() -> str:
    """Where the system's Chromium is, or the one that `CHROMIUM` names. Raises BrowserError."""
    found = subprocess.run([ROOT / "bin" / "browser"], capture_output=True, text=True)
    if found.returncode:
        raise BrowserError(found.stderr.strip())
    return found.stdout.strip()


@contextmanager
def chromium() -> Iterator[Browser]:
    """A running Chromium; it has ended afterwards. Raises BrowserError."""
    # Chromium's sandbox does not start as root.
    flags = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path(), args=flags)
        try:
            yield browser
        finally:
            browser.close()
