"""What the next woman at a kiosk can find of the one before: nothing, whichever way she goes back."""

import pytest
from playwright.sync_api import expect

from tests.journeys.kiosk import WAIT, Kiosk

pytestmark = pytest.mark.browser
WORDS = "Only for my mentor: I miss the sea."
HERS = ("Vera", WORDS, "2004")
SCRIPT = pytest.mark.parametrize("js", [True, False], ids=["script", "no-script"])


@pytest.fixture(scope="module")
def garden(shared_server) -> str:
    """The page of Vera's practical, which holds her words."""
    hers = "SELECT id FROM attempt WHERE person_id = (SELECT id FROM person WHERE number = '2004')"
    return f"/attempts/{shared_server.rows(hers)[0][0]}/practical"


def write(kiosk: Kiosk, path: str) -> None:
    """Vera signs in, looks around and writes words that only she may see at this kiosk."""
    kiosk.sign_in("2004")
    kiosk.follow("Courses")
    kiosk.open(path)
    kiosk.page.locator("#words").fill(WORDS)
    with kiosk.page.expect_navigation():
        kiosk.press("Save for later")
    expect(kiosk.page.locator("form[data-draft] [data-status]")).to_contain_text("Saved", timeout=WAIT)
    assert shown(kiosk, HERS[:2]) == list(HERS[:2])


def shown(kiosk: Kiosk, words=HERS) -> list[str]:
    """Which of these words the browser holds, in the text, in any field or anywhere in the page's source."""
    held = kiosk.page.evaluate(
        """() => document.documentElement.outerHTML + [...document.querySelectorAll("input, textarea, select")]
            .map(field => field.value).join("\\n") + document.title"""
    )
    return [one for one in words if one in held]


def go_back_all_the_way(kiosk: Kiosk) -> int:
    """Press Back until there is nothing left; at each stop nothing of hers is there. Returns how many stops."""
    stops = 0
    for _ in range(12):
        kiosk.page.go_back(wait_until="load")
        if kiosk.page.url == "about:blank":
            break
        kiosk.page.wait_for_timeout(150)  # A page that was kept aside takes a moment to reload.
        expect(kiosk.page.locator("h1")).to_be_visible(timeout=WAIT)
        assert shown(kiosk) == [], kiosk.page.url
        stops += 1
    return stops


@SCRIPT
def test_after_finish_back_shows_nothing(shared_server, kiosk, garden, js):
    woman = kiosk(shared_server, js)
    write(woman, garden)
    woman.finish()
    assert shown(woman) == []
    assert go_back_all_the_way(woman) >= 3


@SCRIPT
def test_after_idling_back_shows_nothing(shared_server, kiosk, garden, js):
    woman = kiosk(shared_server, js)
    write(woman, garden)
    shared_server.grow_old()
    woman.follow("My record")
    woman.sees("You were signed out because nothing was touched for a while.")
    assert shown(woman) == []
    assert go_back_all_the_way(woman) >= 3


def test_a_page_left_alone_warns_and_then_hides_itself(shared_server, kiosk, garden):
    woman = kiosk(shared_server)
    woman.page.clock.install()
    write(woman, garden)
    woman.page.clock.fast_forward("12:10")
    expect(woman.page.get_by_role("button", name="Stay signed in")).to_be_visible(timeout=WAIT)
    with woman.page.expect_response("**/stay") as answered:
        woman.press("Stay signed in")
    answered.value.finished()
    woman.page.wait_for_timeout(200)
    woman.page.clock.fast_forward("02:55")
    assert shown(woman, [WORDS]) == [WORDS]
    shared_server.grow_old()
    woman.page.clock.fast_forward("15:10")
    woman.page.wait_for_url("**/sign-in?idle=1", timeout=WAIT)
    woman.sees("You were signed out")
    assert shown(woman) == []
    assert go_back_all_the_way(woman) >= 2


@pytest.mark.parametrize("way", ["Finish", "Not me", "idle"])
def test_a_copied_cookie_is_dead(shared_server, kiosk, garden, way):
    woman, thief = kiosk(shared_server), kiosk(shared_server)
    write(woman, garden)
    copied = woman.context.cookies()
    assert [cookie["expires"] for cookie in copied] == [-1], "no cookie outlives the browser"
    thief.context.add_cookies(copied)
    thief.open(garden)
    assert shown(thief, [WORDS]) == [WORDS], "while she is signed in the copy works, so the check can fail"
    if way == "idle":
        shared_server.grow_old()
    else:
        woman.press(way)
        woman.page.wait_for_url(lambda url: "sign" in url)
    thief.context.clear_cookies()
    thief.context.add_cookies(copied)
    for path in ("/", garden, "/record", "/kept"):
        thief.open(path)
        thief.heading("Sign in")
        assert shown(thief) == []


@SCRIPT
def test_two_women_one_after_the_other_at_one_kiosk(shared_server, kiosk, garden, js):
    woman = kiosk(shared_server, js)
    write(woman, garden)
    woman.finish()
    woman.follow("Sign in")
    assert shown(woman) == []
    woman.fill_sign_in("2002")
    woman.page.wait_for_url("**/")
    assert shown(woman, ["Tess Sample"]) == ["Tess Sample"]
    assert shown(woman) == []
    woman.open(garden)
    woman.heading("Page not found")
    assert shown(woman) == []
    assert go_back_all_the_way(woman) >= 4
    kept = "[...Object.keys(localStorage), ...Object.keys(sessionStorage), document.cookie].join('')"
    woman.open("/")
    assert woman.page.evaluate(kept) == ""


def test_another_tab_that_was_left_open_shows_nothing_once_she_has_finished(shared_server, kiosk, garden):
    woman = kiosk(shared_server)
    write(woman, garden)
    first = woman.page
    woman.page = first.context.new_page()
    woman.open("/")
    woman.finish()
    other, woman.page = woman.page, first
    assert shown(woman, HERS[:2]) == list(HERS[:2])
    first.evaluate("document.dispatchEvent(new Event('visibilitychange'))")  # As when somebody turns to it.
    first.wait_for_url("**/sign-in")
    assert shown(woman) == []
    woman.page = other
    woman.follow("Sign in")
    woman.fill_sign_in("2002")
    other.wait_for_url("**/")


@SCRIPT
def test_not_me_gives_the_kiosk_to_the_next_woman(shared_server, kiosk, garden, js):
    woman = kiosk(shared_server, js)
    write(woman, garden)
    woman.press("Not me")
    woman.heading("Sign in")
    assert shown(woman) == []
    woman.fill_sign_in("2002")
    woman.page.wait_for_url("**/")
    assert shown(woman) == []
    assert go_back_all_the_way(woman) >= 3
