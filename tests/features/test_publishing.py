"""From a draft to a version: checks, a check page, a second person, and nothing by halves."""

import datetime as dt

import pytest
import sqlalchemy as sa

from lms.features.drafts.actions import close_draft, open_draft, save_file
from lms.features.drafts.queries import draft_tree
from lms.features.publishing import actions, queries
from lms.features.publishing.preparing import prepare
from lms.models.audit import AuditEvent
from lms.models.base import db
from lms.models.drafts import Draft
from lms.models.library import CourseVersion
from lms.models.people import Facility
from lms.models.publishing import Publication
from lms.rules.publishing import DraftChanged, OtherFacility, SamePerson
from tests.faults.crowd import sent_at_once
from tests.make import NOW, make_person
from tests.make_courses import bread, make_attempt, offered, png, publish_tree, with_text
from tests.make_people import make_elsewhere, send
from tests.make_signoffs import actor_of
from tests.make_world import dump

KNEAD, QUIZ = "1-dough/2-knead.md", "1-dough/quiz.md"
WELL = with_text(bread(), KNEAD, "Knead it.", "Knead it well.")
URL = "/drafts/bread/publish"
LATER = NOW + dt.timedelta(days=1)


@pytest.fixture
def ivy(people):
    publish_tree(bread())
    return actor_of(people.ivy)


def write(actor, path=KNEAD, tree=WELL, key="one"):
    """Save one file in the draft of the course."""
    draft_id = open_draft(actor, "bread", NOW)
    db.session.flush()
    revision = 9
    save_file(actor, draft_id, path, tree[path], f"{key}-{draft_id}", revision, NOW)
    db.session.commit()
    return draft_id


def ask_for_second():
    db.session.execute(sa.update(Facility).values(publish_needs_second=True))
    db.session.commit()


def versions():
    db.session.remove()
    return db.session.execute(
        sa.select(CourseVersion.number, CourseVersion.change, CourseVersion.note, CourseVersion.published_by)
        .where(CourseVersion.course_id == "bread")
        .order_by(CourseVersion.number)
    ).all()


def notes():
    """What was written down about publishing, in order."""
    acts = sa.select(AuditEvent.action, AuditEvent.actor_id).order_by(AuditEvent.id)
    return [tuple(row) for row in db.session.execute(acts) if "publish" in row.action or "restored" in row.action]


def test_an_instructor_publishes_what_she_wrote(ivy, browse, people):
    write(ivy)
    kiosk = browse(people.ivy)
    page = kiosk.get(URL)
    assert "Lesson changed: Knead" in page.text
    assert "Proposed: Small" in page.text
    assert page.link("1-dough/1-mix.md:") == "/drafts/bread/files/1-dough/1-mix.md", "warnings lead to their files"
    assert page.link("The draft") == "/drafts/bread"
    assert ["".join(e.itertext()) for e in page.all("ins")] == ["[put in:]  well"]
    assert page.form("/publish/check")["change"] == "small"
    page = kiosk.press(page, "Check before publishing", note="A word more")
    assert "Publish this version?" in page.text
    assert len(versions()) == 1
    page = kiosk.press(page, "Publish")
    assert "Bread, version 2" in page.text
    assert versions()[-1] == (2, "small", "A word more", people.ivy)
    assert notes()[-2:] == [("course-published", people.ivy), ("draft-published", people.ivy)]
    assert kiosk.get(URL).location == "/library/bread/versions/2"


def test_a_course_that_is_new_is_published(people, browse):
    from lms.features.drafts.actions import start_draft

    start_draft(actor_of(people.ivy), "loaf", bread() | {}, NOW)
    db.session.commit()
    kiosk = browse(people.ivy)
    page = kiosk.get("/drafts/loaf/publish")
    assert "This course is new." in page.text
    assert "not-known" in page.text or "To mend" in page.text, "the fact is not known here"
    tree = with_text(bread(), "1-dough/1-mix.md", " {{ fact:wage }}", "")
    tree = with_text(tree, "es/1-dough/1-mix.md", " {{ fact:wage }}", "")
    draft_id = queries.newest_draft("loaf").id
    for path in ("1-dough/1-mix.md", "es/1-dough/1-mix.md"):
        save_file(actor_of(people.ivy), draft_id, path, tree[path], path, 9, NOW)
    db.session.commit()
    page = kiosk.press(kiosk.get("/drafts/loaf/publish"), "Check before publishing")
    page = kiosk.press(page, "Publish")
    assert "Bread, version 1" in page.text
    assert browse(people.ann).get("/courses/loaf").status == 200


