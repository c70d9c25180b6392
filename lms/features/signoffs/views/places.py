"""Where a page of a list starts, in its address: microseconds and the attempt."""

import datetime as dt

from flask import request

from lms.features.signoffs.matters import Place

EPOCH = dt.datetime.fromtimestamp(0, dt.UTC)


def place_in(argument: str = "after") -> Place | None:
    """Where this page starts, as the link to it says; from the top where it says nothing that can be read."""
    at, _sign, attempt_id = request.args.get(argument, "").partition("-")
    if not (at.isdecimal() and attempt_id.isdecimal() and len(at) < 18 and len(attempt_id) < 10):
        return None
    return Place(EPOCH + dt.timedelta(microseconds=int(at)), int(attempt_id))


def written(place: Place) -> str:
    """The same as it stands in a link."""
    return f"{(place.at - EPOCH) // dt.timedelta(microseconds=1)}-{place.attempt_id}"
