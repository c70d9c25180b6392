"""What stands beside a signature: marks that keep an approval back, witnesses, and checklists typed in later."""

from collections.abc import Sequence

from lms.rules.signoffs import OPEN_STATES, Conflict, Refused, State, WrongState


class AnswersNotMet(Refused):
    """Work is approved though a line of a rubric is marked as not there yet; ``lines`` are (question, place)."""

    words = "A written answer has a line that is not there yet. Mark it again, or return the work."

    def __init__(self, lines: Sequence[tuple[str, int]]) -> None:
        super().__init__()
        self.lines = tuple(lines)


def check_marks(unmet: Sequence[tuple[str, int]]) -> None:
    """Refuse an approval while a line is marked as not there yet. Lines that nobody marked do not stand in the way."""
    if unmet:
        raise AnswersNotMet(unmet)


def check_witness(person_id: int, learner_id: int, state: State) -> None:
    """Refuse a witness line about her own work (`Conflict`), or once the module is decided (`WrongState`)."""
    if person_id == learner_id:
        raise Conflict("You cannot be a witness to your own work.")
    if state not in OPEN_STATES:
        raise WrongState(state, None)


def check_sheet(person_id: int, learner_id: int, watched_by: int, state: State) -> None:
    """Refuse a checklist that its typist says she watched herself, that is about her, or of a module that is decided."""
    if learner_id in (person_id, watched_by):
        raise Conflict("Nobody types in or confirms her own checklist.")
    if person_id == watched_by:
        raise Conflict("One person types it in. Another person, who watched, signs.")
    if state not in OPEN_STATES:
        raise WrongState(state, None)
