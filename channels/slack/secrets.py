"""Keeps secrets out of the log."""

from __future__ import annotations

import logging
import re
import traceback
from collections.abc import Iterable


class Redacting(logging.Filter):
    """Replaces `secrets` and the tickets of Socket Mode's addresses in what is logged, tracebacks included."""

    def __init__(self, secrets: Iterable[str]) -> None:
        super().__init__()
        known = [re.escape(secret) for secret in secrets if secret]
        self._secret = re.compile("|".join([*known, r"(?<=ticket=)[^&\s'\")]+", r"xox[a-z]-[\w-]+", r"xapp-[\w-]+"]))

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        if record.exc_info:
            message += "\n" + "".join(traceback.format_exception(*record.exc_info))
        record.msg, record.args, record.exc_info = self._secret.sub("[secret]", message), (), None
        return True
