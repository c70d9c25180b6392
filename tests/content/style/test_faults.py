"""Each rule of style bites on a planted fault, marks the very words, and leaves plain words alone."""

import pytest

from lms.content.check import check
from lms.content.model import Problem
from lms.content.style.review import look, review
from lms.content.style.rules import RULES
from tests.content.style.plain import FACTS, plain

# ruff: noqa: E501 - each fault of the table stands on one line

EN, EN_QUIZ, EN_TASK = "1-bread/1-dough.md", "1-bread/quiz.md", "1-bread/practical.md"
ES, ES_QUIZ, ES_TASK = "es/1-bread/1-dough.md", "es/1-bread/quiz.md", "es/1-bread/practical.md"

JOAN, ROSA = "Joan works in the kitchen.", "Rosa trabaja en la cocina."
ANY = "some words"
LONG = "You mix the flour and the water in the bowl with your hands and a spoon until the lump is soft and does not stick now."
LONG_ES = "Usted mezcla la harina y el agua en la olla con las manos y una cuchara hasta que la bola queda suave y no se pega ya."
HARD = "Consideration of organisational responsibilities necessitates comprehensive documentation. " * 12
HARD_ES = "La administración institucional necesita documentación extraordinariamente pormenorizada. " * 40
MORE = "Joan mixes and rests and bakes the bread for the table and the shelf. " * 6
MORE_ES = "Rosa mezcla y espera y saca el pan para la mesa y la casa. " * 6

