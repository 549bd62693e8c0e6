"""Starts the action server and Rasa, waits until a question is really answered, and prints the address.

`python -m server.run`; Ctrl-C ends both.
"""

from __future__ import annotations

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from server.settings import ROOT, SLACK_VARIABLES, Settings, SlackSettings, WebSettings

START_SECONDS = 180
MODEL = ROOT / "models" / "assistant.tar.gz"
PROBE = "How much trade crosses the border every day?"


class StartError(Exception):
    """The assistant did not come up; the message says why and where the log is."""


def free_port() -> int:
    """A loopback port that nothing listens on now."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


def ask(url: str, text: str, sender: str, timeout: float = 30) -> list[dict[str, Any]]:
    """The messages that the assistant at `url` answers `text` with. Raises OSError when it can't be reached."""
    body = json.dumps({"sender": sender, "message": text}).encode()
    request = urllib.request.Request(f"{url}/webhooks/rest/webhook", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=timeout) as reply:
        return json.loads(reply.read())


def _commands(settings: Settings, action_port: int) -> dict[str, list[str]]:
    python = sys.executable
    return {
        "actions": [python, "-m", "server.action_server"],
        "rasa": [
            python, "-m", "rasa", "run", "--model", str(MODEL), "--endpoints", "endpoints.yml", "--credentials", "credentials.yml",
            "--interface", settings.host, "--port", str(settings.port),
        ],
    }  # fmt: skip


def _environment(settings: Settings, action_port: int) -> dict[str, str]:
    scratch = settings.state / "tmp"
    scratch.mkdir(parents=True, exist_ok=True)
    quiet = {"TF_CPP_MIN_LOG_LEVEL": "3", "SQLALCHEMY_SILENCE_UBER_WARNING": "1", "RASA_TELEMETRY_ENABLED": "false"}
    own = {
        "ACTION_PORT": str(action_port),
        "ACTION_SECRET": secrets.token_urlsafe(32),
        "STATE": str(settings.state),
        "TMPDIR": str(scratch),
        "PYTHONPATH": str(ROOT),
        "PYTHONWARNINGS": "ignore",
        "OMP_NUM_THREADS": "1",
        "TF_NUM_INTRAOP_THREADS": "1",
        "TF_NUM_INTEROP_THREADS": "1",
    }
    # Rasa refuses a credentials.yml that names a variable which is not set.
    slack = {name: os.environ.get(name, "") for name in SLACK_VARIABLES}
    return {**os.environ, **slack, **quiet, **own}


def _tail(log: Path, lines: int = 15) -> str:
    return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])


def _stop(processes: dict[str, subprocess.Popen[bytes]]) -> None:
    for process in processes.values():
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
    for process in processes.values():
        try:
            process.wait(timeout=8)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(url: str, processes: dict[str, subprocess.Popen[bytes]], logs: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        for name, process in processes.items():
            if process.poll() is not None:
                raise StartError(
                    f"{name} ended with code {process.returncode}; {logs / name}.log ends with:\n{_tail(logs / f'{name}.log')}"
                )
        try:
            cards = [m["custom"] for m in ask(url, PROBE, f"probe-{secrets.token_hex(4)}", 10) if "custom" in m]
            if any(card["kind"] != "error" for card in cards):
                return
        except (OSError, urllib.error.URLError, ValueError):
            pass
        time.sleep(0.3)
    raise StartError(f"no answer within {START_SECONDS} s; see {logs}")


@contextmanager
def running(settings: Settings) -> Iterator[tuple[str, dict[str, subprocess.Popen[bytes]]]]:
    """A running assistant: its address and its processes by name; all of them have ended afterwards."""
    if not MODEL.is_file():
        raise StartError(f"{MODEL} is missing; run `make train`")
    try:
        SlackSettings.of(os.environ)
    except ValueError as error:
        raise StartError(str(error)) from error
    logs = settings.state / "logs"
    logs.mkdir(parents=True, exist_ok=True)
    with socket.socket() as s:
        s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            s.bind((settings.host, settings.port))
        except OSError as error:
            raise StartError(f"port {settings.port} on {settings.host} can't be used ({error}); set PORT to another") from error
    action_port = free_port()
    environment = _environment(settings, action_port)
    processes: dict[str, subprocess.Popen[bytes]] = {}
    try:
        for name, command in _commands(settings, action_port).items():
            with (logs / f"{name}.log").open("wb") as log:
                # A session of their own, so that Ctrl-C reaches us alone and we end them in order.
                processes[name] = subprocess.Popen(
                    command, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
                )
        address = "127.0.0.1" if settings.host in ("0.0.0.0", "::") else settings.host
        url = f"http://{address}:{settings.port}"
        _wait(url, processes, logs)
        yield url, processes
    finally:
        _stop(processes)


def end_in_order() -> None:
    """From now on whatever asks this process to end raises KeyboardInterrupt, so that it ends what it started first."""

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    # Both are set: a process that was started in the background is born deaf to Ctrl-C.
    for ending in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ending, interrupted)


def main() -> int:
    end_in_order()
    try:
        settings = Settings.from_environment()
        WebSettings.from_environment()  # a wrong one is said here, not in Rasa's log
        print(f"starting (logs in {settings.state / 'logs'}) …", flush=True)
        start = time.monotonic()
        with running(settings) as (url, processes):
            print(f"ready after {time.monotonic() - start:.0f} s: open {url}/ in a browser (Ctrl-C ends it)", flush=True)
            while all(p.poll() is None for p in processes.values()):
                time.sleep(0.5)
        ended = [name for name, p in processes.items() if p.poll() is not None]
        print(f"ended by itself: {', '.join(ended)}; see {settings.state / 'logs'}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("stopped")
        return 0
    except (StartError, ValueError) as error:
        print(f"run: {error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
