"""One question made from quiz text for a test: read without a slip, and compiled in the plainest way."""

from lms.questions import compile_question, read_quiz
from lms.questions.base import Data

Form = dict[str, list[str]]


def ask(*lines: str) -> Data:
    """Read the one question that starts with these lines; the test fails where it has a slip."""
    questions, slips = read_quiz("\n".join(lines))
    assert slips == []
    (question,) = questions
    return question


def compiled(question: Data) -> Data:
    """Compile a question so that a test can tell a text from its source."""
    return compile_question(question, lambda md, block: {"html": f"<{'p' if block else 'b'}>{md}", "plain": f"~{md}"})


def rules(*lines: str) -> list[tuple[int, str]]:
    """Give line and rule of every slip in a quiz text."""
    return [(slip.line, slip.rule) for slip in read_quiz("\n".join(lines))[1]]


def same(parts: object) -> list[object]:
    """Leave parts in their order, in place of a shuffle."""
    return list(parts)  # type: ignore[call-overload]
