"""A workspace with the really running assistant in it, and Slack's stand-in around it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path

import pytest

from server.run import free_port, running
from server.settings import Settings
from tests.channels.slack.standin import BOT_TOKEN, SIGNING_SECRET, StandIn
from tests.channels.slack.workspace import Workspace

Start = Callable[..., AbstractContextManager[Workspace]]


@pytest.fixture(scope="package")
def standin() -> Iterator[StandIn]:
    with StandIn() as found:
        yield found


@pytest.fixture(scope="package")
def start(standin: StandIn, real_database: Path) -> Start:
    """Starts an assistant with Slack on: `start(state, **environment)`."""

    @contextmanager
    def started(state: Path, **environment: str) -> Iterator[Workspace]:
        database = state / "knowledge.db"
        if not database.exists():
            database.write_bytes(real_database.read_bytes())
        own = {"SLACK_BOT_TOKEN": BOT_TOKEN, "SLACK_SIGNING_SECRET": SIGNING_SECRET, "SLACK_API_URL": standin.api_url}
        with ExitStack() as stack:
            # The environment is read at start, and other tests start assistants of their own.
            with pytest.MonkeyPatch.context() as patch:
                for name, value in {**own, "KNOWLEDGE_DB": str(database), **environment}.items():
                    patch.setenv(name, value)
                url, processes = stack.enter_context(running(Settings("127.0.0.1", free_port(), state)))
            yield Workspace(url, standin, state, processes=dict(processes))

    return started


@pytest.fixture(scope="package")
def shared_workspace(start: Start, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with start(tmp_path_factory.mktemp("slack")) as found:
        yield found


@pytest.fixture
def workspace(shared_workspace: Workspace) -> Iterator[Workspace]:
    """The workspace that most tests share, each with people and channels of its own. No call may have broken a rule of Slack's."""
    yield shared_workspace
    assert shared_workspace.standin.problems == []
