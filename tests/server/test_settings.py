"""Settings come from the environment, and a wrong one is said in plain words."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from server.settings import ROOT, Settings, WebSettings


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("WEB_")]:
        monkeypatch.delenv(name)


def test_the_defaults_let_no_other_page_ask() -> None:
    assert WebSettings.from_environment() == WebSettings(frozenset(), None, 30, 20, 300, 0)


def test_they_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    values = {
        "ORIGINS": "https://A.example/, http://b.example:8080",
        "SECRET": "s" * 32,
        "IDLE_MINUTES": "5",
        "SESSION_RATE": "7",
        "PROXIES": "2",
    }
    for name, value in values.items():
        monkeypatch.setenv(f"WEB_{name}", value)
    origins = frozenset({"https://a.example", "http://b.example:8080"})
    assert WebSettings.from_environment() == WebSettings(origins, "s" * 32, 5, 7, 300, 2)


@pytest.mark.parametrize(
    ("name", "value"),
    [("WEB_ORIGINS", "example.ca"), ("WEB_ORIGINS", "https://a.example/page"), ("WEB_ORIGINS", "*"), ("WEB_SECRET", "short"),
     ("WEB_IDLE_MINUTES", "soon"), ("WEB_IDLE_MINUTES", "0"), ("WEB_SESSION_RATE", "-1"), ("WEB_ADDRESS_RATE", "nan"), ("WEB_PROXIES", "inf")],
)  # fmt: skip
def test_a_wrong_one_is_said(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ValueError, match=name):
        WebSettings.from_environment()


@pytest.mark.parametrize("port", ["0", "65536", "http", "-1"])
def test_a_port_that_is_none_is_said(monkeypatch: pytest.MonkeyPatch, port: str) -> None:
    monkeypatch.setenv("PORT", port)
    with pytest.raises(ValueError, match="PORT"):
        Settings.from_environment()


def test_the_server_does_not_start_with_a_wrong_one() -> None:
    environment = {**os.environ, "WEB_ORIGINS": "nowhere"}
    ended = subprocess.run([sys.executable, "-m", "server.run"], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60)
    assert ended.returncode == 1 and "WEB_ORIGINS" in ended.stderr and "Traceback" not in ended.stderr
