"""The page's figures, from real visits to a real assistant."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Error

from bench import page
from bench.browser import BrowserError, chromium, path
from server.run import free_port
from server.settings import ROOT
from tests.assistant import Assistant


def test_a_visit_is_timed_to_the_usable_panel_and_to_each_answer(assistant: Assistant) -> None:
    with chromium() as browser:
        figures, details = page.run(assistant.url, browser, visits=2)
    assert set(figures) == {"page_weight", "page_usable", "page_first", "page_answer"}
    assert len(details["usable_ms"]) == len(details["first_ms"]) == 2
    assert len(details["later_ms"]) == 2 * (len(page.QUESTIONS) - 1)
    assert all(value > 0 for value in figures.values())


def test_a_page_that_is_not_there_is_an_error() -> None:
    with chromium() as browser, pytest.raises(Error, match="ERR_CONNECTION_REFUSED"):
        page.run(f"http://127.0.0.1:{free_port()}", browser, visits=1)


def test_weight_is_that_of_every_file_gzipped() -> None:
    plain = sum(file.stat().st_size for file in (ROOT / "widget").iterdir()) / 1e3
    assert 0 < page.weight() < plain


def test_a_missing_browser_says_how_to_get_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As for someone who is not root and has none."""
    for name, code in {"id": "echo 1000", "bash": 'exec /bin/bash "$@"'}.items():
        (tmp_path / name).write_text(f"#!/bin/bash\n{code}\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CHROMIUM", raising=False)
    with pytest.raises(BrowserError, match="apt-get install chromium"):
        path()


def test_chromium_may_be_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    named = tmp_path / "chromium-of-mine"
    named.write_text("#!/bin/sh\n")
    named.chmod(0o755)
    monkeypatch.setenv("CHROMIUM", str(named))
    assert path() == str(named)
