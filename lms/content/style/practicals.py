"""Practicals: criteria that can be watched, and what she and her mentor plan by."""

import re

from lms.content.style.page import Page
from lms.content.style.tongue import Tongue

CRITERIA = (4, 8)
LONGEST_MINUTES = 45

_STAR = re.compile(r"^[ \t]*(?:[-*+]|[0-9]{1,2}\.) +★", re.MULTILINE)
_TWO = re.compile(r";|\band then\b|\by luego\b|\by después\b", re.IGNORECASE)


def look(page: Page, tongue: Tongue) -> None:
    """Hold a practical against the rules; a translation takes its settings from the course."""
    if page.kind != "practical":
        return
    criteria = [one for one in page.passages if one.kind == "criterion"]
    least, most = CRITERIA
    if not least <= len(criteria) <= most:
        page.add("criteria-count", f"There are {len(criteria)} criteria; {least} to {most} are right.")
    for one in criteria:
        if found := tongue.not_watched.match(one.text.lstrip("★ ")):
            start = len(one.text) - len(one.text.lstrip("★ "))
            words = f"Nobody can watch what she “{found[0].lower()}”. Say what she does or says."
            page.add("criterion-watch", words, one, start, start + found.end())
        if found := _TWO.search(one.text):
            page.add("criterion-two", f"“{found[0]}” joins two things. Make two criteria.", one, *found.span())
    if page.is_translation:
        return
    lacking = [key for key in ("tier", "minutes", "materials") if key not in page.front.lines]
    if lacking:
        page.add("practical-front", f"Write {' and '.join(f'{key}:' for key in lacking)} between the --- lines.")
    if page.front.values["minutes"] > LONGEST_MINUTES:
        minutes = page.front.values["minutes"]
        page.add("practical-time", f"{minutes} minutes are too long; {LONGEST_MINUTES} are the most.")
    if page.front.values["tier"] in ("T2", "T3") and not _STAR.search(page.text):
        page.add("criterion-star", "With tools of this tier, mark what keeps her safe with ★.")
