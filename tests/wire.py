"""A wire to a PostgreSQL server that a test can cut, or leave without a sign of life like a machine without power."""

import ctypes
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import parse_qs, urlsplit, urlunsplit

_SO_ATTACH_FILTER = 26  # of Linux; Python has no name for it


class Wire:
    """Connections to the server whose socket is ``file``, by a ``port`` of this machine."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._ends: list[socket.socket] = []  # of connections: near, far, near, far...
        self._carrying: list[threading.Thread] = []
        self._listen(0)

    def go_silent(self) -> None:
        """Let all connections that there are take nothing any more, and not even confirm what arrives."""
        nothing = ctypes.create_string_buffer(struct.pack("HBBI", 6, 0, 0, 0))  # a packet filter: keep 0 bytes
        for near in self._ends[::2]:
            near.setsockopt(socket.SOL_SOCKET, _SO_ATTACH_FILTER, struct.pack("HP", 1, ctypes.addressof(nothing)))

    def cut(self) -> None:
        """End all connections; new ones are refused."""
        _end(self._listening)
        self._accepting.join()
        for each in self._ends:
            _end(each)
        for thread in self._carrying:
            thread.join()
        for each in (self._listening, *self._ends):
            each.close()
        self._ends.clear()
        self._carrying.clear()

    def mend(self) -> None:
        """Take connections again, by the same port."""
        self._listen(self.port)

    def _listen(self, port: int) -> None:
        self._listening = socket.create_server(("127.0.0.1", port))
        self.port = self._listening.getsockname()[1]
        self._accepting = threading.Thread(target=self._accept)
        self._accepting.start()

    def _accept(self) -> None:
        with suppress(OSError):  # it was cut
            while True:
                near, _ = self._listening.accept()
                far = socket.socket(socket.AF_UNIX)
                self._ends += (near, far)
                far.connect(self._file)
                for ends in ((near, far), (far, near)):
                    self._carrying.append(threading.Thread(target=_carry, args=ends))
                    self._carrying[-1].start()


def _carry(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):  # the other way has ended
        while data := source.recv(65536):
            target.sendall(data)
    for each in (source, target):
        _end(each)


def _end(each: socket.socket) -> None:
    with suppress(OSError):  # it has ended
        each.shutdown(socket.SHUT_RDWR)


@contextmanager
def wired(address: str) -> Iterator[tuple[Wire, str]]:
    """Give a wire to the server at ``address``, which names a folder of sockets, and the address by that wire."""
    parts = urlsplit(address)
    (folder,) = parse_qs(parts.query)["host"]
    wire = Wire(f"{folder}/.s.PGSQL.5432")
    user = parts.netloc.partition("@")[0]
    try:
        yield wire, urlunsplit(parts._replace(netloc=f"{user}@127.0.0.1:{wire.port}", query=""))
    finally:
        wire.cut()
