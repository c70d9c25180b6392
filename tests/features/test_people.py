"""People as a coordinator works with them: the list, accounts, slips, courses, matches; and each one's own account page."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from lms.models.audit import AuditEvent
from lms.models.base import db
from lms.models.learning import Enrolment
from lms.models.library import CourseStaff
from lms.models.people import Facility, Match, Person, PersonRole, SignIn, SignInDelay
from lms.rules import passwords
from tests import make, make_people
from tests.course import publish_garden
from tests.make import NOW, PIN
from tests.make_people import send


@pytest.fixture
def cora(browse, people):
    return browse(people.cora)


def acts(action):
    return db.session.scalars(sa.select(AuditEvent).where(AuditEvent.action == action)).all()


def rows_of(page):
    """The names in the first column of the table, in order."""
    return ["".join(e.find("a").itertext()) for e in page.all("th") if e.get("scope") == "row"]


def person(person_id):
    db.session.expire_all()
    return db.session.get_one(Person, person_id)


NEW = {
    "name": "Łucja Córdova",
    "number": "77-A",
    "username": "",
    "cleared_until": "",
    "roles": ["learner"],
    "lang": "es",
}


def words_of(page):
    return next("".join(e.itertext()).strip() for e in page.all("p") if e.get("class") == "big")


# The list


def test_the_list_says_where_each_learner_is_and_who_waits(cora, people, clock):
    publish_garden()
    make_people.make_attempt(
        people.ann,
        "garden/soil",
        "submitted",
        submitted_at=NOW - dt.timedelta(days=3),
        touched_at=NOW - dt.timedelta(days=3),
    )
    make_people.make_attempt(people.ann, "garden/water", touched_at=NOW)
    page = cora.get("/people")
    row = next(e for e in page.all("tr") if "Ann Learns" in "".join(e.itertext()))
    words = " ".join(" ".join(row.itertext()).split())
    assert words == "Ann Learns 1001 Learner Garden Work: Water In progress 3 days"
    assert "Nothing open now" in page.text
    assert not [e for e in page.all("p") if e.get("class") == "error"]


def test_search_forgives_case_and_accents_and_takes_signs_as_typed(cora, people, facility):
    make.make_person(facility, "Łucja Córdova", "learner", number="77-A")
    make.make_person(facility, "Per 100% Cent", "learner", number="88_B")
    assert rows_of(cora.get("/people?q=cordova LUC")) == ["Łucja Córdova"]
    assert rows_of(cora.get("/people?q=77-a")) == ["Łucja Córdova"]
    assert rows_of(cora.get("/people?q=%25")) == ["Per 100% Cent"]
    assert rows_of(cora.get("/people?q=_")) == ["Per 100% Cent"]
    nobody = cora.get("/people?q=zzz")
    assert "Nobody here fits" in nobody.text
    assert "zzz" in nobody.html


def test_the_list_filters_by_role_and_ignores_one_it_does_not_know(cora, people):
    assert rows_of(cora.get("/people?role=mentor")) == ["Max Elsewhere", "Mo Mentor"]
    assert len(rows_of(cora.get("/people?role=owner"))) == 9


def test_the_list_is_paged_by_key_and_sorted_as_people_sort(cora, facility, people):
    make_people.make_learners(facility, 120, attempts=False)
    make.make_person(facility, "Ágata Early", "learner", number="5000")
    seen, url = [], "/people"
    while url:
        page = cora.get(url)
        seen += rows_of(page)
        url = next((a.get("href") for a in page.all("a") if a.get("rel") == "next"), "")
    assert len(seen) == len(set(seen)) == 130
    assert seen[:3] == ["Ada Admin", "Ágata Early", "Ann Learns"]


@pytest.mark.parametrize("who", ["ann", "mo", "pia", "ivy", "ada", "otto"])
def test_only_a_coordinator_sees_the_list(browse, people, who):
    kiosk = browse(getattr(people, who))
    assert kiosk.get("/people").status == 403
    assert kiosk.get("/people/new").status == 403
    assert send(kiosk, "/people/new", NEW).status == 403


def test_the_list_costs_the_same_with_1_5_and_500_learners(cora, facility, people):
    publish_garden()
    counts = []
    for more in (1, 4, 495):
        make_people.make_learners(facility, more)
        page = cora.get("/people?role=learner")
        assert page.status == 200
        counts.append(len(cora.queries))
    assert counts[0] == counts[1] == counts[2] <= 7


# A new account


def test_she_is_added_and_signs_in_with_her_slip_once(browse, cora, people):
    page = cora.press(cora.get("/people/new"), "Add and make a slip", **NEW)
    words = words_of(page)
    assert len(words.split()) == 3
    assert "5 de mayo de 2026, 05:00" in page.text
    assert words not in cora.get(page.link("Go to her page") + "/slip").html
    kiosk = browse()
    page = kiosk.press(kiosk.get("/sign-in?way=words"), "Sign in", name="77-a", secret=words.upper())
    page = kiosk.get("/courses", follow=True)
    assert page.form("/new-secret")["kind"] == "pin"
    send(kiosk, "/new-secret", {"kind": "pin", "new_secret": "529174", "new_secret_again": "529174"})
    assert kiosk.get("/courses").status == 200
    other = browse()
    refused = other.press(other.get("/sign-in?way=words"), "Sign in", name="77-A", secret=words)
    assert refused.status == 422


@pytest.mark.parametrize(("lang", "facility_lang"), [("es", "en"), ("", "es")])
def test_the_slip_speaks_her_language_while_the_page_speaks_the_coordinators(browse, people, lang, facility_lang):
    db.session.execute(sa.update(Facility).values(language=facility_lang))
    db.session.execute(sa.update(Person).where(Person.id == people.cora).values(lang="en"))
    db.session.commit()
    cora = browse(people.cora)
    page = cora.press(cora.get("/people/new"), "Add and make a slip", **NEW | {"lang": lang})
    words = words_of(page).split()
    assert set(words) <= set(passwords.words("es"))
    card = next(one for one in page.all("div") if one.get("lang"))
    assert card.get("lang") == "es"
    assert "Sirve una vez, hasta 5 de mayo de 2026, 05:00" in " ".join(" ".join(card.itertext()).split())
    assert page.root.get("lang") == "en"
    assert "Write these words down or print this page." in page.text
    assert "What follows is for her, in her language." in page.text
    kiosk = browse()
    button = {"en": "Sign in", "es": "Entrar"}[facility_lang]
    kiosk.press(kiosk.get("/sign-in?way=words"), button, name="77-A", secret=" ".join(words))
    assert kiosk.get("/courses", follow=True).form("/new-secret")["kind"] == "pin"


def test_a_name_stands_on_one_line(cora):
    cora.press(cora.get("/people/new"), "Add and make a slip", **NEW | {"name": " Nora\r\nNew\tcomer "})
    assert db.session.scalars(sa.select(Person.name).where(Person.number == "77-A")).all() == ["Nora New comer"]


def test_a_slip_ends_after_a_day(browse, cora, people, clock):
    words = words_of(cora.press(cora.get("/people/new"), "Add and make a slip", **NEW))
    clock.move(hours=24)
    kiosk = browse()
    assert kiosk.press(kiosk.get("/sign-in?way=words"), "Sign in", name="77-A", secret=words).status == 422


def test_the_same_form_sent_twice_makes_one_account_with_one_slip(cora, people):
    page = cora.get("/people/new")
    first = cora.press(page, "Add and make a slip", **NEW)
    second = cora.press(page, "Add and make a slip", **NEW)
    assert words_of(first) == words_of(second)
    assert db.session.scalar(sa.select(sa.func.count()).where(Person.number == "77-A")) == 1
    assert len(acts("account-made")) == 1


@pytest.mark.parametrize("page", ["/people/new", "/people/{ann}/reset"])
def test_the_same_form_sent_many_times_at_once_is_one_act(app, browse, people, page):
    url = page.format(ann=people.ann)
    tabs = [browse(people.cora) for _ in range(6)]
    button = "Add and make a slip" if "new" in page else "Make the slip"
    fields = tabs[0].get(url).action(button)[1]
    forms = [(tab, fields | {"csrf_token": tab.get("/account").form("/finish")["csrf_token"]}) for tab in tabs]
    db.session.remove()

    def send_one(form):
        tab, sent = form
        answer = tab.client.post(url, data=sent | (NEW if "new" in page else {}))
        with tab.client.session_transaction() as session:
            return answer.status_code, session["slip"]["words"]

    with ThreadPoolExecutor(6) as pool:
        answers = set(pool.map(send_one, forms))
    assert len(answers) == 1
    assert answers.pop()[0] == 302
    assert len(acts("account-made")) + len(acts("slip-given")) == 1


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"name": " "}, "Write her name."),
        ({"number": ""}, "signs in with a number"),
        ({"number": "1001"}, "Somebody here signs in with this already."),
        ({"number": "MO"}, "Somebody here signs in with this already."),
        ({"number": "7 7"}, "Use letters, digits, dots and dashes"),
        ({"roles": ["mentor"], "number": ""}, "signs in with a user name"),
        ({"roles": ["peer_mentor"]}, "needs a clearance date"),
        ({"cleared_until": "31.1.2027"}, "year-month-day"),
        ({"cleared_until": "9999-12-31"}, "year-month-day"),
        ({"cleared_until": "0001-01-01"}, "year-month-day"),
        ({"name": "Ann\u202eLearns"}, "hidden character at position 4"),
        ({"name": "A" * 101}, "Too long"),
    ],
)
def test_what_does_not_fit_is_said_and_what_was_typed_is_kept(cora, people, changed, words):
    typed = NEW | changed
    page = cora.press(cora.get("/people/new"), "Add and make a slip", **typed)
    assert page.status == 422
    assert words in page.text
    kept = page.form("/people/new")
    assert {field: kept.get(field) for field in ("number", "username", "cleared_until", "lang")} == {
        field: typed[field] for field in ("number", "username", "cleared_until", "lang")
    }
    assert kept["name"] == typed["name"].strip()
    assert not acts("account-made")


def test_a_coordinator_cannot_make_staff(cora, people):
    page = cora.press(cora.get("/people/new"), "Add and make a slip", **NEW | {"roles": ["coordinator"]})
    assert page.status == 422
    assert db.session.scalar(sa.select(sa.func.count()).where(Person.number == "77-A")) == 0


def test_script_in_a_name_is_shown_as_typed(cora, people):
    page = cora.press(cora.get("/people/new"), "Add and make a slip", **NEW | {"name": "<script>x</script>"})
    assert "<script>x" not in page.html
    assert "<script>x</script>" in cora.get("/people?q=script").text


# Who may not know


@pytest.mark.parametrize(
    "what", ["", "/details", "/roles", "/reset", "/slip", "/switch", "/activate", "/courses", "/matches"]
)
def test_everything_of_another_facility_is_not_found(cora, people, what):
    other = make_people.make_elsewhere()
    assert cora.get(f"/people/{other.una}{what}").status == cora.get(f"/people/99999{what}").status == 404


@pytest.mark.parametrize(
    "what", ["/details", "/roles", "/reset", "/switch", "/activate", "/courses", "/matches", "/clear-delay"]
)
def test_nothing_of_another_facility_can_be_changed(cora, people, what):
    other = make_people.make_elsewhere()
    before = person(other.una).secret_hash
    assert send(cora, f"/people/{other.una}{what}", {"on": "no", "key": "k", "name": "X"}).status == 404
    assert send(cora, f"/matches/{other.match}/end").status == 404
    assert person(other.una).secret_hash == before
    assert person(other.una).active
    assert db.session.get_one(Match, other.match).ended_at is None


def test_a_mentor_of_another_facility_is_no_choice(cora, people):
    other = make_people.make_elsewhere()
    page = cora.press(cora.get(f"/people/{people.ann}/matches"), "Match them", mentor=str(other.moe))
    assert page.status == 422
    assert not db.session.scalar(
        sa.select(sa.func.count()).where(Match.mentor_id == other.moe, Match.learner_id == people.ann)
    )


@pytest.mark.parametrize(
    ("who", "status"), [("ann", 403), ("bea", 404), ("mo", 403), ("max", 404), ("ada", 404), ("otto", 404)]
)
def test_others_are_kept_out_of_her_page(browse, people, who, status):
    kiosk = browse(getattr(people, who))
    assert kiosk.get(f"/people/{people.ann}").status == status
    assert send(kiosk, f"/people/{people.ann}/reset").status == status
    assert person(people.ann).secret_kind == "pin"


# Her page


def test_her_page_shows_roles_courses_matches_and_who_opened_her_work(cora, people):
    publish_garden()
    attempt = make_people.make_attempt(people.ann, state="submitted", submitted_at=NOW)
    make_people.make_reading(attempt, people.cora, "She asked me to look")
    page = cora.get(f"/people/{people.ann}")
    for words in (
        "Ann Learns",
        "1001",
        "Learner",
        "Garden Work",
        "Soil: Waiting for a mentor",
        "Mo Mentor",
        "She asked me to look",
    ):
        assert words in page.text
    assert len(cora.queries) <= 14
    assert cora.get(page.link("See her record")).status == 200
    cora.get(f"/people/{people.ann}")
    one = len(cora.queries)
    make_people.make_attempt(people.ann, "garden/water")
    for _ in range(4):
        make_people.make_reading(attempt, people.cora, "Again")
    cora.get(f"/people/{people.ann}")
    assert len(cora.queries) == one


def test_details_are_put_right_and_a_taken_number_is_refused(cora, people):
    page = cora.get(f"/people/{people.ann}/details")
    refused = cora.press(page, "Save the details", name="Ann Right", number="1002")
    assert refused.status == 422
    assert refused.form("/details")["name"] == "Ann Right"
    without = cora.press(page, "Save the details", number="")
    assert without.status == 422
    cora.press(page, "Save the details", name="Ann Right", number="1009")
    assert (person(people.ann).name, person(people.ann).number) == ("Ann Right", "1009")
    assert acts("details-corrected")[0].details == {"fields": ["name", "number"]}


def test_roles_are_given_and_taken_and_a_peer_mentor_is_cleared_until_a_day(cora, people):
    page = cora.get(f"/people/{people.ann}/roles")
    refused = cora.press(page, "Save the roles", roles=["learner", "peer_mentor"], cleared_until="")
    assert refused.status == 422
    cora.press(page, "Save the roles", roles=["learner", "peer_mentor"], cleared_until="2027-01-31")
    assert person(people.ann).cleared_until == dt.datetime(2027, 2, 1, 5, 0, tzinfo=dt.UTC)
    assert cora.get(f"/people/{people.ann}/roles").form("/roles")["cleared_until"] == "2027-01-31"
    cora.press(page, "Save the roles", roles=["learner"], cleared_until="")
    assert {
        row.role for row in db.session.scalars(sa.select(PersonRole).where(PersonRole.person_id == people.ann))
    } == {"learner"}
    assert [row.details["given"] for row in acts("roles-changed")] == [["peer_mentor"], []]


def test_nobody_changes_her_own_roles_or_access(cora, people):
    assert "Somebody else changes" in cora.get(f"/people/{people.cora}/roles").text
    for url, data in (("roles", {"roles": ["mentor"]}), ("switch", {"on": "no"}), ("reset", {"key": "k"})):
        page = send(cora, f"/people/{people.cora}/{url}", data)
        assert page.status == 403
        assert "Somebody else must do this" in page.text
    assert person(people.cora).active
    assert person(people.cora).secret_kind == "passphrase"
    assert not db.session.get(PersonRole, (people.cora, "mentor"))


def test_a_staff_role_cannot_be_given_or_taken_on_the_roles_page(cora, people):
    send(cora, f"/people/{people.ivy}/roles", {"roles": ["mentor"], "cleared_until": ""})
    held = {row.role for row in db.session.scalars(sa.select(PersonRole).where(PersonRole.person_id == people.ivy))}
    assert held == {"instructor", "mentor"}
    assert send(cora, f"/people/{people.ivy}/roles", {"roles": ["admin"], "cleared_until": ""}).status == 422


# Slips


def test_a_reset_ends_her_sessions_and_she_reads_who_did_it(browse, cora, people):
    ann = browse(people.ann)
    assert ann.get("/account").status == 200
    page = cora.press(cora.get(f"/people/{people.ann}/reset"), "Make the slip")
    words = words_of(page)
    assert ann.get("/account").location.startswith("/sign-in")
    kiosk = browse()
    assert kiosk.press(kiosk.get("/sign-in"), "Sign in", name="1001", secret=PIN).status == 422
    kiosk.press(kiosk.get("/sign-in?way=words"), "Sign in", name="1001", secret=words)
    kiosk.press(kiosk.get("/new-secret"), "Save and go on", new_secret="529174", new_secret_again="529174")
    page = kiosk.get("/account")
    assert "Gave you a new slip to sign in Cora Coordinator 4 May 2026, 05:00" in page.text
    assert "Cora Coordinator made a slip" in cora.get(f"/people/{people.ann}").text


def test_the_words_stand_nowhere_but_on_the_page_that_shows_them(cora, people):
    page = cora.get(f"/people/{people.ann}/reset")
    key = page.form("/reset")["key"]
    words = words_of(cora.press(page, "Make the slip"))
    assert key not in str([row.details for row in db.session.scalars(sa.select(AuditEvent))]), (
        "words follow from the key"
    )
    assert words not in str([row.details for row in db.session.scalars(sa.select(AuditEvent))])
    assert words not in person(people.ann).secret_hash
    assert "shown already" in cora.get(f"/people/{people.ann}/slip").text


def test_a_reset_sent_twice_gives_one_slip_and_a_later_one_another(browse, cora, people):
    page = cora.get(f"/people/{people.ann}/reset")
    first = words_of(cora.press(page, "Make the slip"))
    assert words_of(cora.press(page, "Make the slip")) == first
    assert len(acts("slip-given")) == 1
    later = words_of(cora.press(cora.get(f"/people/{people.ann}/reset"), "Make the slip"))
    assert later != first
    kiosk = browse()
    assert kiosk.press(kiosk.get("/sign-in?way=words"), "Sign in", name="1001", secret=first).status == 422


def test_an_old_form_does_not_bring_an_old_slip_back(cora, people):
    old = cora.get(f"/people/{people.ann}/reset")
    cora.press(old, "Make the slip")
    cora.press(cora.get(f"/people/{people.ann}/reset"), "Make the slip")
    stands = person(people.ann).secret_hash
    page = cora.press(old, "Make the slip")
    assert person(people.ann).secret_hash == stands
    assert "Write these words down" not in page.text, "words that sign nobody in are not shown"


@pytest.mark.parametrize("since", ["used", "another"])
def test_a_form_for_an_account_sent_again_later_shows_no_words_that_are_good_for_nothing(browse, cora, since):
    page = cora.get("/people/new")
    words = words_of(cora.press(page, "Add and make a slip", **NEW))
    made = db.session.scalars(sa.select(Person).where(Person.number == "77-A")).one().id
    if since == "used":
        kiosk = browse()
        kiosk.press(kiosk.get("/sign-in?way=words"), "Sign in", name="77-A", secret=words)
    else:
        cora.press(cora.get(f"/people/{made}/reset"), "Make the slip")
    assert words not in cora.press(page, "Add and make a slip", **NEW).html


def test_staff_end_the_wait_at_sign_in(browse, cora, people):
    kiosk = browse()
    for _ in range(6):
        kiosk.press(kiosk.get("/sign-in"), "Sign in", name="1001", secret="000001")
    page = cora.get(f"/people/{people.ann}")
    assert "slowed down" in page.text
    cora.press(page, "End the wait")
    assert not db.session.scalars(sa.select(SignInDelay)).all()
    page = kiosk.press(kiosk.get("/sign-in"), "Sign in", name="1001", secret=PIN)
    assert page.status == 200
    assert "Ended the wait at sign-in" in kiosk.get("/account").text
    send(cora, f"/people/{people.ann}/clear-delay")
    assert len(acts("delay-cleared")) == 1


# Off and on


def test_an_account_that_is_off_is_signed_out_and_can_come_back(browse, cora, people):
    mo = browse(people.mo)
    cora.press(cora.get(f"/people/{people.mo}/switch"), "Switch the account off")
    assert mo.get("/account").location.startswith("/sign-in")
    kiosk = browse()
    assert kiosk.press(kiosk.get("/sign-in?way=staff"), "Sign in", name="mo", secret=PIN).status == 422
    assert "Switch it on first" in cora.get(f"/people/{people.mo}/reset").text
    assert send(cora, f"/people/{people.mo}/reset", {"key": "k"}, follow=False).location.endswith(
        f"/people/{people.mo}"
    )
    assert not acts("slip-given")
    cora.press(cora.get(f"/people/{people.mo}/switch"), "Switch the account on")
    assert kiosk.press(kiosk.get("/sign-in?way=staff"), "Sign in", name="mo", secret=PIN).status == 200
    assert db.session.scalars(sa.select(SignIn.ended_why).where(SignIn.ended_why.is_not(None))).all() == ["account off"]


def test_the_last_admin_stays(cora, people):
    page = cora.press(cora.get(f"/people/{people.ada}/switch"), "Switch the account off")
    assert page.status == 422
    assert "Nobody else here can do this work" in page.text
    assert person(people.ada).active


# Courses, matches, teaching


def test_she_is_enrolled_in_several_courses_and_a_course_ends_and_starts_again(browse, cora, people):
    publish_garden()
    page = cora.get(f"/people/{people.ann}/courses")
    assert cora.press(page, "Enrol her", courses=["nowhere"]).status == 422
    page = cora.press(page, "Enrol her", courses=["garden"])
    assert "Garden Work" in page.text
    assert "every course on offer" in cora.get(f"/people/{people.ann}/courses").text
    end = f"/people/{people.ann}/courses/garden/end"
    refused = cora.press(cora.get(end), "End this course for her")
    assert refused.status == 422
    assert cora.press(cora.get(end), "End this course for her", reason="medical").status == 422
    page = cora.press(cora.get(end), "End this course for her", reason="released")
    assert "Garden Work: She was released" in page.text
    assert cora.get(end).status == 404
    ann = browse(people.ann)
    said = ann.get("/account").text
    assert "Enrolled you in Garden Work Cora Coordinator" in said
    assert "Ended your part in Garden Work Cora Coordinator" in said
    assert "released" not in said
    cora.press(cora.get(f"/people/{people.ann}/courses"), "Enrol her", courses=["garden"])
    row = db.session.scalars(sa.select(Enrolment)).one()
    assert (row.ended_at, row.end_reason, row.by_id) == (None, None, people.cora)


def test_only_learners_have_courses_and_matches(cora, people):
    assert cora.get(f"/people/{people.mo}/courses").status == 404
    assert cora.get(f"/people/{people.mo}/matches").status == 404
    assert cora.get(f"/people/{people.mo}/teaching").status == 404
    assert cora.get(f"/people/{people.ann}/courses/garden/end").status == 404


def test_a_match_is_made_once_and_ended(browse, cora, people):
    page = cora.get(f"/people/{people.ann}/matches")
    assert "Her mentor since" in page.text
    for _ in range(2):
        page = cora.press(page, "Match them", mentor=str(people.max))
    running = sa.select(sa.func.count()).where(Match.mentor_id == people.max, Match.ended_at.is_(None))
    assert db.session.scalar(running) == 1
    assert "Matched you with Max Elsewhere Cora Coordinator" in browse(people.ann).get("/account").text
    assert "Matched you with Ann Learns Cora Coordinator" in browse(people.max).get("/account").text
    match = db.session.scalars(sa.select(Match.id).where(Match.mentor_id == people.max)).one()
    for _ in range(2):
        send(cora, f"/matches/{match}/end")
    assert db.session.scalar(running) == 0
    assert len(acts("match-ended")) == 1
    assert "Ended your match with Max Elsewhere" in browse(people.ann).get("/account").text


def test_two_people_kept_apart_are_not_matched_and_neither_is_told(browse, cora, people):
    cora.press(cora.get(f"/people/{people.ann}/matches"), "Keep them apart", mentor=str(people.mo))
    rows = db.session.scalars(sa.select(Match).where(Match.mentor_id == people.mo).order_by(Match.id)).all()
    assert [(row.do_not_assign, row.ended_at is None) for row in rows] == [(False, False), (True, True)]
    page = cora.get(f"/people/{people.ann}/matches")
    assert "Never to be matched" in page.text
    assert cora.press(page, "Match them", mentor=str(people.mo)).status == 422
    for who in (people.ann, people.mo):
        assert "apart" not in browse(who).get("/account").text
    cora.press(page, "Let them be matched again")
    assert str(people.mo) in [e.get("value") for e in cora.get(f"/people/{people.ann}/matches").all("option")]


def test_an_instructor_is_put_on_courses(cora, people):
    publish_garden()
    page = cora.press(cora.get(f"/people/{people.ivy}/teaching"), "Save her courses", courses=["garden"])
    assert "Garden Work" in page.text
    assert db.session.scalars(sa.select(CourseStaff.person_id)).all() == [people.ivy]
    send(cora, f"/people/{people.ivy}/teaching", {})
    assert not db.session.scalars(sa.select(CourseStaff)).all()
    assert [row.details["taken"] for row in acts("teaching-changed")] == [[], ["garden"]]


# Her own account


@pytest.mark.parametrize("who", ["ann", "mo", "pia", "ivy", "cora", "ada", "otto"])
def test_everybody_has_an_account_page_of_her_own(browse, people, who):
    page = browse(getattr(people, who)).get("/account")
    assert page.status == 200
    assert person(getattr(people, who)).name in page.text


def test_the_account_page_costs_the_same_however_much_was_decided(browse, cora, people):
    publish_garden()
    ann = browse(people.ann)
    counts = []
    for times in (1, 4):
        for _ in range(times):
            send(cora, f"/people/{people.ann}/courses", {"courses": ["garden"]})
            send(cora, f"/people/{people.ann}/courses/garden/end", {"reason": "paused"})
            cora.press(cora.get(f"/people/{people.ann}/matches"), "Match them", mentor=str(people.max))
            match = db.session.scalars(
                sa.select(Match.id).where(Match.mentor_id == people.max, Match.ended_at.is_(None))
            ).one()
            send(cora, f"/matches/{match}/end")
        ann.get("/account")
        counts.append(len(ann.queries))
    assert counts[0] == counts[1] <= 8


def test_she_reads_who_opened_her_work_and_another_learner_does_not(browse, people):
    publish_garden()
    make_people.make_reading(make_people.make_attempt(people.ann), people.cora, "She asked me to look")
    assert "Cora Coordinator (Coordinator) Soil She asked me to look" in browse(people.ann).get("/account").text
    assert "She asked me to look" not in browse(people.bea).get("/account").html
