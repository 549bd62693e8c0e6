"""The live server keeps to its OpenAPI file, whatever is sent to it."""

from __future__ import annotations

import requests
import schemathesis
from hypothesis import HealthCheck, settings

from channels.web.contract import document
from tests.assistant import Assistant
from tests.channels.web.client import Client

schema = schemathesis.openapi.from_dict(document())


def test_the_server_tells_its_contract(assistant: Assistant) -> None:
    assert requests.get(f"{assistant.url}/api/openapi.json", timeout=30).json() == document()


@schema.parametrize()
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much])
def test_the_server_keeps_to_it(assistant: Assistant, case: schemathesis.Case) -> None:
    client = Client.start(assistant.url)
    case.call_and_validate(base_url=assistant.url, headers={"Authorization": f"Bearer {client.token}"})
