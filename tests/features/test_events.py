"""The list of events: what stands on it and what never does, its pages, its filters, its file, and ten thousand of them."""

import csv
import datetime as dt
import io

import pytest
import sqlalchemy as sa

from lms.features.audit import queries
from lms.features.audit.actions import note
from lms.features.people.actions.learning import match
from lms.features.records.actions import issue_certificate
from lms.features.signoffs import actions, appealing
from lms.models.audit import AuditEvent
from lms.models.base import db
from lms.models.people import Facility, Person
from lms.models.quizzes import QuizTry
from lms.models.signoffs import SignoffEvent
from tests.make import NOW
from tests.make_people import make_learners
from tests.make_signoffs import SECRET_THOUGHT, actor_of, approve, make_house, said

STRENGTH, STEP = "You drew the bed with care.", "Name one more plant for shade."
REASON = "The bed on the drawing is from a book, not hers."
WHY = "She told me about her sister."
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def house(people):
    """Ann's work is returned, approved and looked at again; Bea's is asked for; Far asks in another facility."""
    made = make_house(people)
    db.session.execute(sa.update(Facility).values(sample_percent=100))
    ann = made.asked["ann"]
    actions.open_work(actor_of(made.cora), ann, WHY, NOW + HOUR)
    actions.return_work(actor_of(made.mo), ann, said(ann, 2, strength=STRENGTH, next_step=STEP), NOW + 2 * HOUR)
    actions.submit(actor_of(made.ann), ann, NOW + 3 * HOUR)
    db.session.commit()
    approve(made.mo, ann, NOW + 4 * HOUR)
    appealing.look_again(actor_of(made.ivy), ann, False, REASON, "I do not agree.", NOW + 5 * HOUR)
    match(actor_of(made.cora), made.bea, made.mo, NOW + 6 * HOUR)
    match(actor_of(made.cora), made.bea, made.max, NOW + 6 * HOUR, apart=True)
    note(actor_of(made.ann), "answer-saved", "try", 1, NOW + 7 * HOUR, question="bed", outcome="current")
    note(actor_of(made.ann), "note-saved", "module", "garden/soil", NOW + 7 * HOUR, lesson="hers", outcome="current")
    note(None, "backup", "database", "footing-monday.backup", NOW + 8 * HOUR)
    db.session.commit()
    return made


def table(page):
    """The cells of the list, without its head."""
    return [
        [" ".join("".join(cell.itertext()).split()) for cell in row if cell.tag in ("th", "td")]
        for row in page.all("tr")
    ][1:]


def file_of(kiosk, query=""):
    response = kiosk.get(f"/events.csv{query}").response
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.reader(io.StringIO(response.get_data().decode("utf-8-sig"))))[1:]


def test_the_list_says_who_did_what_when_on_what_and_what_was_signed(house, browse):
    otto = browse(house.otto)
    rows = table(otto.get(otto.get("/").link("Events")))
    soil = "1001 · Soil (garden/soil)"
    assert rows[:9] == [
        ["4 May 2026, 13:00", "Backed the database up", "The program", "footing-monday.backup", "–"],
        ["4 May 2026, 11:00", "Matched a learner and a mentor", "Cora Coordinator", "1002 · Mo Mentor", "–"],
        [
            "4 May 2026, 10:00",
            "Second look: did not agree",
            "Ivy Instructor",
            f"{soil} · version 1",
            "3 · do not agree · instructor",
        ],
        ["4 May 2026, 09:00", "Drawn by chance for a second look", "The program", soil, "–"],
        ["4 May 2026, 09:00", "Signed off", "Mo Mentor", f"{soil} · version 1", "2 · approve · mentor"],
        ["4 May 2026, 09:00", "Took it up for review", "Mo Mentor", soil, "–"],
        ["4 May 2026, 08:00", "Asked for sign-off", "1001", soil, "–"],
        ["4 May 2026, 07:00", "Returned with a next step", "Mo Mentor", f"{soil} · version 1", "1 · return · mentor"],
        ["4 May 2026, 07:00", "Took it up for review", "Mo Mentor", soil, "–"],
    ]
    assert rows[9] == ["4 May 2026, 06:00", "Opened a learner's work", "Cora Coordinator", soil, "–"]


def test_no_word_and_no_name_of_a_learner_is_on_it_and_nothing_she_does_for_herself(house, browse):
    ann = house.asked["ann"]
    written = str(db.session.scalars(sa.select(SignoffEvent.details).where(SignoffEvent.attempt_id == ann)).all())
    assert STRENGTH in written
    assert REASON in written
    hidden = (STRENGTH, STEP, REASON, WHY, SECRET_THOUGHT, "I drew a bed", "I dig the bed", "Seen and done", "agree.")
    hidden += ("Ann Learns", "Bea Also-Learns", "Far Away", "Pia Peer", "Max Elsewhere", "question", "hers", "bed")
    for who in (house.otto, house.cora):
        kiosk = browse(who)
        for query in ("", "?q=1001", "?q=1002"):
            for rows in (table(kiosk.get(f"/events{query}")), file_of(kiosk, query)):
                assert rows
                for word in hidden:
                    assert word not in str(rows), (word, query)


