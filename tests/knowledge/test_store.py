"""The reader: typed records from a read-only database, and one clear error for all that can be wrong with it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from fractions import Fraction
from pathlib import Path
from random import Random
from threading import Thread

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge import paths, store
from knowledge.build import SCHEMA_VERSION, build
from knowledge.errors import KnowledgeError
from knowledge.loading import load
from knowledge.records import Fact
from knowledge.store import KnowledgeBase
from tests.knowledge.conftest import Files

FORUM_PARTS = ("forum_opioids", "forum_firearms", "forum_laundering", "forum_smuggling", "forum_sex_offenders", "forum_justice_reform")
FACTS = (
    "trade_daily", "trade_annual", "trade_share", "trade_relationship", "border_longest", "agencies_cooperation",
    "seized_prohibited_weapons", "seized_restricted_firearms", "seized_drugs_total", "seized_fentanyl", "seized_cocaine",
    "seizures_period", "task_force", "terrorism", "five_eyes_membership", "five_eyes_work", "forum_purpose",
    "forum_priorities", "customs_day_thanks", *FORUM_PARTS,
)  # fmt: skip


@pytest.mark.parametrize("fact_id", FACTS)
def test_every_fact_is_there_under_its_aliases(kb: KnowledgeBase, fact_id: str) -> None:
    """Each fact of the statement exists and is found by each of its aliases."""
    fact = kb.fact(fact_id)
    assert fact is not None
    assert fact.aliases
    for alias in fact.aliases:
        assert fact in kb.named(alias)


@pytest.mark.parametrize("fact_id", FACTS)
def test_search_finds_a_fact_by_its_question(kb: KnowledgeBase, fact_id: str) -> None:
    """Full-text search over the facts puts a fact first for its own question."""
    fact = kb.fact(fact_id)
    assert fact is not None
    assert kb.search(fact.question)[0] == fact


def test_forum_priorities_list_the_six_parts(kb: KnowledgeBase) -> None:
    """The listing fact names its parts in the order of the statement."""
    priorities = kb.fact("forum_priorities")
    assert priorities is not None
    assert priorities.parts == FORUM_PARTS


@pytest.mark.parametrize(
    ("fact_id", "value", "unit", "qualifier", "period"),
    [
        ("trade_daily", Fraction(3_400_000_000), "dollar / day", "more than", None),
        ("trade_annual", Fraction(1_200_000_000_000), "dollar / year", "over", "2022"),
        ("trade_share", Fraction(2, 3), "fraction", "about", "2022"),
        ("seized_prohibited_weapons", Fraction(27_149), "weapon", None, "past year"),
        ("seized_restricted_firearms", Fraction(920), "firearm", None, "past year"),
        ("seized_drugs_total", Fraction(150_000), "lb", "over", "past year"),
        ("seized_fentanyl", Fraction(23), "lb", None, "past year"),
        ("seized_cocaine", Fraction(2_308), "lb", None, "past year"),
        ("terrorism", None, None, None, None),
    ],
)
def test_figures_are_those_of_the_statement(
    kb: KnowledgeBase, fact_id: str, value: Fraction | None, unit: str | None, qualifier: str | None, period: str | None
) -> None:
    """Values come back exact, with their unit, qualifier and period."""
    fact = kb.fact(fact_id)
    assert fact is not None
    assert (fact.value, fact.unit, fact.qualifier, fact.period) == (value, unit, qualifier, period)


def test_records_come_back_as_they_were_loaded(kb: KnowledgeBase) -> None:
    """Nothing of a fact, a topic's facts or a source's sentences is lost in the database."""
    knowledge = load(paths.SOURCES, paths.FACTS)
    assert tuple(kb.facts()) == knowledge.facts
    for topic in knowledge.topics:
        assert kb.facts_of(topic.id) == [fact for fact in knowledge.facts if fact.topic == topic.id]
    assert [(t.id, t.title, sorted(t.aliases)) for t in kb.topics()] == [(t.id, t.title, sorted(t.aliases)) for t in knowledge.topics]
    for source in knowledge.sources:
        read = kb.source(source.id)
        assert read is not None
        assert (read.title, read.published, read.edition, read.text) == (source.title, source.published, source.edition, source.text)
        assert sorted(read.aliases) == sorted(source.aliases)


def test_passages_come_in_reading_order(kb: KnowledgeBase) -> None:
    """The sentences of the statement rejoin to its text."""
    source = kb.source("customs-day")
    assert source is not None
    found = kb.passages(source.id)
    assert [passage.position for passage in found] == list(range(len(found)))
    assert " ".join(passage.text for passage in found).split() == source.text.split()
    assert found[0].text == "Combined efforts to combat cross-border crime and build strong economies"


def test_unknown_names_give_nothing(kb: KnowledgeBase) -> None:
    """What the knowledge base doesn't have is None or empty, no error."""
    assert kb.fact("coffee") is None
    assert kb.source("coffee") is None
    for found in (kb.named("coffee"), kb.facts_of("coffee"), kb.series("coffee", "amount seized"), kb.passages("coffee")):
        assert found == []
    assert kb.search("coffee espresso") == kb.search("") == kb.search("?!") == []


