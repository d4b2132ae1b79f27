"""Read a job.toml into a Job: one table of keys, unknown ones refused with the nearest known one."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from vdp.errors import JobError, Place
from vdp.job.codes import CODE_KEYS, build_code
from vdp.job.readers import (
    Reader,
    one_of,
    read_date,
    read_dpi,
    read_file,
    read_ink,
    read_name,
    read_names,
    read_own_file,
    read_own_folder,
    read_prefix,
    read_share,
    read_size,
    read_text,
    read_url,
    read_yes,
    some_of,
    whole_number,
)
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

_LARGEST_LIFT = 5_000
_MOST_REDUCTION = 100  # micrometres: a sixth of a bar of the customer barcode


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


_JOIN_KEYS: Mapping[str, Reader] = {"field": read_text, "source": read_file, "key": read_text, "profile": read_text}

KEYS: Mapping[str, Mapping[str, Reader]] = {
    "job": {"name": read_name, "layout": read_file},
    "records": {
        "source": read_file,
        "profile": read_text,
        "max-held": read_share,
        "suppress": read_file,
        "join": _joins,
    },
    "postal": {
        "authority": one_of("japan", "none"),
        "mail-class": one_of("postcard", "letter"),
        "date": read_date,
        "delay": one_of("ordinary", "3-day", "7-day"),
    },
    "impose": {
        "press": read_text,
        "scheme": one_of("cut-stack"),
        "lift": whole_number(1, _LARGEST_LIFT, of="sheets"),
    },
    "output": {
        "profile": one_of("pdf/x-1a", "pdf/x-4", "pdf/vt-1"),
        "files": some_of("imposed", "pieces"),
        "external-id": read_text,
        "dpm": read_names,
        "dpm-prefix": read_prefix,
        "condition": read_text,
        "icc": read_file,
        "split": read_size,
        "dpi": read_dpi,
        "bar-width-reduction": whole_number(0, _MOST_REDUCTION, of="micrometres"),
        "ink-limit": read_ink,
    },
    "fonts": {"catalogue": read_own_file, "gaiji": read_own_file},
    "assets": {"folder": read_own_folder, "url": read_url, "manifest": read_own_file, "network": read_yes},
    "policy": {
        "overflow": one_of("hold", "fail", "clip"),
        "missing-glyph": one_of("hold", "fail", "geta"),
        "missing-image": one_of("hold", "fail", "skip"),
        "artwork-rgb": one_of("refuse", "convert"),
        "artwork-black": one_of("k", "gray", "profile"),
        "ink": one_of("warn", "fail", "ignore"),
    },
    "codes": CODE_KEYS,
}
"""Every section and key of a job file with the reader of its value."""

REQUIRED = {"job": ("name", "layout"), "records": ("source", "profile"), "postal": ("date",)}


def read_job(path: Path) -> Job:
    """Return the job described by a job.toml; raise JobError with file, line and cure otherwise."""
    raw, path = _read_text(path), path.resolve()
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
    except UnicodeDecodeError as error:
        raise JobError(
            "job.unreadable", f'the job file "{path.name}" cannot be read as UTF-8 text', cure="Save it as UTF-8."
        ) from error
    except OSError as error:
        raise JobError(
            "job.unreadable",
            f'the job file "{path}" cannot be read: {error.strerror}',
            cure="Give the path of a job.toml that can be read.",
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
    """Return the 1-based line of a section or of a key in it, also inline or dotted; 0 when it cannot be told.

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
    return _line_inline(raw, section, key) if nth == 0 else 0


def _line_inline(raw: str, section: str, key: str | None) -> int:
    """Return the line where a key stands in `section = { key = … }` or `section.key = …`, 0 for none.

    An inline table is written in one line (TOML 1.0).
    """
    table = rf"\s*[\"']?{re.escape(section)}[\"']?\s*"
    inside = "" if key is None else rf"[\"']?{re.escape(key)}[\"']?\s*="
    pattern = rf"{table}[.=]" if key is None else rf"{table}(=\s*\{{(.*[\s,{{])?|\.\s*){inside}"
    for number, line in enumerate(raw.splitlines(), start=1):
        if re.match(r"\s*\[", line):
            break  # what follows belongs to another table
        if re.match(pattern, line):
            return number
    return 0


def _position(message: str) -> tuple[int, int]:
    match = re.search(r"line (\d+), column (\d+)", message)
    return (int(match[1]), int(match[2])) if match else (0, 0)
