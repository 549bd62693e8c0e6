"""The page and the widget's files, served from memory."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from sanic.request import Request
from sanic.response import HTTPResponse, empty, raw

from channels.web.headers import HEADERS

WIDGET = Path(__file__).resolve().parents[2] / "widget"


@dataclass(frozen=True)
class Content:
    """A file's bytes, plain and compressed, and a tag that changes with them."""

    plain: bytes
    packed: bytes
    tag: str


def paths(folder: Path = WIDGET) -> dict[str, Path]:
    """The files that are served, by address: those of a known type in the widget's folder, and its page at `/`.

    Only what is listed here is ever opened, so that no address leads out of the folder.
    """
    found = {f"/{f.relative_to(folder).as_posix()}": f for f in sorted(folder.rglob("*")) if f.is_file() and f.suffix in HEADERS["types"]}
    return {**found, "/": folder / "index.html"} if "/index.html" in found else found


def served(request: Request, file: Path) -> HTTPResponse:
    """The file, compressed where the client can read that; 304 where the client has it already."""
    stat = file.stat()
    content = _content(file, stat.st_mtime_ns, stat.st_size)
    packed = "gzip" in request.headers.get("accept-encoding", "")
    tag = f'"{content.tag}-gzip"' if packed else f'"{content.tag}"'
    headers = {"ETag": tag, "Cache-Control": HEADERS["cache"], "Vary": "Accept-Encoding"}
    if tag in (t.strip().removeprefix("W/") for t in request.headers.get("if-none-match", "").split(",")):
        return empty(304, headers)
    if packed:
        headers["Content-Encoding"] = "gzip"
    return raw(content.packed if packed else content.plain, 200, headers, HEADERS["types"][file.suffix])


@lru_cache(maxsize=64)
def _content(file: Path, changed: int, size: int) -> Content:
    plain = file.read_bytes()
    return Content(plain, gzip.compress(plain, mtime=0), hashlib.sha256(plain).hexdigest()[:20])
