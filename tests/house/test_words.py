"""The words of the product: every message stands in every catalogue, plainly said, and nothing is forgotten."""

import ast
import datetime as dt
import itertools
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from lms import demo
from lms.rules import passwords, people, signoffs
from lms.rules.permissions import Role
from lms.rules.reviewers import Review, Reviewer, may_countersign, may_sign
from lms.web.sentences import sentences

ROOT = Path(__file__).resolve().parents[2]
CATALOGUES = sorted((ROOT / "lms/translations").glob("*/LC_MESSAGES/messages.po"))
LONGEST = {"en": 15, "es": 18}
"""Most words of one sentence; Spanish needs a few more for the same."""

BANNED = {
    "en": r"inmates?|offenders?|felons?|convicts?|criminals?|addicts?|junkies?|failed|fail|wrong!|obviously",
    "es": r"reclus[ao]s?|intern[ao]s?|pres[ao]s?|re[oa]s?|delincuentes?|criminal(?:es)?|convict[ao]s?|convictos?"
    r"|adict[ao]s?|drogadict[ao]s?|fracas\w+|reprob\w+|suspendid[ao]s?|recluta",
}
INFORMAL = r"tú|tu|tus|ti|contigo|tuy[ao]s?|te|vos|vosotr[ao]s|haz|clic"
"""Words that say "tú" in Spanish, where people are spoken to as "usted", and words of computers."""

PLACES = re.compile(r"%\(\w+\)[sd]|%%|\{\w+\}")


def catalogue(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file)


def messages(found: Catalog) -> list[Message]:
    return [one for one in found if one.id]


