"""Holding what is stored now against what was signed: her answers, her words and ratings, the quiz, marks and content.

What may change after a signature is not held against it: more tries, marks and saves, answers that came late, and a new
state of her words once the work was returned. What was there when somebody signed must still be there, byte for byte.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from lms.content.hashing import sha256
from lms.features.authoring.queries import contents
from lms.features.signoffs import marks
from lms.models.base import db
from lms.models.learning import PracticalSave, PracticalWork
from lms.models.library import CourseVersion, CourseVersionModule, ModuleVersion
from lms.models.mentoring import WrittenMark
from lms.models.quizzes import Answer, AnswerSave, QuizTry
from lms.models.signoffs import Signature, SignoffEvent
from lms.rules.signatures import answers_hash, evidence_hash, same_answers
from lms.rules.signoffs import Event

BATCH = 500
"""Signatures whose work is held in memory at once."""

GIVES_BACK = (Event.RETURNED, Event.TAKEN_BACK)
"""Events after which the work is hers to change again."""

_WORDS = {
    "content": "changed content: The stored content of signature {seq} is not the one that was signed.",
    "quiz": "changed quiz: The stored quiz result of signature {seq} is not the one that was signed.",
    "answers": "changed answers: The stored answers of signature {seq} are not the ones that were signed.",
    "words": "changed words: The stored words on the task of signature {seq} are not the ones that were signed.",
    "ratings": "changed ratings: The stored self-ratings of signature {seq} are not the ones that were signed.",
    "either": "changed work: The stored answers or self-ratings of signature {seq} are not the ones that were signed.",
    "marks": "changed marks: The stored marks of signature {seq} are not the ones that were signed.",
}

Practical = tuple[str, Mapping[str, Any]]
"""Her words on the task and her own ratings, as they stood together."""

NOTHING: Practical = ("", {})


@dataclass(frozen=True, slots=True)
class _Try:
    """A finished sitting of a quiz, with the keys of its questions in order."""

    id: int
    asked: list[str]


@dataclass(slots=True)
class _Kept:
    """What is stored for the attempts of one batch."""

    tries: dict[int, dict[str, _Try]] = field(default_factory=lambda: defaultdict(dict))
    answers: dict[int, dict[str, Any]] = field(default_factory=lambda: defaultdict(dict))
    practicals: dict[int, Practical] = field(default_factory=dict)
    given_back: dict[int, int] = field(default_factory=dict)
    marks: dict[int, list[Any]] = field(default_factory=lambda: defaultdict(list))


def changed(told: Callable[[int], None] | None = None) -> Iterator[str]:
    """Say of each signature what is not stored as it was signed, in order; the chain is known to hold by then."""
    contents_of: dict[int, str] = {}
    last, number = 0, 0
    while rows := _batch(last):
        signed = [json.loads(row.payload) for row in rows]
        _learn({one["module_version"] for one in signed} - contents_of.keys(), contents_of)
        kept = _kept(rows, signed)
        for row, bound in zip(rows, signed, strict=True):
            number += 1
            if contents_of[bound["module_version"]] != bound["content_hash"]:
                yield _WORDS["content"].format(seq=row.seq)
            yield from (_WORDS[what].format(seq=row.seq) for what in _differences(row, bound, kept))
            if told is not None:
                told(number)
        last = rows[-1].seq


def _batch(last: int) -> Any:
    """The next signatures, with the place of their event in the attempt."""
    return db.session.execute(
        sa.select(Signature.seq, Signature.attempt_id, Signature.payload, SignoffEvent.seq.label("place"))
        .outerjoin(SignoffEvent, SignoffEvent.signature_seq == Signature.seq)
        .where(Signature.seq > last)
        .order_by(Signature.seq)
        .limit(BATCH)
    ).all()


def _learn(ids: Collection[int], contents_of: dict[int, str]) -> None:
    """Work out the fingerprint of module versions from the files they are made of; empty where something is amiss."""
    if not ids:
        return
    rows = db.session.execute(
        sa.select(
            ModuleVersion.id,
            ModuleVersion.hash,
            ModuleVersion.module_id,
            sa.func.min(CourseVersionModule.course_version_id).label("version_id"),
        )
        .outerjoin(CourseVersionModule, CourseVersionModule.module_version_id == ModuleVersion.id)
        .where(ModuleVersion.id.in_(ids))
        .group_by(ModuleVersion.id, ModuleVersion.hash, ModuleVersion.module_id)
    ).all()
    found: dict[int, Mapping[str, str]] = {}
    for version_id in {row.version_id for row in rows}:
        found[version_id] = _hashes(version_id)
    contents_of.update(dict.fromkeys(ids, ""))
    for row in rows:
        if found[row.version_id].get(row.module_id.partition("/")[2]) == row.hash:
            contents_of[row.id] = row.hash


def _hashes(version_id: int | None) -> Mapping[str, str]:
    """The fingerprint of each module of a course version, from the bytes of its files."""
    from lms.content.reader import read_draft  # Only this check needs the reader; a serving process does without.

    row = db.session.execute(
        sa.select(CourseVersion.course_id, CourseVersion.language).where(CourseVersion.id == version_id)
    ).first()
    if row is None or version_id is None:
        return {}
    course, _problems = read_draft(contents(version_id), None, None, row.course_id)
    return {one.id: sha256(f"{row.language}\n{one.hash}".encode()) for one in (course.modules if course else ())}


def _kept(rows: Any, signed: list[Any]) -> _Kept:
    """Read what is stored for these signatures: five statements, however many they are."""
    kept, ids = _Kept(), {row.attempt_id for row in rows}
    wanted = {one["evidence"].get("quiz") for one in signed}
    tries = sa.select(
        QuizTry.id, QuizTry.attempt_id, QuizTry.number, QuizTry.percent, QuizTry.passed, _text(QuizTry.questions)
    )
    for row in db.session.execute(tries.where(QuizTry.attempt_id.in_(ids), QuizTry.closed_at.is_not(None))):
        hash_ = answers_hash([row.number, row.percent, bool(row.passed)])
        if hash_ in wanted:
            kept.tries[row.attempt_id][hash_] = _Try(row.id, _keys(row.text))
    held = {one.id for some in kept.tries.values() for one in some.values()}
    answers = sa.select(Answer.try_id, Answer.question_key, _text(Answer.value)).where(Answer.try_id.in_(held))
    for try_id, key, value in db.session.execute(answers):
        kept.answers[try_id][key] = _read(value)
    practicals = sa.select(PracticalWork.attempt_id, PracticalWork.words, _text(PracticalWork.ratings))
    for id_, words, ratings in db.session.execute(practicals.where(PracticalWork.attempt_id.in_(ids))):
        kept.practicals[id_] = (words, _ratings(ratings))
    given_back = sa.select(SignoffEvent.attempt_id, sa.func.max(SignoffEvent.seq)).group_by(SignoffEvent.attempt_id)
    given_back = given_back.where(SignoffEvent.attempt_id.in_(ids), SignoffEvent.event.in_(GIVES_BACK))
    kept.given_back = {row[0]: row[1] for row in db.session.execute(given_back)}
    marked = sa.select(WrittenMark).where(WrittenMark.attempt_id.in_(ids)).order_by(WrittenMark.id)
    for mark in db.session.scalars(marked):
        kept.marks[mark.attempt_id].append(mark)
    return kept


def _text(column: Any) -> sa.Label[str]:
    """A column of JSON as its text: what can no longer be read is to be named, and not to end the check."""
    return sa.cast(column, sa.Text).label("text")


def _read(text: str) -> Any:
    """Read a stored value; one that can no longer be read is like no value that was ever signed."""
    try:
        return json.loads(text)
    except ValueError:
        return {"unreadable": text}


def _keys(text: str) -> list[str]:
    """The keys of the questions of a try, in the order in which they were asked."""
    found = _read(text)
    return [one["key"] for one in found if isinstance(one, dict) and "key" in one] if isinstance(found, list) else []


def _ratings(text: str) -> Mapping[str, Any]:
    found = _read(text)
    return (
        {key: int(one) if str(one).isdecimal() else one for key, one in found.items()}
        if isinstance(found, dict)
        else {}
    )


def _differences(row: Any, bound: Mapping[str, Any], kept: _Kept) -> Iterator[str]:
    """Name what of one signature is not as it was; what is not there counts as changed."""
    evidence = bound["evidence"]
    try_ = kept.tries[row.attempt_id].get(evidence["quiz"]) if "quiz" in evidence else None
    if "quiz" in evidence and try_ is None:
        yield "quiz"
        return
    given = kept.answers[try_.id] if try_ else {}
    frozen = (row.place or 0) > kept.given_back.get(row.attempt_id, 0)
    hers = kept.practicals.get(row.attempt_id)
    if "practical" not in evidence:
        hers = None if hers and frozen else NOTHING
    if not (hers and _same_words(hers, evidence) and _fits(bound, try_, given, hers)):
        why = list(_why(row.attempt_id, bound, try_, given, hers, frozen))
        yield from why
        if "answers" in why or "either" in why:
            return  # The marks were for the answers as they were.
    if "marks" in evidence and not _marked(kept.marks[row.attempt_id], given, evidence["marks"]):
        yield "marks"


def _same_words(hers: Practical, evidence: Mapping[str, str]) -> bool:
    return evidence_hash(hers[0]) == evidence.get("practical", evidence_hash(""))


def _fits(bound: Mapping[str, Any], try_: _Try | None, given: Mapping[str, Any], hers: Practical) -> bool:
    """Whether answers, words and ratings together give the fingerprint that was signed."""
    values = [[key, given[key]] for key in (try_.asked if try_ else ()) if key in given]
    return same_answers([bound["content_hash"], values, *hers], bound["answers_hash"])


def _why(
    attempt_id: int,
    bound: Mapping[str, Any],
    try_: _Try | None,
    given: Mapping[str, Any],
    hers: Practical | None,
    frozen: bool,
) -> Iterator[str]:
    """Say what changed, by way of the saves, which only grow. Where she may have gone on, an earlier state is enough."""
    known = [one for one in _saved(attempt_id) if _same_words(one, bound["evidence"])]
    words_hold = bool(hers and _same_words(hers, bound["evidence"])) or bool(known and not frozen)
    if any(_fits(bound, try_, given, one) for one in known):
        if frozen:
            yield "ratings" if words_hold else "words"
        return
    if not words_hold:
        yield "words"
        return
    known += [hers] if hers else []
    answered = _answered(try_)
    true = any(_fits(bound, try_, answered, one) for one in known)
    yield "answers" if true or not any(ratings for _words, ratings in known) else "either"


def _saved(attempt_id: int) -> list[Practical]:
    """Every state that her words and ratings on the task ever had."""
    rows = sa.select(PracticalSave.words, _text(PracticalSave.ratings)).where(
        PracticalSave.attempt_id == attempt_id, PracticalSave.outcome == "current"
    )
    return [(words, _ratings(ratings)) for words, ratings in db.session.execute(rows)]


def _answered(try_: _Try | None) -> Mapping[str, Any]:
    """Her answers of a try as they were saved last."""
    rows = sa.select(AnswerSave.question_key, _text(AnswerSave.value)).where(
        AnswerSave.try_id == (try_.id if try_ else 0), AnswerSave.outcome == "current"
    )
    return {key: _read(value) for key, value in db.session.execute(rows.order_by(AnswerSave.id))}


def _marked(rows: list[WrittenMark], given: Mapping[str, Any], signed: str) -> bool:
    """Whether the marks, one after the other, ever were those that were signed."""
    counting: dict[marks.Line, marks.Mark] = {}
    for row in rows:
        if row.question_key in given and row.answer_hash == evidence_hash(str(given[row.question_key])):
            counting[row.question_key, row.line] = marks.Mark(row.met, row.by_id, "", row.at)
            if marks.bound(counting) == signed:
                return True
    return False
