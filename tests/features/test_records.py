"""Her record and certificates: what they say, who sees them, and what a stranger can find out from a number."""

import datetime as dt
import json
from contextlib import suppress

import pytest
import sqlalchemy as sa

from lms.features.lessons.actions import complete_if_done
from lms.features.records import paper, queries
from lms.features.records.actions import issue_certificate
from lms.models.audit import AuditEvent
from lms.models.base import db
from lms.models.learning import Attempt
from lms.models.people import Facility, Person
from lms.models.signoffs import Certificate
from lms.rules.record_numbers import new_number
from tests.make import NOW, make_facility, make_person
from tests.make_signoffs import actor_of, approve, make_asked, make_course, make_work
from tests.pdf_text import lines_of


@pytest.fixture
def done(people):
    """Ann has finished both modules of the garden course."""
    make_course()
    approve(people.mo, make_asked(people.ann))
    db.session.rollback()
    finish_water(people.ann)
    return people


def finish_water(person_id):
    from lms.models.learning import Enrolment

    db.session.execute(sa.delete(Enrolment).where(Enrolment.person_id == person_id))
    attempt_id = make_work(person_id, "garden/water")
    complete_if_done(actor_of(person_id), db.session.get_one(Attempt, attempt_id), NOW + dt.timedelta(days=1))
    db.session.commit()


def number_of(person_id):
    return db.session.scalar(sa.select(Certificate.number).where(Certificate.person_id == person_id))


def test_the_certificate_comes_with_the_last_module_and_once(people):
    make_course()
    approve(people.mo, make_asked(people.ann))
    assert number_of(people.ann) is None
    finish_water(people.ann)
    number = number_of(people.ann)
    assert number is not None
    assert issue_certificate(people.ann, "garden", NOW + dt.timedelta(days=9)) == number
    db.session.commit()
    issued = sa.select(sa.func.count()).where(AuditEvent.action == "certificate-issued")
    assert db.session.scalar(issued) == 1


def test_nothing_is_certified_without_a_published_course(people):
    assert issue_certificate(people.ann, "no-such-course", NOW) is None


def test_the_content_is_frozen(done, browse):
    row = db.session.get_one(Certificate, number_of(done.ann))
    assert row.content["name"] == "Ann Learns"
    assert [one["titles"][""] for one in row.content["modules"]] == ["Soil", "Water"]
    assert row.content["modules"][0]["signers"] == [{"name": "Mo Mentor", "role": "mentor", "seq": 1}]
    assert row.content["modules"][1]["signers"] == []
    assert "Alder House" not in json.dumps(row.content)
    db.session.execute(sa.update(Person).where(Person.id == done.ann).values(name="Ann Married"))
    db.session.commit()
    page = browse(done.ann).get(f"/certificates/{number_of(done.ann)}")
    assert "Ann Learns" in page.text


def test_her_record_names_module_day_and_signer(done, browse):
    ann = browse(done.ann)
    page = ann.get("/record")
    for words in ("Garden Work", "Soil", "4 May 2026", "Mo Mentor (mentor)", "5 May 2026", number_of(done.ann)):
        assert words in page.text
    assert "done, no signature needed" in page.text


def test_an_empty_record_says_so(people, browse):
    page = browse(people.ann).get("/record")
    assert "Nothing is finished yet" in page.text
    assert len(page.all("table")) == 0


def test_the_certificate_says_what_it_means_and_not_where(done, browse):
    ann, number = browse(done.ann), number_of(done.ann)
    page = ann.get(f"/certificates/{number}")
    main = " ".join(" ".join(next(iter(page.all("main"))).itertext()).split())
    for words in ("Ann Learns", "Garden Work", "Soil", "signed by Mo Mentor (mentor)", number, "observed tasks"):
        assert words in main
    for hidden in ("Alder House", "prison", "facility", "1001"):
        assert hidden not in main
    assert ann.get(f"/certificates/{number.lower().replace('-', ' ')}").status == 200
    picture = next(e.get("src") for e in page.all("img"))
    code = ann.get(picture).response
    assert code.headers["Content-Type"].startswith("image/svg+xml")
    assert b"<svg" in code.data


def fetch(kiosk, url):
    """Open what is not a page."""
    kiosk._note(url, "GET")
    return kiosk._fresh(url)


