"""The whole story in a real browser: with and without JavaScript, on both databases, and with a kill after each step."""

import pytest

from tests.journeys.kiosk import Kiosk
from tests.journeys.looks import problems
from tests.journeys.story import STORY

pytestmark = pytest.mark.browser


def tell(server, kiosk, js: bool, look: bool = False) -> Kiosk:
    """Every step of the story, the learner at one kiosk and the mentor at another; each page it ends on may be held
    against what every page must be."""
    at = signed_in(server, kiosk, js)
    found = []
    for step in STORY:
        step.do(at[step.by])
        found += [f"{step.name}: {one}" for one in (problems(at[step.by].page) if look else ())]
    assert found == [], "\n".join(found)
    return at["2001"]


def signed_in(server, kiosk, js: bool) -> dict[str, Kiosk]:
    at = {name: kiosk(server, js) for name in ("2001", "wren")}
    for name, one in at.items():
        one.sign_in(name, staff=name == "wren")
    return at


def tell_with_kills(server, kiosk) -> Kiosk:
    """Every step again, without JavaScript; the server is killed after each, and she goes on at another kiosk."""
    at = signed_in(server, kiosk, js=False)
    for step in STORY:
        step.do(at[step.by])
        server.restart()
        at[step.by] = kiosk(server, js=False)
        at[step.by].sign_in(step.by, staff=step.by == "wren")
        step.there(at[step.by])
    return at["2001"]


def check_papers(server, nia: Kiosk, anybody: Kiosk) -> None:
    """The record, the certificate, its PDF, and what anybody may learn from its number."""
    nia.open("/record")
    nia.sees("Garden Work", "Soil", "Water", "Wren Example (mentor)")
    nia.page.locator("main h3 a").first.click()
    nia.heading("Certificate")
    nia.sees("Nia Example", "signed by Wren Example (mentor)")
    number = nia.path.rsplit("/", 1)[1]
    drawn = nia.page.locator(".certificate img").evaluate("img => img.decode().then(() => img.naturalWidth > 0)")
    assert drawn is True
    found = nia.context.request.get(nia.page.get_by_role("link", name="Open as PDF").get_attribute("href"))
    assert found.headers["content-type"] == "application/pdf"
    assert found.body().startswith(b"%PDF-")
    assert b"%%EOF" in found.body()[-32:]
    anybody.open("/verify")
    anybody.page.locator("#number").fill(number.lower())
    anybody.press("Check this number")
    anybody.sees("This number is valid")
    assert "Nia" not in anybody.words
    last = "Z" if number[-1] != "Z" else "Y"
    anybody.page.locator("#number").fill(number[:-1] + last)
    anybody.press("Check this number")
    anybody.sees("This is not a whole record number")


def test_a_learner_and_her_mentor_from_the_first_page_to_the_certificate(server, kiosk):
    nia = tell(server, kiosk, js=True, look=True)
    check_papers(server, nia, kiosk(server))
    assert_once(server)


def test_without_scripts_and_with_a_kill_after_each_step_she_finds_her_place_and_her_words(server, kiosk):
    nia = tell_with_kills(server, kiosk)
    check_papers(server, nia, kiosk(server, js=False))
    assert_once(server)
    assert server.kills == len(STORY)


def test_the_same_story_on_postgresql(postgresql_server, kiosk):
    nia = tell(postgresql_server, kiosk, js=True)
    check_papers(postgresql_server, nia, kiosk(postgresql_server))
    assert_once(postgresql_server)


HERS = "person_id = (SELECT id FROM person WHERE number = '2001')"
ATTEMPTS = f"attempt_id IN (SELECT id FROM attempt WHERE {HERS})"


def assert_once(server) -> None:
    """Nothing stands there twice: what the story wrote, counted by hand."""
    assert server.count("enrolment", HERS) == 1
    assert server.count("attempt", HERS) == 2
    assert server.count("lesson_read", ATTEMPTS) == 3
    assert server.count("quiz_try", HERS) == 2
    assert server.count("answer", f"try_id IN (SELECT id FROM quiz_try WHERE {HERS})") == 8 + 3
    assert server.count("answer_save", f"try_id IN (SELECT id FROM quiz_try WHERE {HERS})") == 8 + 3
    events = server.rows(
        f"SELECT e.event FROM signoff_event e JOIN attempt a ON a.id = e.attempt_id WHERE a.{HERS} ORDER BY a.id, e.seq"
    )
    assert [row[0] for row in events] == [
        *("started", "submitted", "claimed", "returned", "submitted", "claimed", "approved"),
        *("started", "submitted", "claimed", "approved"),
    ]
    assert server.count("signature", ATTEMPTS) == 3
    assert server.count("certificate", HERS) == 1
