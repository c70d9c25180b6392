"""`lms audit verify` holds what is stored against what was signed: a flipped byte is named, and going on is no fault."""

import json
from types import SimpleNamespace

import pytest
import sqlalchemy as sa

from lms import questions
from lms.features.lessons import moving
from lms.features.practicals.actions import save_work
from lms.features.quizzes.actions import close_try, save_answer, start_try
from lms.features.quizzes.queries import questions_of
from lms.features.signoffs import actions, appealing, marks, revoking, stored
from lms.features.signoffs.signing import Said
from lms.features.signoffs.snapshots import work
from lms.features.signoffs.verifying import check_all
from lms.models.base import db
from lms.models.learning import Attempt, PracticalWork
from lms.models.library import Blob, ModuleVersion, VersionFile
from lms.models.quizzes import Answer, QuizTry
from tests.features.test_signatures import unguard, verify
from tests.make import NOW
from tests.make_signoffs import RIGHT, actor_of, approve, criteria_ids, hand_in, keep_saves, make_house, said

WORDS = {"strength": "You drew the bed with care.", "next_step": "Name one more plant for shade."}
OTHERS = {"reason": "The bed on the drawing is from a book, not hers."}


@pytest.fixture
def signed(people):
    """Ann's work: her words saved twice, marked, returned (1), her words and the quiz done again, and approved (2)."""
    house = make_house(people)
    house.work = house.asked["ann"]
    actions.take_back(actor_of(house.ann), house.work, NOW)
    keep_saves(house.work)
    write(house, "I drew a bed.", 3)
    write(house, "I drew a bed and a path.", 2)
    hand_in(house.work)
    mark(house, False)
    actions.return_work(actor_of(house.mo), house.work, said(house.work, 2, **WORDS), NOW)
    db.session.commit()
    write(house, "I drew a bed, a path and a tree.", 4)
    sit_again(house)
    hand_in(house.work)
    mark(house, True)
    approve(house.mo, house.work)
    return house


def write(house, words, rating):
    before = db.session.get_one(PracticalWork, house.work)
    ratings = dict.fromkeys(criteria_ids(), rating)
    key = f"save {words}"
    args = (house.work, words, ratings, frozenset(ratings), key, before.revision, NOW)
    assert save_work(actor_of(house.ann), *args) == "current"
    db.session.commit()


def mark(house, met):
    seen = work(house.work)
    line = ("bed", 0)
    marks.save(actor_of(house.mo), house.work, 1, seen.answers, {line: met}, NOW)
    db.session.commit()


def sit_again(house):
    """A second sitting with other answers, each saved by the program; the first stays the one that counts."""
    ann = actor_of(house.ann)
    try_id = start_try(ann, house.work, "en", NOW)
    pinned = db.session.get_one(QuizTry, try_id).questions
    for key, data in questions_of(pinned).items():
        slug = next(one["slug"] for one in pinned if one["key"] == key)
        value = questions.read(data, RIGHT[slug])
        assert save_answer(ann, try_id, key, data, value, f"again {key}", 0, NOW).outcome == "current"
    assert close_try(ann, try_id, NOW)
    db.session.commit()
    return try_id


def faults():
    db.session.commit()
    found = check_all(None)
    db.session.rollback()
    assert found.report.fault is None
    return found.faults


def test_what_was_signed_is_what_is_stored(signed, app):
    assert faults() == []
    db.session.remove()
    assert verify(app).exit_code == 0


def flip(table, column, where, old, new):
    """Change a text, or the text of a JSON column, with no program in between."""
    postgresql = db.engine.dialect.name == "postgresql"
    json_ = postgresql and isinstance(table.__table__.c[column].type, sa.JSON)
    read, back = ("::text", "::json") if json_ else ("", "")
    name = table.__tablename__
    db.session.execute(
        sa.text(
            f"UPDATE {name} SET {column} = (replace({column}{read}, :old, :new)){back} WHERE {where}".replace(
                "::", "\\:\\:"
            )
        ),
        {"old": old, "new": new},
    )


WORK = "attempt_id = 1"
COUNTS = "try_id = (SELECT min(id) FROM quiz_try WHERE attempt_id = 1)"
PLANTED = {
    "an answer": ((Answer, "value", f"{COUNTS} AND question_key = 'bed'", "First I", "Next I"), (1, 2), "answers"),
    "an answer's option": ((Answer, "value", f"{COUNTS} AND question_key = 'legs'", "6", "8"), (1, 2), "answers"),
    "a reflection": ((Answer, "value", f"{COUNTS} AND question_key = 'grow'", "Beans", "Peas"), (1, 2), "answers"),
    "the order asked": ((QuizTry, "questions", WORK, '"key": "soil"', '"key": "sand"'), (1, 2), "answers"),
    "her words": ((PracticalWork, "words", WORK, "tree", "tray"), (2,), "words"),
    "her own rating": ((PracticalWork, "ratings", WORK, "4", "3"), (2,), "self-ratings"),
    "the quiz result": ((QuizTry, "percent", WORK + " AND number = 1", "83", "93"), (1, 2), "quiz result"),
}


