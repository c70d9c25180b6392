"""Women at kiosks who save without a pause, each with a ledger of her own of what the server said it had saved."""

import http.client
import re
import threading
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from urllib.parse import urlencode

from tests.make import PIN
from tests.server import Server

LOST = (OSError, http.client.HTTPException)
"""How a request ends when the server is gone: nobody knows whether it was saved, so it is sent again."""


@dataclass
class Entry:
    """One thing she sent. ``said`` is True once the server has answered that it is saved."""

    about: int
    question: str
    value: str
    said: bool = False


@dataclass
class Client(threading.Thread):
    """One kiosk: it signs in, then works through `work` until it is told to stop."""

    server: Server
    name_typed: str
    way: str = "pin"
    ledger: list[Entry] = field(default_factory=list)
    odd: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(daemon=True)
        self.stopping = threading.Event()
        self.cut_off = 0
        self.cookie = ""
        self.token = ""
        self.connection: http.client.HTTPConnection | None = None

    __hash__ = threading.Thread.__hash__

    def run(self) -> None:
        for _ in self.work():
            if self.stopping.is_set():
                break
        if self.connection is not None:
            self.connection.close()

    def work(self) -> Iterator[None]:
        raise NotImplementedError

    def ask(self, method: str, path: str, **fields: str) -> tuple[int, str, str]:
        """Send once; gives status, where to, and the page. Raises one of `LOST` when the server is gone."""
        if self.connection is None:
            self.connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=20)
        headers = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        try:
            self.connection.request(method, path, urlencode(fields) if fields else None, headers)
            reply = self.connection.getresponse()
            page = reply.read().decode()
        except LOST:
            self.connection.close()
            self.connection = None
            raise
        if cookie := reply.headers.get("Set-Cookie"):
            self.cookie = cookie.split(";", 1)[0]
        return reply.status, reply.headers.get("Location", ""), page

    def insist(self, method: str, path: str, **fields: str) -> tuple[int, str, str]:
        """Send the same again until there is an answer other than *later*, as the page's script does."""
        while True:
            try:
                status, place, page = self.ask(method, path, **fields)
            except LOST as lost:
                self.cut_off += not isinstance(lost, ConnectionRefusedError)
                status, place, page = 0, "", ""
            if status not in (0, 503) or self.stopping.is_set():
                return status, place, page
            time.sleep(0.05)

    def sign_in(self) -> None:
        """Sign in before the first kill, so that a refusal is a fault of the test."""
        _, _, page = self.ask("GET", f"/sign-in?way={self.way}")
        sent = {"csrf_token": value_of(page, "csrf_token"), "way": self.way, "name": self.name_typed, "secret": PIN}
        status, _, page = self.ask("POST", "/sign-in", **sent)
        assert status == 302, page
        _, _, page = self.ask("GET", "/look")
        self.token = value_of(page, "csrf_token")


def value_of(page: str, name: str) -> str:
    """The value of a hidden field."""
    field_ = re.search(rf'<input[^>]*name="{name}"[^>]*>', page)
    assert field_ is not None, page
    found = re.search(r'value="([^"]*)"', field_.group())
    assert found is not None, page
    return found.group(1)


@dataclass
class Learner(Client):
    """Changes her answers to two questions of one try, over and over, each time in other words."""

    try_id: int = 0

    __hash__ = threading.Thread.__hash__

    def work(self) -> Iterator[None]:
        for number in count():
            question, revision = ("bed", "grow")[number % 2], number // 2
            entry = Entry(self.try_id, question, f"{self.name_typed} says {uuid.uuid4()}")
            self.ledger.append(entry)
            fields = {"answer": entry.value, "save_key": uuid.uuid4().hex, "based_on": str(revision)}
            path = f"/tries/{self.try_id}/answers/{question}"
            status, place, _ = self.insist("POST", path, csrf_token=self.token, **fields)
            if status == 302 and place.startswith("/tries/") and "kept" not in place:
                entry.said = True
            elif status:
                self.odd.append(f"{path}: {status} {place}")
            yield


@dataclass
class Mentor(Client):
    """Signs one piece of work after the other."""

    attempts: list[int] = field(default_factory=list)

    __hash__ = threading.Thread.__hash__

    def work(self) -> Iterator[None]:
        for attempt in self.attempts:
            entry = Entry(attempt, "", "approved")
            self.ledger.append(entry)
            self.insist("POST", f"/attempts/{attempt}/claim", csrf_token=self.token)
            _, _, page = self.insist("GET", f"/attempts/{attempt}/review")
            if self.stopping.is_set():
                return
            ratings = dict.fromkeys(re.findall(r'name="(rating-[^"]+)"', page), "3")
            fields = {"snapshot": value_of(page, "snapshot"), "signer": self.name_typed, "signer_secret": PIN}
            path = f"/attempts/{attempt}/approve"
            status, place, _ = self.insist("POST", path, csrf_token=self.token, **ratings, **fields)
            if status == 302 and place.startswith("/reviews"):
                entry.said = True
            elif status not in (0, 409):  # Signed before the kill, and the answer was lost: 409 says so.
                self.odd.append(f"{path}: {status} {place}")
            yield
            time.sleep(0.02)
