"""How long the training of `make train` takes, from an empty cache into a temporary folder."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from server.settings import ROOT

MOST_SECONDS = 1800
QUIET = {
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "RASA_TELEMETRY_ENABLED": "false",
    "PYTHONWARNINGS": "ignore",
}


class TrainingError(Exception):
    """The training failed; the message ends with the last lines that it printed."""


def command(folder: Path) -> list[str]:
    """The training of the Makefile, with its model in `folder`."""
    return [sys.executable, "-m", "rasa", "train", "--fixed-model-name", "bench", "--out", str(folder)]


def environment(folder: Path) -> dict[str, str]:
    """The Makefile's, with Rasa's cache in `folder`: from the usual one, what has not changed would not be trained anew."""
    return {**os.environ, **QUIET, "RASA_CACHE_DIRECTORY": str(folder / "cache"), "TMPDIR": str(folder)}


def run() -> dict[str, float]:
    """Train once: the seconds that it took. Raises TrainingError."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        start = time.perf_counter()
        try:
            done = subprocess.run(
                command(folder), cwd=ROOT, env=environment(folder), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=MOST_SECONDS
            )
        except subprocess.TimeoutExpired as error:
            raise TrainingError(f"the training took more than {MOST_SECONDS} s") from error
        seconds = time.perf_counter() - start
        if done.returncode or not (folder / "bench.tar.gz").is_file():
            last = "\n".join(done.stdout.decode(errors="replace").splitlines()[-10:])
            raise TrainingError(f"the training ended with code {done.returncode}:\n{last}")
        return {"training": seconds}
