"""Sessions of the web channel, and servers with settings of their own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from server.run import free_port, running
from server.settings import Settings
from tests.assistant import Assistant
from tests.channels.web.client import Client

PARTNER = "https://partner.example"


@pytest.fixture
def client(assistant: Assistant) -> Client:
    """A new session with the running assistant."""
    return Client.start(assistant.url)


@contextmanager
def served(state: Path, database: Path, **environment: str) -> Iterator[Assistant]:
    """A server of its own on `state`, with these variables set for it alone."""
    with ExitStack() as stack:
        with pytest.MonkeyPatch.context() as patch:
            for name in [name for name in os.environ if name.startswith("WEB_")]:
                patch.delenv(name)
            for name, value in {"KNOWLEDGE_DB": str(database), **environment}.items():
                patch.setenv(name, value)
            url, processes = stack.enter_context(running(Settings("127.0.0.1", free_port(), state)))
        yield Assistant(url, state, database, processes)


@pytest.fixture(scope="session")
def strict(real_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """A server with tight limits behind one proxy, which lets pages of PARTNER ask."""
    limits = {"WEB_SESSION_RATE": "3", "WEB_ADDRESS_RATE": "6", "WEB_PROXIES": "1", "WEB_ORIGINS": f"{PARTNER}, https://other.example/"}
    with served(tmp_path_factory.mktemp("strict"), real_database, **limits) as assistant:
        yield assistant
