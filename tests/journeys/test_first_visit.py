"""What a first visit costs: at most 30 kB and 6 requests for a lesson, packed, and nothing from anywhere else."""

import gzip
import http.client
import re
from typing import Any

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.browser
MOST_REQUESTS = 6


def requests_of(page: Page, address: str, path: str) -> list[str]:
    """Open a page and give every address that was fetched, not taken from the browser's own cache."""
    fetched: list[str] = []
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    cached: set[str] = set()
    network.on("Network.requestServedFromCache", lambda event: cached.add(event["requestId"]))

    def note(event: dict[str, Any]) -> None:
        if event["requestId"] not in cached and not event["response"].get("fromDiskCache"):
            fetched.append(event["response"]["url"].removeprefix(address))

    network.on("Network.responseReceived", note)
    page.goto(path, wait_until="networkidle")
    return fetched


def weight(server, path: str, cookie: str) -> int:
    """The bytes of one answer as a browser that knows gzip gets them; the heads come on top."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    connection.request("GET", path, headers={"Accept-Encoding": "gzip", "Cookie": cookie})
    reply = connection.getresponse()
    body = reply.read()
    connection.close()
    assert reply.status == 200, path
    assert reply.headers.get("Content-Encoding") == "gzip" or re.search(r"woff2|webp", path), f"{path} is not packed"
    if reply.headers.get("Content-Encoding") == "gzip":
        assert len(gzip.decompress(body)) > len(body)
    return len(body)


@pytest.mark.parametrize(
    ("name", "secret", "path", "most"),
    [
        ("2004", "417293", "/attempts/{attempt}/lessons/dig", 30_000),
        ("1001", "407319", "/attempts/{attempt}/lessons/sign-in-and-out", 31_500),
    ],
    ids=["short lesson", "long lesson"],
)
def test_a_first_visit_to_a_lesson_is_light(shared_server, kiosk, name, secret, path, most):
    hers = "SELECT min(a.id) FROM attempt a JOIN person p ON p.id = a.person_id WHERE p.number = :number"
    path = path.format(attempt=shared_server.rows(hers, number=name)[0][0])
    before = kiosk(shared_server)
    before.sign_in(name, secret)
    first = kiosk(shared_server)
    first.context.add_cookies(before.context.cookies())
    asked = requests_of(first.page, shared_server.address, path)
    cookie = "; ".join(f"{one['name']}={one['value']}" for one in before.context.cookies())
    bytes_ = {one: weight(shared_server, one, cookie) for one in asked}
    assert len(asked) <= MOST_REQUESTS, asked
    assert sum(bytes_.values()) <= most, bytes_
    assert all(one.startswith("/") for one in asked), "nothing comes from elsewhere"


def test_the_next_page_costs_only_itself(shared_server, kiosk):
    woman = kiosk(shared_server)
    woman.sign_in("2004")
    asked = requests_of(woman.page, shared_server.address, "/courses/garden")
    assert [url for url in asked if not url.endswith("favicon.svg")] == ["/courses/garden"]


def test_the_page_can_be_used_before_any_script_has_run(shared_server, kiosk):
    woman = kiosk(shared_server)
    woman.page.route("**/*.js", lambda route: route.abort())
    woman.sign_in("2004")
    woman.open("/courses/garden")
    woman.sees("Garden Work")
    woman.finish()


def test_a_page_that_asks_elsewhere_would_be_noticed(shared_server, browser):
    from tests.journeys.kiosk import Kiosk

    woman = Kiosk(browser, shared_server.address)
    woman.open("/sign-in")
    woman.page.evaluate("() => { new Image().src = 'http://127.0.0.1:9/tracker' }")
    woman.page.wait_for_timeout(100)
    with pytest.raises(AssertionError, match="asked elsewhere"):
        woman.close()
