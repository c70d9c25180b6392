"""Secrets people sign in with: how they are kept, which are refused, and how guessing is slowed down."""

import functools
import itertools
import random
import unicodedata
from collections.abc import Iterable
from pathlib import Path

METHOD = "scrypt:32768:8:1"
"""How secrets are hashed: about 32 MB and a tenth of a second each, so that guessing from a stolen file is dear."""

NOBODY = (
    "scrypt:32768:8:1$HlRGzVjO6dAX4A0x$1827dc803ed765e226043f66571524ff345695a556e4cc2fcba07928fe2a7012"
    "7a023f8617955a74d4a75af07b8c4b8df97044a8a87d7cfb5c3cade89c7fecf0"
)
"""A hash that belongs to nobody; an unknown name is checked against it, so that it takes as long as a known one."""

SHORTEST_PIN = 6
SHORTEST_PASSPHRASE = 12
LONGEST_SECRET = 200
"""Longest secret in characters; hashing a longer one would only cost time."""

DELAYS = (0, 0, 1, 2, 4, 8, 16, 30)
"""Seconds to wait after that many sign-ins in a row that did not match; the last holds from there on."""

WORDS_FILES = {lang: Path(__file__).with_name(f"words.{lang}.txt") for lang in ("en", "es")}

_PINS = """
    010203 020406 101112 102030 102938 110011 112211 112233 112358 121314 123321 123654 123789 124578 131211
    134679 135246 135790 135791 142536 147258 147369 147741 147852 147896 159263 159357 159753 159951 162534
    192837 198200 200000 201020 202122 212223 223344 246800 246810 246813 248163 258369 258456 258852 314159 321123
    321654 332211 334455 357159 369258 369963 445566 456123 456654 456852 503030 520131 556677 563412 654123 654456
    667788 741852 741963 753159 753951 778899 789123 789456 789654 852456 852963 889900 951357 951753 963852 963741
    987123 998877 1122334 1478963 11223344 12344321 14725836 31415926 78945612 147258369 159753456 741852963 789456123
"""

COMMON_PINS = frozenset(_PINS.split())
"""PINs that many people pick: keypad shapes, doubled digits, known numbers. Runs and repetitions have their rule."""


def hash_secret(secret: str) -> str:
    """Give the salted hash to store; the secret is hashed as it stands, so `normalise` a learner's first."""
    from werkzeug.security import generate_password_hash

    return generate_password_hash(_written(secret), method=METHOD)


def check_secret(stored: str | None, secret: str) -> bool:
    """Say whether this is the secret; None (an unknown name, no secret set) takes the same time and is never right."""
    from werkzeug.security import check_password_hash

    matches = check_password_hash(stored or NOBODY, _written(secret))
    return matches and bool(stored) and len(secret) <= LONGEST_SECRET


def normalise(secret: str) -> str:
    """Bring a learner's secret into one form: a PIN to its digits, three words without case, accents or spaces."""
    kept = [char for char in unicodedata.normalize("NFKD", secret[:LONGEST_SECRET]).casefold() if char.isalnum()]
    return "".join(str(unicodedata.decimal(char, char)) for char in kept)[:LONGEST_SECRET]


def check_pin(pin: str, facility_number: str) -> str | None:
    """Say in plain words why a PIN is refused, or None when it will do."""
    digits = normalise(pin)
    number = "".join(char for char in normalise(facility_number) if char.isdecimal())
    hers = digits in number or (len(number) >= 4 and number in digits)
    faults = (
        (not digits.isdecimal(), "Use digits only."),
        (len(digits) < SHORTEST_PIN, "Use 6 digits or more."),
        (_is_run(digits), "Those digits follow each other. Mix them up."),
        (_repeats(digits), "Those digits repeat. Use different ones."),
        (hers, "Leave your number out of your PIN."),
        (digits in COMMON_PINS, "Many people pick this PIN. Choose another one."),
    )
    return next((words for found, words in faults if found), None)


def check_passphrase(passphrase: str, names: Iterable[str] = ()) -> str | None:
    """Say in plain words why a staff passphrase is refused, or None when it will do; ``names`` are all of hers."""
    shown = " ".join(passphrase[: LONGEST_SECRET + 1].split())
    plain = nameless = _bare(shown)
    for part in sorted({_bare(part) for name in names for part in name.split()}, key=len, reverse=True):
        nameless = nameless.replace(part, "") if len(part) >= 3 else nameless
    faults = (
        (len(passphrase) > LONGEST_SECRET, "Use at most 200 characters."),
        (not passphrase.isprintable(), "Take out the hidden characters."),
        (len(shown) < SHORTEST_PASSPHRASE, "Use 12 characters or more."),
        (_repeats(plain) or len(set(plain)) < 5, "Those characters repeat. Use more different ones."),
        (_is_run(plain), "Those characters follow each other. Mix them up."),
        (len(nameless) < SHORTEST_PASSPHRASE // 2, "Leave your name out of it."),
    )
    return next((words for found, words in faults if found), None)


def new_words(chance: random.Random, lang: str) -> str:
    """Make three words to sign in with; pass `secrets.SystemRandom()`, never a seeded source."""
    return " ".join(chance.sample(words(lang), 3))


@functools.cache
def words(lang: str) -> tuple[str, ...]:
    """Give the list that `new_words` draws from: short, plain, kind, and spelt as they sound; English where there is none."""
    return tuple(WORDS_FILES.get(lang, WORDS_FILES["en"]).read_text(encoding="utf-8").split())


@functools.cache
def _listed() -> frozenset[str]:
    """The words of all languages as they are compared."""
    return frozenset(normalise(word) for lang in WORDS_FILES for word in words(lang))


def check_words(typed: str) -> str | None:
    """Say in plain words why three words are refused, or None when they will do: three different ones of the lists."""
    chosen = {normalise(word) for word in typed.replace("-", " ").split()}
    if len(chosen) == 3 and chosen <= _listed():
        return None
    return "Use three different words from this page, or ask for new ones."


def delay(failures: int) -> int:
    """Say how many seconds to wait after that many sign-ins in a row that did not match; never a lock."""
    return DELAYS[min(max(failures, 0), len(DELAYS) - 1)]


def _written(secret: str) -> str:
    """Bring a secret into the form that is hashed: one form for each accent, no halves of characters."""
    return unicodedata.normalize("NFC", secret).encode("utf-8", "replace").decode()


def _bare(text: str) -> str:
    """Take case, accents and spaces out of a text, so that it can be compared with a name."""
    letters = unicodedata.normalize("NFKD", text).casefold()
    return "".join(char for char in letters if not char.isspace() and not unicodedata.combining(char))


def _is_run(text: str) -> bool:
    """Say whether each character is the next one up, or each the next one down (0 follows 9)."""
    steps = {ord(after) - ord(before) for before, after in itertools.pairwise(text)}
    return steps <= {1, -9} or steps <= {-1, 9}


def _repeats(text: str) -> bool:
    """Say whether the text is one shorter block again and again, whole or cut at its end."""
    return any(text.startswith(text[size:]) for size in range(1, len(text) // 2 + 1))
