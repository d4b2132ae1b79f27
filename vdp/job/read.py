"""Read a job.toml into a Job: one table of keys, unknown ones refused with the nearest known one."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from vdp.errors import JobError, Place
from vdp.job.codes import CODE_KEYS, build_code
from vdp.job.settings import (
    AssetSettings,
    CodeSettings,
    FontSettings,
    ImposeSettings,
    Job,
    JoinSettings,
    OutputSettings,
    Policy,
    PostalSettings,
    RecordsSettings,
)

Reader = Callable[[Any, Path], Any]

_SIZE_UNITS = {"KB": 1_000, "MB": 1_000_000, "GB": 1_000_000_000}
_SMALLEST_SPLIT = 1_000_000
_LARGEST_LIFT = 5_000
_LONGEST_NAME = 200
_LEAST_DPI, _MOST_DPI = 150, 9600
_LEAST_INK, _MOST_INK = 100, 400  # per cent: one full ink, four of them
_MOST_REDUCTION = 100  # micrometres: a sixth of a bar of the customer barcode


def _text(value: Any, _folder: Path) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError("a text in quotes is expected")
    return value


def _name(value: Any, folder: Path) -> str:
    """Accept what can name a folder, stand on a sheet and in a PDF."""
    text = _text(value, folder)
    if any(character in "/\\:" or not character.isprintable() for character in text) or text.strip(". ") != text:
        raise ValueError(
            "a name without / \\ : and control characters, without a dot or blank at either end, is expected"
        )
    if len(text.encode()) > _LONGEST_NAME:
        raise ValueError(f"a name of at most {_LONGEST_NAME} bytes is expected")
    return text


def _one_of(*names: str) -> Reader:
    def read(value: Any, folder: Path) -> str:
        text = _text(value, folder)
        if text not in names:
            raise ValueError(f'"{text}" is not known; use one of: {", ".join(names)}')
        return text

    return read


def _some_of(*names: str) -> Reader:
    def read(value: Any, _folder: Path) -> tuple[str, ...]:
        if not isinstance(value, list) or not value or len(set(map(str, value))) != len(value):
            raise ValueError(f"a list of different names is expected, such as {list(names)}")
        for name in value:
            if name not in names:
                raise ValueError(f'"{name}" is not known; use one or more of: {", ".join(names)}')
        return tuple(name for name in names if name in value)

    return read


def _file(value: Any, folder: Path) -> Path:
    path = (folder / _text(value, folder)).resolve()
    if not path.is_file():
        raise FileNotFoundError(f'the file "{value}" does not exist (looked for {path})')
    return path


def _own_file(value: Any, folder: Path) -> Path:
    path = _file(value, folder)
    if not path.is_relative_to(folder.resolve()):
        raise ValueError("a file inside the job folder is expected")
    return path


def _own_folder(value: Any, folder: Path) -> Path:
    path = (folder / _text(value, folder)).resolve()
    if not path.is_relative_to(folder.resolve()):
        raise ValueError("a folder inside the job folder is expected")
    if not path.is_dir():
        raise FileNotFoundError(f'the folder "{value}" does not exist (looked for {path})')
    return path


def _url(value: Any, folder: Path) -> str:
    text = _text(value, folder)
    if not re.fullmatch(r"[a-z][a-z0-9+.-]*://\S+", text) or "::" in text:  # fsspec goes on to a second place there
        raise ValueError("a URL is expected, such as file:///srv/photos or s3://bucket/folder")
    return text


def _yes(value: Any, _folder: Path) -> bool:
    if not isinstance(value, bool):
        raise ValueError("true or false is expected, without quotes")  # noqa: TRY004 - the port of readers
    return value


def _share(value: Any, _folder: Path) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise ValueError("a share between 0 and 1 is expected, such as 0.05")
    return float(value)


def _date(value: Any, _folder: Path) -> date:
    if type(value) is not date:
        raise ValueError("a date without quotes is expected, such as 2026-12-01")
    return value


def _sheets(value: Any, _folder: Path) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= _LARGEST_LIFT:
        raise ValueError(f"a whole number of sheets from 1 to {_LARGEST_LIFT} is expected")
    return value


def _dpi(value: Any, _folder: Path) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not _LEAST_DPI <= value <= _MOST_DPI:
        raise ValueError(f"dots per inch from {_LEAST_DPI} to {_MOST_DPI} are expected, such as 600")
    return float(value)


def _ink(value: Any, _folder: Path) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not _LEAST_INK <= value <= _MOST_INK:
        raise ValueError(f"per cent of ink from {_LEAST_INK} to {_MOST_INK} are expected, such as 300")
    return float(value)


def _reduction(value: Any, _folder: Path) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= _MOST_REDUCTION:
        raise ValueError(f"whole micrometres from 0 to {_MOST_REDUCTION} are expected, such as 30")
    return value


def _bytes(value: Any, _folder: Path) -> int:
    match = re.fullmatch(r"(\d+)\s*(KB|MB|GB)", value) if isinstance(value, str) else None
    if match is None or int(match[1]) * _SIZE_UNITS[match[2]] < _SMALLEST_SPLIT:
        raise ValueError('a size of at least 1MB is expected, such as "500MB"')
    return int(match[1]) * _SIZE_UNITS[match[2]]


def _joins(value: Any, folder: Path) -> tuple[JoinSettings, ...]:
    if not isinstance(value, list):
        raise ValueError("tables are expected; write [[records.join]]")  # noqa: TRY004 - the port of readers
    joins = tuple(_join(table, folder) for table in value)
    fields = [join.field for join in joins]
    for field in fields:
        if fields.count(field) > 1:
            raise ValueError(f'two files fill the field "{field}"')
    return joins


def _join(table: Any, folder: Path) -> JoinSettings:
    if not isinstance(table, dict):
        raise ValueError("tables are expected; write [[records.join]]")  # noqa: TRY004 - the port of readers
    for key in table:
        if key not in _JOIN_KEYS:
            near = get_close_matches(key, _JOIN_KEYS, n=1)
            known = f'did you mean "{near[0]}"?' if near else f"known here: {', '.join(_JOIN_KEYS)}"
            raise ValueError(f'the key "{key}" is not known; {known}')
    for key in _JOIN_KEYS:
        if key not in table:
            raise ValueError(f'the key "{key}" is missing')
    return JoinSettings(**{key: read(table[key], folder) for key, read in _JOIN_KEYS.items()})


_JOIN_KEYS: Mapping[str, Reader] = {"field": _text, "source": _file, "key": _text, "profile": _text}

KEYS: Mapping[str, Mapping[str, Reader]] = {
    "job": {"name": _name, "layout": _file},
    "records": {"source": _file, "profile": _text, "max-held": _share, "suppress": _file, "join": _joins},
    "postal": {
        "authority": _one_of("japan", "none"),
        "mail-class": _one_of("postcard", "letter"),
        "date": _date,
        "delay": _one_of("ordinary", "3-day", "7-day"),
    },
    "impose": {"press": _text, "scheme": _one_of("cut-stack"), "lift": _sheets},
    "output": {
        "profile": _one_of("pdf/x-1a", "pdf/x-4", "pdf/vt-1"),
        "files": _some_of("imposed", "pieces"),
        "external-id": _text,
        "condition": _text,
        "icc": _file,
        "split": _bytes,
        "dpi": _dpi,
        "bar-width-reduction": _reduction,
        "ink-limit": _ink,
    },
    "fonts": {"catalogue": _own_file, "gaiji": _own_file},
    "assets": {"folder": _own_folder, "url": _url, "manifest": _own_file, "network": _yes},
    "policy": {
        "overflow": _one_of("hold", "fail", "clip"),
        "missing-glyph": _one_of("hold", "fail", "geta"),
        "missing-image": _one_of("hold", "fail", "skip"),
        "artwork-rgb": _one_of("refuse", "convert"),
        "artwork-black": _one_of("k", "gray", "profile"),
        "ink": _one_of("warn", "fail", "ignore"),
    },
    "codes": CODE_KEYS,
}
"""Every section and key of a job file with the reader of its value."""

REQUIRED = {"job": ("name", "layout"), "records": ("source", "profile"), "postal": ("date",)}


def read_job(path: Path) -> Job:
    """Return the job described by a job.toml; raise JobError with file, line and cure otherwise."""
    path = path.resolve()
    raw = _read_text(path)
    try:
        tables = tomllib.loads(raw)
    except tomllib.TOMLDecodeError as error:
        line, column = _position(str(error))
        raise JobError(
            "job.malformed",
            f"the job file is not TOML: {error}",
            where=Place(path.name, line, column),
            cure="Correct the file at this place; texts need quotes, dates none.",
        ) from error
    codes = _read_codes(tables.pop("codes", []), raw, path)
    values = {section: _read_section(section, table, raw, path) for section, table in tables.items()}
    _require(values, path)
    records, postal = values["records"], values["postal"]
    return Job(
        path=path,
        name=values["job"]["name"],
        layout=values["job"]["layout"],
        records=RecordsSettings(**records),
        postal=PostalSettings(**postal),
        impose=ImposeSettings(**values.get("impose", {})),
        output=OutputSettings(**values.get("output", {})),
        policy=Policy(**values.get("policy", {})),
        fonts=FontSettings(**values.get("fonts", {})),
        assets=_assets(values["assets"], path) if "assets" in values else None,
        codes=codes,
    )


def _assets(values: dict[str, Any], path: Path) -> AssetSettings:
    assets = AssetSettings(**values)
    if (assets.folder is None) == (not assets.url) or (assets.url and assets.manifest is None):
        raise JobError(
            "job.missing-key",
            "[assets] names a folder, or a url with its manifest",
            where=Place(path.name),
            cure='Write folder = "photos", or url = "file:///srv/photos" and manifest = "photos.csv".',
        )
    return assets


def _read_text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")  # some editors write a byte order mark
    except FileNotFoundError as error:
        raise JobError(
            "job.missing-file", f'the job file "{path}" does not exist', cure="Give the path of a job.toml."
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise JobError(
            "job.unreadable", f'the job file "{path.name}" cannot be read as UTF-8 text', cure="Save it as UTF-8."
        ) from error


def _read_codes(tables: Any, raw: str, path: Path) -> tuple[CodeSettings, ...]:
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise JobError("job.bad-value", "codes are tables; write [[codes]]", where=Place(path.name))
    found: list[CodeSettings] = []
    for number, table in enumerate(tables):
        values = _read_section("codes", table, raw, path, nth=number)
        values = {key.replace("_", "-"): value for key, value in values.items()}
        try:
            found.append(build_code(values))
        except ValueError as error:
            line = _line_of(raw, "codes", nth=number)
            raise JobError("job.bad-value", f"[[codes]]: {error}", where=Place(path.name, line)) from error
    return tuple(found)


def _read_section(section: str, table: Any, raw: str, path: Path, *, nth: int = 0) -> dict[str, Any]:
    if section not in KEYS:
        raise _unknown(f"[{section}]", section, KEYS, _line_of(raw, section), path)
    if not isinstance(table, dict):
        raise JobError("job.bad-value", f"{section} is a section; write [{section}] once", where=Place(path.name))
    values: dict[str, Any] = {}
    for key, value in table.items():
        line = _line_of(raw, section, key, nth=nth)
        reader = KEYS[section].get(key)
        if reader is None:
            raise _unknown(f'the key "{key}" in [{section}]', key, KEYS[section], line, path)
        try:
            values[key.replace("-", "_")] = reader(value, path.parent)
        except FileNotFoundError as error:
            raise JobError(
                "job.missing-file",
                f"[{section}] {key}: {error}",
                where=Place(path.name, line),
                cure="Correct the path; it is relative to the job file.",
            ) from error
        except ValueError as error:
            raise JobError("job.bad-value", f"[{section}] {key}: {error}", where=Place(path.name, line)) from error
    return values


def _require(values: Mapping[str, Mapping[str, Any]], path: Path) -> None:
    for section, keys in REQUIRED.items():
        for key in keys:
            if key.replace("-", "_") not in values.get(section, {}):
                raise JobError(
                    "job.missing-key",
                    f'the key "{key}" is missing from [{section}]',
                    where=Place(path.name),
                    cure=f"Add {key} = … under [{section}].",
                )


def _unknown(what: str, name: str, known: Mapping[str, object], line: int, path: Path) -> JobError:
    near = get_close_matches(name, known, n=1)
    cure = f'Did you mean "{near[0]}"?' if near else f"Known here: {', '.join(known)}."
    return JobError("job.unknown-key", f"{what} is not known", where=Place(path.name, line), cure=cure)


def _line_of(raw: str, section: str, key: str | None = None, *, nth: int = 0) -> int:
    """Return the 1-based line of a section or of a key in it, 0 when written another way (dotted, inline).

    `nth`: of which table of an array of tables, from 0.
    """
    here, seen = "", -1
    for number, line in enumerate(raw.splitlines(), start=1):
        header = re.match(r"\s*\[\s*([^\]]+?)\s*\]", line)
        if header:
            here = header[1]
            if key is not None and here == f"[{section}.{key}":  # an array of tables
                return number
            seen += here in (section, f"[{section}")
            if key is None and here in (section, f"[{section}") and seen == nth:
                return number
        elif (
            key is not None
            and here in (section, f"[{section}")
            and seen == nth
            and re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=", line)
        ):
            return number
    return 0


def _position(message: str) -> tuple[int, int]:
    match = re.search(r"line (\d+), column (\d+)", message)
    return (int(match[1]), int(match[2])) if match else (0, 0)
