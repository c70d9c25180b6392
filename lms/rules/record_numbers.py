"""Numbers for records and certificates: random, safe to read aloud, and with a check character that catches slips."""

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O, which look like digits, and no U."""

LENGTH = 12
"""Random characters in a number: 12 times 5 bits are 60 bits. One check character follows."""

BYTES = 8
"""Random bytes that `new_number` needs."""

LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})


def new_number(random_bytes: bytes) -> str:
    """Make a number out of at least `BYTES` random bytes, grouped as ``7K2Q-M4XD-90TF-V``."""
    if len(random_bytes) < BYTES:
        raise ValueError(f"a record number needs {BYTES} random bytes")
    bits = int.from_bytes(random_bytes[:BYTES])
    digits = [bits >> (5 * place) & 31 for place in range(LENGTH)]
    return _grouped([*digits, _check(digits)])


def read_number(text: str) -> str | None:
    """Bring a number as somebody typed it into its printed form, or give None when no such number can exist."""
    kept = "".join(char for char in text.upper() if not char.isspace() and char not in "-‐‑‒–—−")
    digits = [ALPHABET.find(char) for char in kept.translate(LOOKALIKES)]
    if len(digits) != LENGTH + 1 or -1 in digits or _check(digits[:-1]) != digits[-1]:
        return None
    return _grouped(digits)


def _grouped(digits: list[int]) -> str:
    text = "".join(ALPHABET[digit] for digit in digits)
    return "-".join(text[start : start + 4] for start in range(0, len(text), 4))


def _check(digits: list[int]) -> int:
    """Weigh each character by another power of x in GF(32), so that one changed or any two swapped always show."""
    total = 0
    for digit in digits:
        total = _times_x(total ^ digit)
    return total


def _times_x(value: int) -> int:
    """Multiply by x modulo x⁵ + x² + 1, whose powers of x run through all 31 values but 0."""
    value <<= 1
    return value ^ 0b100101 if value > 31 else value
