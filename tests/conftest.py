"""Fixtures that every test may use."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from knowledge import paths
from knowledge.build import build
from knowledge.store import KnowledgeBase
from stories.plugin import pytest_collect_file
from tests.assistant import Assistant, started

__all__ = ["pytest_collect_file"]

# Every run tries the same examples, and none of them is timed.
settings.register_profile("tests", deadline=None, derandomize=True, database=None)
settings.load_profile("tests")

FIXTURES = Path(__file__).parent / "fixtures"


@pytest.fixture(scope="session")
def real_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database built from the sources and facts of the repository; read it, leave it as it is."""
    target = tmp_path_factory.mktemp("knowledge") / "knowledge.db"
    build(target, paths.SOURCES, paths.FACTS)
    return target


@pytest.fixture
def kb(real_database: Path) -> Iterator[KnowledgeBase]:
    """The knowledge base of the repository, open."""
    with KnowledgeBase(real_database) as opened:
        yield opened


@pytest.fixture(scope="session")
def next_year_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database built from the repository's files and next year's statement together."""
    root = tmp_path_factory.mktemp("next_year")
    for folder, real in (("sources", paths.SOURCES), ("facts", paths.FACTS)):
        (root / folder).mkdir()
        for file in (*real.iterdir(), *(FIXTURES / "next_year" / folder).iterdir()):
            (root / folder / file.name).write_bytes(file.read_bytes())
    build(root / "knowledge.db", root / "sources", root / "facts")
    return root / "knowledge.db"


@pytest.fixture
def next_year_kb(next_year_database: Path) -> Iterator[KnowledgeBase]:
    """The knowledge base with next year's statement beside the real one, open."""
    with KnowledgeBase(next_year_database) as opened:
        yield opened


@pytest.fixture(scope="session")
def assistant(real_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """The real assistant, running: Rasa, the action server, a database of its own, a state folder of its own."""
    with started(real_database, tmp_path_factory.mktemp("state")) as running:
        yield running