PLANTED = [
    ("sentence-long", EN, JOAN, LONG, "does not stick now."),
    ("sentence-long", ES, ROSA, LONG_ES, "no se pega ya."),
    ("sentence-long", EN_QUIZ, "Yes. A hollow sound says that it is baked.", LONG, "does not stick now."),
    ("sentence-mean", EN, JOAN, (LONG[:-5] + ".\n\n") * 30, ""),
    ("paragraph-long", EN, JOAN, f"{JOAN} You see it.", "Her lump is soft and does not stick."),
    ("paragraph-long", ES, ROSA, f"{ROSA} Usted lo ve.", "Su bola queda suave y no se pega."),
    ("lesson-length", EN, JOAN, f"{JOAN}\n\n{MORE * 6}", ""),
    ("lesson-length", ES, ROSA, f"{ROSA}\n\n{MORE_ES * 6}", ""),
    ("key-points", EN, "- Bake it until", "- You wait.\n- You look.\n- You smell it.\n- Bake it until", "Bake it until it sounds hollow."),
    ("key-points", ES, "- Deje el pan", "- Espere.\n- Mire.\n- Huela.\n- Deje el pan", "Deje el pan en el horno hasta que suene a hueco."),
    ("table-wide", EN, "|---|---|", "|---|---|---|---|---|", None),
    ("third-person", EN, JOAN, f"{JOAN} The learner mixes.", "The learner"),
    ("third-person", EN, JOAN, "Students must mix it.", "Students must"),
    ("third-person", ES, ROSA, "La alumna mezcla.", "La alumna"),
    ("we", EN, JOAN, "Our oven is hot.", "Our"),
    ("we", ES, ROSA, "Nosotras vemos el horno.", "Nosotras"),
    ("informal", ES, ROSA, "Tú ves el horno.", "Tú"),
    ("passive", EN, JOAN, "The bowl is washed. It is filled. Salt was added. It is kept cold. It is covered.", "is washed"),
    ("passive", ES, ROSA, "La olla es lavada. Fue puesta. Son cortados. Es abierta. Es vista. Fue rota.", "es lavada"),
    ("term-bold", EN, JOAN, "You see the **dough** now.", "**dough**"),
    ("term-bold", EN, "**proof** it next", "proof it next", None),
    ("term-undefined", EN, JOAN, "You see the **crust** now.", "**crust**"),
    ("term-undefined", ES, ROSA, "Vea la **corteza** ahora.", "**corteza**"),
    ("term-long", EN, "to a soft lump\n", "to a soft lump that you press and fold and turn and press until it holds\n", None),
    ("terms-many", EN, "words:\n", "words:\n" + "".join(f"  t{n}x: a thing\n" for n in "abcdef"), ""),
    ("acronym", EN, JOAN, "You ask HACCP now.", "HACCP"),
    ("acronym", ES, ROSA, "Pida el RSVP ya.", "RSVP"),
    ("number-word", EN, JOAN, "You need three bowls.", "three"),
    ("number-word", ES, ROSA, "Usted usa tres ollas.", "tres"),
    ("date-form", EN, JOAN, "You bake on May 5, 2026 here.", "May 5, 2026"),
    ("date-form", EN, JOAN, "You bake on 5/6/2026 here.", "5/6/2026"),
    ("date-form", ES, ROSA, "Es el 5/6/2026 aquí.", "5/6/2026"),
    ("one-system", EN, JOAN, "You cut 3 inches off.", "3 inches"),
    ("one-system", ES, ROSA, "Corte 8 cm de pan.", "8 cm"),
    ("alt-length", EN, "Drawing of a bowl with a soft round lump of dough inside.", "A bowl", "A bowl"),
    ("alt-length", ES, "Dibujo de una olla con una bola suave de masa dentro.", "Una olla", "Una olla"),
    ("colour-only", EN, JOAN, "You take the red bowl part, marked in red.", "marked in red"),
    ("colour-only", ES, ROSA, "Vea la parte roja.", "la parte roja"),
    ("screen-words", EN, JOAN, "You can hover over it.", "hover over"),
    ("screen-words", ES, ROSA, "Haga clic en la olla.", "Haga clic"),
    ("address", EN, JOAN, "You see www.bread.example today.", "www.bread.example"),
    ("address", ES, ROSA, "Vea pan.org hoy.", "pan.org"),
    ("online", EN, JOAN, "You can search online for it.", "search online"),
    ("online", ES, ROSA, "Búsquelo en las redes sociales.", "redes sociales"),
    ("phone", EN, JOAN, "You call 1-877-322-8228 now.", "1-877-322-8228"),
    ("phone", ES, ROSA, "Llame al (305) 555-0123 hoy.", "(305) 555-0123"),
    ("fact-typed", EN, JOAN, "You get $7.25 for it.", "$7.25"),
    ("fact-typed", ES, ROSA, "Usted gana $7.25 ya.", "$7.25"),
    ("dash-chain", EN, JOAN, "You mix — with care — the flour.", "— with care —"),
    ("dash-chain", ES, ROSA, "Usted mezcla — con calma — el pan.", "— con calma —"),
    ("idiom", EN, JOAN, "It is a piece of cake for you.", "piece of cake"),
    ("idiom", ES, ROSA, "Para usted es pan comido.", "pan comido"),
    ("praise", EN, JOAN, "Well done, you!", "Well done, you!"),
    ("praise", ES, ROSA, "¡Muy bien!", "¡Muy bien!"),
    ("reading-level", EN, JOAN, HARD, ""),
    ("reading-level", ES, ROSA, HARD_ES, ""),
    ("reading-median", EN, JOAN, HARD, ""),
    ("feedback-tone", EN_QUIZ, "> Yes. They keep", "> Yes, obviously. They keep", "obviously"),
    ("feedback-tone", EN_QUIZ, "> Yes. They keep", "> Yes! They keep", "!"),
    ("feedback-tone", EN_QUIZ, "> Not quite. Wet cloth", "> No, it is not. Wet cloth", "No"),
    ("feedback-tone", ES_QUIZ, "> Sí. Cuidan", "> Sí, obviamente. Cuidan", "obviamente"),
    ("feedback-tone", ES_QUIZ, "> No del todo. El calor", "> No. El calor", "No"),
    ("feedback-blame", EN_QUIZ, "> Not quite. Wet cloth", "> Not quite. You failed. Wet cloth", "failed"),
    ("feedback-blame", ES_QUIZ, "> No del todo. El calor", "> No del todo. Usted fracasó. El calor", "fracasó"),
    ("feedback-start", EN_QUIZ, "> Not quite. Wet cloth", "> It is cold. Wet cloth", "It"),
    ("feedback-start", ES_QUIZ, "> No del todo. El calor", "> Está frío. El calor", "Está"),
    ("feedback-long", EN_QUIZ, "> Yes. They keep her hands safe.", f"> Yes. They keep her hands safe.\n> {'You see it. ' * 9}", ANY),
    ("feedback-where", EN_QUIZ, "Cold air slows it down. See lesson 1.", "Cold air slows it down.", "Not quite. Cold air slows it down."),
    ("feedback-where", ES_QUIZ, "El frío la frena. Vea la lección 1.", "El frío la frena.", "Todavía no. El frío la frena."),
    ("option-count", EN_QUIZ, "( ) When the cloth is dry\n> Not quite. The cloth is for the rest before. See lesson 1.\n", "", "When is the bread done? "),
    ("option-length", EN_QUIZ, "(x) When it sounds hollow", "(x) When you knock on it with a finger and it sounds hollow inside", "When you knock on it with a finger and it sounds hollow inside"),
    ("option-length", ES_QUIZ, "(x) Cuando suena a hueco", "(x) Cuando usted lo toca con el dedo y suena a hueco por dentro", "Cuando usted lo toca con el dedo y suena a hueco por dentro"),
    ("all-or-none", EN_QUIZ, "( ) When the cloth is dry", "( ) All of the above", "All of the above"),
    ("all-or-none", ES_QUIZ, "( ) Cuando seca el paño", "( ) Todas las anteriores", "Todas las anteriores"),
    ("double-negative", EN_QUIZ, "? When is the bread done?", "? When is the bread not unsafe, or not done?", "not unsafe"),
    ("double-negative", ES_QUIZ, "? ¿Cuándo está listo el pan?", "? ¿Cuándo no está listo sin calor?", "no está listo sin"),
    ("stem-long", EN_QUIZ, "? When is the bread done?", f"? You mix. {LONG}", ANY),
    ("true-false-many", EN_QUIZ, "? What is the soft", "".join(f"? You bake {n}. {{#t{n}}}\n(x) True\n> Yes.\n( ) False\n> Not yet. See lesson 1.\n\n" for n in "abc") + "? What is the soft", ""),
    ("number-tolerance", EN_QUIZ, "= 2\n", "= 2.5\n", "= 2.5"),
    ("number-tolerance", ES_QUIZ, "= 2\n", "= 2.5\n", "= 2.5"),
    ("number-method", EN_QUIZ, "> 4 ÷ 2 = 2 cups.\n", "> You halve it.\n", "= 2"),
    ("bank-small", EN_QUIZ, "draw: 4", "draw: 5", ""),
    ("criteria-count", EN_TASK, "- Washes her hands\n", "", ""),
    ("criteria-count", ES_TASK, "- Lava sus manos\n", "", ""),
    ("criterion-watch", EN_TASK, "Washes her hands", "Understands why she washes", "Understands"),
    ("criterion-watch", ES_TASK, "Lava sus manos", "Comprende el lavado", "Comprende"),
    ("criterion-two", EN_TASK, "Washes her hands", "Washes her hands and then dries them", "and then"),
    ("criterion-two", ES_TASK, "Lava sus manos", "Lava sus manos y luego las seca", "y luego"),
    ("practical-front", EN_TASK, "minutes: 30\n", "", ""),
    ("practical-time", EN_TASK, "minutes: 30", "minutes: 50", ""),
    ("allow-form", EN, JOAN, f"<!-- allow: sentence-log because it is a quotation -->\n{JOAN}", None),
    ("allow-form", EN, JOAN, f"<!-- allow: sentence-long -->\n{JOAN}", None),
    ("allow-form", EN, JOAN, f"<!-- allow: sentence-long because so -->\n{JOAN}", None),
    ("allow-unneeded", EN, JOAN, f"<!-- allow: sentence-long because it is a quotation -->\n{JOAN}", None),
]  # fmt: skip
"""A rule, the file, what stands there, what is put in its place, and the words that are marked.

No words ("") is a problem of the file as a whole, None one of a whole line or of its key, `ANY` of longer words.
"""