def test_only_the_auditor_and_the_coordinator_read_it(house, browse):
    for who, status in (("otto", 200), ("cora", 200), ("ada", 403), ("ivy", 403), ("mo", 403), ("ann", 403)):
        for url in ("/events", "/events.csv"):
            assert browse(getattr(house, who)).get(url).status == status, (who, url)
    for who, links in (("otto", True), ("cora", True), ("ada", False), ("ivy", False)):
        hrefs = [one.get("href") for one in browse(getattr(house, who)).get("/").all("a")]
        assert ("/events" in hrefs) is links, who


def test_another_facility_has_a_list_of_its_own_and_the_servers_acts_are_on_both(house, browse):
    rows = table(browse(house.dora).get("/events"))
    own = ["Asked for sign-off", "Work on the module began"]
    assert [row[1] for row in rows] == ["Backed the database up", *own, "Published a version of a course"]
    assert table(browse(house.dora).get("/events?q=mo")) == []


def test_kind_number_record_number_and_days_narrow_it(house, browse):
    number = issue_certificate(house.ann, "garden", NOW + 9 * HOUR)
    assert number is None
    db.session.execute(sa.update(Facility).values(certificates="module"))
    number = issue_certificate(house.ann, "garden", NOW + 9 * HOUR)
    db.session.commit()
    cora = browse(house.cora)

    def acts(query):
        return [row[1] for row in table(cora.get(f"/events?{query}"))]

    assert acts("kind=signatures") == ["Second look: did not agree", "Signed off", "Returned with a next step"]
    assert acts("kind=work") == ["Opened a learner's work"]
    assert acts("kind=people") == ["Matched a learner and a mentor"]
    assert acts("kind=place") == ["Backed the database up"]
    assert acts("kind=records") == ["Certificate issued"]
    assert len(acts("kind=nonsense")) == len(acts(""))
    assert acts("q=1002") == ["Matched a learner and a mentor", "Asked for sign-off", "Work on the module began"]
    assert acts("q=IVY") == ["Second look: did not agree"]
    assert acts("q=mo&kind=signatures") == ["Signed off", "Returned with a next step"]
    typed = number.lower().replace("-", " ")
    of_record = acts(f"q={typed}")
    assert of_record[0] == "Certificate issued"
    assert of_record[1:] == [one for one in acts("q=1001") if "Certificate" not in one]
    assert "Matched a learner and a mentor" not in of_record
    assert len(of_record) == 11


def test_days_are_those_of_the_facilitys_calendar(house, browse):
    """New York is four hours behind in May: an event at 03:30 UTC belongs to the day before."""
    db.session.execute(sa.update(Person).where(Person.id == house.ann).values(number="1001"))
    actor = actor_of(house.cora)
    for hours in (3.5, 4.5):
        note(actor, "pause-called", "facility", 1, dt.datetime(2026, 6, 2, tzinfo=dt.UTC) + hours * HOUR)
    db.session.commit()
    otto = browse(house.otto)
    one, two = (table(otto.get(f"/events?since=2026-06-0{n}&until=2026-06-0{n}")) for n in (1, 2))
    assert [row[0] for row in one] == ["1 June 2026, 23:30"]
    assert [row[0] for row in two] == ["2 June 2026, 00:30"]
    assert table(otto.get("/events?since=2999-12-31&until=2999-12-31")) == []
    assert len(table(otto.get("/events?since=1900-01-01&until=2999-12-31"))) == len(table(otto.get("/events")))
    for day in ("0001-01-01", "9999-12-31"):
        assert otto.get(f"/events?since={day}&until={day}").status == 422


def test_what_cannot_be_read_is_asked_for_again_with_the_words_kept(house, browse):
    otto = browse(house.otto)
    page = otto.get("/events?since=yesterday&q=1001")
    assert page.status == 422
    assert page.form("/events") == {"kind": "", "q": "1001", "since": "yesterday", "until": ""}
    assert "Write the day as year-month-day" in page.text
    assert file_of(otto, "?since=yesterday") == []
    for query in ("q=nobody", "q=%25", "q=' OR 1=1--", "q=7K2Q-M4XD-90TF-V", "q=" + "9" * 60):
        page = otto.get(f"/events?{query}")
        assert (page.status, "No events fit." in page.text) == (200, True), query
    assert otto.get("/events?q=" + "9" * 61).status == 422
    for before in ("x", "1-2-3", "99999999999999999-1-999999999", "1-1-1-1", "-1-1-1", "٣-1-1"):
        assert otto.get(f"/events?before={before}").status == 200, before


