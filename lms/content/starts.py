"""What a new course, module, lesson, quiz or practical starts with, and the examples that the editor puts in."""

import json
from collections.abc import Iterable, Mapping

LANGUAGES = ("en", "es")
"""The languages these texts are written in; a course in another one starts in English."""

PARTS = ("lesson", "two-lessons", "quiz", "practical")

_LESSON = {
    "en": "Say the main point in the first line.\n\n"
    "## What to do\n\n1. Write the first step.\n2. Write the second step.\n\n"
    "!!! tip\n    Say one thing that makes it easier.\n",
    "es": "Diga lo principal en la primera línea.\n\n"
    "## Qué hacer\n\n1. Escriba el primer paso.\n2. Escriba el segundo paso.\n\n"
    "!!! tip\n    Diga algo que lo haga más fácil.\n",
}
_ABOUT = {
    "course": {
        "en": "Say in two or three lines who this course is for and what it gives her.\n",
        "es": "Diga en dos o tres líneas para quién es este curso y qué le da.\n",
    },
    "module": {
        "en": "At the end you can:\n\n- do the first thing\n- do the second thing\n",
        "es": "Al final usted puede:\n\n- hacer lo primero\n- hacer lo segundo\n",
    },
}
_PRACTICAL = {
    "en": "Say in plain words what she is asked to do, and what she needs for it.\n\n"
    "## Criteria\n\n- ★ Makes the place safe first.\n- Does the first step.\n- Checks her own work.\n",
    "es": "Diga con palabras sencillas qué se le pide hacer y qué necesita.\n\n"
    "## Criterios\n\n- ★ Primero hace seguro el lugar.\n- Hace el primer paso.\n- Revisa su propio trabajo.\n",
}
_TITLES = {
    "en": ("First lesson", "Second lesson"),
    "es": ("Primera lección", "Segunda lección"),
}

QUESTIONS: Mapping[str, Mapping[str, str]] = {
    "choice": {
        "en": "? Which one is right? {#ID}\n(x) The right answer\n> Yes. Say why it is right.\n"
        "( ) Another answer\n> Not quite. Say why.\n",
        "es": "? ¿Cuál es la correcta? {#ID}\n(x) La respuesta correcta\n> Sí. Diga por qué es correcta.\n"
        "( ) Otra respuesta\n> Todavía no. Diga por qué.\n",
    },
    "multiple": {
        "en": "? Which of these fit? {#ID}\n[x] One that fits\n> Yes. Say why.\n[x] Another that fits\n> Yes. Say why.\n"
        "[ ] One that does not\n> Not quite. Say why.\n",
        "es": "? ¿Cuáles de estas sirven? {#ID}\n[x] Una que sirve\n> Sí. Diga por qué.\n"
        "[x] Otra que sirve\n> Sí. Diga por qué.\n[ ] Una que no sirve\n> Todavía no. Diga por qué.\n",
    },
    "number": {
        "en": "? She works 4 hours at $15 an hour. How many dollars is that? {#ID}\n= 60 +- 0.01\n"
        "> Hours times rate: 4 × 15 = 60.\n",
        "es": "? Trabaja 4 horas a $15 la hora. ¿Cuántos dólares son? {#ID}\n= 60 +- 0.01\n"
        "> Horas por pago: 4 × 15 = 60.\n",
    },
    "text": {
        "en": "? What is it called? {#ID}\n= the word\nor= another word for it\n> Say why.\n",
        "es": "? ¿Cómo se llama? {#ID}\n= la palabra\nor= otra palabra para lo mismo\n> Diga por qué.\n",
    },
    "order": {
        "en": "? Put these steps in order. {#ID}\n1) The first step\n2) The second step\n3) The third step\n",
        "es": "? Ponga estos pasos en orden. {#ID}\n1) El primer paso\n2) El segundo paso\n3) El tercer paso\n",
    },
    "match": {
        "en": "? Match each thing to its use. {#ID}\nA spoon :: stirs the soup\nA knife :: cuts the bread\n:: opens a door\n",
        "es": "? Una cada cosa con su uso. {#ID}\nUna cuchara :: mueve la sopa\nUn cuchillo :: corta el pan\n"
        ":: abre una puerta\n",
    },
    "reflection": {
        "en": "? What would you do first? {#ID}\n... reflection\n",
        "es": "? ¿Qué haría usted primero? {#ID}\n... reflection\n",
    },
    "written": {
        "en": "? Write two lines that ask for help. {#ID}\n... mentor\n- says what the trouble is\n- asks for one clear thing\n",
        "es": "? Escriba dos líneas para pedir ayuda. {#ID}\n... mentor\n- dice cuál es el problema\n- pide una cosa clara\n",
    },
}
"""One example of each kind of question; ``ID`` stands for an id that is free."""