def test_search_is_bound_by_its_limit(kb: KnowledgeBase) -> None:
    """No more facts than asked for come back."""
    assert len(kb.search("seized border trade forum", limit=2)) == 2


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text())
def test_any_text_can_be_searched_for(kb: KnowledgeBase, text: str) -> None:
    """Nothing that people type is read as SQL or as a search operator."""
    for call in (kb.search, kb.named):
        assert all(isinstance(fact, Fact) for fact in call(text))


OPERATORS = ['"', "fentanyl AND", "NOT", "fentanyl*", "subject:fentanyl", "'; DROP TABLE facts; --", "NEAR(", "a\x00b"]


@pytest.mark.parametrize("text", [*OPERATORS, "word " * 5000], ids=[*OPERATORS, "long"])
def test_search_operators_are_plain_words(kb: KnowledgeBase, text: str) -> None:
    """Operators of the search language, quotes and very long texts do no harm."""
    kb.search(text)
    assert kb.search("fentanyl")[0].subject.startswith("fentanyl")


def test_provenance_names_hashes_and_schema(kb: KnowledgeBase, tmp_path: Path) -> None:
    """The content hash is the build's; each source has the hash of its text."""
    found = kb.provenance()
    assert found["content_hash"] == build(tmp_path / "again.db")
    assert found["schema_version"] == str(SCHEMA_VERSION)
    assert len(found["customs-day"]) == 64


def test_next_year_gives_the_newest_first(next_year_kb: KnowledgeBase) -> None:
    """A second statement needs only its files: each series then holds both figures, the newer one first."""
    for subject, measure, ids in (
        ("trade in goods and services", "value per year", ["trade_annual_2027", "trade_annual"]),
        ("fentanyl", "amount seized", ["seized_fentanyl_2027", "seized_fentanyl"]),
        ("cocaine", "amount seized", ["seized_cocaine_2027", "seized_cocaine"]),
        ("prohibited weapons", "amount seized", ["seized_prohibited_weapons_2027", "seized_prohibited_weapons"]),
        ("restricted firearms", "amount seized", ["seized_restricted_firearms"]),
        ("heroin", "amount seized", ["seized_heroin_2027"]),
    ):
        assert [fact.id for fact in next_year_kb.series(subject, measure)] == ids


