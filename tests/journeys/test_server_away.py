"""Reading while the server is away: over HTTPS a lesson that was open can be read again, and nobody's name is in it."""

import shutil
from types import SimpleNamespace

import pytest
from playwright.sync_api import expect

from tests.browser import FLAGS, chromium
from tests.journeys.kiosk import WAIT, Kiosk
from tests.server import Server, copied
from tests.tls import Proxy, certificate

pytestmark = pytest.mark.browser
AWAY = "The server is away. This is a copy to read."
HERS = "SELECT max(a.id) FROM attempt a JOIN person p ON p.id = a.person_id WHERE p.number = '2004'"
KEPT = """async () => {
    const found = [];
    for (const name of await caches.keys()) {
        for (const one of await (await caches.open(name)).keys()) found.push(new URL(one.url).pathname);
    }
    return found;
}"""
REGISTERED = "async () => (await navigator.serviceWorker.getRegistrations()).map(one => new URL(one.scope).pathname)"
READY = """async path => {
    const worker = await navigator.serviceWorker.getRegistration();
    return worker?.active?.state === "activated" && Boolean(await caches.match(path));
}"""


@pytest.fixture
def secure(prepared, tmp_path, browser):
    """A server behind HTTPS, and a browser that trusts its certificate."""
    if not shutil.which("openssl"):
        pytest.skip("there is no openssl here to make a certificate with")
    server = Server(copied(prepared, tmp_path / "instance"), TRUSTED_PROXIES="1", HTTPS_ONLY="1").start()
    proxy = Proxy(server.port, certificate(tmp_path))
    trusting = browser.browser_type.launch(executable_path=chromium(), args=[*FLAGS, "--ignore-certificate-errors"])
    kiosk = Kiosk(trusting, proxy.address)
    lesson = f"/attempts/{server.rows(HERS)[0][0]}/lessons/dig"
    yield SimpleNamespace(server=server, proxy=proxy, kiosk=kiosk, lesson=lesson)
    trusting.close()
    proxy.stop()
    server.end()


def open_lesson(secure) -> str:
    """Vera reads a lesson, and its copy is kept; gives what she read."""
    secure.kiosk.sign_in("2004")
    secure.kiosk.open(secure.lesson)
    words = secure.kiosk.page.locator(".prose").first.inner_text()
    until(secure, READY, f"{secure.lesson}/copy")
    return words


def until(secure, script: str, arg: str = "") -> None:
    """Ask the page again and again until it says yes."""
    for _ in range(WAIT // 100):
        if secure.kiosk.page.evaluate(script, arg):
            return
        secure.kiosk.page.wait_for_timeout(100)
    raise AssertionError(f"it never came to be: {script}")


def kept(secure) -> list[str]:
    return secure.kiosk.page.evaluate(KEPT)


def test_a_lesson_can_be_read_while_the_server_is_away_and_goes_with_finish(secure):
    kiosk = secure.kiosk
    words = open_lesson(secure)
    assert kept(secure) == [f"{secure.lesson}/copy"], "nothing else is kept"
    assert kiosk.page.evaluate(REGISTERED) == ["/attempts/"]
    kiosk.page.reload()
    assert AWAY not in kiosk.words, "a server that answers is the one to be heard"
    secure.server.kill()
    kiosk.page.reload()
    kiosk.sees(AWAY, words)
    assert [one for one in ("Vera", "2004", "Not me", "Finish", "Sample") if one in kiosk.page.content()] == []
    assert kiosk.page.locator("form, [name=csrf_token], meta[name=csrf-token]").count() == 0
    secure.server.start()
    kiosk.follow("Try the server again")
    expect(kiosk.page.locator(".who-name")).to_contain_text("Vera")
    kiosk.finish()
    assert kept(secure) == []
    assert kiosk.page.evaluate(REGISTERED) == []
    secure.server.kill()
    assert kiosk.page.goto(secure.lesson).status == 502
    assert AWAY not in kiosk.words


def test_it_is_there_without_any_network_and_gone_when_another_woman_signs_in(secure):
    kiosk = secure.kiosk
    words = open_lesson(secure)
    kiosk.context.set_offline(True)
    kiosk.page.reload()
    kiosk.sees(AWAY, words)
    kiosk.context.set_offline(False)
    secure.server.grow_old()
    kiosk.open("/sign-in")
    until(secure, "async () => !(await caches.has('lessons'))")
    kiosk.page.evaluate(
        "async () => void (await caches.open('lessons')).put('/attempts/1/lessons/planted/copy', new Response('x'))"
    )
    kiosk.page.locator("#name").fill("2003")
    kiosk.page.locator("#secret").fill("417293")
    kiosk.press("Sign in")
    expect(kiosk.page.locator(".who-name")).to_contain_text("Zoe")
    assert kept(secure) == []
    assert kiosk.page.evaluate(REGISTERED) == []


def test_on_plain_http_nothing_pretends(shared_server, kiosk):
    woman = kiosk(shared_server)
    woman.sign_in("2004")
    woman.open(f"/attempts/{shared_server.rows(HERS)[0][0]}/lessons/dig")
    woman.page.wait_for_load_state("networkidle")
    assert woman.page.evaluate(REGISTERED) == []
    assert woman.page.evaluate(KEPT) == []
    assert woman.page.locator("script[src*='reading.js']").count() == 0
