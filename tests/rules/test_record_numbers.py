"""Record numbers: what they look like, how forgivingly they are read, and which slips they catch."""

import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.rules.record_numbers import new_number, read_number

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
eight_bytes = st.binary(min_size=8, max_size=8)


def weight(power):
    """Give x to a power in GF(32), by plain division of polynomials by x⁵ + x² + 1."""
    value = 1 << power
    for bit in range(power, 4, -1):
        if value >> bit & 1:
            value ^= 0b100101 << (bit - 5)
    return value


def product(one, two):
    value = 0
    for bit in range(5):
        if two >> bit & 1:
            value ^= one << bit
    for bit in range(9, 4, -1):
        if value >> bit & 1:
            value ^= 0b100101 << (bit - 5)
    return value


def check_of(digits):
    total = 0
    for place, digit in enumerate(digits):
        total ^= product(weight(len(digits) - place), digit)
    return total


@pytest.mark.parametrize(
    ("random_bytes", "number"),
    [
        (bytes(8), "0000-0000-0000-0"),
        (bytes(7) + b"\x01" + b"ignored", "1000-0000-0000-" + LETTERS[weight(12)]),
        (b"\x0f" + b"\xff" * 7, "ZZZZ-ZZZZ-ZZZZ-" + LETTERS[check_of([31] * 12)]),
    ],
)
def test_a_number_is_made_of_its_random_bits(random_bytes, number):
    assert new_number(random_bytes) == number


def test_too_little_chance_is_refused():
    with pytest.raises(ValueError, match="8 random bytes"):
        new_number(bytes(7))


@given(eight_bytes)
def test_a_number_is_grouped_safe_to_read_aloud_and_reads_as_itself(random_bytes):
    number = new_number(random_bytes)
    assert re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]", number)
    assert read_number(number) == number
    digits = [LETTERS.index(char) for char in number.replace("-", "")]
    assert digits[12] == check_of(digits[:12])


@given(eight_bytes, st.integers(0, 59))
def test_each_of_sixty_bits_makes_another_number(random_bytes, bit):
    other = (int.from_bytes(random_bytes) ^ 1 << bit).to_bytes(8)
    assert new_number(other) != new_number(random_bytes)


@pytest.mark.parametrize(
    "typed",
    [
        "1000-0000-0000-" + LETTERS[weight(12)],
        "i00o OOO0 0000 " + LETTERS[weight(12)].lower(),
        "l00000000000" + LETTERS[weight(12)],
        "  L000—0000–0000−" + LETTERS[weight(12)] + "\n",
    ],
)
def test_a_number_is_read_however_it_was_copied(typed):
    assert read_number(typed) == "1000-0000-0000-" + LETTERS[weight(12)]


@pytest.mark.parametrize(
    "typed",
    ["", "-", "0", "0" * 12, "0" * 14, "000000000000U", "00000000000é0", "000000000000ß", "０" * 13, "0" * 12 + "1"],
)
def test_what_is_no_number_is_none(typed):
    assert read_number(typed) is None


@pytest.mark.parametrize("letter", "Uu!é*")
def test_no_check_character_makes_a_foreign_letter_good(letter):
    for place in range(12):
        text = "0" * place + letter + "0" * (11 - place)
        assert [last for last in LETTERS if read_number(text + last)] == []


@given(eight_bytes, st.integers(0, 12), st.sampled_from(LETTERS))
def test_one_wrong_character_is_caught(random_bytes, place, letter):
    text = new_number(random_bytes).replace("-", "")
    slipped = text[:place] + letter + text[place + 1 :]
    assert (read_number(slipped) is None) is (slipped != text)


@given(eight_bytes)
def test_any_two_swapped_characters_are_caught(random_bytes):
    text = new_number(random_bytes).replace("-", "")
    for one, two in itertools.combinations(range(13), 2):
        chars = list(text)
        chars[one], chars[two] = chars[two], chars[one]
        assert (read_number("".join(chars)) is None) is (text[one] != text[two])