def test_next_year_keeps_both_editions(kb: KnowledgeBase, next_year_kb: KnowledgeBase) -> None:
    """The first statement and its facts stay as they were; topics grow, and none is doubled."""
    assert [(source.id, source.edition) for source in next_year_kb.sources()] == [("customs-day-2027", 2), ("customs-day", 1)]
    assert [fact for fact in next_year_kb.facts() if fact.source == "customs-day"] == kb.facts()
    assert [topic.id for topic in next_year_kb.topics()] == [topic.id for topic in kb.topics()]
    assert [topic.title for topic in next_year_kb.topics()] == [topic.title for topic in kb.topics()]
    assert {fact.topic for fact in next_year_kb.facts() if fact.source == "customs-day-2027"} == {"seizures", "trade"}


def test_next_year_is_found(next_year_kb: KnowledgeBase) -> None:
    """A new subject is found by its alias, and by search; an alias of both editions finds both."""
    assert [fact.value for fact in next_year_kb.named("heroin")] == [190]
    assert next_year_kb.search("heroin")[0].id == "seized_heroin_2027"
    assert {fact.id for fact in next_year_kb.named("fentanyl")} == {"seized_fentanyl", "seized_fentanyl_2027"}


def test_years_of_a_fact_are_those_of_its_period(next_year_kb: KnowledgeBase) -> None:
    """A period in words has no year; a period in figures has."""
    years = {fact.id: fact.years for fact in next_year_kb.facts()}
    assert years["trade_annual"] == {2022}
    assert years["trade_annual_2027"] == years["seized_heroin_2027"] == {2026}
    assert years["seized_fentanyl"] == years["terrorism"] == frozenset()


@pytest.mark.parametrize(
    "sql", ["DELETE FROM facts", "UPDATE facts SET value = '0'", "CREATE TABLE more (id)", "PRAGMA user_version = 9", "DROP TABLE quotes"]
)
def test_nothing_writes_through_the_reader(files: Files, sql: str) -> None:
    """The database is opened read-only: a write fails and changes no byte."""
    files.build()
    before = files.target.read_bytes()
    with KnowledgeBase(files.target) as kb:
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            kb._connection.execute(sql)
        assert len(kb.facts()) == 2
    assert files.target.read_bytes() == before
    assert files.beside_target() == ["small.db"]


def test_threads_share_a_reader(kb: KnowledgeBase) -> None:
    """A server's threads may use one open knowledge base."""
    found: list[int] = []
    threads = [Thread(target=lambda: found.append(len(kb.facts()))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [len(kb.facts())] * 4


@pytest.mark.parametrize("name", ["with space.db", "a?b#c%20d.db", "tea é.db"])
def test_opens_any_file_name(files: Files, name: str) -> None:
    """Characters with a meaning in a URI are part of the name."""
    target = files.path(name)
    build(target, files.sources, files.facts)
    with KnowledgeBase(target) as kb:
        assert len(kb.facts()) == 2


def test_default_database_is_that_of_the_environment(files: Files, monkeypatch: pytest.MonkeyPatch) -> None:
    """`KNOWLEDGE_DB` names the database; without it, the one in the package is used."""
    files.build()
    monkeypatch.setenv("KNOWLEDGE_DB", str(files.target))
    with KnowledgeBase() as kb:
        assert [source.id for source in kb.sources()] == ["tea"]
    for unset in ("", None):
        monkeypatch.setenv("KNOWLEDGE_DB", unset) if unset is not None else monkeypatch.delenv("KNOWLEDGE_DB")
        assert paths.database() == paths.ROOT / "knowledge.db"


def missing(path: Path) -> None:
    path.unlink()


def folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def empty(path: Path) -> None:
    path.write_bytes(b"")


def no_database(path: Path) -> None:
    path.write_bytes(b"This is not a database. " * 1000)


def half_a_header(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:50])


def newer_schema(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (missing, "there is no knowledge base; `make knowledge` builds it"),
        (folder, "there is no knowledge base; `make knowledge` builds it"),
        (empty, f"schema version 0, this program reads {SCHEMA_VERSION}; run `make knowledge`"),
        (newer_schema, f"schema version {SCHEMA_VERSION + 1}, this program reads {SCHEMA_VERSION}; run `make knowledge`"),
        (no_database, "can't be read (file is not a database); `make knowledge` builds it anew"),
        (half_a_header, f"schema version 0, this program reads {SCHEMA_VERSION}; run `make knowledge`"),
    ],
    ids=["missing", "folder", "empty", "newer schema", "no database", "half a header"],
)
def test_bad_database_is_named_on_opening(files: Files, damage: Callable[[Path], None], words: str) -> None:
    """The error names the file, what is wrong with it and what to do."""
    files.build()
    damage(files.target)
    with pytest.raises(KnowledgeError) as caught:
        KnowledgeBase(files.target)
    assert str(caught.value) == f"{files.target}: {words}"


