"""Keeping a question file that somebody brought, and putting the quiz made of it into a draft."""

import datetime as dt
import re

from lms.content.formats import FORMATS, Imported
from lms.features.audit.actions import note
from lms.features.authoring import blobs
from lms.features.drafts.actions import open_draft, put_files
from lms.features.drafts.queries import draft_tree
from lms.features.formats.queries import BROUGHT
from lms.rules.permissions import Actor


class QuizThere(Exception):
    """The module has a quiz in the draft already; it is never written over."""


def bring(actor: Actor, data: bytes, form: str, now: dt.datetime) -> str:
    """Keep the bytes of a file and give their hash, under which its outcomes are shown."""
    sha256 = blobs.keep({"questions.txt": data})["questions.txt"]
    note(actor, BROUGHT, "question-file", sha256, now, format=FORMATS[form], size=len(data))
    return sha256


def put_into_draft(actor: Actor, course_id: str, folder: str, made: Imported, now: dt.datetime) -> None:
    """Put the quiz and its pictures into the draft of a course, opened if need be. Raises `QuizThere`.

    A picture whose name is taken by another one gets a number, and the quiz text follows it.
    """
    draft_id = open_draft(actor, course_id, now)
    tree = draft_tree(draft_id)
    path = f"{folder}/quiz.md"
    if path in tree:
        raise QuizThere
    text, files = made.text, {}
    for name, data in made.media.items():
        free, at = name, 1
        while tree.get(free, data) != data:
            at += 1
            free = re.sub(r"(\.[a-z]+)\Z", rf"-{at}\1", name)
        files[free] = data
        text = text.replace(f"]({name})", f"]({free})")
    put_files(actor, draft_id, {path: f"---\n---\n{text}".encode(), **files}, now)
    note(actor, "questions-put", "draft", draft_id, now, path=path)
