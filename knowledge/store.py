"""Reads `knowledge.db`: read-only, parametrised SQL, typed records. All SQL of the running assistant is here."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path
from typing import Any
from urllib.parse import quote

from knowledge import paths
from knowledge.build import SCHEMA_VERSION
from knowledge.errors import KnowledgeError
from knowledge.records import Fact, Passage, Source, Topic

BUSY_SECONDS = 1.0
_FACTS = """
    SELECT facts.*, quotes.text AS quote, sources.edition AS edition
    FROM facts JOIN quotes ON quotes.fact = facts.id JOIN sources ON sources.id = facts.source
"""


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
            raise KnowledgeError(f"{self.path}: {error}; `make knowledge` builds it anew") from error
        self._connection.row_factory = sqlite3.Row
        try:
            version = self._query("PRAGMA user_version")[0][0]
            if version != SCHEMA_VERSION:
                raise KnowledgeError(
                    f"{self.path}: schema version {version}, this program reads {SCHEMA_VERSION}; run `make knowledge`"
                )
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
            raise KnowledgeError(f"{self.path}: {error}; `make knowledge` builds it anew") from error

    def _texts(self, sql: str, owner: str) -> tuple[str, ...]:
        return tuple(row[0] for row in self._query(sql, [owner]))

    def _fact(self, row: sqlite3.Row) -> Fact:
        names = ("id", "topic", "subject", "measure", "unit", "qualifier", "period", "statement", "quote", "source", "question")
        return Fact(
            **{name: row[name] for name in names},
            value=None if row["value"] is None else Fraction(row["value"]),
            aliases=self._texts("SELECT alias FROM aliases WHERE fact = ? ORDER BY position", row["id"]),
            parts=self._texts("SELECT part FROM parts WHERE fact = ? ORDER BY position", row["id"]),
            contradicted_by=self._texts("SELECT phrase FROM contradictions WHERE fact = ? ORDER BY position", row["id"]),
        )

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
        """The facts nearest to `text` by full-text rank (any of its words), best first."""
        words = re.findall(r"\w+", text)
        if not words:
            return []
        match = " OR ".join(f'"{word}"' for word in words[:64])
        sql = f"""{_FACTS} JOIN facts_fts ON facts_fts.rowid = facts.rowid
                  WHERE facts_fts MATCH ? ORDER BY facts_fts.rank LIMIT ?"""
        return [self._fact(row) for row in self._query(sql, [match, limit])]

    def provenance(self) -> dict[str, str]:
        """`content_hash`, `schema_version`, and the SHA-256 of each source's text under its id."""
        found = {row["key"]: row["value"] for row in self._query("SELECT key, value FROM provenance")}
        return found | {row["id"]: row["sha256"] for row in self._query("SELECT id, sha256 FROM sources")}
