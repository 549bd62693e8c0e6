"""The build: all or nothing, the same from the same files, and with every reference in place."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from knowledge import build as build_module
from knowledge import paths
from knowledge.build import SCHEMA, build, content_hash, main, rows, write
from knowledge.errors import InvalidKnowledge, KnowledgeError
from knowledge.loading import load
from knowledge.store import KnowledgeBase
from tests.knowledge.conftest import Files

YML = "facts/tea.yml"
# Builds `small.db` and stops for good where `halt` (a dotted name) is called.
HALTING_BUILD = """
import importlib, pathlib, signal, sys
import sqlite_utils
from knowledge.build import build
halt, target, sources, facts = sys.argv[1:]
def stop(*args, **options):
    print("halted", flush=True)
    signal.pause()
module, *owner, name = halt.split(":")
place = importlib.import_module(module)
for part in owner:
    place = getattr(place, part)
setattr(place, name, stop)
build(*map(pathlib.Path, (target, sources, facts)))
"""


def query(database: Path, sql: str) -> list[tuple[Any, ...]]:
    """What `sql` gives on `database`."""
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute(sql).fetchall()


def test_refused_build_leaves_the_old_database(files: Files) -> None:
    """A bad fact costs nothing: the old database stays byte for byte, with nothing beside it."""
    files.build()
    before = files.target.read_bytes()
    files.change(YML, "value: 1200", "value: 1201")
    with pytest.raises(InvalidKnowledge):
        files.build()
    assert files.target.read_bytes() == before
    assert files.beside_target() == ["small.db"]


@pytest.mark.parametrize("error", [OSError("the disk is full"), KeyboardInterrupt()], ids=["disk full", "interrupt"])
@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_failed_write_leaves_the_old_database(files: Files, monkeypatch: pytest.MonkeyPatch, step: str, error: BaseException) -> None:
    """A failure at the very end leaves the old database byte for byte, and no temporary file."""

    def fail(*_: object) -> None:
        raise error

    files.build()
    before = files.target.read_bytes()
    files.change(YML, "title: Tea at the border", "title: All about tea")
    with monkeypatch.context() as patch:
        patch.setattr(os, step, fail)
        with pytest.raises(type(error)):
            files.build()
    assert files.target.read_bytes() == before
    assert files.beside_target() == ["small.db"]
    files.build()
    assert query(files.target, "SELECT title FROM topics") == [("All about tea",)]


def test_dangling_row_leaves_the_old_database(files: Files) -> None:
    """Rows that point to nothing are refused even when no check of the files saw them."""
    files.build()
    before = files.target.read_bytes()
    table = rows(files.load())
    table["parts"].append({"fact": "tea_total", "part": "tea_black", "position": 1})
    with pytest.raises((KnowledgeError, sqlite3.IntegrityError)):
        write(table, files.target)
    assert files.target.read_bytes() == before
    assert files.beside_target() == ["small.db"]


@pytest.mark.parametrize(
    "halt",
    ["knowledge.build:content_hash", "sqlite_utils.db:Table:create_index", "knowledge.build:os:fsync", "knowledge.build:os:replace"],
    ids=["before the first row", "between rows and indexes", "before the sync", "before the rename"],
)
def test_killed_build_leaves_the_old_database(files: Files, halt: str) -> None:
    """SIGKILL while the new database is written leaves the old one byte for byte, and the next build works."""
    files.build()
    before = files.target.read_bytes()
    files.change(YML, "title: Tea at the border", "title: All about tea")
    command = [sys.executable, "-c", HALTING_BUILD, halt, *map(str, (files.target, files.sources, files.facts))]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=paths.ROOT.parent) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "halted\n"
        process.kill()
    assert process.returncode == -signal.SIGKILL
    assert len(files.beside_target()) == 2, "the build was not writing beside the old database"
    assert files.target.read_bytes() == before
    files.build()
    with KnowledgeBase(files.target) as kb:
        assert [topic.title for topic in kb.topics()] == ["All about tea"]


def test_same_files_give_the_same_hash(files: Files, tmp_path: Path) -> None:
    """The hash tells the content apart, not the build: it is the same for every build and in every folder."""
    first = files.build()
    assert files.build() == first
    assert Files(tmp_path / "elsewhere").build() == first
    assert query(files.target, "SELECT value FROM provenance WHERE key = 'content_hash'") == [(first,)]


def test_same_hash_whatever_the_hash_seed(files: Files) -> None:
    """No order of a set or of a folder gets into the hash."""
    command = [sys.executable, "-m", "knowledge.build", "--sources", str(files.sources), "--facts", str(files.facts), "--target"]
    root = paths.ROOT.parent
    digests = set()
    for seed in ("1", "2"):
        target = files.target.with_name(f"seed-{seed}.db")
        subprocess.run([*command, str(target)], check=True, capture_output=True, cwd=root, env=os.environ | {"PYTHONHASHSEED": seed})
        digests.update(query(target, "SELECT value FROM provenance WHERE key = 'content_hash'"))
    assert len(digests) == 1


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("sources/tea.md", "about two thirds".capitalize(), "About one third"),
        ("sources/tea.md", "publisher: Tea Board", "publisher: null"),
        (YML, "question: How much tea was stopped?", "question: What was stopped?"),
        (YML, "aliases: [tea, teas]", "aliases: [teas, tea]"),
        (YML, "contradicted_by: [black tea]", "contradicted_by: []"),
    ],
    ids=["text", "publisher", "question", "order of aliases", "contradictions"],
)
def test_other_files_give_another_hash(files: Files, name: str, old: str, new: str) -> None:
    """Any change to what is known changes the hash."""
    before = files.build()
    files.change(name, old, new)
    assert files.build() != before


def test_comments_do_not_change_the_hash(files: Files) -> None:
    """What the knowledge base doesn't hold doesn't count."""
    before = files.build()
    files.change(YML, "facts:\n", "# two of them\nfacts:\n")
    assert files.build() == before


def test_foreign_keys_hold(real_database: Path, next_year_database: Path) -> None:
    """No row of a built database points to nothing, and every table that refers to another says so."""
    for database in (real_database, next_year_database):
        assert query(database, "PRAGMA foreign_key_check") == []
        assert query(database, "PRAGMA integrity_check") == [("ok",)]
    declared = {(table, row[3], row[2]) for table in SCHEMA for row in query(real_database, f"PRAGMA foreign_key_list({table})")}
    assert declared == {(table, column, other) for table, shape in SCHEMA.items() for column, other, _ in shape.get("foreign_keys", [])}


def test_foreign_keys_refuse_a_dangling_row(files: Files) -> None:
    """With enforcement on, the schema itself refuses a fact without a source."""
    files.build()
    with closing(sqlite3.connect(files.target)) as connection:
        connection.execute("PRAGMA foreign_keys=ON")
        with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
            connection.execute("UPDATE facts SET source = 'coffee' WHERE id = 'tea_total'")


@pytest.mark.parametrize(
    ("words", "start"),
    [
        ("sanctions", "As members of the Five Eyes"),
        ("sanctioned proliferate", "As members of the Five Eyes"),
        ("fentanyl lb", "- 23 lb of fentanyl"),
        ('"two thirds"', "In 2022, Canada-U.S. trade"),
    ],
)
def test_full_text_search_finds_passages(real_database: Path, words: str, start: str) -> None:
    """FTS5 over the passages finds words, other forms of a word, and phrases."""
    sql = "SELECT text FROM passages WHERE id IN (SELECT rowid FROM passages_fts WHERE passages_fts MATCH ?)"
    with closing(sqlite3.connect(real_database)) as connection:
        found = [row[0] for row in connection.execute(sql, [words])]
    assert len(found) == 1
    assert found[0].startswith(start)


def test_passages_rejoin_to_the_text(real_database: Path) -> None:
    """All sentences of a source stand in `passages`, in reading order."""
    for source, text, digest in query(real_database, "SELECT id, text, sha256 FROM sources"):
        found = query(real_database, f"SELECT text, position FROM passages WHERE source = '{source}' ORDER BY id")
        assert " ".join(row[0] for row in found).split() == text.split()
        assert [row[1] for row in found] == list(range(len(found)))
        assert digest == sha256(text.encode()).hexdigest()


def test_text_of_the_source_is_the_file_below_its_front_matter(kb: KnowledgeBase) -> None:
    """Nothing of the statement is lost on its way into the database."""
    content = (paths.SOURCES / "customs-day.md").read_text(encoding="utf-8")
    source = kb.source("customs-day")
    assert source is not None
    assert source.text == content.split("\n---\n", 1)[1].strip()


def test_every_quote_points_to_the_passage_in_which_it_begins(next_year_database: Path) -> None:
    """A quote stands in its passage, or its first words are the passage's last."""
    sql = "SELECT q.text, p.text, q.source = p.source FROM quotes AS q LEFT JOIN passages AS p ON p.id = q.passage"
    for quote, passage, same_source in query(next_year_database, sql):
        assert same_source
        words = quote.split()
        assert quote in passage or any(passage.endswith(" ".join(words[:count])) for count in range(1, len(words)))


