"""A course ready for the database: safe HTML, compiled questions and criteria, in every language it has."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lms.content.document import Document, Kind, Picture, Rendered
from lms.content.hashing import course_hash, sha256
from lms.content.media import size_of
from lms.content.model import Course, Lesson, Module, Practical, Problem, Quiz
from lms.content.references import pictures
from lms.content.render import Job, Renderer
from lms.content.source import line_finder, read_text
from lms.content.translations import aligned
from lms.questions import compile_question
from lms.questions.base import Data


@dataclass(frozen=True, slots=True)
class CompiledLesson:
    """A lesson in one language. ``html`` is for `split_body`; check N in it is ``checks[N]``.

    ``audio`` is the address of its recording.
    """

    id: str
    lang: str
    title: str
    minutes: int
    html: str
    plain: str
    content_note: str
    swap: str
    words: Mapping[str, str]
    checks: tuple[Data, ...]
    audio: str = ""


@dataclass(frozen=True, slots=True)
class CompiledQuestion:
    """A question of the bank in one language; its parts have the same ids in every language."""

    id: str
    lang: str
    data: Data


@dataclass(frozen=True, slots=True)
class QuizSettings:
    """How the questions of a module are asked; ``draw`` 0 means all."""

    draw: int
    shuffle: bool
    feedback: str
    star: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CompiledPractical:
    """A practical in one language; ``task_html`` is for `split_body`, ``criteria`` are ``{"id", "text", "star"}``."""

    lang: str
    task_html: str
    tier: str
    minutes: int
    materials: str
    criteria: tuple[Data, ...]


@dataclass(frozen=True, slots=True)
class CompiledModule:
    """A module with everything it shows; ``texts`` holds title and about_html by language."""

    id: str
    number: int
    hash: str
    title: str
    minutes: int
    signoff: str
    credit: bool
    pass_mark: int
    recall: int
    requires: tuple[str, ...]
    files: tuple[str, ...]
    texts: Mapping[str, Data]
    lessons: tuple[CompiledLesson, ...]
    questions: tuple[CompiledQuestion, ...]
    quiz: QuizSettings | None
    practical: Mapping[str, CompiledPractical]


@dataclass(frozen=True, slots=True)
class CompiledCourse:
    """A course with everything it shows; ``texts`` holds title, summary, about_html and content_note by language.

    Only where ``problems`` is empty may it be published: each names a text that could not be shown.
    """

    id: str
    hash: str
    title: str
    track: str
    language: str
    level: str
    hours: float
    audience: str
    requires: tuple[str, ...]
    enrol: str
    authors: tuple[str, ...]
    licence: str
    facts: tuple[str, ...]
    texts: Mapping[str, Data]
    modules: tuple[CompiledModule, ...]
    taken: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


def compile_course(course: Course, renderer: Renderer, media_url: Mapping[str, str] | None = None) -> CompiledCourse:
    """Render every text of a course once; ``media_url`` gives files, by path, another address than their hash."""
    bench = Bench(course, renderer, media_url or {})
    tongues = {course.language: course, **(course.translations or {})}
    texts_by_lang = {lang: bench.course_texts(lang, one) for lang, one in tongues.items()}
    modules = tuple(_module(bench, module, tongues) for module in course.modules)
    return CompiledCourse(
        course.id,
        course_hash(course),
        course.title,
        course.track,
        course.language,
        course.level,
        course.hours,
        course.audience,
        course.requires,
        course.enrol,
        course.authors,
        course.licence,
        course.facts,
        texts_by_lang,
        modules,
        tuple(bench.taken),
        tuple(bench.problems),
    )


def _module(bench: "Bench", module: Module, tongues: Mapping[str, Course]) -> CompiledModule:
    """Compile one module in all languages; what a translation lacks is simply not there in that language."""
    by_lang = {lang: one for lang, course in tongues.items() for one in course.modules if one.id == module.id}
    originals = {question["id"]: question for question in module.quiz.questions} if module.quiz else {}
    lessons = [bench.lesson(lang, one.id, lesson) for lang, one in by_lang.items() for lesson in one.lessons]
    banks = [bench.questions(lang, one.quiz, originals) for lang, one in by_lang.items() if one.quiz]
    quiz = module.quiz
    return CompiledModule(
        module.id,
        module.number,
        module.hash,
        module.title,
        module.minutes,
        module.signoff,
        module.credit,
        module.pass_mark,
        module.recall,
        module.requires,
        module.files,
        {lang: bench.module_texts(lang, one) for lang, one in by_lang.items()},
        tuple(lessons),
        tuple(question for bank in banks for question in bank),
        QuizSettings(quiz.draw, quiz.shuffle, quiz.feedback, quiz.star) if quiz else None,
        {lang: bench.practical(lang, one.id, one.practical) for lang, one in by_lang.items() if one.practical},
    )


class Bench:
    """Where the texts of one course are rendered: its pictures, the notes and the problems that come up."""

    def __init__(self, course: Course, renderer: Renderer, media_url: Mapping[str, str]) -> None:
        self.files = course.files or {}
        self.renderer = renderer
        self.media_url = media_url
        self.taken: dict[str, None] = {}
        self.problems: dict[Problem, None] = {}
        self._made: dict[tuple[str, str, str], Rendered] = {}

    def render(self, text: str, kind: Kind, lang: str, path: str, line: int, prefix: str = "text") -> Rendered:
        """Render one text; the same line or block of a question is rendered once."""
        known = (text, kind, lang)
        if kind != "page" and known in self._made:
            return self._made[known]
        done = self.renderer.render(Job(Document(text, kind, lang, prefix, self._media(text)), path, line))
        if done.problem:
            self.problems[done.problem] = None
        self.taken |= dict.fromkeys(f"{path}: {name}" for name in done.rendered.taken)
        self._made[known] = done.rendered
        return done.rendered

    def _media(self, text: str) -> dict[str, Picture]:
        """Give the pictures one text shows, with their addresses and sizes."""
        shown: dict[str, Picture] = {}
        for picture in pictures(text):
            data = self.files.get(picture.target, b"")
            if size := size_of(data):
                shown[picture.target] = Picture(self._address(picture.target), *size)
        return shown

    def _address(self, path: str) -> str:
        """Give the address of a file of the course: by its hash, or as whoever compiles says."""
        return self.media_url.get(path) or f"/media/{sha256(self.files[path])}"

    def course_texts(self, lang: str, course: Course) -> Data:
        """Render what a course says of itself."""
        about = self.render(course.about, "page", lang, "course.md", course.about_line, "about").html
        note = course.content_note
        return {"title": course.title, "summary": course.summary, "about_html": about, "content_note": note}

    def module_texts(self, lang: str, module: Module) -> Data:
        """Render what a module says of itself."""
        path = f"{module.path}/module.md"
        about = self.render(module.about, "page", lang, path, module.about_line, f"about-{module.id}").html
        return {"title": module.title, "about_html": about}

    def lesson(self, lang: str, module_id: str, lesson: Lesson) -> CompiledLesson:
        """Render a lesson and the questions asked inside it."""
        made = self.render(lesson.body, "page", lang, lesson.path, lesson.body_line, f"{module_id}-{lesson.id}")
        return CompiledLesson(
            lesson.id,
            lang,
            lesson.title,
            lesson.minutes,
            made.html,
            made.plain,
            lesson.content_note,
            lesson.swap,
            dict(lesson.words or {}),
            tuple(self.question(lang, question, lesson.path, lesson.body_line) for question in lesson.checks),
            self._address(lesson.audio) if lesson.audio in self.files else "",
        )

    def question(self, lang: str, question: Data, path: str, line: int) -> Data:
        """Render every text of a question; one that could not be read stays empty."""

        def rendered(md: str, block: bool) -> Data:
            made = self.render(md, "block" if block else "inline", lang, path, line)
            return {"html": made.html, "plain": made.plain}

        return compile_question(question, rendered)

    def questions(self, lang: str, quiz: Quiz, originals: Mapping[str, Data]) -> Iterator[CompiledQuestion]:
        """Render the questions of a bank, with the part ids of the originals; a draft may lack one of those."""
        text, _ = read_text(quiz.path, self.files.get(quiz.path, b""))
        at = line_finder(text)
        for question in quiz.questions:
            name = question["id"]
            line = at(text.find(f"{{#{name}}}"))
            same = aligned(question, originals[name]) if name in originals else question
            made = self.question(lang, same, quiz.path, line)
            yield CompiledQuestion(name, lang, made)

    def practical(self, lang: str, module_id: str, practical: Practical) -> CompiledPractical:
        """Render the task; criteria are plain words."""
        task = self.render(practical.task, "page", lang, practical.path, practical.task_line, f"task-{module_id}")
        criteria = tuple(
            {
                "id": one.id,
                "text": self.render(one.text, "inline", lang, practical.path, practical.task_line).plain,
                "star": one.star,
            }
            for one in practical.criteria
        )
        return CompiledPractical(lang, task.html, practical.tier, practical.minutes, practical.materials, criteria)
