"""Dated facts on their pages: past review first, a check before a change, and lessons that hide a number by themselves."""

import datetime as dt

import pytest
import sqlalchemy as sa

from lms.features.authoring.actions import keep_facts
from lms.models.audit import AuditEvent
from lms.models.base import db
from lms.models.library import FactEvent, FactRow
from tests.make import NOW
from tests.make_courses import WAGE, bread, publish_tree
from tests.make_people import make_attempt, send

TODAY = NOW.date()


@pytest.fixture
def ivy(browse, people):
    return browse(people.ivy)


@pytest.fixture
def facts(people):
    """The wage of the bread course, one fact past its review and one that is due soon."""
    publish_tree(bread())
    day = dt.timedelta(days=1)
    old = {"value": "The fee is $3.", "place": "Alder", "source": "A list", "owner": "Ivy"}
    rows = {
        "old-fee": {"checked_on": TODAY - 400 * day, "review_by": TODAY - day},
        "due-fee": {"checked_on": TODAY - day, "review_by": TODAY + 20 * day},
    }
    for name, dates in rows.items():
        db.session.add(FactRow(**old | {"id": name} | dates))
    db.session.commit()


def said(element):
    return " ".join(" ".join(element.itertext()).split())


def filled(page, **values):
    return {**page.form("/facts/wage/check"), **values}


def test_facts_and_looks_at_a_course_belong_to_the_library_and_her_account_to_nothing(ivy, facts):
    def current(url):
        return [said(link) for link in ivy.get(url).all("a") if link.get("aria-current") == "true"]

    assert current("/facts") == current("/library/bread/seen/1/en") == ["Library"]
    assert current("/account") == current("/account/who-can-see") == []


def test_past_review_comes_first_with_what_uses_each(ivy, facts):
    page = ivy.get("/facts")
    captions = [said(one) for one in page.all("caption")]
    assert captions == ["Past review", "Due within 30 days", "Checked"]
    rows = [said(row) for row in page.all("tr") if row.find("th").get("scope") == "row"]
    assert "The fee is $3." in rows[0]
    assert "nowhere" in rows[0]
    assert "The lowest pay is $7.25 an hour." in rows[2]
    assert "Bread" in rows[2]
    assert "1 fact is past its review." in page.text


def test_a_fact_shows_its_lessons_and_how_they_show_it(ivy, facts):
    page = ivy.get("/facts/wage")
    assert "The lowest pay is $7.25 an hour. As of May 2026, in Alder. This can change. Ask your mentor." in page.text
    assert page.link("Mix") == "/library/bread/preview/dough/mix?lang=en"
    assert "{{ fact:wage }}" in page.text
    assert "This number is being checked" in ivy.get("/facts/old-fee").text


def test_a_change_is_checked_first_and_then_stays_on_record(ivy, facts, people, browse):
    page = ivy.get("/facts/wage")
    check = ivy.post(
        "/facts/wage/check", filled(page, value="The lowest pay is $8.00 an hour.", why="Asked the office")
    )
    assert "before: The lowest pay is $7.25 an hour." in check.text
    assert "now: The lowest pay is $8.00 an hour." in check.text
    assert db.session.get(FactRow, "wage").value == WAGE.value
    db.session.rollback()
    done = ivy.post("/facts/wage", check.form("/facts/wage"))
    assert "The lowest pay is $8.00 an hour. As of May 2026" in done.text
    assert "Asked the office" in done.text
    event = db.session.scalars(sa.select(FactEvent)).one()
    assert (event.before["value"], event.after["value"]) == (WAGE.value, "The lowest pay is $8.00 an hour.")
    audit = db.session.scalars(sa.select(AuditEvent).where(AuditEvent.action == "fact-changed")).one()
    assert (audit.about_id, audit.details) == ("wage", {"changed": ["value"]})
    db.session.rollback()
    again = ivy.post("/facts/wage", check.form("/facts/wage"))
    assert again.status == 200
    assert db.session.scalar(sa.select(sa.func.count(FactEvent.id))) == 1


def test_a_lesson_hides_the_number_by_itself_and_shows_the_new_one_at_once(ivy, facts, people, browse, clock):
    attempt = make_attempt(people.ann, "bread/dough")
    db.session.commit()
    ann = browse(people.ann)
    lesson = f"/attempts/{attempt}/lessons/mix"
    assert "The lowest pay is $7.25 an hour." in ann.get(lesson).text
    page = ivy.get("/facts/wage")
    day = str(TODAY - dt.timedelta(days=1))
    sent = filled(page, review_by=day, checked_on="2026-01-05")
    ivy.post("/facts/wage", sent)
    hidden = ann.get(lesson).text
    assert "$7.25" not in hidden
    assert "This number is being checked. Ask your mentor for today's sheet." in hidden
    page = ivy.get("/facts/wage")
    ivy.post("/facts/wage", filled(page, value="It is $9.00.", checked_on=str(TODAY), review_by="2027-06-30"))
    assert "It is $9.00." in ann.get(lesson).text


