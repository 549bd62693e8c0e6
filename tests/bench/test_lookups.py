"""The made-up base, and the lookups that are measured in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from bench import lookups
from bench.synthetic import table
from bench.targets import TARGETS
from knowledge import store
from knowledge.build import SCHEMA, write
from knowledge.store import KnowledgeBase

SMALL, LARGE = 200, 800


@pytest.fixture(scope="module")
def kb(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    """A base of more facts than a search ranks."""
    target = tmp_path_factory.mktemp("synthetic") / "bench.db"
    write(table(LARGE), target)
    with KnowledgeBase(target) as opened:
        yield opened


def test_rows_are_of_the_real_schema() -> None:
    """Every table is there with no column but the schema's, and every fact with all of them."""
    rows = table(SMALL)
    assert set(rows) == set(SCHEMA) - {"provenance"}
    assert all(set(row) <= set(SCHEMA[name]["columns"]) for name, found in rows.items() for row in found)
    assert all(set(fact) == set(SCHEMA["facts"]["columns"]) for fact in rows["facts"])
    assert len({fact["id"] for fact in rows["facts"]}) == SMALL
    assert len(rows["sources"]) > 10


def test_same_arguments_give_the_same_rows() -> None:
    """Two runs measure the same base."""
    assert table(SMALL) == table(SMALL) != table(SMALL, seed=2)


@pytest.mark.parametrize("facts", [1, 7, SMALL])
def test_a_base_of_any_size_is_measured(tmp_path: Path, facts: int) -> None:
    """A figure comes back for each lookup's p50 and p99, the one at most as large as the other."""
    figures, details = lookups.measure(facts, 20, tmp_path)
    assert set(figures) == {f"{name}_{p}" for name in ("fact", "named", "series", "search") for p in ("p50", "p99")}
    assert set(figures) <= set(TARGETS)
    assert all(0 < figures[f"{name}_p50"] <= figures[f"{name}_p99"] for name in ("fact", "named", "series", "search"))
    assert details["facts"] == facts


def test_every_lookup_finds_something(kb: KnowledgeBase) -> None:
    """No time is that of an empty answer."""
    sample = kb.facts()[::13]
    for name, (call, inputs) in lookups.lookups(kb, sample, Random(1)).items():
        assert len(inputs) == len(sample)
        assert all(call(item) for item in inputs), name


def test_lookups_find_the_right_facts(kb: KnowledgeBase) -> None:
    """Each fact is found by its id, under each of its aliases, and in its series, whose newest source comes first."""
    order = [source.id for source in kb.sources()]
    for fact in kb.facts()[::29]:
        assert kb.fact(fact.id) == fact
        assert all(fact in kb.named(alias) for alias in fact.aliases)
        places = [order.index(found.source) for found in kb.series(fact.subject, fact.measure)]
        assert order.index(fact.source) in places
        assert places == sorted(places)


def test_search_in_a_large_base_finds_a_fact_by_its_question(kb: KnowledgeBase) -> None:
    """The year tells the editions of one figure apart, though it stands in too many facts to choose by."""
    for fact in kb.facts()[::29]:
        first = kb.search(fact.question)[0]
        assert (first.subject, first.period) == (fact.subject, fact.period)


@pytest.mark.parametrize(
    ("text", "words"), [("seized", ["seized"]), ("border seized", ["border"]), ("drugs seized 1990", ["drugs", "1990"]), ("1990", ["1990"])]
)
@pytest.mark.parametrize(("ranked", "counted"), [(300, 20_000), (10, 2_000), (10, 300), (10, 10)])
def test_search_for_common_words_alone_finds_a_fact_with_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ranked: int, counted: int, text: str, words: list[str]
) -> None:
    """Whatever words count as common, the best fact holds the words sought, the rarest at least."""
    monkeypatch.setattr(store, "_RANKED", ranked)
    monkeypatch.setattr(store, "_COUNTED", counted)
    write(table(LARGE), tmp_path / "bench.db")
    with KnowledgeBase(tmp_path / "bench.db") as kb:
        for _ in range(2):
            (found,) = kb.search(text, limit=1)
            assert words[-1] in found.statement
            assert counted < 300 or all(word in found.statement for word in words)


def test_search_in_a_large_base_for_unknown_words_finds_nothing(kb: KnowledgeBase) -> None:
    """A word that no fact holds changes nothing."""
    fact = kb.facts()[0]
    assert kb.search("xylophone") == kb.search("") == []
    assert kb.search(f"xylophone {fact.question}") == kb.search(fact.question)