BANNED = {
    "en": "inmate|Inmates|offender|ex-offender|felon|convict|ex-con|the criminal.|criminals|addict|junkie|a dirty test|"
    "tested clean|illegal alien|crazy|girls|prison wife|broken home|victim mentality",
    "es": "reclusa|convicta|exconvicta|delincuente|presidiaria|reas|la interna|las presas|un criminal|adictas|drogadicta|"
    "yonqui|extranjera ilegal|loca|prueba sucia|las chicas|esposa de la prisión|hogar roto|mentalidad de víctima",
}


def planted(path: str, old: str, new: str) -> tuple[list[Problem], str]:
    """Plant one fault and give the new problems, and the text of the file."""
    tree = plain()
    text = tree[path].decode()
    assert text.count(old) >= 1, old
    text = text.replace(old, new, 1)
    return review(tree | {path: text.encode()}, FACTS), text


def marked(problem: Problem, text: str) -> str | None:
    """Give the words a problem marks: nothing for the whole file, None for a whole line."""
    if not problem.line:
        return ""
    if not problem.start:
        return None
    return text.split("\n")[problem.line - 1][problem.start - 1 : problem.end - 1]


def test_plain_words_have_no_problem() -> None:
    assert [str(problem) for problem in review(plain(), FACTS)] == []