def test_quote_over_the_end_of_a_sentence_has_a_passage(files: Files) -> None:
    """However little of the first sentence a quote takes, that sentence is its passage."""
    files.change(YML, "quote: 45 lb of white tea", 'quote: "green. - 45 lb of white tea"')
    files.build()
    sql = "SELECT passages.text FROM quotes JOIN passages ON passages.id = quotes.passage WHERE fact = 'tea_white'"
    assert query(files.target, sql) == [("About two thirds of it was green.",)]


def test_doubled_aliases_count_once(files: Files) -> None:
    """An alias that stands twice in a list is no failure."""
    files.change("sources/tea.md", "aliases: [tea statement]", "aliases: [tea statement, tea statement]")
    files.change(YML, "aliases: [tea, teas]", "aliases: [tea, teas, tea]")
    files.change(YML, "aliases: [tea]", "aliases: [tea, tea]")
    files.build()
    with KnowledgeBase(files.target) as kb:
        assert kb.sources()[0].aliases == ("tea statement",)
        assert kb.facts()[0].aliases == ("tea", "teas")
        assert kb.topics()[0].aliases == ("tea",)


def test_build_makes_the_folder_of_its_target(files: Files) -> None:
    """A target in a folder that isn't there yet is no failure."""
    assert not files.target.parent.exists()
    files.build()
    assert files.beside_target() == ["small.db"]


