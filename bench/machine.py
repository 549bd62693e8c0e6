"""Which machine the figures are from."""

from __future__ import annotations

import os
import platform
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import psutil

CPUINFO = Path("/proc/cpuinfo")


def cpu_model(cpuinfo: Path = CPUINFO) -> str:
    """The processor's name; its architecture where the system does not tell the name."""
    if cpuinfo.is_file():
        for line in cpuinfo.read_text(encoding="utf-8", errors="replace").splitlines():
            if line.lower().startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def describe() -> dict[str, Any]:
    """CPU model, cores, memory in GB, system, Python, date (UTC), and the load (waiting processes, last minute)."""
    return {
        "cpu": cpu_model(),
        "cores": os.cpu_count() or 0,
        "memory_gb": round(psutil.virtual_memory().total / 1e9, 1),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "date": datetime.now(timezone.utc).isoformat(timespec="seconds"),
        "load": round(psutil.getloadavg()[0], 2),
    }


def line(machine: dict[str, Any]) -> str:
    """The machine in one line."""
    return "{cpu}, {cores} cores, {memory_gb} GB, {system}, Python {python}, {date}, load before the run {load}".format(**machine)