@pytest.mark.parametrize(("rule", "path", "old", "new", "words"), PLANTED)
def test_a_planted_fault_is_found_and_marked(rule: str, path: str, old: str, new: str, words: str | None) -> None:
    problems, text = planted(path, old, new)
    found = [problem for problem in problems if problem.rule == rule]
    assert found, sorted(map(str, problems))
    if rule in ("reading-median", "true-balance"):
        assert {problem.path for problem in found} == {"course.md"}
        return
    assert found[0].path == path
    shown = marked(found[0], text)
    if words == ANY:
        assert shown
    elif rule == "sentence-long":
        assert words
        assert str(shown).endswith(words)
    else:
        assert shown == words
    assert found[0].severity == RULES[rule].severity


@pytest.mark.parametrize(("lang", "word"), [(lang, word) for lang, each in BANNED.items() for word in each.split("|")])
def test_a_banned_word_fails_the_check(lang: str, word: str) -> None:
    path, old = (EN, JOAN) if lang == "en" else (ES, ROSA)
    start = "You read of" if lang == "en" else "Usted ve"
    problems, text = planted(path, old, f"{start} {word} today.")
    found = [problem for problem in problems if problem.rule == "banned-word"]
    assert [problem.severity for problem in found] == ["error"]
    assert str(marked(found[0], text)).lower().strip(".") in word.lower()


@pytest.mark.parametrize(
    ("path", "old", "words"),
    [
        (EN, JOAN, "She was convicted. A criminal record is a list. Clean the bowl. Test the oven. An internal wall."),
        (EN, JOAN, "Girls aged 8 eat bread. Young girls like it."),
        (ES, ROSA, "Lea dos veces. Los dos panes. La letra chica. Todas las alumnas. Está a salvo."),
        (ES, ROSA, "El reglamento interno. Una obra presente. La vida interna. Lave la olla limpia. Un acto criminal."),
        (EN, JOAN, 'She says: "We bake, and our oven is hot."'),
        (EN, JOAN, "Two bowls are here. You see 1 to 5 June 2026. The sum is $480 (four hundred eighty dollars)."),
        (ES, ROSA, "Dos ollas. Venga el 5 de mayo de 2026. Son $480 (cuatrocientos ochenta dólares)."),
        (EN, JOAN, "You cut 3 inches (8 cm) off. You ask for a personal number (PIN). Mr. Cook and Dr. Bread say so."),
        (EN, JOAN, "You see a well-made bread – it is round."),
        (EN, JOAN, "You pay $7 or 7.25 for it."),
    ],
)
def test_words_that_only_look_alike_are_left_alone(path: str, old: str, words: str) -> None:
    apart = words.replace(". ", ".\n\n")
    assert [str(problem) for problem in planted(path, old, apart)[0]] == []


