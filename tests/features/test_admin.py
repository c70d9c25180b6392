"""The state of the server, staff accounts and who confirms them."""

import datetime as dt
from types import SimpleNamespace

import pytest
import sqlalchemy as sa

from lms.features.admin import queries
from lms.features.audit.actions import note
from lms.models.audit import AuditEvent
from lms.models.base import db
from lms.models.people import Person, PersonRole
from lms.rules import passwords
from tests import make, make_people
from tests.make import NOW, PIN
from tests.make_people import send
from tests.make_places import new_place, run

STAFF = {"name": "Nia New", "username": "nia", "roles": ["coordinator"], "lang": ""}


@pytest.fixture
def ada(browse, people):
    return browse(people.ada)


@pytest.fixture
def cora(browse, people):
    return browse(people.cora)


def named(username):
    db.session.expire_all()
    return db.session.scalars(sa.select(Person).where(Person.username == username)).one()


def roles(person_id, active=True):
    db.session.expire_all()
    rows = db.session.scalars(sa.select(PersonRole).where(PersonRole.person_id == person_id))
    return {row.role for row in rows if row.active == active}


def add(kiosk, **changed):
    return kiosk.press(kiosk.get("/staff/new"), "Add the account", **STAFF | changed)


def words_of(page):
    return next("".join(e.itertext()).strip() for e in page.all("p") if e.get("class") == "big")


# Health


def test_health_says_how_the_server_is_and_names_no_learner(ada, people, app):
    page = ada.get("/health")
    for words in ("Program version 0.1.0", "America/New_York", "4 May 2026, 05:00", "There is no backup yet"):
        assert words in page.text
    kind = "SQLite" if "sqlite" in app.config["SQLALCHEMY_DATABASE_URI"] else "PostgreSQL"
    assert f"Database {kind}" in page.text
    assert "needs it. Run: lms upgrade" not in page.text
    for name in ("Ann Learns", "Mo Mentor", "1001"):
        assert name not in page.html
    assert len(ada.queries) <= 12


def test_health_asks_for_a_backup_after_seven_days(ada, clock):
    note(None, "backup", "database", "x", NOW)
    db.session.commit()
    assert "All is well." in ada.get("/health").text
    clock.move(days=7)
    assert "All is well." in ada_again(ada).text
    clock.move(seconds=1)
    assert "more than 7 days old" in ada_again(ada).text


def ada_again(kiosk):
    """Her session has run out by then; a new one shows the same page."""
    token = make.make_session(named("ada").id, kiosk.app.config["CLOCK"]())
    with kiosk.client.session_transaction() as session:
        session["_user_id"] = token
    return kiosk.get("/health")


def test_health_sees_a_clock_that_is_behind(ada, clock):
    note(None, "backup", "database", "x", NOW + dt.timedelta(minutes=2))
    db.session.commit()
    assert "Set the clock" in ada.get("/health").text
    clock.move(minutes=2)
    assert "Set the clock" not in ada.get("/health").text


def test_health_sees_another_schema_and_counts_who_is_signed_in(app, people, browse, clock, tmp_path):
    browse(people.ann)
    clock.move(minutes=20)
    browse(people.mo)
    browse(people.cora)
    (tmp_path / "versions").mkdir()
    (tmp_path / "env.py").write_text("")
    (tmp_path / "versions" / "x.py").write_text("revision = '9999'\ndown_revision = None\n")
    idle, longest = dt.timedelta(minutes=15), dt.timedelta(hours=12)
    found = queries.health(tmp_path, tmp_path, idle, longest, clock())
    assert (found.sessions, found.head, found.behind) == (2, "9999", True)
    assert found.size > 0


