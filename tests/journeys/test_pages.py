"""Every page that each role can reach by links: axe is content, nothing scrolls sideways, targets are large."""

from collections import Counter

import pytest

from tests.journeys.looks import problems
from tests.journeys.walk import PEOPLE, begin, walk

pytestmark = pytest.mark.browser
MOST = 60
LEAST = {"nobody": 5, "coordinator": 15, "auditor": 3, "admin": 5, "peer mentor": 4}
"""How many pages each person reaches at the least; where nothing is said, 6."""

IN_SPANISH = ("nobody", "returned", "mentor", "coordinator")
"""Whose pages are looked at in Spanish too: longer words, other line ends."""


@pytest.mark.parametrize(
    ("who", "lang"), [(who, "English") for who in PEOPLE] + [(who, "Español") for who in IN_SPANISH]
)
def test_every_page_in_reach_is_good_for_everybody(demo, shared_server, kiosk, who, lang):
    woman = kiosk(shared_server)
    seen, found = Counter(), []
    for place in walk(demo, woman, begin(woman, who, lang == "Español"), MOST):
        seen[place] += 1
        found += [f"{woman.path}: {one}" for one in problems(woman.page)]
    assert found == [], "\n".join(found)
    assert sum(seen.values()) >= LEAST.get(who, 6), seen
