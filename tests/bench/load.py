"""A small load generator over raw keep-alive sockets, cheap enough that the server, not the client, is measured."""

import socket
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from threading import Thread


@dataclass(frozen=True)
class Load:
    """What a run measured: requests in all and a second, and the median and 99th percentile of one answer in milliseconds."""

    count: int
    per_second: float
    median: float
    p99: float


class Client:
    """One keep-alive connection."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=20)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.rest = b""

    def send(self, request: bytes) -> tuple[int, bytes, bytes]:
        """Send one request and read its whole answer: status, head, body."""
        self.socket.sendall(request)
        while b"\r\n\r\n" not in self.rest:
            self._more()
        head, self.rest = self.rest.split(b"\r\n\r\n", 1)
        length = next(
            (int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0
        )
        while len(self.rest) < length:
            self._more()
        body, self.rest = self.rest[:length], self.rest[length:]
        return int(head[9:12]), head, body

    def _more(self) -> None:
        got = self.socket.recv(65536)
        if not got:
            raise ConnectionError("the server closed the connection")
        self.rest += got


def get(path: str, cookie: str = "") -> bytes:
    """A GET as it goes over the wire; packed answers are accepted, as a browser does."""
    return _head("GET", path, cookie) + b"\r\n"


def post(path: str, form: str, cookie: str) -> bytes:
    """A POST of a form as it goes over the wire."""
    body = form.encode()
    kind = "Content-Type: application/x-www-form-urlencoded\r\n"
    return _head("POST", path, cookie) + f"{kind}Content-Length: {len(body)}\r\n\r\n".encode() + body


def _head(method: str, path: str, cookie: str) -> bytes:
    line = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: gzip\r\n"
    return (line + (f"Cookie: {cookie}\r\n" if cookie else "")).encode()


def run(
    port: int, makers: list[Callable[[], Iterator[bytes]]], seconds: float, expected: tuple[int, ...] = (200,)
) -> Load:
    """Send requests from one connection for each maker until the time is up; any other status ends the run."""
    times: list[float] = []
    faults: list[str] = []
    until = time.perf_counter() + seconds

    def work(make: Callable[[], Iterator[bytes]]) -> None:
        client = Client(port)
        for request in make():
            before = time.perf_counter()
            if before > until or faults:
                return
            status, _head, body = client.send(request)
            times.append(time.perf_counter() - before)
            if status not in expected:
                faults.append(f"{status}: {request[:80]!r} {body[:80]!r}")

    began = time.perf_counter()
    threads = [Thread(target=work, args=(make,)) for make in makers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise RuntimeError(faults[0])
    spent = time.perf_counter() - began
    ordered = sorted(times)
    return Load(
        len(times), len(times) / spent, statistics.median(ordered) * 1000, ordered[int(len(ordered) * 0.99)] * 1000
    )
