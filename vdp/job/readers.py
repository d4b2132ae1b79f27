"""Readers of single values of a job file: each returns what it accepts, or says what is expected."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

Reader = Callable[[Any, Path], Any]
"""Takes the value of a key and the job folder; raises ValueError or FileNotFoundError with what is expected."""

_SIZE_UNITS = {"KB": 1_000, "MB": 1_000_000, "GB": 1_000_000_000}
_STANDARD = frozenset({"CIP4", "GTS", "ISO", "ADBE"})
_SMALLEST_SPLIT, _LARGEST_SPLIT = 1_000_000, 9_000_000_000  # a cross-reference table addresses ten billion bytes
_LONGEST_NAME = 200
_LEAST_INK, _MOST_INK = 100, 400  # one full ink, four of them
_LEAST_DPI, _MOST_DPI = 150, 9600


def read_text(value: Any, _folder: Path) -> str:
    """Accept a text that is not blank."""
    if not isinstance(value, str) or not value.strip():
        raise ValueError("a text in quotes is expected")
    return value


def read_name(value: Any, folder: Path) -> str:
    """Accept what can name a folder, stand on a sheet and in a PDF."""
    text = read_text(value, folder)
    if any(character in "/\\:" or not character.isprintable() for character in text) or text.strip(". ") != text:
        raise ValueError(
            "a name without / \\ : and control characters, without a dot or blank at either end, is expected"
        )
    if len(text.encode()) > _LONGEST_NAME:
        raise ValueError(f"a name of at most {_LONGEST_NAME} bytes is expected")
    return text


def one_of(*names: str) -> Reader:
    """Return the reader of one of some names."""

    def read(value: Any, folder: Path) -> str:
        text = read_text(value, folder)
        if text not in names:
            raise ValueError(f'"{text}" is not known; use one of: {", ".join(names)}')
        return text

    return read


def some_of(*names: str) -> Reader:
    """Return the reader of a list of some names; it gives them in the order of `names`."""

    def read(value: Any, _folder: Path) -> tuple[str, ...]:
        if not isinstance(value, list) or not value or len(set(map(str, value))) != len(value):
            raise ValueError(f"a list of different names is expected, such as {list(names)}")
        for name in value:
            if name not in names:
                raise ValueError(f'"{name}" is not known; use one or more of: {", ".join(names)}')
        return tuple(name for name in names if name in value)

    return read


def read_names(value: Any, _folder: Path) -> tuple[str, ...]:
    """Accept a list of different texts."""
    if not isinstance(value, list) or not all(isinstance(name, str) and name.strip() for name in value):
        raise ValueError('a list of names is expected, such as ["product", "store"]')
    if len(set(value)) != len(value):
        raise ValueError("a name stands twice in the list")
    return tuple(value)


def read_prefix(value: Any, _folder: Path) -> str:
    """Accept the prefix of private keys of a PDF (ISO 32000-1, annex E); those of standards are no one's own."""
    if not isinstance(value, str) or not re.fullmatch(r"[A-Za-z0-9]{2,8}", value) or value.upper() in _STANDARD:
        raise ValueError('two to eight letters or digits are expected, such as "SHOP", and not CIP4, GTS, ISO or ADBE')
    return value


def read_file(value: Any, folder: Path) -> Path:
    """Accept the path of a file, from the job folder."""
    path = _resolve(value, folder)
    if path.is_dir():
        raise FileNotFoundError(f'"{value}" is a folder, a file is expected')
    if path.exists() and not path.is_file():
        raise FileNotFoundError(f'"{value}" is a pipe or a device; a file is expected, which can be read several times')
    if not path.is_file():
        raise FileNotFoundError(f'the file "{value}" does not exist (looked for {path})')
    return path


def _resolve(value: Any, folder: Path) -> Path:
    text = read_text(value, folder)
    if "\0" in text:
        raise ValueError("a path without NUL characters is expected")
    try:
        path = (folder / text).resolve()
        path.exists()  # raises for a name that is too long
    except (OSError, RuntimeError) as error:  # Python before 3.13 raises RuntimeError for links in a circle
        raise FileNotFoundError(f'the path "{text}" leads nowhere: a link in a circle, or too long') from error
    return path


def read_own_file(value: Any, folder: Path) -> Path:
    """Accept the path of a file inside the job folder."""
    path = read_file(value, folder)
    if not path.is_relative_to(folder.resolve()):
        raise ValueError("a file inside the job folder is expected")
    return path


def read_own_folder(value: Any, folder: Path) -> Path:
    """Accept the path of a folder inside the job folder."""
    path = _resolve(value, folder)
    if not path.is_relative_to(folder.resolve()):
        raise ValueError("a folder inside the job folder is expected")
    if not path.is_dir():
        raise FileNotFoundError(f'the folder "{value}" does not exist (looked for {path})')
    return path


def read_url(value: Any, folder: Path) -> str:
    """Accept a URL that fsspec reads."""
    text = read_text(value, folder)
    if not re.fullmatch(r"[a-z][a-z0-9+.-]*://\S+", text) or "::" in text:  # fsspec goes on to a second place there
        raise ValueError("a URL is expected, such as file:///srv/photos or s3://bucket/folder")
    return text


def read_yes(value: Any, _folder: Path) -> bool:
    """Accept true or false."""
    if not isinstance(value, bool):
        raise ValueError("true or false is expected, without quotes")  # noqa: TRY004 - the port of readers
    return value


def read_share(value: Any, _folder: Path) -> float:
    """Accept a share between 0 and 1."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise ValueError("a share between 0 and 1 is expected, such as 0.05")
    return float(value)


def read_date(value: Any, _folder: Path) -> date:
    """Accept a date."""
    if type(value) is not date:
        raise ValueError("a date without quotes is expected, such as 2026-12-01")
    return value


def whole_number(least: int, most: int, *, of: str = "") -> Reader:
    """Return the reader of a whole number; `of`: what is counted."""

    def read(value: Any, _folder: Path) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise ValueError(f"a whole number {f'of {of} ' if of else ''}from {least} to {most} is expected")
        return value

    return read


def read_dpi(value: Any, _folder: Path) -> float:
    """Accept the dots per inch of a press."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not _LEAST_DPI <= value <= _MOST_DPI:
        raise ValueError(f"dots per inch from {_LEAST_DPI} to {_MOST_DPI} are expected, such as 600")
    return float(value)


def read_ink(value: Any, _folder: Path) -> float:
    """Accept per cent of all inks together."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not _LEAST_INK <= value <= _MOST_INK:
        raise ValueError(f"per cent of ink from {_LEAST_INK} to {_MOST_INK} are expected, such as 300")
    return float(value)


def read_size(value: Any, _folder: Path) -> int:
    """Accept a size in bytes such as 500MB."""
    match = re.fullmatch(r"(\d+)\s*(KB|MB|GB)", value) if isinstance(value, str) else None
    if match is None or not _SMALLEST_SPLIT <= int(match[1]) * _SIZE_UNITS[match[2]] <= _LARGEST_SPLIT:
        raise ValueError('a size from 1MB to 9GB is expected, such as "500MB"')
    return int(match[1]) * _SIZE_UNITS[match[2]]