def said(texts: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return (texts,) if isinstance(texts, str) else tuple(texts)


def unfinished(found: Catalog) -> list[str]:
    """Messages without a translation or with a doubtful one, and those that nothing says any more."""
    left = [said(one.id)[0] for one in messages(found) if one.fuzzy or not all(said(one.string))]
    return left + [said(key)[0] for key in found.obsolete] + (["the whole catalogue"] if found.fuzzy else [])


def misplaced(found: Catalog) -> list[str]:
    """Messages whose translation does not name the same values; a singular may say "one" in words."""
    wanted = [(one, sorted(PLACES.findall(said(one.id)[-1]))) for one in messages(found)]
    return [
        said(one.id)[0] for one, names in wanted for text in said(one.string) if sorted(PLACES.findall(text)) != names
    ]


def long_sentences(text: str, most: int) -> list[str]:
    """Sentences of more words than that; a value counts as one word."""
    parts = re.split(r"(?<=[.?:;])\s", text)
    return [part for part in parts if len(re.findall(r"%\(\w+\)s|\{\w+\}|[^\W_][\w'’.,/-]*", part)) > most]


def unfit(text: str, lang: str) -> list[str]:
    """Words that nobody says here, and praise or blame that shouts."""
    pattern = BANNED[lang] + (f"|{INFORMAL}" if lang == "es" else "")
    return re.findall(rf"(?<!\w)(?:{pattern})(?!\w)|[!¡]", text, re.IGNORECASE)


def built(source: str) -> list[str]:
    """Sentences put together in a rule, and unreadable answers without a plain text: no catalogue could hold them."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.JoinedStr):
            last = node.values[-1]
            if isinstance(last, ast.Constant) and str(last.value).endswith("."):
                found.append(ast.unparse(node))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Unreadable" and not plain(node.args):
            found.append(ast.unparse(node))
    return found


def plain(args: list[ast.expr]) -> bool:
    return bool(args) and isinstance(args[0], ast.Constant)


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """Every message of the product, as `make words` finds them now."""
    target = tmp_path_factory.mktemp("words") / "messages.pot"
    command = [
        sys.executable,
        "-m",
        "babel.messages.frontend",
        "-q",
        "extract",
        "-F",
        "pyproject.toml",
        "-o",
        target,
        "lms",
    ]
    subprocess.run(command, cwd=ROOT, check=True)
    return {said(one.id)[0] for one in messages(catalogue(target))}


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_each_catalogue_is_whole_and_says_the_same(path: Path, texts: set[str]) -> None:
    found = catalogue(path)
    held = {said(one.id)[0] for one in messages(found)}
    assert texts - held == set(), "run `make words` and translate these"
    assert held - texts == set(), "run `make words`: nothing says these any more"
    assert unfinished(found) == []
    assert misplaced(found) == []


def test_every_language_on_offer_has_its_catalogue() -> None:
    from lms.web.i18n import DAYS, LANGUAGES

    assert {path.parts[-3] for path in CATALOGUES} | {"en"} == set(LANGUAGES) == set(DAYS)


def test_english_is_short_and_fit(texts: set[str]) -> None:
    assert [part for text in sorted(texts) for part in long_sentences(text, LONGEST["en"])] == []
    assert {text: words for text in texts if (words := unfit(text, "en"))} == {}


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_every_other_language_is_short_and_fit(path: Path) -> None:
    lang = path.parts[-3]
    words = [text for one in messages(catalogue(path)) for text in said(one.string)]
    assert [part for text in words for part in long_sentences(text, LONGEST[lang])] == []
    assert {text: bad for text in words if (bad := unfit(text, lang))} == {}


def refusals() -> Iterator[str]:
    """What rules say to people, asked of the rules themselves."""
    kinds = [signoffs.Refused, *signoffs.Refused.__subclasses__(), *signoffs.WrongState.__subclasses__()]
    yield from (kind.words for kind in kinds)
    pins = ("", "1", "123456", "111111", "1234", "408213", "112233", "9081726354" * 21)
    yield from (words for pin in pins if (words := passwords.check_pin(pin, "408213")))
    phrases = ("", "x" * 201, "abc\x00defghijklmno", "aaaaaaaaaaaaaa", "abcdefghijklmno", "Rosa Maria Example 1")
    yield from (words for one in phrases if (words := passwords.check_passphrase(one, ["Rosa Maria Example"])))
    yield str(passwords.check_words("one"))
    yield str(people.check_sign_in_name("a b"))
    yield str(people.NameTaken("number"))
    for roles in ([], [Role.LEARNER], [Role.MENTOR], [Role.PEER_MENTOR]):
        yield from people.check_account(roles, "", "", False).values()
    yield from (str(people.may_confirm(1, 1, given)) for given in ((), (1,)))


def reasons() -> Iterator[str]:
    """Why somebody may not sign, or why a second person must, for every kind of reviewer, module and tie."""
    now = dt.datetime(2026, 5, 4, tzinfo=dt.UTC)
    ties: list[dict[str, Any]] = [{}, {"cleared": False}, {"cleared_until": now}, {"do_not_assign": True}]
    ties += [{"typed_evidence": True}, {"reciprocal_at": now}, {"wrote_module": True}, {"signed_share": (2, 2)}]
    roles = ("mentor", "peer_mentor", "instructor", "coordinator")
    policies = ("none", "mentor", "dual", "instructor")
    for role, policy, tie, flag in itertools.product(roles, policies, ties, (False, True)):
        who = Reviewer(2, frozenset({role}), **({"cleared": True, "matched": flag, "teaches": flag} | tie))
        about = Review(1, policy, credit=False, override=flag)
        for learner, first in ((1, 2), (1, 3), (2, 3)):
            case = replace(about, learner_id=learner)
            yield may_sign(who, case, now, peers_may_sign=flag).reason
            yield may_countersign(who, case, first, now, tied_to_first=flag).reason
        yield may_sign(who, about, now, peers_may_sign=True).reason
        yield may_sign(who, replace(about, credit=True), now).reason


def test_what_rules_say_is_in_the_catalogue(texts: set[str]) -> None:
    asked = set(refusals())
    assert len(asked) > 25
    assert asked - texts == set()
    grounds = set(reasons()) - {""}
    assert len(grounds) == 20
    assert grounds - texts == set()
    assert {one.what for one in demo.PEOPLE} - texts == set()


def test_no_rule_builds_a_sentence() -> None:
    for_commands = {"signatures.py", "record_numbers.py"}
    files = [path for path in (ROOT / "lms/rules").glob("*.py") if path.name not in for_commands]
    files += [path for path in (ROOT / "lms/questions").glob("*.py") if "Unreadable(" in path.read_text()]
    assert len(files) > 12
    assert {path.name: found for path in files if (found := unreadable_or_built(path))} == {}


def unreadable_or_built(path: Path) -> list[str]:
    """In questions only what learners are told counts: slips are for authors, whose files are in English."""
    found = built(path.read_text())
    return [one for one in found if path.parent.name == "rules" or one.startswith("Unreadable")]


def test_planted_faults_are_seen() -> None:
    planted = Catalog(locale="es", fuzzy=False)
    planted.add("Save %(n)s", "Guarde %(m)s")
    planted.add("Go on", "")
    planted.add("Stop", "Pare", flags=["fuzzy"])
    planted.add("Well", "Bien")
    planted.add(("%(num)s day", "%(num)s days"), ("%(num)s día", "días"))
    planted.obsolete["Old"] = Message("Old", "Viejo")
    assert misplaced(planted) == ["Save %(n)s", "%(num)s day"]
    assert unfinished(planted) == ["Go on", "Stop", "Old"]
    assert long_sentences("One two three. Four five.", 2) == ["One two three."]
    assert long_sentences("You have %(percent)s%%. %(pass)s%% is a pass.", 4) == []
    assert unfit("The inmate failed!", "en") == ["inmate", "failed", "!"]
    assert unfit("La reclusa y tu hija", "es") == ["reclusa", "tu"]
    assert unfit("Su trabajo presente, internet, tutora", "es") == []


def test_planted_sentences_are_found() -> None:
    source = (
        'def f():\n    """A docstring that ends."""\n    return "Choose one.", "key", "Plain text", f"Use {n} more."\n'
    )
    assert sentences(source) == [(3, "Choose one.")]
    assert built(source) == ["f'Use {n} more.'"]
    assert built("raise Unreadable(words)") == ["Unreadable(words)"]
    assert built('raise Unreadable("Choose one.", n=n)') == []