def pages_of(kiosk, query=""):
    found, url = [], f"/events{query}"
    while url:
        page = kiosk.get(url)
        found.append(table(page))
        url = next((one.get("href") for one in page.all("a") if one.get("rel") == "next"), "")
    return found


def test_pages_follow_each_other_without_a_gap_or_a_twin_and_the_file_holds_the_same(house, browse):
    """Many at the very same moment, of both sorts, so that only the key tells them apart."""
    actor = actor_of(house.cora)
    for n in range(70):
        note(actor, "fact-changed", "fact", f"=fact-{n}", NOW + 4 * HOUR)
    rows = [{"facility_id": 1, "attempt_id": house.asked["bea"], "event": "claimed", "at": NOW + 4 * HOUR}] * 70
    db.session.execute(sa.insert(SignoffEvent), [row | {"seq": n + 100, "details": {}} for n, row in enumerate(rows)])
    db.session.commit()
    otto = browse(house.otto)
    pages = pages_of(otto)
    assert [len(one) for one in pages] == [50, 50, 50, 5]
    whole = [row for page in pages for row in page]
    facts = [row[3] for row in whole if "dated fact" in row[1]]
    assert facts == [f"=fact-{n}" for n in reversed(range(70))]
    assert file_of(otto) == [[("'" if cell.startswith("=") else "") + cell for cell in row] for row in whole]
    courses = [row for page in pages_of(otto, "?kind=courses") for row in page]
    assert courses == [row for row in whole if row[3] in facts or row[3] == "garden · version 1"]


def crowd(house, count):
    """Events of every kind, spread over days, and many more of those that are on no list."""
    before = db.session.scalar(sa.select(sa.func.max(Person.id)))
    make_learners(1, 20)
    row = {"facility_id": 1, "actor_id": house.cora, "details": {}}
    sorts = [
        ("work-opened", "attempt", str(house.asked["ann"])),
        ("enrolled", "person", str(before + 3)),
        ("matched", "person", str(before + 4)),
        ("course-published", "course", "garden"),
        ("paper-entered", "try", str(db.session.scalar(sa.select(sa.func.min(QuizTry.id))))),
        ("answer-saved", "try", "1"),
    ]
    minute = dt.timedelta(minutes=1)
    made = [
        row | dict(zip(("action", "about_kind", "about_id"), sorts[n % 6], strict=True)) | {"at": NOW - n * minute}
        for n in range(count)
    ]
    db.session.execute(sa.insert(AuditEvent), made)
    start = db.session.scalar(sa.select(sa.func.max(SignoffEvent.seq)))
    step = {"facility_id": 1, "attempt_id": house.asked["bea"], "event": "claimed", "by_id": house.mo, "details": {}}
    steps = [step | {"seq": start + 1 + n, "at": NOW - n * minute} for n in range(count)]
    db.session.execute(sa.insert(SignoffEvent), steps)
    db.session.commit()


QUERIES = ("", "?kind=work", "?kind=signatures", "?q=1002", "?q=cora", "?since=2026-05-01&until=2026-05-02")


def costs(house, browse):
    found = {}
    for query in QUERIES:
        otto = browse(house.otto)
        page = otto.get(f"/events{query}")
        assert page.status == 200
        found[query] = len(otto.queries)
    return found


def test_ten_thousand_events_cost_as_many_queries_as_a_few(house, browse):
    crowd(house, 60)
    few = costs(house, browse)
    crowd(house, 10_000)
    if db.engine.dialect.name == "postgresql":
        db.session.execute(sa.text("ANALYZE"))
        db.session.commit()
    assert costs(house, browse) == few
    assert max(few.values()) <= 18
    otto = browse(house.otto)
    assert len(file_of(otto)) == queries.LONGEST
    assert len(otto.queries) <= 18


def plan(statement):
    text = str(statement.compile(db.engine, compile_kwargs={"literal_binds": True}))
    how = "EXPLAIN QUERY PLAN " if db.engine.dialect.name == "sqlite" else "EXPLAIN "
    return "\n".join(str(row) for row in db.session.execute(sa.text(how + text.replace(":", "\\:"))))


def test_the_list_is_read_along_its_indexes_and_nothing_is_sorted(house):
    crowd(house, 3_000)
    if db.engine.dialect.name == "postgresql":
        db.session.execute(sa.text("ANALYZE"))
    actor, asked = actor_of(house.otto), queries.Asked(until=NOW - HOUR)
    for table_, where, index in (
        (SignoffEvent, queries._of_steps(actor, asked), "ix_signoff_event_facility_id_at"),
        (AuditEvent, queries._of_acts(actor, asked)[0], "ix_audit_event_seldom"),
    ):
        rows = sa.select(table_.at, table_.id).where(*where).order_by(table_.at.desc(), table_.id.desc()).limit(51)
        said_ = plan(rows)
        assert index in said_, said_
        assert "TEMP B-TREE" not in said_
        assert "Sort" not in said_