@pytest.mark.parametrize("who", ["ann", "mo", "pia", "ivy", "cora", "otto"])
def test_only_an_admin_sees_health_and_staff(browse, people, who):
    kiosk = browse(getattr(people, who))
    for url in ("/health", "/staff", "/staff/new"):
        assert kiosk.get(url).status == 403
    assert send(kiosk, "/staff/new", STAFF).status == 403
    assert send(kiosk, f"/staff/{people.ivy}", {"roles": ["admin"]}).status in (403, 404)
    assert not db.session.scalars(sa.select(Person).where(Person.username == "nia")).all()


# Staff accounts


def test_a_staff_account_works_only_after_a_coordinator_confirmed_it(browse, ada, cora, people):
    page = add(ada)
    assert "Nia New" in page.text
    assert "Not confirmed" in page.text
    nia = named("nia")
    nia_id = nia.id
    assert (nia.active, nia.secret_hash, roles(nia_id), roles(nia_id, active=False)) == (
        False,
        "",
        set(),
        {"coordinator"},
    )
    page = cora.get("/people")
    page = cora.get(page.link("Look at it"))
    assert "asked for by Ada Admin on 4 May 2026" in page.text
    page = cora.press(page, "Confirm her roles")
    words = words_of(page)
    assert roles(nia_id) == {"coordinator"}
    kiosk = browse()
    page = kiosk.press(kiosk.get("/sign-in?way=staff"), "Sign in", name="nia", secret=words)
    assert page.status == 200
    assert kiosk.get("/people").location.endswith("/new-secret")
    send(kiosk, "/new-secret", {"new_secret": "a long enough phrase", "new_secret_again": "a long enough phrase"})
    assert kiosk.get("/people").status == 200
    assert "Confirmed your staff role Cora Coordinator" in kiosk.get("/account").text


def test_an_admin_cannot_confirm_what_she_asked_for(ada, people, facility, browse):
    both = make.make_person(facility, "Bo Both", "admin", "coordinator", username="bo")
    kiosk = browse(both)
    add(kiosk)
    nia = named("nia")
    page = kiosk.press(kiosk.get(f"/people/{nia.id}/activate"), "Confirm her roles")
    assert page.status == 403
    assert "You asked for this account" in page.text
    assert (named("nia").active, roles(nia.id)) == (False, set())
    assert ada.get(f"/people/{nia.id}/activate").status == 404
    assert send(ada, f"/people/{nia.id}/activate").status == 404


def test_an_account_that_waits_gets_no_slip_and_is_not_switched_on(ada, cora):
    add(ada)
    nia = named("nia")
    send(cora, f"/people/{nia.id}/switch", {"on": "yes"})
    send(cora, f"/people/{nia.id}/reset", {"key": "k"})
    assert "not confirmed yet" in cora.get(f"/people/{nia.id}/switch").text
    assert (named("nia").active, named("nia").secret_hash) == (False, "")


def test_a_confirmation_sent_twice_shows_the_same_slip(ada, cora):
    add(ada)
    page = cora.get(f"/people/{named('nia').id}/activate")
    first = cora.press(page, "Confirm her roles")
    second = cora.press(page, "Confirm her roles")
    assert words_of(first) == words_of(second)
    rows = db.session.scalars(sa.select(AuditEvent).where(AuditEvent.action == "roles-confirmed")).all()
    assert len(rows) == 1
    assert "Nothing waits here" in cora.get(f"/people/{named('nia').id}/activate").text


def test_the_same_staff_form_sent_twice_makes_one(ada):
    page = ada.get("/staff/new")
    for _ in range(2):
        assert ada.press(page, "Add the account", **STAFF).status == 200
    assert named("nia").name == "Nia New"


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"name": ""}, "Write the name."),
        ({"username": ""}, "Write a user name."),
        ({"username": "nia new"}, "Use letters, digits, dots and dashes"),
        ({"username": "MO"}, "Somebody here signs in with this already."),
        ({"username": "1001"}, "Somebody here signs in with this already."),
        ({"roles": []}, "Choose at least one."),
        ({"roles": ["learner"]}, "not a valid choice"),
    ],
)
def test_what_does_not_fit_is_said_and_kept(ada, changed, words):
    page = add(ada, **changed)
    assert page.status == 422
    assert words in page.text
    kept = page.form("/staff/new")
    assert (kept["name"], kept["username"]) == ((STAFF | changed)["name"], (STAFF | changed)["username"])