def test_locked_database_is_named(files: Files, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another program's exclusive lock gives an error that says so, and no advice to build anew."""
    monkeypatch.setattr(store, "BUSY_SECONDS", 0.01)
    files.build()
    with KnowledgeBase(files.target) as opened, closing(sqlite3.connect(files.target, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        for read in (lambda: KnowledgeBase(files.target), opened.facts, opened.sources, lambda: opened.search("tea")):
            with pytest.raises(KnowledgeError) as caught:
                read()
            assert str(caught.value) == f"{files.target}: another program has locked the knowledge base; try again in a moment"
        other.execute("ROLLBACK")
        assert len(opened.facts()) == 2


def read_all(path: Path) -> None:
    """Call every method of the reader on `path`."""
    with KnowledgeBase(path) as kb:
        for fact in kb.facts():
            kb.fact(fact.id), kb.named(fact.subject), kb.series(fact.subject, fact.measure), kb.search(fact.statement)
        for topic in kb.topics():
            kb.facts_of(topic.id)
        for source in kb.sources():
            kb.source(source.id), kb.passages(source.id)
        kb.provenance()


@pytest.mark.parametrize("keep", [100, 4096, 30_000])
def test_cut_off_database_is_named(files: Files, keep: int) -> None:
    """A file that ends early is an error, wherever it ends."""
    files.build()
    files.target.write_bytes(files.target.read_bytes()[:keep])
    with pytest.raises(KnowledgeError, match=r"can't be read \(.+\); `make knowledge` builds it anew"):
        read_all(files.target)


@pytest.mark.parametrize("seed", range(30))
def test_damaged_bytes_give_no_other_error(files: Files, seed: int) -> None:
    """Random bytes anywhere behind the header are read, or are a KnowledgeError with a reason in it."""
    files.build()
    random, content = Random(seed), bytearray(files.target.read_bytes())
    for _ in range(random.randint(1, 300)):
        content[random.randrange(100, len(content))] = random.randrange(256)
    files.target.write_bytes(content)
    try:
        read_all(files.target)
    except KnowledgeError as error:
        assert "()" not in str(error)


@pytest.mark.parametrize("value", ["many", "1/0", b"\x00"])
def test_value_that_is_no_number_is_named(files: Files, value: str | bytes) -> None:
    """A figure that can't be read is damage like any other."""
    files.build()
    with closing(sqlite3.connect(files.target)) as connection, connection:
        connection.execute("UPDATE facts SET value = ? WHERE id = 'tea_total'", [value])
    with KnowledgeBase(files.target) as kb, pytest.raises(KnowledgeError, match="can't be read"):
        kb.facts()


def test_closed_reader_says_so(files: Files) -> None:
    """A closed knowledge base gives the same kind of error."""
    files.build()
    with KnowledgeBase(files.target) as kb:
        pass
    with pytest.raises(KnowledgeError, match="closed"):
        kb.facts()


def test_the_questions_of_a_topic_come_in_order(kb: KnowledgeBase) -> None:
    assert kb.questions("trade", 2) == [fact.question for fact in kb.facts_of("trade")[:2]]
    assert kb.questions("no such topic", 2) == []
