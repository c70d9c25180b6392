"""Keeping a picture or a recording in a draft."""

import datetime as dt

from lms.content.hashing import sha256
from lms.content.uploads import Given, free_path
from lms.features.drafts.actions import hold_open, put_files
from lms.features.drafts.queries import draft_files
from lms.rules.permissions import Actor


def same_file(draft_id: int, data: bytes) -> str:
    """The path in the media folder at which these very bytes lie already, or nothing."""
    hash_ = sha256(data)
    paths = (one.path for one in draft_files(draft_id) if one.sha256 == hash_ and one.path.startswith("media/"))
    return next(paths, "")


def keep_file(actor: Actor, draft_id: int, given: Given, now: dt.datetime) -> str:
    """Put a file into the draft and give its path; the same bytes sent twice lie there once.

    Where another file has taken its place since it was decoded, it gets the next free one.
    """
    hold_open(draft_id)
    if there := same_file(draft_id, given.data):
        return there
    taken = [one.path for one in draft_files(draft_id)]
    path = free_path(given.path, given.path.rpartition(".")[2], taken)
    put_files(actor, draft_id, {path: given.data}, now)
    return path
