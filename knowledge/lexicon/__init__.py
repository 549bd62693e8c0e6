"""Words beside the facts: units, and the rivals of the subjects that the facts speak of."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from knowledge.errors import InvalidKnowledge

HERE = Path(__file__).resolve().parent


@lru_cache
def read(name: str) -> Any:
    """The content of `<name>.yml` in this folder. Raises InvalidKnowledge where it is no good YAML."""
    file = HERE / f"{name}.yml"
    try:
        return yaml.safe_load(file.read_text(encoding="utf-8"))
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise InvalidKnowledge(file, line, "YAML", str(error.problem)) from error


def rivals() -> dict[str, str]:
    """Each rival in lower case, and its kind (drug, country, …)."""
    return {str(term).lower(): kind for kind, terms in read("rivals").items() for term in terms}


def units() -> dict[str, tuple[str, str]]:
    """Each written form of a unit in lower case, and the unit's name with its kind (weight, time, …)."""
    return {str(form).lower(): (unit, kind) for kind, names in read("units").items() for unit, forms in names.items() for form in forms}


def unstated_measures() -> dict[str, list[str]]:
    """What statements seldom tell, by its name, and the words that ask for it."""
    return {str(name): [str(word) for word in words] for name, words in read("unstated").items()}
