"""Nobody can ask too often, and everybody is told how long to wait."""

from __future__ import annotations

import secrets

import pytest
import requests

from channels.web.limits import Rate, network
from channels.web.problems import Problem
from tests.assistant import Assistant
from tests.channels.web.client import Client, code, new_id


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def _taken(rate: Rate, key: str, times: int) -> int:
    for done in range(times):
        try:
            rate.take(key)
        except Problem:
            return done
    return times


def test_a_rate_grants_its_count_and_fills_again_steadily() -> None:
    clock = Clock()
    rate = Rate(6, clock)
    assert _taken(rate, "a", 10) == 6
    assert _taken(rate, "b", 10) == 6
    clock.now += 10
    assert _taken(rate, "a", 10) == 1
    clock.now += 3600
    assert _taken(rate, "a", 10) == 6


def test_after_retry_after_there_is_one_more() -> None:
    clock = Clock()
    rate = Rate(7, clock)
    _taken(rate, "a", 7)
    for _ in range(20):
        with pytest.raises(Problem) as refused:
            rate.take("a")
        clock.now += int(refused.value.headers["Retry-After"])
        rate.take("a")


def test_a_rate_does_not_grow_without_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("channels.web.limits.MOST_KEYS", 100)
    clock = Clock()
    rate = Rate(6, clock)
    for i in range(1000):
        rate.take(str(i))
        clock.now += 1
    assert len(rate._buckets) <= 101


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("[2001:db8:1:2::9]", "2001:db8:1:2::/64"),
        ("unix", "unix"),
    ],
)
def test_who_is_behind_an_address(address: str, key: str) -> None:
    assert network(address) == key


def _address() -> str:
    """An address that no other test comes from."""
    return "2001:db8:" + ":".join(secrets.token_hex(2) for _ in range(6))


def _is_told_to_wait(reply: requests.Response) -> bool:
    return reply.status_code == 429 and code(reply) == "too_many" and int(reply.headers["Retry-After"]) > 0


def test_a_session_may_say_so_much_a_minute(strict: Assistant) -> None:
    client = Client.start(strict.url, **{"X-Forwarded-For": _address()})
    replies = [client.send({"id": new_id(), "text": "hello"}) for _ in range(4)]
    assert [reply.status_code for reply in replies[:3]] == [200] * 3 and _is_told_to_wait(replies[3])
    # From elsewhere it is the same session; another session there may ask.
    client.headers = {"X-Forwarded-For": _address()}
    assert _is_told_to_wait(client.send({"id": new_id(), "text": "hello"}))
    assert len(client.history()) == 3
    assert Client.start(strict.url, **client.headers).say("hello")


def test_an_address_may_call_so_often_a_minute_whatever_its_sessions(strict: Assistant) -> None:
    headers = {"X-Forwarded-For": _address()}
    for _ in range(6):
        Client.start(strict.url, **headers)
    assert _is_told_to_wait(requests.post(f"{strict.url}/api/sessions", headers=headers, timeout=30))
    assert Client.start(strict.url, **{"X-Forwarded-For": _address()})


def test_what_the_client_puts_before_the_proxy_s_word_does_not_count(strict: Assistant) -> None:
    own = _address()
    for i in range(6):
        Client.start(strict.url, **{"X-Forwarded-For": f"198.51.100.{i}, {own}"})
    assert _is_told_to_wait(requests.post(f"{strict.url}/api/sessions", headers={"X-Forwarded-For": f"198.51.100.9, {own}"}, timeout=30))