def test_errors_stop_it_and_warnings_are_shown(ivy, browse, people):
    write(ivy, tree={KNEAD: b"---\ntitel: Knead\n---\nKnead it.\n"})
    kiosk = browse(people.ivy)
    page = kiosk.get(URL)
    assert "Mend 2 things first." in page.text
    with pytest.raises(AssertionError, match="no button"):
        page.action("Check before publishing")
    page = kiosk.post(f"{URL}/check", {"change": "small", "note": ""})
    assert (page.status, "Mend this before you publish" in page.text) == (422, True)
    tree = queries.draft_hash(queries.newest_draft("bread").id)
    db.session.rollback()
    assert kiosk.post(URL, {"change": "small", "note": "", "tree": tree}).status == 422
    assert len(versions()) == 1


def test_words_that_make_a_woman_smaller_stop_it_too(ivy, browse, people):
    write(ivy, tree=with_text(bread(), KNEAD, "Knead it.", "An inmate kneads it."))
    html = browse(people.ivy).client.get(URL).get_data(as_text=True)
    assert "Mend 1 thing first." in html
    assert "1-dough/2-knead.md:7" in html


def test_a_new_picture_stands_beside_the_old_one(ivy, browse, people):
    write(ivy, "media/dough.png", {"media/dough.png": png(3, 3)})
    kiosk = browse(people.ivy)
    page = kiosk.get(URL)
    sources = [e.get("src") for e in page.all("img")]
    assert [source.split("/")[1] for source in sources] == ["media", "drafts"]
    assert {kiosk.client.get(source).status_code for source in sources} == {200}
    seen = kiosk.get("/library/bread/seen/draft/en/dough/lessons/mix")
    assert [e.get("src") for e in seen.all("img")] == ["/drafts/bread/media/dough.png"]


def test_bad_input_keeps_the_words(ivy, browse, people):
    write(ivy)
    kiosk = browse(people.ivy)
    page = kiosk.post(f"{URL}/check", {"note": "Words stay"})
    assert page.status == 422
    assert "Choose small or breaking." in page.text
    assert page.form("/publish/check")["note"] == "Words stay"
    assert kiosk.post(f"{URL}/check", {"change": "huge", "note": ""}).status == 422
    assert kiosk.post(URL, {"change": "small", "note": "x" * 501}).status == 422
    assert len(versions()) == 1


def test_what_breaks_is_proposed_with_its_ground(ivy, browse, people):
    write(ivy, QUIZ, with_text(bread(), QUIZ, "= 2", "= 3"))
    page = browse(people.ivy).get(URL)
    assert "Proposed: Breaking. The reason is this change: Other right answer: How many hands?" in page.text
    assert page.form("/publish/check")["change"] == "breaking"


def test_the_check_page_says_what_becomes_of_open_work(ivy, browse, people):
    make_attempt(1, people.ann, "bread/dough")
    old = offered("bread/dough")
    write(ivy)
    kiosk = browse(people.ivy)
    page = kiosk.press(kiosk.get(URL), "Check before publishing", change="breaking")
    assert "1 piece of open work stays where it is." in page.text
    page = kiosk.press(kiosk.get(URL), "Check before publishing")
    assert "1 piece of open work may move to it." in page.text
    kiosk.press(page, "Publish")
    assert offered("bread/dough") != old


def test_a_draft_that_changed_after_the_check_page_is_not_published(ivy, browse, people):
    write(ivy)
    kiosk = browse(people.ivy)
    page = kiosk.press(kiosk.get(URL), "Check before publishing")
    write(ivy, tree=with_text(bread(), KNEAD, "Knead it.", "Knead it badly."), key="two")
    page = kiosk.press(page, "Publish")
    assert "The draft changed since. Look at it again." in page.text
    assert len(versions()) == 1


def test_a_second_click_gives_the_same_version(ivy, browse, people):
    write(ivy)
    kiosk = browse(people.ivy)
    page = kiosk.press(kiosk.get(URL), "Check before publishing")
    for _ in range(2):
        assert "Bread, version 2" in kiosk.press(page, "Publish").text
    assert len(versions()) == 2


def test_eight_clicks_at_once_publish_once(ivy, browse, people):
    write(ivy)
    kiosk = browse(people.ivy)
    url, fields = kiosk.press(kiosk.get(URL), "Check before publishing").action("Publish")
    fields.pop("csrf_token")
    replies = sent_at_once(kiosk, url, [fields] * 8)
    assert {reply.status_code for reply in replies} == {302}
    assert {reply.headers["Location"] for reply in replies} == {"/library/bread/versions/2"}
    assert len(versions()) == 2


