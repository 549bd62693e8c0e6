"""Start and memory of a whole assistant, from a state folder of its own."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from server.run import free_port, running
from server.settings import Settings


@dataclass(frozen=True)
class Started:
    """A running assistant: its address, its processes by name, and the seconds from its start to its first answer."""

    url: str
    processes: dict[str, subprocess.Popen[bytes]]
    seconds: float


@contextmanager
def started() -> Iterator[Started]:
    """An assistant on a free port with an empty state; it has ended afterwards.

    Raises server.run.StartError, whose message names a log: the state stays then.
    """
    state = Path(tempfile.mkdtemp(prefix="bench-"))
    start = time.perf_counter()
    with running(Settings("127.0.0.1", free_port(), state)) as (url, processes):
        yield Started(url, processes, time.perf_counter() - start)
    shutil.rmtree(state, ignore_errors=True)


def trees(roots: Iterable[int]) -> list[psutil.Process]:
    """The processes with the ids `roots` and all that they started, each once."""
    found: dict[int, psutil.Process] = {}
    for root in roots:
        process = psutil.Process(root)
        found |= {p.pid: p for p in (process, *process.children(recursive=True))}
    return list(found.values())


def megabytes(processes: Iterable[psutil.Process]) -> tuple[float, float, str]:
    """Memory of `processes` together, in MB (10^6 bytes): by the best measure there is, by RSS, and that measure's name.

    That is PSS, which shares out pages among the processes that map them; RSS where the system does not tell PSS.
    """
    best = rss = 0
    measure = "PSS"
    for process in processes:
        try:
            memory: Any = process.memory_full_info()
            share = getattr(memory, "pss", None)
        except psutil.AccessDenied:
            memory, share = process.memory_info(), None
        if share is None:
            measure = "RSS"
        rss += memory.rss
        best += memory.rss if share is None else share
    return best / 1e6, rss / 1e6, measure