def test_write_gives_the_hash_of_its_rows(files: Files) -> None:
    """The hash is over the rows alone."""
    table = rows(load(files.sources, files.facts))
    assert write(table, files.target) == content_hash(table) == build(files.target, files.sources, files.facts)


def run_main(files: Files, monkeypatch: pytest.MonkeyPatch) -> int:
    """The exit code of the command on `files`."""
    given = {"--sources": files.sources, "--facts": files.facts, "--target": files.target}
    monkeypatch.setattr(sys, "argv", ["knowledge.build", *(str(word) for pair in given.items() for word in pair)])
    return main()


def test_command_names_what_it_wrote(files: Files, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """A good build ends with 0 and one line on stdout."""
    assert run_main(files, monkeypatch) == 0
    out, err = capsys.readouterr()
    assert (err, out.count("\n")) == ("", 1)
    assert str(files.target) in out


def test_command_names_what_it_refuses(files: Files, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """A refused build ends with 1 and one line on stderr that names file, line and field; no traceback."""
    path = files.change(YML, "qualifier: over", "qualifier: about")
    assert run_main(files, monkeypatch) == 1
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert err.startswith(f"knowledge: {path}:10: qualifier: ")
    assert not files.target.exists()


def test_schema_version_is_in_the_file(files: Files) -> None:
    """Readers know the schema by `user_version`, people by `provenance`."""
    files.build()
    assert query(files.target, "PRAGMA user_version") == [(build_module.SCHEMA_VERSION,)]
    assert query(files.target, "SELECT value FROM provenance WHERE key = 'schema_version'") == [(str(build_module.SCHEMA_VERSION),)]
