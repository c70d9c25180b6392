"""Any text, any question and any answer, for tests of what holds for all of them."""

from hypothesis import assume
from hypothesis import strategies as st

from lms.questions import KINDS, read_quiz, view, write_quiz

WORD = st.text(st.characters(codec="utf-8"), max_size=12)
SCRAPS = {
    "answers": ("( )", "(x)", "[ ]", "[x]", "=", "or=", "exact=", "1)", "2)", "::", "... mentor", "... reflection"),
    "near": ("(X)", "()", "2.", "a::", "\u2026", ">>", "![", "===", "*", "{", "{#a}", "{#b}"),
    "other marks": ("?", "!", ">", "-", "\\", "\\::", "\\(x)", "\\= "),
    "blanks": ("  ", " ", "\t", "    ", "\u00a0", "\u2028", "\x85", "\ufeff"),
    "words": ("a", "b", "é", "480", "1/2", "+- 0.1", "[in]", '"', "\u201c"),
}
BREAKING = ("```", "~~~", "\x00", "\ud800")
KEPT_SCRAP = st.sampled_from([scrap for scraps in SCRAPS.values() for scrap in scraps])
SCRAP = KEPT_SCRAP | st.sampled_from(BREAKING)
LINE = st.lists(st.one_of(SCRAP, SCRAP, WORD), max_size=4).map("".join) | st.lists(SCRAP, max_size=4).map(" ".join)
LOOSE_TEXT = st.lists(LINE, max_size=14).map("\n".join) | st.text(max_size=80)

TEXT = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=20),
    st.lists(KEPT_SCRAP, min_size=1, max_size=4).map(" ".join),
)


@st.composite
def kept_texts(draw):
    """A text as a question keeps it: no blanks around, no empty line, each line after the first free."""
    lines = draw(st.lists(TEXT, min_size=1, max_size=3))
    text = "\n".join(line for line in lines if line.strip()).strip()
    assume(text)
    assume(not any(fence in text for fence in BREAKING[:2]))  # An open fence would hide the answers after it.
    return text


BLOCKS = st.lists(kept_texts(), min_size=1, max_size=2).map("\n\n".join)


def md(text, block=False):
    return {"md": text, "block": block}


@st.composite
def questions(draw, kind=None):
    """Any question whatever, made without quiz text, as another format's import would make it."""
    kind = kind or draw(st.sampled_from(list(KINDS)))
    stem = draw(TEXT.filter(lambda text: "{" not in text))
    question = {
        "id": draw(st.from_regex(r"[a-z0-9-]{1,40}", fullmatch=True)),
        "kind": kind,
        "stem": md(" ".join(stem.split()) or "x"),
        "prompt": draw(st.none() | BLOCKS.map(lambda text: md(text, True))),
        "hints": [md(text, True) for text in draw(st.lists(kept_texts(), max_size=2))],
        "explanation": draw(st.none() | BLOCKS.map(lambda text: md(text, True))),
    }
    words = draw(st.lists(kept_texts(), min_size=2, max_size=5, unique=True))
    return question | draw(parts_of(kind, words))


@st.composite
def parts_of(draw, kind, words):
    if kind in ("choice", "multiple"):
        right = (
            {draw(st.sampled_from(words))} if kind == "choice" else draw(st.sets(st.sampled_from(words), min_size=1))
        )
        return {"options": [{"text": md(w), "right": w in right, "feedback": md(draw(BLOCKS), True)} for w in words]}
    if kind == "order":
        return {"items": [{"text": md(word)} for word in words]}
    if kind == "match":
        lefts = [
            word.split("\n")[0].strip() for word in draw(st.lists(kept_texts(), min_size=1, unique=True, max_size=3))
        ]
        assume(len(set(lefts)) == len(lefts))
        chosen = [draw(st.sampled_from(words)) for _ in lefts]
        rights = list(dict.fromkeys(chosen)) + [word for word in words if word not in chosen]
        return {"pairs": list(zip(map(md, lefts), chosen, strict=True)), "rights": list(map(md, rights))}
    if kind == "number":
        number = st.from_regex(
            r"-?\$?[0-9]{1,3}(,[0-9]{3}){0,2}(\.[0-9]{1,4})?|-?([0-9]{1,3} )?[0-9]{1,3}/[1-9]{1,2}", fullmatch=True
        )
        tolerance = st.sampled_from(["", "0.01", "1/16", "0"])
        unit = st.sampled_from(["", "in", "dollars an hour", '"', "%"])
        form = st.fixed_dictionaries({"value": number, "tolerance": tolerance, "unit": unit})
        return {
            "forms": draw(st.lists(form, min_size=1, max_size=3)),
            "words": draw(st.lists(st.sampled_from(["a dozen", "W-4"]))),
        }
    if kind == "text":
        form = st.sampled_from(["480", "50%", "gross pay", "“x", 'a "b" c', "x = 3", "é", "1/0", "5 [x]"])
        forms = st.lists(st.fixed_dictionaries({"text": form, "exact": st.booleans()}), min_size=1, max_size=3)
        return {"forms": draw(forms)}
    return {"rubric": [md(word) for word in draw(st.lists(kept_texts(), max_size=2))]} if kind == "written" else {}


def with_part_ids(question):
    """Put in the ids that the reader makes; they are proved elsewhere."""
    (made,), slips = read_quiz(write_quiz([numbered(question)]))
    assert slips == []
    return made


def numbered(question):
    question = dict(question)
    for name in ("options", "items"):
        if name in question:
            question[name] = [{"id": str(at), **part} for at, part in enumerate(question[name])]
    if "pairs" in question:
        ids = {right["md"]: str(at) for at, right in enumerate(question["rights"])}
        question["pairs"] = [{"id": left["md"], "text": left, "right": ids[right]} for left, right in question["pairs"]]
        question["rights"] = [{"id": ids[right["md"]], "text": right} for right in question["rights"]]
    return question


def without_ids(question):
    """Give a question with its part ids replaced by the words they stand for."""
    question = dict(question)
    for name in ("options", "items"):
        if name in question:
            question[name] = [{key: part[key] for key in part if key != "id"} for part in question[name]]
    if "pairs" in question:
        rights = {right["id"]: right["text"]["md"] for right in question["rights"]}
        question["pairs"] = [(pair["text"], rights[pair["right"]]) for pair in question["pairs"]]
        question["rights"] = [right["text"] for right in question["rights"]]
    return question


@st.composite
def values(draw, question):
    """An answer that a learner can give on the page."""
    ids = [part["id"] for part in view(question).get("options", view(question).get("items", []))]
    match question["kind"]:
        case "choice":
            return draw(st.sampled_from(ids))
        case "multiple":
            return draw(st.lists(st.sampled_from(ids), unique=True))
        case "order":
            return draw(st.permutations(ids))
        case "match":
            rights = [right["id"] for right in view(question)["rights"]]
            return {left["id"]: draw(st.sampled_from(rights)) for left in view(question)["lefts"]}
        case "number":
            return draw(st.sampled_from(["480", "-1.5", "3/8"]))
        case _:
            return draw(st.sampled_from(["gross pay", "W-4", "x"]))


def form_of(question, value):
    if question["kind"] == "order":
        return {f"place-{id_}": [str(at)] for at, id_ in enumerate(value, 1)}
    if question["kind"] == "match":
        return {f"match-{left}": [right] for left, right in value.items()}
    return {"answer": value if isinstance(value, list) else [value]}
