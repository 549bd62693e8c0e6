"""Where the knowledge base stands; the one place that names its files."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent
SOURCES = ROOT / "sources"
FACTS = ROOT / "facts"
LEXICON = ROOT / "lexicon"


def database() -> Path:
    """The database in use: `KNOWLEDGE_DB` when set, else `knowledge/knowledge.db`."""
    return Path(os.environ.get("KNOWLEDGE_DB") or ROOT / "knowledge.db")
