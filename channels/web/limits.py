"""How often somebody may ask."""

from __future__ import annotations

import ipaddress
import math
import time
from collections.abc import Callable

from channels.web.problems import Problem

MINUTE = 60.0
MOST_KEYS = 10_000


class Rate:
    """At most `count` a minute for each key: a bucket that starts full and fills again steadily."""

    def __init__(self, count: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.count, self.clock = count, clock
        self._buckets: dict[str, tuple[float, float]] = {}

    def take(self, key: str) -> None:
        """Count one more for `key`. Raises Problem, with Retry-After in seconds, when that is one too many."""
        now = self.clock()
        left, since = self._buckets.get(key, (float(self.count), now))
        left = min(self.count, left + (now - since) * self.count / MINUTE)
        if left < 1:
            seconds = math.ceil((1 - left) * MINUTE / self.count)
            raise Problem("too_many", {"Retry-After": str(seconds)}, seconds=seconds)
        if len(self._buckets) >= MOST_KEYS:
            # A bucket that was not touched for a minute is full again, as if it had never been there.
            self._buckets = {k: b for k, b in self._buckets.items() if now - b[1] < MINUTE}
        self._buckets[key] = (left - 1, now)


def network(address: str) -> str:
    """Who is behind `address`: an IPv4 address itself, or the /64 that one subscriber's IPv6 addresses are from."""
    try:
        parsed = ipaddress.ip_address(address.strip("[]"))  # Sanic writes a forwarded IPv6 address in brackets
    except ValueError:
        return address
    return str(ipaddress.ip_network((parsed, 64), strict=False)) if parsed.version == 6 else str(parsed)
