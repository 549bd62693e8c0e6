"""Rows of a made-up knowledge base of any size, in the real schema: many sources, subjects and aliases.

Words are spread as in real text: a few stand in nearly every fact, most in few.
"""

from __future__ import annotations

import hashlib
from itertools import accumulate
from random import Random
from typing import Any

from knowledge.build import SCHEMA

Row = dict[str, Any]
Table = dict[str, list[Row]]

SERIES_LENGTH = 10
"""Editions that speak of one measure of one subject, in a base of 500 facts or more."""
MEASURES = ("amount seized", "arrests made")
FIRST_YEAR = 1975
_ENDS = ("ine", "ol", "ite", "ium", "ex", "ar", "ade", "ern", "oth", "and")
_SYLLABLES = tuple(c + v for c in "bdfgklmnprstvz" for v in "aeiou")
_PLAIN = (
    "border", "officers", "seized", "drugs", "goods", "agency", "Canada", "partners", "crime", "enforcement", "illegal", "shared", "strong",
    "trade", "security",
)  # fmt: skip


def words(count: int, random: Random) -> list[str]:
    """`count` made-up words, each once."""
    found: dict[str, None] = {}
    while len(found) < count:
        found["".join(random.choices(_SYLLABLES, k=random.choice((2, 3)))) + random.choice(_ENDS)] = None
    return list(found)


def _series(number: int, names: list[str]) -> tuple[str, str, tuple[str, ...]]:
    """Subject, measure and aliases of series `number`: two measures a subject, and one alias that two subjects share."""
    subject = number // len(MEASURES)
    shared = names[-1 - subject // 2]
    name = f"{names[subject]} {shared}"
    return name, MEASURES[number % len(MEASURES)], (name, names[subject], f"{names[subject]}s", shared)


def _sources(count: int) -> list[Row]:
    blank = {"publisher": "Border Agency", "url": None, "published": None, "language": "en"}
    return [
        blank | {"id": f"statement-{y}", "title": f"Statement of {y}", "period": str(y), "edition": y, "text": "", "sha256": ""}
        for y in range(FIRST_YEAR, FIRST_YEAR + count)
    ]


def table(facts: int, seed: int = 1) -> Table:
    """The rows that `knowledge.build.write` takes, with `facts` facts. The same arguments give the same rows."""
    random = Random(seed)
    length = min(SERIES_LENGTH, max(1, facts // 50))
    count = -(-facts // length)
    names = words(count + 8, random)
    filler = [*_PLAIN, *words(3_000, random)]
    weights = list(accumulate(1 / rank for rank in range(1, len(filler) + 1)))
    sources = _sources(5 * length)
    topics = max(1, facts // 200)
    rows: Table = {
        "sources": sources,
        "source_aliases": [{"source": s["id"], "alias": f"the {s['edition']} statement"} for s in sources],
        "passages": [],
        "topics": [{"id": f"topic-{i}", "position": i, "title": f"Topic {i}"} for i in range(topics)],
        "topic_aliases": [{"topic": f"topic-{i}", "alias": f"topic {i}"} for i in range(topics)],
        "facts": [], "quotes": [], "aliases": [], "contradictions": [], "parts": [],
    }  # fmt: skip
    texts: dict[str, list[str]] = {s["id"]: [] for s in sources}
    for position in range(facts):
        number, edition = divmod(position, length)
        source = sources[(number + edition * 5) % len(sources)]
        subject, measure, aliases = _series(number, names)
        value = random.randrange(2, 1_000_000)
        about = " ".join(random.choices(filler, cum_weights=weights, k=8))
        statement = f"In {source['edition']}, {value:,} lb of {subject} were seized at the border by the {about}."
        fact = f"fact-{position}"
        rows["facts"].append(dict.fromkeys(SCHEMA["facts"]["columns"]) | {
            "id": fact, "position": position, "topic": f"topic-{number % topics}", "subject": subject, "measure": measure,
            "value": str(value), "unit": "lb", "period": source["period"], "statement": statement,
            "question": f"How much {subject} was seized, by {measure}, in {source['edition']}?", "source": source["id"],
        })  # fmt: skip
        rows["passages"].append({"id": position, "source": source["id"], "position": len(texts[source["id"]]), "text": statement})
        texts[source["id"]].append(statement)
        rows["quotes"].append({"fact": fact, "source": source["id"], "passage": position, "text": statement})
        rows["aliases"] += [{"fact": fact, "alias": alias, "position": i} for i, alias in enumerate(aliases)]
        rows["contradictions"].append({"fact": fact, "phrase": f"no {names[number // 2]}", "position": 0})
        if position % 20 == 19:
            rows["parts"] += [{"fact": fact, "part": f"fact-{part}", "position": i} for i, part in enumerate(range(position - 3, position))]
    for source in sources:
        source["text"] = "\n".join(texts[source["id"]])
        source["sha256"] = hashlib.sha256(source["text"].encode()).hexdigest()
    return rows
