"""Many at once: real threads that start together, each with its own context, application context and browser."""

import threading
from collections.abc import Callable, Sequence
from contextvars import Context
from typing import Any

from tests.page import Browser, Page


def at_once(works: Sequence[Callable[[], Any]]) -> list[Any]:
    """Run all of these in threads that leave one barrier together; what one raises is raised here."""
    barrier = threading.Barrier(len(works))
    results: list[Any] = [None] * len(works)
    faults: list[BaseException] = []

    def run(place: int) -> None:
        barrier.wait(timeout=60)
        try:
            results[place] = Context().run(works[place])
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=run, args=(place,), daemon=True) for place in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    assert not any(thread.is_alive() for thread in threads), "a thread hangs"
    if faults:
        raise faults[0]
    return results


def sent_at_once(browser: Browser, url: str, forms: Sequence[dict[str, Any]]) -> list[Any]:
    """Send these forms to one address all at once, from kiosks of the one woman who is signed in here."""
    token = Page(browser._fresh("/look")).form("/look")["csrf_token"]
    cookie = browser.client.get_cookie("footing")
    assert cookie is not None

    def send(form: dict[str, Any]) -> Callable[[], Any]:
        client = browser.app.test_client()
        client.set_cookie("footing", cookie.value)
        return lambda: client.post(url, data={"csrf_token": token, **form})

    return at_once([send(form) for form in forms])