def test_an_empty_user_name_is_said_once(ada):
    page = add(ada, username="")
    assert "Use letters, digits, dots and dashes" not in page.text


def test_a_further_role_waits_and_one_taken_away_ends_at_once(ada, cora, people, browse):
    page = ada.get(f"/staff/{people.ivy}")
    ada.press(page, "Save the roles", roles=["instructor", "auditor"])
    assert (roles(people.ivy), roles(people.ivy, active=False)) == ({"instructor"}, {"auditor"})
    secret = named("ivy").secret_hash
    page = cora.press(cora.get(f"/people/{people.ivy}/activate"), "Confirm her roles")
    assert roles(people.ivy) == {"instructor", "auditor"}
    assert named("ivy").secret_hash == secret
    ada.press(ada.get(f"/staff/{people.ivy}"), "Save the roles", roles=["auditor"])
    assert roles(people.ivy) == {"auditor"}
    said = browse(people.ivy).get("/account").text
    for words in ("Asked for a staff role for you Ada Admin", "Confirmed your staff role Cora Coordinator"):
        assert words in said


def test_the_last_coordinator_keeps_her_role(ada, people):
    page = ada.press(ada.get(f"/staff/{people.cora}"), "Save the roles", roles=["auditor"])
    assert page.status == 422
    assert "Nobody else here can do this work" in page.text
    assert roles(people.cora) == {"coordinator"}


def test_an_admin_changes_neither_her_own_roles_nor_those_of_a_learner(ada, people):
    assert "Another admin changes" in ada.get(f"/staff/{people.ada}").text
    assert send(ada, f"/staff/{people.ada}", {"roles": ["admin", "coordinator"]}).status == 403
    for who in (people.ann, people.pia):
        assert ada.get(f"/staff/{who}").status == 404
        assert send(ada, f"/staff/{who}", {"roles": ["coordinator"]}).status == 404
    assert roles(people.ada, active=False) == set()


def test_staff_of_another_facility_are_not_found(ada, people):
    other = make_people.make_elsewhere()
    assert ada.get(f"/staff/{other.coco}").status == ada.get("/staff/99999").status == 404
    assert send(ada, f"/staff/{other.coco}", {"roles": ["admin"]}).status == 404
    assert roles(other.coco, active=False) == set()
    assert "Other" not in ada.get("/staff").text


def test_the_staff_list_holds_staff_and_mentors_and_costs_the_same_for_more(ada, facility, people):
    counts = []
    for n in (0, 4):
        for more in range(n):
            make.make_person(facility, f"Zed {more}", "instructor", username=f"zed{more}")
        page = ada.get("/staff")
        counts.append(len(ada.queries))
    assert counts[0] == counts[1]
    assert "Ivy Instructor" in page.text
    assert "Mo Mentor" in page.text
    for name in ("Ann Learns", "Pia Peer"):
        assert name not in page.html


# The command


SETUP = ("setup", "--facility", "Alder House", "--timezone", "America/New_York", "--language", "en")
SETUP += (
    "--coordinator",
    "Cora Coordinator",
    "--coordinator-user",
    "cora",
    "--admin",
    "Ada Admin",
    "--admin-user",
    "ada",
)


def slips_in(output):
    return {
        line.split(":")[0].strip(): line.split(":")[1].strip() for line in output.splitlines() if line.startswith("  ")
    }


