"""Reads `knowledge.db`: read-only, parametrised SQL, typed records. All SQL of the running assistant is here."""

from __future__ import annotations

import json
import re
import sqlite3
from bisect import bisect_right
from collections.abc import Iterable
from fractions import Fraction
from itertools import accumulate
from pathlib import Path
from typing import Any
from urllib.parse import quote

from knowledge import paths
from knowledge.build import SCHEMA_VERSION
from knowledge.errors import KnowledgeError
from knowledge.records import Fact, Passage, Source, Topic

BUSY_SECONDS = 1.0
_RANKED = 300
"""Facts that a search ranks at most, as ranking one takes microseconds."""
_COUNTED = 20_000
"""Places in the full-text index that a search counts at most for the weights of its words."""
_KEPT = 10_000
"""Common words at most whose counts are kept."""
# A fact's lists come with its row: a query for each of them would take longer than the row itself.
_LISTS = ", ".join(
    f"json((SELECT json_group_array(item) FROM (SELECT {column} AS item FROM {table} WHERE fact = facts.id ORDER BY position)))"
    for table, column in (("aliases", "alias"), ("parts", "part"), ("contradictions", "phrase"))
)
_FACTS = f"""
    SELECT facts.*, quotes.text AS quote, json_array({_LISTS}) AS lists
    FROM facts JOIN quotes ON quotes.fact = facts.id JOIN sources ON sources.id = facts.source
"""


def _unreadable(path: Path, error: Exception) -> KnowledgeError:
    # A lock passes by itself; some damage gives an error without any words.
    if "locked" in str(error):
        return KnowledgeError(f"{path}: another program has locked the knowledge base; try again in a moment")
    return KnowledgeError(f"{path}: can't be read ({str(error) or 'it is damaged'}); `make knowledge` builds it anew")


