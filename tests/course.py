"""A small course with every kind of question, published in a moment, for tests that need one."""

from functools import cache

from lms.content.compiled import CompiledCourse, compile_course
from lms.content.model import Course
from lms.content.reader import read
from lms.content.render import Renderer
from lms.features.authoring.actions import publish
from lms.models.base import db
from tests.make import NOW

COURSE = """---
title: Garden Work
summary: Grow things in a small space.
track: vocational
language: en
level: entry
hours: 2
audience: learner
enrol: open
authors: [Test]
licence: CC BY 4.0
---
What grows where.
"""
LESSON = """---
title: {title}
minutes: 10
words:
  soil: the ground that plants grow in
---
By the end you can name what **soil** is.

- Dig first.
- Then plant.

```check
? Which comes first?
( ) Plant
> Not yet. Dig first.
(x) Dig
> Yes. Digging makes room.
```

The end.
"""
QUIZ = """---
draw: 8
shuffle: false
---
? What is soil? {#soil}
(x) The ground plants grow in
> Yes. Plants grow in soil.
( ) A tool
> Not quite. A spade is a tool.
! Look at your feet.

? Which do plants need? {#need}
[x] Water
> Yes. Plants drink.
[x] Light
> Yes. Light feeds them.
[ ] Noise
> Not quite. Noise does nothing for them.

? How many legs has a bee? {#legs}
= 6
> A bee is an insect, so it has 6.

? What do we call the ground plants grow in? {#word}
= soil
> It is soil.

? Put these in order. {#order}
1) Dig
2) Plant
3) Water

? Match each tool to its use. {#tools}
Spade :: digs
Can :: waters
:: sings

? What would you grow? {#grow}
... reflection

? Say how you would start a bed. {#bed}
... mentor
- names the first step
"""
PRACTICAL = """---
tier: T0
minutes: 15
materials: paper
---
Draw a bed.

## Criteria
- Draws the bed.
- Names 3 plants.
- ★ Says where the tools go.
"""
QUIZ_TWO = """---
draw: 1
---
? True or false: rain is water. {#rain}
(x) True
> Yes. Rain is water.
( ) False
> Not quite. Rain is water.
"""

TREE = {
    "course.md": COURSE,
    "1-soil/module.md": "---\ntitle: Soil\nminutes: 30\nsignoff: practical\nrecall: 0\n---\nYou can dig.\n",
    "1-soil/1-dig.md": LESSON.format(title="Dig"),
    "1-soil/2-plant.md": LESSON.format(title="Plant"),
    "1-soil/quiz.md": QUIZ,
    "1-soil/practical.md": PRACTICAL,
    "2-water/module.md": "---\ntitle: Water\nminutes: 10\nsignoff: none\nrecall: 2\nrequires: [soil]\n---\nYou can water.\n",
    "2-water/1-rain.md": LESSON.format(title="Rain"),
    "2-water/quiz.md": QUIZ_TWO,
}


@cache
def compiled() -> tuple[Course, CompiledCourse]:
    """The small course, read and compiled once a run; its id is ``garden``."""
    course, problems = read({path: text.encode() for path, text in TREE.items()}, folder="garden")
    assert course is not None, [str(one) for one in problems]
    with Renderer() as renderer:
        return course, compile_course(course, renderer)


def publish_garden() -> str:
    """Publish the small course and give its id."""
    course, made = compiled()
    publish(course, made, {}, None, NOW)
    db.session.commit()
    return course.id
