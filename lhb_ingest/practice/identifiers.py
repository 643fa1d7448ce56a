"""Numbers that look right and belong to nobody: pupil numbers with their check letter, test NHS numbers, postcodes."""

from collections.abc import Iterator
from random import Random

UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
INWARD_LETTERS = "ABDEFGHJLNPQRSTUWXYZ"


def upn_check_letter(body: str) -> str:
    """The letter for twelve characters; in a temporary number the last one is a letter."""
    values = [int(mark) if mark.isdigit() else UPN_LETTERS.index(mark) for mark in body]
    return UPN_LETTERS[sum(value * weight for weight, value in enumerate(values, start=2)) % 23]


def make_upn(school: str, year: int, serial: int, temporary: bool = False) -> str:
    body = f"{school}{year % 100:02d}{serial % 1000:03d}"
    if temporary:
        body = body[:11] + UPN_LETTERS[serial % 23]
    return upn_check_letter(body) + body


def nhs_numbers(start: int) -> Iterator[str]:
    """Numbers of the range beginning 999, which the NHS keeps for tests, each once, in no visible order."""
    for count in range(1_000_000):
        digits = f"999{((count + start) * 48271 + 104729) % 1_000_000:06d}"
        check = 11 - sum(int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=True)) % 11
        if check != 10:
            yield digits + str(check % 11)


def make_postcode(rng: Random, district: str) -> str:
    letters = INWARD_LETTERS
    return f"{district} {rng.randint(1, 9)}{rng.choice(letters)}{rng.choice(letters)}"