def test_where_the_facility_asks_a_second_person_confirms_exactly_this(ivy, browse, people):
    ask_for_second()
    draft_id = write(ivy)
    kiosk = browse(people.ivy)
    page = kiosk.press(kiosk.get(URL), "Check before asking", note="A word more")
    page = kiosk.press(page, "Ask a second person")
    assert "It waits for a second person" in page.text
    assert len(versions()) == 1
    with pytest.raises(AssertionError, match="no button"):
        page.action("Confirm and publish")
    wish = queries.open_wish(draft_id)
    db.session.rollback()
    own = kiosk.post(f"{URL}/confirm", {"wish": wish.id})
    assert "You asked for this yourself. Somebody else confirms it." in own.text
    assert len(versions()) == 1
    iva = make_person(1, "Iva Second", "instructor", username="iva")
    second = browse(iva)
    listed = second.get("/library")
    assert "A new version waits for a second person" in listed.text
    page = second.get(listed.link("Bread, asked by Ivy Instructor"))
    assert "Ivy Instructor asks you to confirm this version" in page.text
    assert "A word more" in page.text
    page = second.press(page, "Confirm and publish")
    assert "Bread, version 2" in page.text
    assert versions()[-1] == (2, "small", "A word more", iva)
    acts = [
        ("publish-asked", people.ivy),
        ("publish-confirmed", iva),
        ("course-published", iva),
        ("draft-published", iva),
    ]
    assert notes()[-4:] == acts
    assert "waits for a second person" not in second.get("/library").text
    row = db.session.scalars(sa.select(Publication)).one()
    assert (row.asked_by, row.closed_by, row.outcome) == (people.ivy, iva, "published")


def test_a_draft_that_changed_after_it_was_asked_for_is_asked_for_again(ivy, browse, people):
    ask_for_second()
    draft_id = write(ivy)
    kiosk, cora = browse(people.ivy), browse(people.cora)
    kiosk.press(kiosk.press(kiosk.get(URL), "Check before asking"), "Ask a second person")
    page = cora.get(URL)
    write(ivy, tree=with_text(bread(), KNEAD, "Knead it.", "Knead it badly."), key="two")
    page = cora.press(page, "Confirm and publish")
    assert "The draft changed since. Look at it again." in page.text
    assert len(versions()) == 1
    assert "It changed since, so ask again." in kiosk.get(URL).text
    kiosk.press(kiosk.press(kiosk.get(URL), "Check before asking"), "Ask a second person")
    page = cora.press(cora.get(URL), "Confirm and publish")
    assert "Bread, version 2" in page.text
    outcomes = sa.select(Publication.outcome).where(Publication.draft_id == draft_id).order_by(Publication.id)
    assert list(db.session.scalars(outcomes)) == ["outdated", "published"]


def test_a_coordinator_publishes_alone(ivy, browse, people):
    ask_for_second()
    write(ivy)
    cora = browse(people.cora)
    page = cora.press(cora.get(URL), "Check before publishing")
    assert "Bread, version 2" in cora.press(page, "Publish").text


def test_a_wish_is_taken_back(ivy, browse, people):
    ask_for_second()
    draft_id = write(ivy)
    kiosk = browse(people.ivy)
    page = kiosk.press(kiosk.press(kiosk.get(URL), "Check before asking"), "Ask a second person")
    page = kiosk.press(page, "Take the request back")
    assert "It waits for a second person" not in page.text
    assert queries.open_wish(draft_id) is None
    kiosk.post(f"{URL}/withdraw")
    assert notes()[-1] == ("publish-withdrawn", people.ivy)
    assert [one for one in notes() if one[0] == "publish-withdrawn"] == notes()[-1:]


def test_the_rules_hold_below_the_pages(ivy, people):
    ask_for_second()
    draft_id = write(ivy)
    ready = prepare(queries.newest_draft("bread")).ready
    db.session.rollback()
    for _ in range(2):
        actions.ask(ivy, ready, "small", "", NOW)
    db.session.commit()
    wish = queries.open_wish(draft_id)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Publication)) == 1
    with pytest.raises(SamePerson):
        actions.confirm(ivy, ready, wish.id, NOW)
    cora = actor_of(people.cora)
    with pytest.raises(DraftChanged):
        actions.confirm(cora, ready, wish.id + 1, NOW)
    db.session.rollback()
    close_draft(ivy, draft_id, "discarded", NOW)
    db.session.commit()
    with pytest.raises(DraftChanged):
        actions.confirm(cora, ready, wish.id, NOW)
    with pytest.raises(DraftChanged):
        actions.publish_draft(ivy, ready, "small", "", NOW)
    db.session.rollback()
    assert queries.open_wishes(cora) == []
    assert len(versions()) == 1


