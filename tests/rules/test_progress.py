"""What is done, what is left and what comes next, in a module and in a course."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.rules.progress import ModuleFacts, ModuleOutline, Step, StepKind, course_progress, module_progress
from lms.rules.signoffs import State

PAY = ModuleOutline(
    id="pay",
    title="Pay",
    requires=(),
    lessons=(("gross", "Gross to net"), ("forms", "Forms")),
    has_quiz=True,
    has_practical=True,
    signoff="mentor",
)
ALL_READ = frozenset({"gross", "forms"})
READY = ModuleFacts(read=ALL_READ, quiz_passed=True, practical_done=True, state=State.IN_PROGRESS)
HOUSE = dataclasses.replace(PAY, id="house", title="Welcome", has_practical=False, signoff="none")


def kinds(steps):
    return [str(step.kind) for step in steps]


@pytest.mark.parametrize(
    ("facts", "following", "lesson", "done", "left"),
    [
        (ModuleFacts(), "lesson", "gross", 0, ["lesson", "lesson", "quiz", "practical"]),
        (ModuleFacts(state=State.IN_PROGRESS), "lesson", "gross", 0, ["lesson", "lesson", "quiz", "practical"]),
        (
            ModuleFacts(read=frozenset({"gross"}), state=State.IN_PROGRESS),
            "lesson",
            "forms",
            1,
            ["lesson", "quiz", "practical"],
        ),
        (
            ModuleFacts(read=frozenset({"forms"}), state=State.IN_PROGRESS),
            "lesson",
            "gross",
            1,
            ["lesson", "quiz", "practical"],
        ),
        (ModuleFacts(read=ALL_READ | {"gone"}, state=State.IN_PROGRESS), "quiz", "", 2, ["quiz", "practical"]),
        (ModuleFacts(read=ALL_READ, open_try=(2, 8), state=State.IN_PROGRESS), "quiz", "", 2, ["quiz", "practical"]),
        (ModuleFacts(read=ALL_READ, quiz_passed=True, state=State.IN_PROGRESS), "practical", "", 3, ["practical"]),
        (READY, "ask", "", 4, []),
        (dataclasses.replace(READY, open_try=(1, 8)), "ask", "", 4, []),
        (dataclasses.replace(READY, state=State.SUBMITTED), "wait", "", 4, []),
        (dataclasses.replace(READY, state=State.IN_REVIEW), "wait", "", 4, []),
        (dataclasses.replace(READY, state=State.AWAITING_SECOND), "wait", "", 4, []),
        (dataclasses.replace(READY, state=State.REVOKED), "wait", "", 4, []),
        (dataclasses.replace(READY, state=State.RETURNED), "read_return", "", 4, []),
        (dataclasses.replace(READY, state=State.RETURNED, quiz_passed=False), "read_return", "", 3, ["quiz"]),
        (dataclasses.replace(READY, state=State.APPROVED), "none", "", 5, []),
        (ModuleFacts(state=State.APPROVED), "none", "", 5, []),
    ],
)
def test_a_signed_module_step_by_step(facts, following, lesson, done, left):
    progress = module_progress(PAY, facts)
    assert (progress.next.kind, progress.next.lesson_id) == (following, lesson)
    assert (progress.done, progress.total, progress.state) == (done, 5, facts.state)
    assert kinds(progress.left) == left
    assert progress.complete is (done == 5)
    assert progress.percent == done * 20


@pytest.mark.parametrize(
    ("facts", "following", "done"),
    [
        (ModuleFacts(), "lesson", 0),
        (ModuleFacts(read=ALL_READ, state=State.IN_PROGRESS), "quiz", 2),
        (ModuleFacts(quiz_passed=True, state=State.IN_PROGRESS), "lesson", 1),
        (ModuleFacts(read=ALL_READ, quiz_passed=True, state=State.IN_PROGRESS), "none", 3),
        (ModuleFacts(read=ALL_READ, quiz_passed=True, state=State.COMPLETED), "none", 3),
        (ModuleFacts(state=State.COMPLETED), "none", 3),
    ],
)
def test_the_house_module_completes_by_itself(facts, following, done):
    progress = module_progress(HOUSE, facts)
    assert progress.next.kind == following
    assert (progress.done, progress.total, progress.complete) == (done, 3, following == "none")
    assert "ask" not in kinds(progress.steps)


def test_a_try_under_way_comes_before_a_lesson_that_was_added_meanwhile():
    facts = ModuleFacts(read=frozenset({"gross"}), open_try=(3, 8), state=State.IN_PROGRESS)
    assert module_progress(PAY, facts).next == Step(StepKind.QUIZ, "Pay")
    passed = dataclasses.replace(facts, quiz_passed=True)
    assert module_progress(PAY, passed).next == Step(StepKind.LESSON, "Forms", "forms")


def test_steps_stand_in_their_order_with_titles():
    progress = module_progress(PAY, ModuleFacts(read=frozenset({"forms"}), state=State.IN_PROGRESS))
    assert progress.steps == (
        Step(StepKind.LESSON, "Gross to net", "gross"),
        Step(StepKind.LESSON, "Forms", "forms", done=True),
        Step(StepKind.QUIZ, "Pay"),
        Step(StepKind.PRACTICAL, "Pay"),
        Step(StepKind.ASK, "Pay"),
    )


@pytest.mark.parametrize(
    ("state", "kind", "done"),
    [
        (State.IN_PROGRESS, "ask", False),
        (State.SUBMITTED, "wait", False),
        (State.RETURNED, "read_return", False),
        (State.APPROVED, "ask", True),
    ],
)
def test_the_last_step_shows_where_the_signoff_stands(state, kind, done):
    last = module_progress(PAY, dataclasses.replace(READY, state=state)).steps[-1]
    assert (last.kind, last.done) == (kind, done)


def test_an_earlier_attempt_that_counts_finishes_the_module():
    progress = module_progress(PAY, ModuleFacts(state=State.IN_PROGRESS), finished=True)
    assert (progress.percent, progress.complete, progress.left, progress.next.kind) == (100, True, (), "none")
    assert progress.state is State.IN_PROGRESS
    assert progress.next == Step(StepKind.NONE, "Pay", done=True)


@pytest.mark.parametrize(
    ("facts", "kind", "first"),
    [
        (ModuleFacts(), StepKind.LESSON, None),
        (ModuleFacts(), StepKind.QUIZ, "gross"),
        (ModuleFacts(read=frozenset({"gross"})), StepKind.QUIZ, "forms"),
        (ModuleFacts(read=ALL_READ), StepKind.QUIZ, None),
        (ModuleFacts(quiz_passed=True), StepKind.PRACTICAL, "gross"),
        (ModuleFacts(read=ALL_READ), StepKind.PRACTICAL, "quiz"),
        (ModuleFacts(read=ALL_READ, quiz_passed=True), StepKind.PRACTICAL, None),
        (ModuleFacts(read=ALL_READ, quiz_passed=True), StepKind.ASK, "practical"),
        (READY, StepKind.ASK, None),
    ],
)
def test_a_step_out_of_turn_leads_to_the_first_one_missing(facts, kind, first):
    before = module_progress(PAY, facts).before(kind)
    assert (before and (before.lesson_id or before.kind)) == first


def test_a_module_of_lessons_only_has_no_other_steps():
    bare = dataclasses.replace(HOUSE, has_quiz=False, lessons=(("one", "One"),))
    assert kinds(module_progress(bare, ModuleFacts()).steps) == ["lesson"]
    assert module_progress(bare, ModuleFacts(read=frozenset({"one"}))).complete
    assert module_progress(dataclasses.replace(bare, lessons=()), ModuleFacts()).percent == 100


CREDIT = dataclasses.replace(PAY, id="credit", title="Credit", requires=("pay",))
TAXES = dataclasses.replace(PAY, id="taxes", title="Taxes", requires=("pay", "credit", "elsewhere"))
BANK = dataclasses.replace(PAY, id="bank", title="Bank")
COURSE = [PAY, CREDIT, TAXES, BANK]
BEGUN = ModuleFacts(read=frozenset({"gross"}), state=State.IN_PROGRESS)
WAITING = dataclasses.replace(READY, state=State.SUBMITTED)
APPROVED = dataclasses.replace(READY, state=State.APPROVED)
RETURNED = dataclasses.replace(READY, state=State.RETURNED)


@pytest.mark.parametrize(
    ("facts", "completed", "last", "module", "kind"),
    [
        ({}, (), "", "pay", "lesson"),
        ({"pay": BEGUN}, (), "", "pay", "lesson"),
        ({"bank": BEGUN}, (), "", "bank", "lesson"),
        ({"pay": BEGUN, "bank": BEGUN}, (), "", "pay", "lesson"),
        ({"pay": BEGUN, "bank": BEGUN}, (), "bank", "bank", "lesson"),
        ({"pay": BEGUN}, (), "bank", "bank", "lesson"),
        ({"pay": BEGUN}, (), "taxes", "pay", "lesson"),
        ({"pay": WAITING}, (), "pay", "bank", "lesson"),
        ({"pay": RETURNED, "bank": BEGUN}, (), "", "pay", "read_return"),
        ({"pay": APPROVED}, (), "pay", "credit", "lesson"),
        ({}, ("pay",), "", "credit", "lesson"),
        ({"pay": WAITING, "bank": WAITING}, (), "", "pay", "wait"),
        ({"pay": APPROVED, "credit": APPROVED, "bank": APPROVED}, ("elsewhere",), "", "taxes", "lesson"),
        ({"pay": APPROVED, "credit": APPROVED, "bank": APPROVED}, (), "", "", "none"),
        ({one.id: APPROVED for one in COURSE}, (), "", "", "none"),
    ],
)
def test_continue_leads_to_the_right_module(facts, completed, last, module, kind):
    course = course_progress(COURSE, facts, completed, last)
    assert (course.next_module, course.next.kind) == (module, kind)


def test_a_locked_module_names_what_to_finish_first():
    course = course_progress(COURSE, {"pay": APPROVED})
    assert [(one.id, one.title, one.locked_by) for one in course.modules] == [
        ("pay", "Pay", ()),
        ("credit", "Credit", ()),
        ("taxes", "Taxes", ("Credit", "elsewhere")),
        ("bank", "Bank", ()),
    ]


def test_a_begun_module_that_became_locked_waits():
    assert course_progress(COURSE, {"credit": BEGUN}, last="credit").next_module == "pay"


def test_a_course_adds_up_its_modules():
    course = course_progress([PAY, BANK], {"pay": APPROVED, "bank": BEGUN})
    assert (course.percent, course.complete) == (60, False)
    course = course_progress([PAY, BANK], {"pay": APPROVED}, completed={"bank"})
    assert (course.percent, course.complete, course.next.kind) == (100, True, "none")


def test_an_empty_course_is_never_complete():
    course = course_progress([], {})
    assert (course.complete, course.next_module, course.modules) == (False, "", ())
    assert course.next == Step(StepKind.NONE, "", done=True)


LESSONS = ("a", "b", "c")
outlines = st.builds(
    ModuleOutline,
    id=st.just("m"),
    title=st.just("M"),
    requires=st.just(()),
    lessons=st.lists(st.sampled_from(LESSONS), unique=True).map(lambda ids: tuple((id_, id_.upper()) for id_ in ids)),
    has_quiz=st.booleans(),
    has_practical=st.booleans(),
    signoff=st.sampled_from(["none", "mentor", "instructor", "practical", "dual"]),
)
facts_of_one = st.builds(
    ModuleFacts,
    read=st.frozensets(st.sampled_from(LESSONS)),
    quiz_passed=st.booleans(),
    open_try=st.none() | st.just((1, 4)),
    practical_done=st.booleans(),
    state=st.none() | st.sampled_from(State),
)
ORDER = (
    None,
    State.IN_PROGRESS,
    State.RETURNED,
    State.SUBMITTED,
    State.IN_REVIEW,
    State.AWAITING_SECOND,
    State.APPROVED,
)


def more(data, facts):
    """Do one or several further things, or take the sign-off further."""
    later = [state for state in ORDER if facts.state in ORDER and ORDER.index(state) >= ORDER.index(facts.state)]
    return ModuleFacts(
        read=facts.read | data.draw(st.frozensets(st.sampled_from(LESSONS))),
        quiz_passed=facts.quiz_passed or data.draw(st.booleans()),
        open_try=data.draw(st.none() | st.just((1, 4))),
        practical_done=facts.practical_done or data.draw(st.booleans()),
        state=data.draw(st.sampled_from(later)) if later else facts.state,
    )


@given(st.lists(st.tuples(outlines, facts_of_one), min_size=1, max_size=4), st.data())
def test_doing_more_never_lowers_the_percentage(modules, data):
    course = [dataclasses.replace(outline, id=f"m{place}") for place, (outline, _facts) in enumerate(modules)]
    before = {f"m{place}": facts for place, (_outline, facts) in enumerate(modules)}
    after = {id_: more(data, facts) for id_, facts in before.items()}
    completed = data.draw(st.sets(st.sampled_from(sorted(before))))
    first, second, third = (
        course_progress(course, before),
        course_progress(course, after),
        course_progress(course, after, completed),
    )
    assert 0 <= first.percent <= second.percent <= third.percent <= 100
    for one, two in zip(first.modules, second.modules, strict=True):
        assert one.progress.done <= two.progress.done <= two.progress.total == one.progress.total
        assert one.progress.complete <= two.progress.complete


@given(outlines, facts_of_one, st.booleans())
def test_complete_means_that_nothing_is_left(outline, facts, finished):
    progress = module_progress(outline, facts, finished)
    undone = [step for step in progress.steps if not step.done]
    assert progress.complete is (not undone)
    assert progress.complete is (progress.done == progress.total)
    assert progress.complete is (progress.next.kind is StepKind.NONE)
    assert progress.complete is (progress.percent == 100)
    assert progress.left == tuple(step for step in undone if step.kind in ("lesson", "quiz", "practical"))
    assert progress.complete or progress.next in undone
    if outline.signoff != "none":
        assert progress.complete is (finished or facts.state in (State.APPROVED, State.COMPLETED))


@given(st.lists(st.tuples(outlines, facts_of_one), min_size=1, max_size=4))
def test_a_course_is_complete_when_all_of_it_is(modules):
    course = [dataclasses.replace(outline, id=f"m{place}") for place, (outline, _facts) in enumerate(modules)]
    progress = course_progress(course, {f"m{place}": facts for place, (_outline, facts) in enumerate(modules)})
    assert progress.complete is all(one.progress.complete for one in progress.modules)
    assert progress.complete is (progress.percent == 100)
    assert progress.complete is (progress.next_module == "")
