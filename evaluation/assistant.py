"""The assistant that is evaluated: one of our own, or the one at an address."""

from __future__ import annotations

import shutil
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import yaml

from evaluation.readings import ReadingsFile
from evaluation.runner import Ask, Read
from server.run import StartError, ask, free_port, running
from server.settings import ROOT, Settings

REPLY_SECONDS = 30


@dataclass(frozen=True)
class Assistant:
    """How to ask it, how to read back what it understood, what a report calls it, and its address.

    `threshold` is its answer threshold, None where it isn't known.
    """

    ask: Ask
    read: Read
    name: str
    threshold: float | None = None
    url: str = ""


def asking(url: str) -> Ask:
    return lambda text, sender: ask(url, text, sender, REPLY_SECONDS)


def configured_threshold(config: Path = ROOT / "config.yml") -> float | None:
    """The answer threshold that the pipeline of `config` sets; None where it sets none."""
    for component in (yaml.safe_load(config.read_text(encoding="utf-8")) or {}).get("pipeline") or ():
        if "answer_threshold" in component:
            return float(component["answer_threshold"])
    return None


def _check(url: str) -> None:
    try:
        with urllib.request.urlopen(f"{url}/webhooks/rest/", timeout=REPLY_SECONDS):
            pass
    except urllib.error.HTTPError:
        pass  # something answers; whether it is an assistant, its replies will tell
    except (OSError, ValueError) as error:
        raise StartError(f"nothing answers at {url}: {error}") from error


@contextmanager
def assistant(url: str | None, state: Path) -> Iterator[Assistant]:
    """An assistant to ask: the one at `url`, whose STATE folder is `state`, else a new one on a free port.

    The new one's STATE is a folder for the time being; it stays where the assistant doesn't start, for its logs.
    Raises StartError when there is none.
    """
    if url:
        _check(url.rstrip("/"))
        url = url.rstrip("/")
        yield Assistant(asking(url), ReadingsFile(state).latest, f"the assistant at {url}", url=url)
        return
    folder = Path(tempfile.mkdtemp(prefix="evaluation-"))
    clean_up = partial(shutil.rmtree, folder, ignore_errors=True)
    try:
        with running(Settings("127.0.0.1", free_port(), folder)) as (address, _):
            yield Assistant(asking(address), ReadingsFile(folder).latest, "an assistant of its own", configured_threshold(), address)
    except StartError:
        raise
    except BaseException:
        clean_up()
        raise
    clean_up()