def test_banned_words_are_found_in_what_the_front_matter_says() -> None:
    problems, _ = planted(EN, "title: Bread for the kitchen", "title: Bread for inmates")
    assert [(problem.line, problem.rule) for problem in problems] == [(2, "banned-word")]


def test_one_place_and_one_key_of_the_balance_of_a_quiz() -> None:
    stem = "? What is {0}? {{#k{0}}}\n(x) bread and salt\n> Yes.\n( ) milk\n> Not quite. See lesson 1.\n( ) tea\n> Not quite. See lesson 1.\n\n"
    problems, _ = planted(
        EN_QUIZ, "? What is the soft", "".join(stem.format(n) for n in "abcdef") + "? What is the soft"
    )
    assert {problem.rule for problem in problems} == {"key-place", "longest-right"}
    bank = "---\ndraw: 2\n---\n" + "".join(stem.format(n) for n in "ab")
    assert {"kinds-few", "cases-few", "bank-small"} == {one.rule for one in look(EN_QUIZ, bank.encode(), "en")}


def test_true_is_not_mostly_right_in_a_course() -> None:
    one = "? You bake {0}. {{#t{0}}}\n(x) True\n> Yes.\n( ) False\n> Not yet. See lesson 1.\n\n"
    tree = plain()
    tree[EN_QUIZ] += ("\n" + "".join(one.format(n) for n in "abcd")).encode()
    assert ("course.md", "true-balance") in {(problem.path, problem.rule) for problem in review(tree)}


def test_tools_need_a_star() -> None:
    tree = plain()
    tree[EN_TASK] = tree[EN_TASK].replace(b"tier: T1", b"tier: T2")
    assert review(tree, FACTS) == []
    tree[EN_TASK] = tree[EN_TASK].replace("★ ".encode(), b"")
    assert [one.rule for one in review(tree, FACTS)] == ["criterion-star"]


def test_a_later_module_asks_again() -> None:
    tree = plain()
    tree |= {path.replace("1-bread/", "2-rolls/"): data for path, data in tree.items() if path.startswith("1-bread/")}
    assert [(one.path, one.rule) for one in review(tree, FACTS)] == [("2-rolls/module.md", "recall-few")]


def test_a_lesson_that_speaks_to_nobody() -> None:
    text = b"---\ntitle: Bread\n---\nBread is good.\n"
    assert {one.rule for one in look(EN, text, "en")} == {"no-you", "lesson-length"}


def test_every_rule_is_planted_somewhere_and_has_its_reason() -> None:
    others = {
        "banned-word",
        "no-you",
        "key-place",
        "longest-right",
        "kinds-few",
        "cases-few",
        "true-balance",
        "recall-few",
        "criterion-star",
        "audio-words",
    }
    assert {rule for rule, *_ in PLANTED} | others == set(RULES)
    assert [rule.name for rule in RULES.values() if not rule.reason.endswith(".")] == []
    assert {rule.name for rule in RULES.values() if rule.severity == "error"} == {"banned-word", "feedback-blame"}


def test_the_words_of_a_recording_can_be_read() -> None:
    text = "---\ntitle: Bread\naudio: media/a.mp3\n---\nYou bake.\n"
    assert {one.rule for one in look(EN, text.encode(), "en")} == {"audio-words", "lesson-length"}
    longer = text + "You bake it well.\n\n" * 20
    assert {one.rule for one in look(EN, longer.encode(), "en")} == {"lesson-length"}


def test_a_language_without_rules_is_left_alone() -> None:
    assert look(EN, "Les détenues".encode(), "fr") == []
    assert look(EN, b"", "en") == []
    assert review({"course.md": b"---\nlanguage: fr\n---\ninmate"}) == []


def test_the_check_of_a_folder_tells_problems_of_style_too(tmp_path) -> None:
    folder = tmp_path / "bread"
    for path, data in plain().items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data.replace(b"Joan works", b"The inmate works"))
    for place in (folder, tmp_path):
        found = [one for one in check(place) if one.rule == "banned-word"]
        assert [one.path.endswith(EN) for one in found] == [True]