def test_two_people_at_one_fact_lose_no_words(ivy, facts, browse, people):
    cora = browse(people.cora)
    first, second = ivy.get("/facts/wage"), cora.get("/facts/wage")
    ivy.post("/facts/wage", filled(first, value="It is $8.00."))
    for url in ("/facts/wage/check", "/facts/wage"):
        stale = cora.post(url, filled(second, value="It is $9.00."))
        assert stale.status == 409
        assert "now: It is $8.00." in stale.text
        assert stale.form("/facts/wage/check")["value"] == "It is $9.00."
    db.session.rollback()
    assert db.session.get(FactRow, "wage").value == "It is $8.00."
    db.session.rollback()
    cora.post("/facts/wage", stale.form("/facts/wage/check"))
    assert db.session.get(FactRow, "wage").value == "It is $9.00."


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"value": " "}, "Write what lessons say."),
        ({"value": "x" * 501}, "Too long (limit 500 characters)."),
        ({"place": "a\u202eb"}, "Remove the hidden character at position 2."),
        ({"checked_on": "5 May"}, "Write the day as year-month-day"),
        ({"checked_on": ""}, "Write the day as year-month-day"),
        ({"checked_on": str(TODAY + dt.timedelta(days=2))}, "The day of the check cannot lie ahead."),
        ({"review_by": "2020-01-01"}, "The review comes after the check."),
        ({"owner": ""}, "Write who looks after it."),
    ],
)
def test_what_cannot_be_kept_comes_back_with_its_words(ivy, facts, values, words):
    page = ivy.get("/facts/wage")
    for url in ("/facts/wage/check", "/facts/wage"):
        back = ivy.post(url, filled(page, why="My reason", **values))
        assert back.status == 422
        assert words in back.text
        assert back.form("/facts/wage/check")["why"] == "My reason"
    assert db.session.scalar(sa.select(sa.func.count(FactEvent.id))) == 0


def test_a_new_fact(ivy, facts):
    page = ivy.get("/facts/new")
    sent = {
        **page.form("/facts/new"),
        "id": "bus-fare",
        "value": "A ride is $2.",
        "place": "Alder",
        "source": "A sheet",
    }
    done = ivy.post("/facts/new", sent)
    assert "A ride is $2. As of" in done.text
    assert "No lesson on offer uses it." in done.text
    ivy.post("/facts/new", sent)
    assert db.session.scalar(sa.select(sa.func.count(FactEvent.id))) == 1
    db.session.rollback()
    for values, words in (
        ({"id": "Bus Fare"}, "Use small letters"),
        ({"id": "wage"}, "There is a fact with this id already."),
        ({"id": ""}, "Write an id."),
    ):
        back = ivy.post("/facts/new", sent | values)
        assert back.status == 422
        assert words in back.text
        assert back.form("/facts/new")["value"] == "A ride is $2."


def test_nothing_changed_is_no_event(ivy, facts):
    page = ivy.get("/facts/wage")
    assert ivy.post("/facts/wage/check", filled(page), follow=False).location == "/facts/wage"
    ivy.post("/facts/wage", filled(page))
    assert db.session.scalar(sa.select(sa.func.count(FactEvent.id))) == 0


def test_a_fact_of_a_file_that_is_older_does_not_undo_a_change(ivy, facts):
    page = ivy.get("/facts/wage")
    ivy.post("/facts/wage", filled(page, value="It is $8.00.", checked_on=str(TODAY)))
    assert keep_facts({"wage": WAGE}) == []
    assert db.session.get(FactRow, "wage").value == "It is $8.00."


@pytest.mark.parametrize("who", ["ann", "mo", "ada"])
def test_nobody_else_keeps_facts(browse, people, facts, who):
    browser = browse(getattr(people, who))
    assert browser.get("/facts").status == 403
    assert send(browser, "/facts/wage", {"value": "x"}).status == 403
    assert browser.get("/facts/none").status == 404


def test_facts_go_on_page_by_page(ivy, facts, monkeypatch):
    from lms.features.facts import queries

    monkeypatch.setattr(queries, "PAGE", 1)
    seen, url = [], "/facts"
    while url:
        page = ivy.get(url)
        seen += [one.find("a").get("href") for one in page.all("th") if one.get("scope") == "row"]
        url = next((one.get("href") for one in page.all("a") if one.get("rel") == "next"), "")
    assert seen == ["/facts/old-fee", "/facts/due-fee", "/facts/wage"]


def test_events_cannot_be_altered(ivy, facts):
    ivy.post("/facts/wage", filled(ivy.get("/facts/wage"), value="It is $8.00."))
    for act in ("UPDATE fact_event SET why = 'x'", "DELETE FROM fact_event"):
        with pytest.raises(sa.exc.DatabaseError):
            db.session.execute(sa.text(act))
        db.session.rollback()
