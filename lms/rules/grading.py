"""Which questions a try asks, and what its marks add up to."""

import random
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from lms.questions.base import Mark

MOST_PARTS = 1000
"""More parts than any question has; points are fractions with a denominator no larger than this."""


@dataclass(frozen=True, slots=True)
class QuizResult:
    """What a try adds up to.

    ``percent`` is rounded down. ``stars_missed`` holds safety questions that must be right and are not yet;
    ``to_reread`` holds every question with points still to gain, in the order they were asked.
    """

    points: Fraction
    out_of: int
    percent: int
    passed: bool
    stars_missed: tuple[str, ...]
    to_reread: tuple[str, ...]


def draw(
    question_ids: Sequence[str],
    recall_ids: Sequence[str],
    count: int,
    recall_count: int,
    seed: int,
    star: Collection[str] = (),
    shuffle: bool = True,
    before: Sequence[str] = (),
) -> list[str]:
    """Choose the questions of one try and their order; the same seed always gives the same try.

    ``count`` 0 means all. Every star of this quiz is drawn, even beyond ``count``. Recall questions, from modules
    she finished, come after the module's own; an id stands in the try once. What was not asked ``before``, in the
    try that went ahead, is drawn first; where the same questions are shuffled again, their order is another one.
    """
    chance = random.Random(seed)  # noqa: S311 - a draw must be repeatable from its stored seed; nothing secret hangs on it
    own = list(dict.fromkeys(question_ids))
    chosen = _choose(own, [id_ for id_ in own if id_ in star], count or len(own), chance, before)
    recall = [id_ for id_ in dict.fromkeys(recall_ids) if id_ not in own]
    recalled = _choose(recall, [], recall_count, chance, before)
    if shuffle:
        chance.shuffle(chosen)
        chance.shuffle(recalled)
        if chosen == list(before[: len(chosen)]):
            chosen = chosen[1:] + chosen[:1]
    return chosen + recalled


def _choose(
    ids: Sequence[str], certain: Sequence[str], count: int, chance: random.Random, before: Collection[str]
) -> list[str]:
    """Take ``count`` of ``ids`` in their own order: those that are certain, then new ones, then those asked before."""
    others = [id_ for id_ in ids if id_ not in certain]
    new, old = [id_ for id_ in others if id_ not in before], [id_ for id_ in others if id_ in before]
    room = min(max(count - len(certain), 0), len(others))
    first = chance.sample(new, min(room, len(new)))
    taken = {*certain, *first, *chance.sample(old, room - len(first))}
    return [id_ for id_ in ids if id_ in taken]


def result(marks: Mapping[str, Mark | None], star: Collection[str], pass_mark: int) -> QuizResult:
    """Add up the marks of one try, by question id in the order asked; None is a question she has not answered.

    Passing takes ``pass_mark`` per cent, counted exactly, and every star right. A try without scored questions passes.
    """
    points = sum((_points(mark) for mark in marks.values()), Fraction(0))
    out_of = sum(1 if mark is None else mark.out_of for mark in marks.values())
    stars = [id_ for id_ in dict.fromkeys((*marks, *sorted(star))) if id_ in star]
    missed = tuple(id_ for id_ in stars if not _settled(marks.get(id_)))
    enough = points * 100 >= pass_mark * out_of
    return QuizResult(
        points=points,
        out_of=out_of,
        percent=int(points * 100 // out_of) if out_of else 100,
        passed=enough and not missed,
        stars_missed=missed,
        to_reread=tuple(id_ for id_, mark in marks.items() if not _settled(mark)),
    )


def best(results: Iterable[QuizResult]) -> QuizResult | None:
    """Pick the try that counts: one that passed, then the most points, then the fewest stars missed, then the first."""
    return max(results, key=lambda one: (one.passed, _share(one), -len(one.stars_missed)), default=None)


def _points(mark: Mark | None) -> Fraction:
    """Give the exact points: a mark carries 2/3 as the nearest binary number, which would miss a pass by a hair."""
    return Fraction(0) if mark is None else Fraction(mark.points).limit_denominator(MOST_PARTS)


def _settled(mark: Mark | None) -> bool:
    """Say whether a question needs nothing more of her; an unscored one only needs an answer."""
    return mark is not None and (mark.right is True or mark.out_of == 0)


def _share(one: QuizResult) -> Fraction:
    return one.points / one.out_of if one.out_of else Fraction(1)