def test_set_up_makes_a_facility_and_two_people_whose_slips_work(app, browse):
    made = run(app, *SETUP)
    assert made.exit_code == 0, made.output
    slips = slips_in(made.output)
    assert set(slips) == {"cora", "ada"}
    db.session.rollback()
    assert {row.username: row.secret_kind for row in db.session.scalars(sa.select(Person))} == {
        "cora": "slip",
        "ada": "slip",
    }
    assert roles(named("cora").id) == {"coordinator"}
    kiosk = browse()
    page = kiosk.press(kiosk.get("/sign-in?way=staff"), "Sign in", name="cora", secret=slips["cora"])
    assert page.status == 200
    send(kiosk, "/new-secret", {"new_secret": "a long enough phrase", "new_secret_again": "a long enough phrase"})
    assert kiosk.get("/people").status == 200


def test_set_up_makes_the_tables_of_a_new_database_first(app, tmp_path):
    with new_place(app, tmp_path / "new") as place:
        made = run(place, *SETUP)
        assert made.exit_code == 0, made.output
        with place.app_context():
            assert db.session.scalars(sa.select(Person.username).order_by(Person.id)).all() == ["cora", "ada"]


def test_set_up_asks_for_what_was_not_given(app):
    answers = "Alder House\nEurope/Warsaw\nes\nCora Coordinator\ncora\nAda Admin\nada\n"
    made = run(app, "setup", input=answers)
    assert made.exit_code == 0, made.output
    assert len(slips_in(made.output)) >= 2


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        (("--timezone", "Mars/Base"), "not a time zone"),
        (("--language", "xx"), "not one of"),
        (("--admin-user", "CORA"), "two different"),
        (("--admin-user", "a da"), "Use letters"),
        (("--facility", " "), "name"),
    ],
)
def test_set_up_refuses_what_it_cannot_use_and_makes_nothing(app, changed, words):
    made = run(app, *SETUP, *changed, input="")
    assert made.exit_code != 0
    assert words in made.output
    db.session.rollback()
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Person)) == 0


def test_set_up_refuses_where_a_facility_exists(app, people):
    made = run(app, *SETUP)
    assert made.exit_code == 1
    assert "set up already" in made.output
    db.session.rollback()
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Person)) == 9


def test_the_keeper_of_the_server_gives_a_slip_and_the_person_sees_it(app, browse, people):
    made = run(app, "slip", "cora")
    assert made.exit_code == 0, made.output
    words = slips_in(made.output)["cora"]
    kiosk = browse()
    old = kiosk.press(kiosk.get("/sign-in?way=staff"), "Sign in", name="cora", secret=PIN)
    assert old.status == 422
    kiosk.press(kiosk.get("/sign-in?way=staff"), "Sign in", name="cora", secret=words)
    send(kiosk, "/new-secret", {"new_secret": "a long enough phrase", "new_secret_again": "a long enough phrase"})
    assert "Whoever looks after the server" in kiosk.get("/account").text
    assert run(app, "slip", "nobody").exit_code == 1


def test_slips_of_the_command_line_are_in_the_language_of_whoever_gets_them(app):
    made = run(app, *["es" if one == "en" else one for one in SETUP])
    assert made.exit_code == 0, made.output
    spanish = set(passwords.words("es"))
    assert [set(words.split()) <= spanish for words in slips_in(made.output).values()] == [True, True]
    db.session.execute(sa.update(Person).where(Person.username == "ada").values(lang="en"))
    db.session.commit()
    again = {name: slips_in(run(app, "slip", name).output)[name].split() for name in ("cora", "ada")}
    assert set(again["cora"]) <= spanish
    assert set(again["ada"]) <= set(passwords.words("en"))


def test_nobody_is_there_before_set_up(app, browse):
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Person)) == 0
    assert "not set up yet" in browse().get("/sign-in").text


def test_a_page_with_the_numbers_of_a_server_needs_no_row(app):
    kept = SimpleNamespace(idle=dt.timedelta(minutes=15), longest=dt.timedelta(hours=12))
    found = queries.health(
        queries.Path(app.extensions["migrate"].directory),
        queries.Path(app.config["INSTANCE"]),
        kept.idle,
        kept.longest,
        NOW,
    )
    assert (found.backup_due, found.clock_behind, found.newest, found.signatures) == (True, False, None, 0)