TEXTS: Mapping[str, Mapping[str, str]] = {
    "heading": {"en": "## A heading\n", "es": "## Un título\n"},
    "list": {"en": "- first\n- second\n", "es": "- primero\n- segundo\n"},
    "steps": {"en": "1. First do this.\n2. Then do that.\n", "es": "1. Primero haga esto.\n2. Luego haga aquello.\n"},
    "bold": {"en": "**These words are strong.**\n", "es": "**Estas palabras van fuertes.**\n"},
    "tip": {"en": "!!! tip\n    One thing that helps.\n", "es": "!!! tip\n    Algo que ayuda.\n"},
    "warning": {"en": "!!! warning\n    What to look out for.\n", "es": "!!! warning\n    A qué poner atención.\n"},
    "table": {
        "en": "| Thing | Price |\n|---|---:|\n| Bread | $2.50 |\n| Milk | $1.20 |\n",
        "es": "| Cosa | Precio |\n|---|---:|\n| Pan | $2.50 |\n| Leche | $1.20 |\n",
    },
    "picture": {
        "en": "![Say what the picture shows](media/name.webp)\n",
        "es": "![Diga qué muestra la imagen](media/name.webp)\n",
    },
    "fact": {"en": "{{ fact:its-id }}\n", "es": "{{ fact:its-id }}\n"},
}
"""Examples of what a lesson can hold."""


def example(name: str, lang: str, taken: Iterable[str] = (), in_quiz: bool = True) -> str:
    """The example of this name in a language, ready to stand in a text; a question in a lesson stands in a fence."""
    lang = lang if lang in LANGUAGES else "en"
    if name not in QUESTIONS:
        return TEXTS[name][lang]
    text = QUESTIONS[name][lang].replace("ID", free_id(taken))
    return text if in_quiz else f"```check\n{text}```\n"


def free_id(taken: Iterable[str]) -> str:
    """An id that no question here has."""
    known = set(taken)
    return next(f"question-{n}" for n in range(1, len(known) + 2) if f"question-{n}" not in known)


def front(**values: object) -> str:
    """Front matter with these keys; a text is quoted, so that no sign in it is taken for YAML."""
    lines = [f"{key}: {_value(value)}\n" for key, value in values.items() if value not in ("", None)]
    return "---\n" + "".join(lines) + "---\n"


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    plain = isinstance(value, int) or str(value).replace("-", "").replace("_", "").isalnum()
    return str(value) if plain and not str(value).isdigit() else json.dumps(value, ensure_ascii=False)


def course(title: str, summary: str, language: str) -> str:
    """The first course.md of a course."""
    return front(title=title, summary=summary, language=language) + _ABOUT["course"][_lang(language)]


def lesson(title: str, language: str) -> str:
    """The first text of a lesson."""
    return front(title=title, minutes=5) + _LESSON[_lang(language)]


def quiz(language: str) -> str:
    """The first quiz.md of a module: one question."""
    return "---\n---\n" + example("choice", language)


def practical(language: str) -> str:
    """The first practical.md of a module."""
    return front(tier="T0", minutes=15) + _PRACTICAL[_lang(language)]


def module(folder: str, title: str, language: str, signoff: str, parts: Iterable[str]) -> dict[str, bytes]:
    """The files of a new module: its page, and of `PARTS` those that are wanted."""
    wanted = set(parts)
    files = {"module.md": front(title=title, minutes=15, signoff=signoff) + _ABOUT["module"][_lang(language)]}
    first, second = _TITLES[_lang(language)]
    if wanted & {"lesson", "two-lessons"}:
        files["1-first.md"] = lesson(first, language)
    if "two-lessons" in wanted:
        files["2-second.md"] = lesson(second, language)
    if "quiz" in wanted:
        files["quiz.md"] = quiz(language)
    if "practical" in wanted:
        files["practical.md"] = practical(language)
    return {f"{folder}/{name}": text.encode() for name, text in files.items()}


def _lang(language: str) -> str:
    return language if language in LANGUAGES else "en"