def test_the_pdf_writes_any_name(done, browse):
    kiosk, number = browse(done.ann), number_of(done.ann)
    response = fetch(kiosk, f"/certificates/{number}.pdf")
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.data.startswith(b"%PDF-")
    known = frozenset("Łucja ★abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
    assert paper.drawable("Łucja ★", known) == "Łucja ★"
    assert paper.drawable("Ǻsa", known) == "Asa"
    assert paper.drawable("李 Ann", known) == "? Ann"


def sheet(name="Łucja ★", modules=2):
    one = ("A module with a name", "5 May 2026", "signed by Mo Mentor (mentor)")
    return paper.Sheet(
        heading="Certificate",
        name=name,
        did="has finished the course",
        course="Garden",
        meaning="She did it.",
        modules=[one] * modules,
        number_words="Record number",
        number="7K2Q-M4XD-90TF-V",
        hash="ab" * 32,
        issued="Issued today",
        revoked="Taken back on 7 May 2026",
        unwritten="Some letters are missing.",
        issued_at=NOW,
    )


@pytest.mark.parametrize(
    "name",
    [
        "Łucja ★",
        "Nguyễn Thị Hoàng Yến",
        "Ελένη Παπαδοπούλου",
        "Ольга Їжак",
        "Şeyma Đorđević",
        "Անի Պետրոսյան",
        "ნინო",
        'Ann "Lu" (O\\Neill)',
    ],
)
def test_the_paper_bears_her_name_as_she_writes_it(name):
    lines = lines_of(paper.pdf(sheet(name)))
    assert lines[:3] == ["Certificate", name, "has finished the course"]


def test_letters_that_cannot_be_printed_are_said_to_be_missing():
    lines = lines_of(paper.pdf(sheet("李 Ann")))
    assert lines[:4] == ["Certificate", "? Ann", "Some letters are missing.", "has finished the course"]
    assert lines_of(paper.pdf(sheet("Ann?")))[:3] == ["Certificate", "Ann?", "has finished the course"]


def test_without_the_second_face_a_name_would_be_lost(monkeypatch):
    monkeypatch.setattr(paper, "FACES", {"Atkinson": paper.FACES["Atkinson"]})
    assert lines_of(paper.pdf(sheet("Ольга")))[1] == "?????"


def test_the_pdf_of_a_long_course_goes_on_to_a_second_page():
    sheets = [sheet(modules=count) for count in (2, 20)]
    short, long = (paper.pdf(sheet) for sheet in sheets)
    assert short == paper.pdf(sheets[0])
    assert (short.count(b"/Type /Page\n"), long.count(b"/Type /Page\n")) == (1, 2)


def test_the_code_holds_number_fingerprint_and_name():
    made = paper.qr("7K2Q-M4XD-90TF-V", "ab" * 32, "Łucja ★")
    assert made.designator.endswith("-M")
    assert not made.is_micro
    other = paper.qr("7K2Q-M4XD-90TF-V", "ab" * 32, "Lucja ★")
    assert made.matrix != other.matrix


@pytest.mark.parametrize(
    ("name", "status"),
    [("ann", 200), ("mo", 200), ("cora", 200), ("bea", 404), ("max", 404), ("ivy", 404), ("ada", 404), ("otto", 404)],
)
def test_who_may_see_a_certificate_and_a_record(done, browse, name, status):
    kiosk, number = browse(getattr(done, name)), number_of(done.ann)
    assert kiosk.get(f"/certificates/{number}").status == status
    assert fetch(kiosk, f"/certificates/{number}.pdf").status_code == status
    assert kiosk.get(f"/certificates/{number}/qr.svg").status == status
    assert kiosk.get(f"/people/{done.ann}/record", follow=True).status == status
    learns = ("ann", "bea", "mo", "max")  # A mentor has a record of her own, of courses for mentors.
    assert kiosk.get("/record").status == (200 if name in learns else 403)


def test_another_facility_knows_nothing(done, browse):
    dora = make_person(make_facility("Birch House"), "Dora There", "coordinator", username="dora")
    kiosk = browse(dora)
    assert kiosk.get(f"/people/{done.ann}/record").status == 404
    assert kiosk.get(f"/certificates/{number_of(done.ann)}").status == 404
    assert kiosk.get(f"/people/{done.mo}/record").status == 404
    assert browse(done.cora).get(f"/people/{done.mo}/record").status == 404
    assert browse(done.cora).get("/certificates/nonsense").status == 404


def test_anybody_may_check_a_number_and_learns_nothing_more(done, browse):
    number = number_of(done.ann)
    stranger = browse()
    page = stranger.press(stranger.get("/verify"), "Check this number", number=number.lower().replace("-", " "))
    assert page.status == 200
    assert "This number is valid" in page.text
    for hidden in ("Ann", "Garden", "Alder", "Mo Mentor", "2026"):
        assert hidden not in page.text


def test_a_revoked_number_says_since_when(done, browse):
    db.session.execute(sa.update(Certificate).values(revoked_at=NOW + dt.timedelta(days=3)))
    db.session.commit()
    stranger = browse()
    page = stranger.press(stranger.get("/verify"), "Check this number", number=number_of(done.ann))
    assert "no longer valid" in page.text
    assert "7 May 2026" in page.text
    assert "Ann" not in page.text
    assert "Taken back on 7 May 2026" in browse(done.ann).get("/record").text
    assert issue_certificate(done.ann, "garden", NOW) is None


@pytest.mark.parametrize("days", [1, -3650])
def test_work_done_anew_after_a_revocation_earns_a_new_number(done, days):
    """Also where the clock was put back between the two."""
    revoked, old = NOW + dt.timedelta(days=3), number_of(done.ann)
    db.session.execute(sa.update(Certificate).values(revoked_at=revoked))
    later = revoked + dt.timedelta(days=days)
    db.session.execute(sa.update(Attempt).where(Attempt.module_id == "garden/soil").values(ended_at=later))
    number = issue_certificate(done.ann, "garden", later)
    db.session.commit()
    assert number not in (None, old)
    assert issue_certificate(done.ann, "garden", later) == number
    standing = db.session.execute(sa.select(Certificate.number, Certificate.revoked_at)).all()
    assert {tuple(row) for row in standing} == {(old, revoked), (number, None)}


def test_where_the_facility_says_so_each_module_has_its_own(people, browse):
    make_course()
    db.session.execute(sa.update(Facility).values(certificates="module"))
    db.session.commit()
    approve(people.mo, make_asked(people.ann))
    row = db.session.scalars(sa.select(Certificate)).one()
    assert (row.course_id, row.module_id) == ("garden", "garden/soil")
    assert row.content["titles"][""] == "Soil"
    assert row.content["course_titles"][""] == "Garden Work"
    number, copied = row.number, twin(row)
    ann = browse(people.ann)
    page = ann.get(ann.get("/record").link("Soil"))
    for words in ("Certificate", "has finished the module Soil", "part of the course Garden Work", "Mo Mentor"):
        assert words in page.text
    assert "Alder House" not in "".join(page.all("article")[0].itertext())
    assert fetch(ann, f"/certificates/{number}.pdf").status_code == 200
    assert "This number is valid" in ann.press(ann.get("/verify"), "Check this number", number=number).text
    with suppress(sa.exc.IntegrityError):
        db.session.execute(sa.insert(Certificate).values(**copied))
        db.session.commit()
    db.session.rollback()
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Certificate)) == 1, "refused or passed over"