@pytest.mark.parametrize("what", PLANTED)
def test_a_flipped_byte_is_named(signed, what):
    change, seqs, word = PLANTED[what]
    if change[1] == "percent":
        db.session.execute(sa.update(QuizTry).where(QuizTry.number == 1, QuizTry.attempt_id == 1).values(percent=93))
    else:
        flip(*change)
    found = faults()
    assert [f"of signature {seq} " in one for seq, one in zip(seqs, found, strict=True)] == [True] * len(seqs), found
    assert all(word in one for one in found), found


def test_the_command_names_it_and_ends_badly(signed, app):
    flip(Answer, "value", f"{COUNTS} AND question_key = 'bed'", "First I", "Next I")
    db.session.commit()
    db.session.remove()
    found = verify(app)
    assert found.exit_code == 1
    assert "The stored answers of signature 2 are not the ones that were signed." in found.output


@pytest.mark.parametrize("table", ["answer", "quiz_try", "practical_work", "written_mark"])
def test_what_was_taken_away_is_named(signed, table):
    unguard("written_mark")
    unguard("quiz_try")
    unguard("answer")
    where = {"answer": COUNTS, "quiz_try": "number = 1"}.get(table, WORK)
    if db.engine.dialect.name == "postgresql":
        db.session.execute(sa.text("SET session_replication_role = replica"))
    else:
        db.session.commit()
        db.session.execute(sa.text("PRAGMA defer_foreign_keys = ON"))
    db.session.execute(sa.text(f"DELETE FROM {table} WHERE {where}"))
    found = list(stored.changed())
    db.session.rollback()
    word = {"answer": "answers", "quiz_try": "quiz result", "practical_work": "words", "written_mark": "marks"}[table]
    assert found
    assert all(word in one for one in found), found
    assert any("of signature 2 " in one for one in found)


def test_a_mark_that_was_changed_is_named(signed):
    unguard("written_mark")
    db.session.execute(sa.text("UPDATE written_mark SET met = NOT met WHERE id = (SELECT min(id) FROM written_mark)"))
    assert ["marks of signature 1 " in one for one in faults()] == [True]


def test_a_byte_of_the_content_is_named_wherever_it_stands(signed):
    path = db.session.execute(
        sa.select(VersionFile.path, VersionFile.sha256).where(VersionFile.path.like("%soil/quiz.md"))
    ).one()
    blob = db.session.get_one(Blob, path.sha256)
    before = bytes(blob.content)
    blob.content = before.replace(b"ground", b"grounb", 1)
    assert blob.content != before
    found = faults()
    assert [one.split(":")[0] for one in found] == ["changed content"] * 2
    db.session.get_one(Blob, path.sha256).content = before
    assert faults() == []
    other = db.session.execute(sa.select(VersionFile).where(VersionFile.path.like("%water/module.md"))).scalar_one()
    db.session.get_one(Blob, other.sha256).content += b" "
    assert faults() == [], "of another module, which nobody signed"
    db.session.execute(sa.update(ModuleVersion).where(ModuleVersion.module_id == "garden/soil").values(hash="f" * 64))
    assert [one.split(":")[0] for one in faults()] == ["changed content"] * 2


def test_evidence_that_was_planted_after_the_signature_is_named(people):
    house = make_house(people)
    bea = house.asked["bea"]
    actions.take_back(actor_of(house.bea), bea, NOW)
    db.session.execute(sa.delete(PracticalWork).where(PracticalWork.attempt_id == bea))
    db.session.execute(sa.update(ModuleVersion).where(ModuleVersion.module_id == "garden/soil").values(practical=None))
    hand_in(bea)
    actions.claim(actor_of(house.cora), bea, NOW)
    actions.approve(actor_of(house.cora), bea, Said(work(bea).snapshot, {}, statement="Read."), NOW)
    assert faults() == []
    db.session.add(PracticalWork(attempt_id=bea, words="Mine.", ratings={}, ready=True, revision=1, saved_at=NOW))
    assert ["words on the task of signature 1 " in one for one in faults()] == [True]


