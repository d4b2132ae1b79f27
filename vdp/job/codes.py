"""[[codes]] of a job file: coupon codes and serial numbers that the job gives its records."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from vdp.job.readers import Reader, one_of, read_file, read_yes, whole_number
from vdp.job.settings import CodeSettings

LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Without 0 O, 1 I L: codes are read aloud and typed. 31 characters, so that the check character needs no other."""
DIGITS = "0123456789"

_LEAST_SECRET, _MOST_SECRET = 16, 65_536  # bytes
_LEAST_VARIETY = 8  # different bytes of a secret: sixteen random ones have fewer about never
_MOST_PLACES = 40
_COUPON_LENGTH, _SERIAL_LENGTH = 10, 8
_MOST_NUMBER = 10**15


def _name(value: Any, _folder: Path) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"[a-z][a-z0-9_]{0,39}", value):
        raise ValueError("the name of a field is expected: small letters, digits and _, such as coupon")
    return value


def _key(value: Any, _folder: Path) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError("the name of a field is expected, such as customer_id")
    return value


def _pattern(value: Any, _folder: Path) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"[!-~]{2,80}", value) or value.count("#") < 2:
        raise ValueError('a text with a # for each character is expected, such as "HARU-####-####"')
    return value


def _alphabet(value: Any, _folder: Path) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"[0-9A-Za-z]{2,62}", value):
        raise ValueError("at least two of the letters A to Z, a to z and digits are expected")
    twice = sorted({character for character in value if value.count(character) > 1})
    if twice:
        raise ValueError(f"the character {twice[0]} stands twice: every code must be read in one way")
    return value


def _secret(value: Any, folder: Path) -> Path:
    """Accept a file of random bytes. What it holds is never told."""
    path = read_file(value, folder)
    data = path.read_bytes()
    if not _LEAST_SECRET <= len(data) <= _MOST_SECRET:
        raise ValueError(
            f"the file has {len(data)} bytes; a secret of {_LEAST_SECRET} to {_MOST_SECRET} random bytes is expected: "
            "head -c 32 /dev/urandom > FILE"
        )
    if len(set(data)) < _LEAST_VARIETY:
        raise ValueError("the file is not random: it repeats a few bytes; head -c 32 /dev/urandom > FILE makes one")
    return path


def _arms(value: Any, _folder: Path) -> tuple[str, ...]:
    if (
        not isinstance(value, list)
        or not 2 <= len(value) <= 26
        or not all(isinstance(arm, str) and re.fullmatch(r"[0-9A-Za-z-]{1,20}", arm) for arm in value)
        or len(set(value)) < len(value)
    ):
        raise ValueError('two to 26 different names of letters and digits are expected, such as ["A", "B"]')
    return tuple(value)


def _shares(value: Any, _folder: Path) -> tuple[float, ...]:
    numbers = isinstance(value, list) and all(
        isinstance(share, int | float) and not isinstance(share, bool) and 0 < share <= 1 for share in value
    )
    if not numbers or abs(sum(value) - 1) > 1e-9:
        raise ValueError("shares above 0 that add up to 1 are expected, such as [0.5, 0.5]")
    return tuple(map(float, value))


def _url(value: Any, _folder: Path) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"https?://[!-~]+", value) or "{code}" not in value:
        raise ValueError('a web address with {code} in it is expected, such as "https://example.jp/p/{code}"')
    if re.search(r"[{}]", value.replace("{code}", "").replace("{arm}", "")):
        raise ValueError("only {code} and {arm} can be filled in")
    return value


CODE_KEYS: Mapping[str, Reader] = {
    "name": _name,
    "kind": one_of("coupon", "serial"),
    "length": whole_number(2, _MOST_PLACES, of="characters, the check character counted,"),
    "pattern": _pattern,
    "alphabet": _alphabet,
    "check": read_yes,
    "secret": _secret,
    "key": _key,
    "start": whole_number(0, _MOST_NUMBER),
    "step": whole_number(1, _MOST_NUMBER),
    "arms": _arms,
    "shares": _shares,
    "url": _url,
}
"""Every key of [[codes]] with the reader of its value."""


def build_code(values: Mapping[str, Any]) -> CodeSettings:
    """Return the settings of one table whose values were read. Raises ValueError where they do not go together."""
    for key in ("name", "kind"):
        if key not in values:
            raise ValueError(f'the key "{key}" is missing')
    coupon, arms = values["kind"] == "coupon", values.get("arms", ())
    if (coupon or arms) and "secret" not in values:
        raise ValueError('the key "secret" is missing: without it anybody could work out codes and arms')
    if coupon and ("start" in values or "step" in values):
        raise ValueError("start and step belong to a serial")
    if not coupon and "key" in values:
        raise ValueError("key belongs to a coupon; a serial counts records")
    if "length" in values and "pattern" in values:
        raise ValueError("length and pattern both say how long a code is; leave one out")
    if len(values.get("shares", arms)) != len(arms):
        raise ValueError("there must be as many shares as arms")
    if "{arm}" in values.get("url", "") and not arms:
        raise ValueError("url names {arm}, but there are no arms")
    alphabet = values.get("alphabet", LETTERS if coupon else DIGITS)
    if values.get("check", True) and len(alphabet) % 2 == 0 and len(alphabet) != len(DIGITS):
        raise ValueError(
            f"{len(alphabet)} characters cannot have a check character: an odd number can, or ten; leave one out of "
            "alphabet, or say check = false"
        )
    length = values.get("length", _COUPON_LENGTH if coupon else _SERIAL_LENGTH)
    return CodeSettings(
        name=values["name"],
        kind=values["kind"],
        pattern=values.get("pattern", "#" * length),
        alphabet=alphabet,
        check=values.get("check", True),
        secret=values.get("secret"),
        key=values.get("key", ""),
        start=values.get("start", 1),
        step=values.get("step", 1),
        arms=arms,
        shares=values.get("shares", (1 / len(arms),) * len(arms) if arms else ()),
        url=values.get("url", ""),
    )
