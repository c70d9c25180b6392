"""What is done and what comes next: the one rule behind Continue, progress lines and asking for sign-off."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from lms.rules.enrolment import module_open
from lms.rules.signoffs import DONE_STATES, Refused, State

WAITING_STATES = frozenset({State.SUBMITTED, State.IN_REVIEW, State.AWAITING_SECOND, State.REVOKED})
"""States in which the next move is somebody else's."""


class StepKind(StrEnum):
    """What a step asks of her; ``NONE`` means nothing is left."""

    LESSON = "lesson"
    QUIZ = "quiz"
    PRACTICAL = "practical"
    ASK = "ask"
    WAIT = "wait"
    READ_RETURN = "read_return"
    NONE = "none"


WORK = (StepKind.LESSON, StepKind.QUIZ, StepKind.PRACTICAL)
"""Steps she does herself before she asks for sign-off, in their order."""


@dataclass(frozen=True, slots=True)
class ModuleOutline:
    """What a module asks for: ``requires`` are module ids, ``lessons`` (id, title) in order, ``signoff`` the policy."""

    id: str
    title: str
    requires: tuple[str, ...]
    lessons: tuple[tuple[str, str], ...]
    has_quiz: bool
    has_practical: bool
    signoff: str


@dataclass(frozen=True, slots=True)
class ModuleFacts:
    """What she has done in one attempt; ``open_try`` is (answered, asked) of a try under way, ``state`` None before."""

    read: frozenset[str] = frozenset()
    quiz_passed: bool = False
    open_try: tuple[int, int] | None = None
    practical_done: bool = False
    state: State | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do; ``title`` is the lesson's, for other kinds the module's; only a lesson has a ``lesson_id``."""

    kind: StepKind
    title: str
    lesson_id: str = ""
    done: bool = False


@dataclass(frozen=True, slots=True)
class ModuleProgress:
    """How far she is in one module: ``left`` is what to do before she asks, ``next`` is where Continue leads."""

    done: int
    total: int
    steps: tuple[Step, ...]
    next: Step
    left: tuple[Step, ...]
    complete: bool
    state: State | None

    @property
    def percent(self) -> int:
        """Whole per cent, rounded down: 100 only when nothing is left."""
        return _percent(self.done, self.total)

    def before(self, kind: StepKind) -> Step | None:
        """Give the first step that must be finished before one of this kind; lessons may be read in any order."""
        if kind not in WORK:
            return self.left[0] if self.left else None
        earlier = WORK[: WORK.index(kind)]
        return next((step for step in self.left if step.kind in earlier), None)


@dataclass(frozen=True, slots=True)
class CourseModule:
    """One module on its course's shelf; ``locked_by`` holds the titles of modules to finish first."""

    id: str
    title: str
    progress: ModuleProgress
    locked_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CourseProgress:
    """How far she is in a course; ``next_module`` is empty when nothing is left that she or her reviewers can do."""

    modules: tuple[CourseModule, ...]
    percent: int
    next_module: str
    next: Step
    complete: bool


def module_progress(outline: ModuleOutline, facts: ModuleFacts, finished: bool = False) -> ModuleProgress:
    """Say what is done and what comes next in one module; ``finished`` tells of an earlier attempt that counts."""
    finished = finished or facts.state in DONE_STATES
    work = _work(outline, facts, finished)
    left = tuple(step for step in work if not step.done)
    steps = work if outline.signoff == "none" else (*work, _signoff_step(outline, facts.state, finished))
    done = sum(step.done for step in steps)
    complete = done == len(steps)
    return ModuleProgress(
        done=done,
        total=len(steps),
        steps=steps,
        next=Step(StepKind.NONE, outline.title, done=True) if complete else _next(steps, facts),
        left=left,
        complete=complete,
        state=facts.state,
    )


def course_progress(
    outlines: Sequence[ModuleOutline],
    facts: Mapping[str, ModuleFacts],
    completed: Collection[str] = (),
    last: str = "",
) -> CourseProgress:
    """Say how far she is in a course and where Continue leads.

    ``completed`` holds ids of modules done before (of other courses too), ``last`` the module she worked in last:
    it comes first again, so that she finds herself where she stopped.
    """
    progress = {one.id: module_progress(one, facts.get(one.id, ModuleFacts()), one.id in completed) for one in outlines}
    complete = {*completed, *(id_ for id_, one in progress.items() if one.complete)}
    titles = {one.id: one.title for one in outlines}
    modules = tuple(
        CourseModule(
            one.id,
            one.title,
            progress[one.id],
            () if module_open(one.requires, complete) else _titles(one.requires, complete, titles),
        )
        for one in outlines
    )
    following = _next_module(modules, last)
    return CourseProgress(
        modules=modules,
        percent=_percent(sum(one.done for one in progress.values()), sum(one.total for one in progress.values())),
        next_module=following.id if following else "",
        next=following.progress.next if following else Step(StepKind.NONE, "", done=True),
        complete=bool(modules) and all(one.progress.complete for one in modules),
    )


def _work(outline: ModuleOutline, facts: ModuleFacts, finished: bool) -> tuple[Step, ...]:
    """List what she does herself; in a finished module all of it counts as done."""
    work = [Step(StepKind.LESSON, title, id_, finished or id_ in facts.read) for id_, title in outline.lessons]
    if outline.has_quiz:
        work.append(Step(StepKind.QUIZ, outline.title, done=finished or facts.quiz_passed))
    if outline.has_practical:
        work.append(Step(StepKind.PRACTICAL, outline.title, done=finished or facts.practical_done))
    return tuple(work)


def _signoff_step(outline: ModuleOutline, state: State | None, finished: bool) -> Step:
    """Give the last step of a module that somebody signs."""
    kind = StepKind.ASK
    if not finished and state in WAITING_STATES:
        kind = StepKind.WAIT
    elif not finished and state is State.RETURNED:
        kind = StepKind.READ_RETURN
    return Step(kind, outline.title, done=finished)


def _next(steps: Sequence[Step], facts: ModuleFacts) -> Step:
    """Choose among unfinished steps: what a reviewer said or holds, then a try under way, then the first in order."""
    undone = [step for step in steps if not step.done]
    if undone[-1].kind in (StepKind.WAIT, StepKind.READ_RETURN):
        return undone[-1]
    if facts.open_try is not None:
        return next((step for step in undone if step.kind is StepKind.QUIZ), undone[0])
    return undone[0]


def _next_module(modules: Sequence[CourseModule], last: str) -> CourseModule | None:
    """Choose where Continue leads: her last module, one she began, a new one, and only then one where she waits."""
    open_ = [one for one in modules if not one.progress.complete and not one.locked_by]
    hers = [one for one in open_ if one.progress.next.kind is not StepKind.WAIT]
    begun = [one for one in hers if one.progress.state is not None]
    again = [one for one in hers if one.id == last]
    return next(iter([*again, *begun, *hers, *open_]), None)


def _titles(requires: Sequence[str], complete: Collection[str], titles: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(titles.get(id_, id_) for id_ in requires if id_ not in complete)


def _percent(done: int, total: int) -> int:
    return 100 * done // total if total else 100


class NotReady(Refused):
    """Something is left to do before she asks for sign-off; ``left`` holds the steps, so that each becomes a link."""

    words = "Some steps are left."

    def __init__(self, left: Sequence[Step]) -> None:
        super().__init__()
        self.left = tuple(left)


def check_ready(left: Sequence[Step]) -> None:
    """Refuse to submit while steps are left (`ModuleProgress.left`)."""
    if left:
        raise NotReady(left)