def test_what_can_no_longer_be_read_is_named_too(signed):
    if db.engine.dialect.name == "postgresql":
        pytest.skip("PostgreSQL stores no text that is not JSON")
    for change, word in (
        (f"UPDATE answer SET value = '{{' WHERE {COUNTS} AND question_key = 'bed'", "answers"),
        ("UPDATE practical_work SET ratings = '[1' WHERE attempt_id = 1", "self-ratings"),
        ("UPDATE practical_work SET ratings = '{\"x\": 1.5}' WHERE attempt_id = 1", "self-ratings"),
        ("UPDATE quiz_try SET questions = '7' WHERE attempt_id = 1", "answers"),
    ):
        db.session.execute(sa.text(change))
        found = list(stored.changed())
        db.session.rollback()
        assert found
        assert all(word in one for one in found), (change, found)


def test_going_on_after_a_return_is_no_fault(signed):
    """She has other words by then, another sitting, and answers that come late are kept beside it."""
    first, second = db.session.scalars(sa.select(QuizTry).where(QuizTry.attempt_id == 1).order_by(QuizTry.number)).all()
    for one in (first, second):
        key, data = next(iter(questions_of(one.questions).items()))
        value = questions.read(data, RIGHT["soil"]) if data["kind"] == "choice" else "late words"
        late = save_answer(actor_of(signed.ann), one.id, key, data, value, f"late {one.id}", 0, NOW)
        assert late.outcome == "late"
    late = save_work(actor_of(signed.ann), 1, "Too late.", {}, frozenset(), "late words", 9, NOW)
    assert late == "late"
    assert faults() == []


def test_words_under_way_after_a_return_are_no_fault_and_the_saves_behind_a_signature_are_held(signed):
    actions_of = SimpleNamespace(cora=actor_of(signed.cora), ivy=actor_of(signed.ivy))
    revoking.begin_revoking(actions_of.cora, 1, OTHERS["reason"], "It should not stand.", NOW)
    revoking.finish_revoking(actions_of.ivy, 1, "I agree.", NOW)
    db.session.commit()
    new = revoking.begin_again(actions_of.cora, 1, NOW)
    db.session.commit()
    assert db.session.get_one(Attempt, new).number == 2
    assert faults() == []
    unguard("practical_save")
    db.session.execute(sa.text("UPDATE practical_save SET words = 'Other.' WHERE words = 'I drew a bed and a path.'"))
    assert ["words on the task of signature 1 " in one for one in faults()] == [True]


def test_an_appeal_a_second_signer_and_a_second_look_bind_the_same_work(signed):
    revoking.begin_revoking(actor_of(signed.cora), 1, OTHERS["reason"], "It should not stand.", NOW)
    revoking.finish_revoking(actor_of(signed.ivy), 1, "I agree.", NOW)
    db.session.commit()
    appealing.appeal(actor_of(signed.ann), 1, "Please look again, it is my own drawing.", NOW)
    actions.take_back(actor_of(signed.ann), 1, NOW)
    db.session.commit()
    assert faults() == []


def test_work_that_moved_to_another_version_is_held_against_the_version_that_was_signed(signed):
    bea = signed.asked["bea"]
    actions.claim(actor_of(signed.cora), bea, NOW)
    actions.return_work(actor_of(signed.cora), bea, said(bea, 2, **WORDS), NOW)
    db.session.commit()
    row = db.session.get_one(Attempt, bea)
    version = db.session.get_one(ModuleVersion, row.module_version_id)
    values = {c.name: getattr(version, c.name) for c in ModuleVersion.__table__.columns if c.name not in ("id", "hash")}
    newer = ModuleVersion(**values, hash="a" * 64)
    db.session.add(newer)
    db.session.flush()
    moving.move(actor_of(signed.bea), row, newer.id, 2, NOW)
    db.session.commit()
    assert faults() == []


def test_only_so_many_are_named_and_the_check_says_how_far_it_is(signed, app, monkeypatch):
    monkeypatch.setattr("lms.features.signoffs.verifying.MOST", 1)
    flip(Answer, "value", f"{COUNTS} AND question_key = 'bed'", "First I", "Next I")
    assert len(faults()) == 1
    seen = []
    assert len(list(stored.changed(seen.append))) == 2
    assert seen == [1, 2]


def test_many_are_read_a_batch_at_a_time(people, monkeypatch):
    """With a batch of one, each signature is held against its own work all the same."""
    house = make_house(people)
    approve(house.mo, house.asked["ann"])
    approve(house.cora, house.asked["bea"])
    monkeypatch.setattr(stored, "BATCH", 1)
    assert faults() == []
    flip(PracticalWork, "words", "attempt_id = 2", "drew", "drow")
    assert ["of signature 2 " in one for one in faults()] == [True]
    assert json.dumps(faults()).count("signature 1 ") == 0
