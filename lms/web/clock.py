"""Jumps of the server's clock: putting it right by years must not sign everybody out."""

import datetime as dt
import time
from dataclasses import dataclass

from flask import Flask, current_app

from lms.rules.sessions import Step

NOTICED = dt.timedelta(minutes=5)
"""A difference this large between the clock and the time that passed is a jump; a smaller one ends nobody's session."""

_SINCE_BOOT = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


@dataclass(slots=True)
class Watch:
    """What the clock and the time since the machine was started said last, and the jumps forward seen so far."""

    time: dt.datetime | None = None
    ticks: float = 0.0
    steps: tuple[Step, ...] = ()


def ticks() -> float:
    """Seconds since the machine was started, sleep included, whatever its clock says; tests set the app's ``TICKS``."""
    given = current_app.config.get("TICKS")
    return float(given()) if given else time.clock_gettime(_SINCE_BOOT)


def steps(at: dt.datetime) -> tuple[Step, ...]:
    """The jumps forward that this server has noticed up to now; a jump back makes earlier ones meaningless."""
    watch: Watch = current_app.extensions["watch"]
    passed = ticks()
    if watch.time is not None:
        by = at - watch.time - dt.timedelta(seconds=passed - watch.ticks)
        if by > NOTICED:
            watch.steps = (*watch.steps, Step(watch.time, by))
            current_app.logger.warning("the clock was put forward by %s", by)
        elif by < -NOTICED:
            watch.steps = ()
            current_app.logger.warning("the clock was put back by %s", -by)
    watch.time, watch.ticks = at, passed
    return watch.steps


def set_up(app: Flask) -> None:
    """Begin to watch the clock."""
    app.extensions["watch"] = Watch()
