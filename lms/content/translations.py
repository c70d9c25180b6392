"""Questions in two languages: whether they ask the same, and one set of ids for both."""

from typing import Any

from lms.questions.base import Data

_LISTS = ("options", "items", "pairs", "rights")


def key_of(question: Data) -> Any:
    """Give what is right about a question apart from its words; it is the same in every language."""
    if "options" in question:
        return [option["right"] for option in question["options"]]
    if "pairs" in question:
        places = [right["id"] for right in question["rights"]]
        return [[places.index(pair["right"]) for pair in question["pairs"]], len(places)]
    if "items" in question:
        return len(question["items"])
    return [[form["value"], form["tolerance"]] for form in question["forms"]] if question["kind"] == "number" else None


def aligned(question: Data, original: Data) -> Data:
    """Give a translated question the part ids of the original, so that an answer means the same in every language."""
    if question["kind"] != original["kind"] or key_of(question) != key_of(original):
        return question
    parts = {
        name: [
            {**part, **{key: old[key] for key in ("id", "right") if key in old}}
            for part, old in zip(question[name], original[name], strict=True)
        ]
        for name in _LISTS
        if name in question
    }
    return {**question, **parts}
