"""A wire between browser and server that can be cut, slowed down, and made to lose a reply."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from urllib.parse import urlsplit


class Relay:
    """Passes on to the server at `url` what it gets at its own `url`."""

    def __init__(self, url: str) -> None:
        self._target = (urlsplit(url).hostname or "", urlsplit(url).port or 80)
        self._listener: socket.socket | None = None
        self._pairs: list[socket.socket] = []
        self.delay_s = 0.0
        """How long each piece of a reply is held back."""
        self.loses_replies = False
        """While set, what the server says is thrown away and the connection is cut."""
        self.port = 0
        self.open()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def open(self) -> None:
        """Listen, at the same port as before."""
        self._listener = socket.create_server(("127.0.0.1", self.port))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def close(self) -> None:
        """Cut every connection and refuse new ones."""
        if self._listener:
            _shut(self._listener)
        for side in self._pairs:
            _shut(side)
        self._listener, self._pairs = None, []

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                browser, _ = listener.accept()
                server = socket.create_connection(self._target)
            except OSError:
                return
            self._pairs += [browser, server]
            threading.Thread(target=self._pump, args=(browser, server, False), daemon=True).start()
            threading.Thread(target=self._pump, args=(server, browser, True), daemon=True).start()

    def _pump(self, source: socket.socket, sink: socket.socket, is_reply: bool) -> None:
        try:
            while piece := source.recv(65_536):
                if is_reply and self.loses_replies:
                    break
                if is_reply:
                    time.sleep(self.delay_s)
                sink.sendall(piece)
        except OSError:
            pass  # The other side has gone: the pair is cut below, which is what a wire does.
        _shut(source)
        _shut(sink)


def _shut(side: socket.socket) -> None:
    with contextlib.suppress(OSError):  # Not connected any more.
        side.shutdown(socket.SHUT_RDWR)
    side.close()
