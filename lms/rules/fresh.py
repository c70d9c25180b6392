"""When a question is asked again so that it stays fresh, and how few are asked at once."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from lms.questions.base import Mark

A_VISIT = 5
"""Most questions of one visit, however many days went by before it."""


def new_card(number: int, now: dt.datetime) -> dict[str, Any]:
    """Give the scheduler's memory of a question that it has not asked yet."""
    from fsrs import Card  # Only these pages need the scheduler.

    return dict(Card(card_id=number, due=now).to_dict())


def after_answer(card: Mapping[str, Any], mark: Mark, now: dt.datetime) -> tuple[dict[str, Any], dt.datetime]:
    """Give the memory after an answer and when the question comes again: the better it sat, the later."""
    from fsrs import Card, Rating, Scheduler

    rating = Rating.Again
    if mark.right is True and not mark.near:
        rating = Rating.Good
    elif mark.points > 0:
        rating = Rating.Hard
    scheduler = Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)
    memory: Any = dict(card)
    later, _log = scheduler.review_card(Card.from_dict(memory), rating, now.astimezone(dt.UTC))
    return dict(later.to_dict()), later.due