def test_a_second_person_belongs_to_the_facility_that_asks(ivy, browse, people):
    """Drafts and courses are everybody's, but each facility's rule is kept by its own people."""
    away = make_elsewhere()
    iva = make_person(away.facility, "Iva Other", "instructor", username="iva")
    ask_for_second()
    write(ivy)
    kiosk = browse(people.ivy)
    kiosk.press(kiosk.press(kiosk.get(URL), "Check before asking"), "Ask a second person")
    wish = db.session.scalars(sa.select(Publication.id)).one()
    for who in (iva, away.coco):
        other = browse(who)
        page = other.get(URL)
        assert "Another place asked for this." in page.text
        assert "Confirm and publish" not in page.text
        page = send(other, f"{URL}/confirm", {"wish": wish})
        assert "Another place asked for this." in page.text
        assert len(versions()) == 1
    ready = prepare(queries.newest_draft("bread")).ready
    db.session.rollback()
    with pytest.raises(OtherFacility):
        actions.confirm(actor_of(iva), ready, wish, NOW)
    db.session.rollback()
    cora = browse(people.cora)
    assert "Bread, version 2" in cora.press(cora.get(URL), "Confirm and publish").text


def test_a_long_change_has_a_page_of_its_own(ivy, browse, people):
    write(ivy, tree=with_text(bread(), KNEAD, "Knead it.", "Knead it. " + "Again and again. " * 4000))
    kiosk = browse(people.ivy)
    page = kiosk.get(URL)
    assert "Again and again" not in page.text
    page = kiosk.get(page.link("Show what changed in this file"))
    assert page.text.count("Again and again") == 4000
    assert page.link("All that changed") == URL
    assert kiosk.get("/drafts/bread/changes?path=none.md").location == URL


def test_others_do_not_publish(ivy, browse, people):
    write(ivy)
    for who in (people.ann, people.mo, people.ada, people.otto):
        kiosk = browse(who)
        assert kiosk.get(URL).status == 403
        assert kiosk.post(URL, {"change": "small", "note": "", "tree": "x"}).status == 403
        assert kiosk.post(f"{URL}/confirm", {"wish": 1}).status == 403
    assert browse(people.ivy).get("/drafts/none/publish").status == 404
    assert len(versions()) == 1


def test_cut_off_at_any_statement_it_leaves_nothing(ivy, people):
    """As if the power went: what was not committed is not there, wherever it stopped."""
    write(ivy)
    ready = prepare(queries.newest_draft("bread")).ready
    before = dump()
    done = written = 0

    def cut(conn, cursor, statement, *rest):
        nonlocal written
        written += statement.startswith(("INSERT", "UPDATE"))
        if written > done:
            raise ConnectionError("the power went")

    sa.event.listen(sa.engine.Engine, "before_cursor_execute", cut)
    try:
        while True:
            written = 0
            try:
                actions.publish_draft(ivy, ready, "small", "", LATER)
            except ConnectionError:
                db.session.rollback()
                done += 1
                continue
            break
    finally:
        sa.event.remove(sa.engine.Engine, "before_cursor_execute", cut)
    assert done > 8, "it stopped at each of its statements"
    db.session.rollback()
    assert dump() == before
    actions.publish_draft(ivy, ready, "small", "", LATER)
    db.session.commit()
    assert len(versions()) == 2


def test_an_old_version_comes_back_as_a_draft(ivy, browse, people):
    publish_tree(WELL)
    kiosk = browse(people.ivy)
    page = kiosk.get("/library/bread/versions/1")
    page = kiosk.get(page.link("Bring it back as a draft"))
    assert "A new draft begins with the files of this version." in page.text
    page = kiosk.press(page, "Bring it back")
    assert "Lesson changed: Knead" in page.text
    draft = queries.newest_draft("bread")
    assert draft_tree(draft.id) == bread()
    db.session.rollback()
    page = kiosk.press(kiosk.press(page, "Check before publishing"), "Publish")
    assert "Bread, version 3" in page.text
    hashes = sa.select(CourseVersion.hash).order_by(CourseVersion.number)
    first, second, third = db.session.scalars(hashes)
    assert first == third != second
    assert notes()[0] == ("course-published", None)
    assert ("version-restored", people.ivy) in notes()


def test_a_draft_that_is_there_gives_way_and_its_texts_stay(ivy, browse, people):
    draft_id = write(ivy)
    save_file(ivy, draft_id, "1-dough/3-more.md", b"---\ntitle: More\n---\nMore.\n", "more", 0, NOW)
    db.session.commit()
    kiosk = browse(people.ivy)
    page = kiosk.get("/library/bread/versions/1/restore")
    assert "There is a draft of this course." in page.text
    page = kiosk.press(page, "Bring it back")
    assert "The files are those of the version that is offered." in page.text
    assert draft_tree(draft_id) == bread()
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Draft)) == 1
    assert browse(people.cora).get("/library/bread/versions/1/restore").status == 403