class KnowledgeBase:
    """An open knowledge base. Every method raises KnowledgeError when the database can't be read."""

    def __init__(self, path: Path | None = None) -> None:
        """Open `path` (default `paths.database()`) and check its schema version."""
        self.path = path or paths.database()
        if not self.path.is_file():
            raise KnowledgeError(f"{self.path}: there is no knowledge base; `make knowledge` builds it")
        try:
            # A server's threads share this connection; it only ever reads.
            self._connection = sqlite3.connect(
                f"file:{quote(str(self.path))}?mode=ro", uri=True, timeout=BUSY_SECONDS, check_same_thread=False
            )
        except sqlite3.Error as error:
            raise _unreadable(self.path, error) from error
        self._connection.row_factory = sqlite3.Row
        self._counts: dict[str, int] = {}
        try:
            version = self._query("PRAGMA user_version")[0][0]
            if version != SCHEMA_VERSION:
                raise KnowledgeError(f"{self.path}: schema version {version}, this program reads {SCHEMA_VERSION}; run `make knowledge`")
        except KnowledgeError:
            self.close()
            raise

    def __enter__(self) -> KnowledgeBase:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._connection.close()

    def _query(self, sql: str, parameters: Iterable[Any] = ()) -> list[sqlite3.Row]:
        try:
            return self._connection.execute(sql, tuple(parameters)).fetchall()
        except sqlite3.Error as error:
            raise _unreadable(self.path, error) from error

    def _texts(self, sql: str, owner: str) -> tuple[str, ...]:
        return tuple(row[0] for row in self._query(sql, [owner]))

    def _value(self, text: str | None) -> Fraction | None:
        try:
            return None if text is None else Fraction(text)
        except (TypeError, ValueError, ZeroDivisionError) as error:
            raise _unreadable(self.path, error) from error

    def _fact(self, row: sqlite3.Row) -> Fact:
        names = ("id", "topic", "subject", "measure", "unit", "qualifier", "period", "statement", "quote", "source", "question", "brief")
        try:
            aliases, parts, phrases = map(tuple, json.loads(row["lists"]))
        except ValueError as error:
            raise _unreadable(self.path, error) from error
        value = self._value(row["value"])
        return Fact(**{name: row[name] for name in names}, value=value, aliases=aliases, parts=parts, contradicted_by=phrases)

    def fact(self, fact_id: str) -> Fact | None:
        """The fact with this id, or None."""
        rows = self._query(f"{_FACTS} WHERE facts.id = ?", [fact_id])
        return self._fact(rows[0]) if rows else None

    def facts(self) -> list[Fact]:
        """Every fact, in the order of the files."""
        return [self._fact(row) for row in self._query(f"{_FACTS} ORDER BY facts.position")]

    def facts_of(self, topic: str) -> list[Fact]:
        """The facts of a topic, in the order of the files."""
        return [self._fact(row) for row in self._query(f"{_FACTS} WHERE facts.topic = ? ORDER BY facts.position", [topic])]

    def questions(self, topic: str, limit: int) -> list[str]:
        """Questions that the first `limit` facts of a topic answer, in the order of the files."""
        return [row[0] for row in self._query("SELECT question FROM facts WHERE topic = ? ORDER BY position LIMIT ?", [topic, limit])]

    def series(self, subject: str, measure: str) -> list[Fact]:
        """What the sources say over time on one measure of one subject, newest source first."""
        return [
            self._fact(row)
            for row in self._query(
                f"{_FACTS} WHERE facts.subject = ? AND facts.measure = ? ORDER BY sources.edition DESC", [subject, measure]
            )
        ]

    def topics(self) -> list[Topic]:
        """Every topic, in the order of the files."""
        return [
            Topic(row["id"], row["title"], self._texts("SELECT alias FROM topic_aliases WHERE topic = ?", row["id"]))
            for row in self._query("SELECT id, title FROM topics ORDER BY position")
        ]

    def _source(self, row: sqlite3.Row) -> Source:
        names = ("id", "title", "publisher", "url", "published", "period", "language", "edition", "text")
        aliases = self._texts("SELECT alias FROM source_aliases WHERE source = ? ORDER BY alias", row["id"])
        return Source(**{name: row[name] for name in names}, aliases=aliases)

    def source(self, source_id: str) -> Source | None:
        """The source with this id, or None."""
        rows = self._query("SELECT * FROM sources WHERE id = ?", [source_id])
        return self._source(rows[0]) if rows else None

    def sources(self) -> list[Source]:
        """Every source, newest first."""
        return [self._source(row) for row in self._query("SELECT * FROM sources ORDER BY edition DESC")]

    def passages(self, source_id: str) -> list[Passage]:
        """The sentences of a source, in reading order."""
        rows = self._query("SELECT source, position, text FROM passages WHERE source = ? ORDER BY position", [source_id])
        return [Passage(row["source"], row["position"], row["text"]) for row in rows]

    def named(self, alias: str) -> list[Fact]:
        """The facts that carry `alias` (as written in the facts files)."""
        return [
            self._fact(row)
            for row in self._query(
                f"{_FACTS} WHERE facts.id IN (SELECT fact FROM aliases WHERE alias = ?) ORDER BY facts.position", [alias]
            )
        ]

    def search(self, text: str, limit: int = 3) -> list[Fact]:
        """The facts nearest to `text` by full-text rank (any of its words), best first.

        In a base of more than 300 facts the rarest words choose those to rank, and the commonest do not count.
        """
        words = [f'"{word}"' for word in re.findall(r"\w+", text.lower())][:64]
        large = self._query("SELECT coalesce(max(rowid), 0) FROM facts")[0][0] > _RANKED
        match, score = self._choice(words) if large else (" OR ".join(words), "rank")
        if not match:
            return []
        ranked = f"SELECT rowid AS place, {score} AS score FROM facts_fts WHERE facts_fts MATCH ? LIMIT ?"
        sql = f"{_FACTS} JOIN (SELECT * FROM ({ranked}) ORDER BY score LIMIT ?) ON place = facts.rowid ORDER BY score"
        return [self._fact(row) for row in self._query(sql, [match, _RANKED, limit])]

    def _choice(self, words: list[str]) -> tuple[str, str]:
        # What to match and to order by. To rank by a word that is in each of 100,000 facts takes a tenth of a second, and tells nothing.
        counts = {word: self._facts_with(word) for word in dict.fromkeys(words)}
        known = sorted((word for word, count in counts.items() if count), key=lambda word: counts[word])
        totals = list(accumulate(counts[word] for word in known))
        choosing = " OR ".join(known[: bisect_right(totals, _RANKED)])
        counted = known[: bisect_right(totals, _COUNTED)]
        if choosing:
            return f"({choosing}) AND ({' OR '.join(counted)})", "rank"
        every = " AND ".join(counted)
        if every and self._query("SELECT 1 FROM facts_fts WHERE facts_fts MATCH ? LIMIT 1", [every]):
            return every, "rank"
        return "".join(known[:1]), "rank" if counted else "rowid"

    def _facts_with(self, word: str) -> int:
        # Counting is quick unless a word is common, and of those there are few: they are kept.
        count = self._counts.get(word)
        if count is None:
            count = int(self._query("SELECT count(*) FROM facts_fts WHERE facts_fts MATCH ?", [word])[0][0])
            if count > _RANKED and len(self._counts) < _KEPT:
                self._counts[word] = count
        return count

    def provenance(self) -> dict[str, str]:
        """`content_hash`, `schema_version`, and the SHA-256 of each source's text under its id."""
        found = {row["key"]: row["value"] for row in self._query("SELECT key, value FROM provenance")}
        return found | {row["id"]: row["sha256"] for row in self._query("SELECT id, sha256 FROM sources")}
