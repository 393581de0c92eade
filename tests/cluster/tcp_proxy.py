"""A network that can be cut: what goes through this proxy stops on its way, without an error, until it is mended."""

from __future__ import annotations

import select
import socket
import threading
from contextlib import suppress

CHUNK_BYTES = 65_536


class TcpProxy:
    """Listens on `port` of loopback, and passes all on to another port. New connections wait, too, while it is cut."""

    def __init__(self, to: int) -> None:
        self._to = to
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.port = int(self._listener.getsockname()[1])
        self._flows = threading.Event()
        self._flows.set()
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """Let nothing through from now on."""
        self._flows.clear()

    def mend(self) -> None:
        """Let everything through, also what has waited."""
        self._flows.set()

    def close(self) -> None:
        """Take no more connections."""
        self._flows.set()
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):  # it is closed
            while True:
                here, _ = self._listener.accept()
                threading.Thread(target=self._pass, args=(here,), daemon=True).start()

    def _pass(self, here: socket.socket) -> None:
        self._flows.wait()
        try:
            there = socket.create_connection(("127.0.0.1", self._to), timeout=5)
        except OSError:
            here.close()
            return
        there.settimeout(None)
        with here, there, suppress(OSError):
            other = {here: there, there: here}
            while True:
                for ready in select.select([here, there], [], [])[0]:
                    self._flows.wait()
                    data = ready.recv(CHUNK_BYTES)
                    if not data:
                        return
                    self._flows.wait()
                    other[ready].sendall(data)
