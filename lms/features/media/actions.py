"""Keeping a picture or a recording in a draft."""

import datetime as dt

from lms.content.hashing import sha256
from lms.content.uploads import Given
from lms.features.drafts.actions import put_files
from lms.features.drafts.queries import draft_files
from lms.rules.permissions import Actor


def same_file(draft_id: int, data: bytes) -> str:
    """The path in the media folder at which these very bytes lie already, or nothing."""
    hash_ = sha256(data)
    paths = (one.path for one in draft_files(draft_id) if one.sha256 == hash_ and one.path.startswith("media/"))
    return next(paths, "")


def keep_file(actor: Actor, draft_id: int, given: Given, now: dt.datetime) -> str:
    """Put a file into the draft and give its path; the same bytes sent twice lie there once."""
    if there := same_file(draft_id, given.data):
        return there
    put_files(actor, draft_id, {given.path: given.data}, now)
    return given.path