def twin(row):
    columns = [column.name for column in Certificate.__table__.columns]
    return {name: getattr(row, name) for name in columns} | {"number": "TWIN"}


def test_a_certificate_whose_content_was_changed_is_not_valid(done, browse):
    number = number_of(done.ann)
    content = dict(db.session.get_one(Certificate, number).content) | {"name": "Eve Else"}
    db.session.execute(sa.update(Certificate).values(content=content))
    db.session.commit()
    stranger = browse()
    page = stranger.press(stranger.get("/verify"), "Check this number", number=number)
    assert "This number is not valid" in page.text


def test_trying_numbers_out_gets_slower(done, browse, clock):
    stranger = browse()
    page = stranger.get("/verify")
    assert stranger.press(page, "Check this number", number="").status == 422
    slip = stranger.press(page, "Check this number", number="7K2Q")
    assert slip.status == 422
    assert "not a whole record number" in slip.text
    answers = [stranger.press(page, "Check this number", number=new_number(bytes([n] * 8))).status for n in range(1, 5)]
    assert answers == [200, 200, 422, 422]
    waits = stranger.press(page, "Check this number", number=number_of(done.ann))
    assert "Please wait 2 seconds" in waits.text
    clock.move(seconds=2)
    page = stranger.press(page, "Check this number", number=number_of(done.ann))
    assert "This number is valid" in page.text


def test_the_record_costs_the_same_for_1_and_5_modules(people, browse):
    make_course()
    approve(people.mo, make_asked(people.ann))
    ann = browse(people.ann)
    ann.get("/record")
    first = len(ann.queries)
    finish_water(people.ann)
    for number in range(2, 5):
        copy = db.session.scalars(sa.select(Attempt).where(Attempt.module_id == "garden/water")).first()
        db.session.add(
            Attempt(
                facility_id=1,
                person_id=people.ann,
                module_id=copy.module_id,
                number=number,
                state="completed",
                module_version_id=copy.module_version_id,
                started_at=NOW,
                touched_at=NOW,
                ended_at=NOW,
            )
        )
    db.session.commit()
    page = ann.get("/record")
    assert len(page.all("tr")) == 6
    assert len(ann.queries) == first


def test_a_number_is_checked_on_the_command_line(done, app):
    number = number_of(done.ann)
    hash_ = db.session.get_one(Certificate, number).hash
    db.session.remove()
    run = app.test_cli_runner().invoke
    found = run(args=["verify", number])
    assert found.exit_code == 0
    assert "is valid" in found.output
    assert hash_ in found.output
    assert "Ann" not in found.output
    assert run(args=["verify", "nonsense"]).exit_code == 1
    assert "not known" in run(args=["verify", new_number(bytes(8))]).output
    db.session.execute(sa.update(Certificate).values(revoked_at=NOW))
    db.session.commit()
    db.session.remove()
    revoked = run(args=["verify", number])
    assert revoked.exit_code == 1
    assert "taken back on 2026-05-04" in revoked.output


def test_work_returned_after_a_first_signature_leaves_no_signer(people):
    """Only signatures of the last round stand on paper."""
    from lms.features.signoffs import actions
    from tests.make_signoffs import said, set_policy

    make_course()
    set_policy("dual")
    attempt_id = make_asked(people.ann)
    approve(people.mo, attempt_id)
    words = {"strength": "You drew the bed with care.", "next_step": "Name one more plant for shade."}
    actions.return_work(actor_of(people.cora), attempt_id, said(attempt_id, rating=2, **words), NOW)
    assert queries.signers([attempt_id])[attempt_id] == ()
