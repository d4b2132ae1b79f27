"""The catalogue of fonts: which file holds a family and weight, and is it still the same file?"""

from __future__ import annotations

import hashlib
import importlib.util
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any, NamedTuple

from vdp.errors import JobError, Place

Row = Mapping[str, Any]

_WEIGHTS = range(1, 1001)  # OpenType 1.9, OS/2 table, usWeightClass


@dataclass(frozen=True, slots=True)
class FaceFile:
    """One face of a catalogue. `axes` holds what the row asks of a variable font beyond its weight."""

    key: str  # "Noto Sans JP/400"
    path: Path
    index: int  # in a collection (TTC)
    sha256: str
    licence: str  # "" when the row does not state it
    axes: tuple[tuple[str, float], ...] = ()  # by tag, ascending

    @property
    def weight(self) -> int:
        """The weight of the key."""
        return int(self.key.rpartition("/")[2])

    @property
    def identity(self) -> str:
        """All that decides the face's ink: two equal identities give equal pages."""
        axes = ",".join(f"{tag}={value:g}" for tag, value in self.axes)
        return f"{self.key}:{self.sha256}:{self.index}:{axes}"

    def check(self) -> None:
        """Raise JobError unless the file is the one that the catalogue names, bit by bit."""
        digest = _hash(self.path)
        if digest != self.sha256:
            raise JobError(
                "text.font-changed",
                f'the font file of "{self.key}" is not the one of the catalogue (sha256 {digest[:12]}…)',
                where=Place(self.path.name),
                cure="Install the pinned package again, or proof with the new file and write its sha256 there.",
            )


def read_catalogue(extra: Path | None = None) -> dict[str, FaceFile]:
    """Return the faces of fonts/catalogue.toml by key, with those of a job's own catalogue; no font is opened.

    A face of `extra` lies in the folder of that file or below it and replaces a shipped one only where its row says
    `override = true`. Raises JobError for a row or a path that cannot be used.
    """
    faces = {face.key: face for _, face in _read(_catalogue_path(), packages=True)}
    if extra is not None:
        shipped = set(faces)
        for row, face in _read(extra, packages=False):
            _check_override(face.key, row, shipped)
            faces[face.key] = face
    return faces


class _Row(NamedTuple):
    """One [[face]] with the place that errors name."""

    values: Row
    where: Place


def _catalogue_path() -> Path:
    package = Path(__file__).parents[2]
    for folder in (package / "fonts", package.parent / "fonts"):  # installed wheel, source tree
        if (folder / "catalogue.toml").is_file():
            return folder / "catalogue.toml"
    raise JobError("text.no-catalogue", "fonts/catalogue.toml is missing", cure="Install vdp again.")


def _read(path: Path, *, packages: bool) -> list[tuple[_Row, FaceFile]]:
    """Return the faces of one catalogue with their rows; two of the same key are an error."""
    found: dict[str, tuple[_Row, FaceFile]] = {}
    for row in _rows(path):
        _check_row(row, packages=packages)
        for face in _faces(row, path.parent):
            if face.key in found:
                raise _malformed(f'the face "{face.key}" is listed twice', row.where)
            found[face.key] = (row, face)
    return list(found.values())


def _rows(path: Path) -> list[_Row]:
    try:
        raw = path.read_text(encoding="utf-8-sig")
        tables = tomllib.loads(raw)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise _malformed(f"the catalogue cannot be read: {error}", Place(path.name)) from error
    rows = tables.pop("face", [])
    if tables or not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise _malformed("a catalogue holds [[face]] rows and nothing else", Place(path.name))
    lines = [n for n, line in enumerate(raw.splitlines(), start=1) if re.match(r"\s*\[\[\s*face\s*\]\]", line)]
    lines = lines if len(lines) == len(rows) else [0] * len(rows)  # rows may also be written inline
    return [_Row(row, Place(path.name, line)) for row, line in zip(rows, lines, strict=True)]


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_family(value: Any) -> bool:
    return _is_text(value) and "," not in value  # a layout's fallback separates families by commas


def _is_weight(value: Any) -> bool:
    return type(value) is int and value in _WEIGHTS


def _is_range(value: Any) -> bool:
    if not isinstance(value, list) or len(value) != 2 or not all(map(_is_weight, value)):
        return False
    least, greatest = int(value[0]), int(value[1])
    return least <= greatest and least % 100 == greatest % 100 == 0


def _is_axes(value: Any) -> bool:
    return isinstance(value, dict) and all(len(tag) == 4 and type(at) in (int, float) for tag, at in value.items())


_KEYS: Mapping[str, tuple[Callable[[Any], bool], str]] = {
    "family": (_is_family, "a name without a comma"),
    "weight": (_is_weight, "a whole number from 1 to 1000"),
    "weights": (_is_range, "the least and the greatest hundred, such as [100, 900]"),
    "package": (_is_text, "the name of an installed Python package"),
    "file": (_is_text, "a path that starts from the catalogue's folder"),
    "index": (lambda value: type(value) is int and value >= 0, "the number of the font in a collection, from 0"),
    "axes": (_is_axes, "axes of a variable font, such as { wdth = 75 }"),
    "sha256": (lambda v: isinstance(v, str) and re.fullmatch("[0-9a-f]{64}", v) is not None, "64 digits of sha256sum"),
    "licence": (_is_text, "a text"),
    "override": (lambda value: type(value) is bool, "true or false"),
}
"""Every key of a row with its test and what it must be."""


def _check_row(row: _Row, *, packages: bool) -> None:
    known = [key for key in _KEYS if key not in (("override",) if packages else ("package",))]
    for key, value in row.values.items():
        if key not in known:
            near = get_close_matches(key, known, n=1)
            cure = f'Did you mean "{near[0]}"?' if near else f"Known here: {', '.join(known)}."
            raise _malformed(f'the key "{key}" is not known', row.where, cure=cure)
        is_good, wanted = _KEYS[key]
        if not is_good(value):
            raise _malformed(f'"{key}" must be {wanted}', row.where)
    required = ("family", "file", "sha256", "licence") if packages else ("family", "file")
    missing = [key for key in required if key not in row.values]
    if missing:
        raise _malformed(f'the key "{missing[0]}" is missing', row.where)
    if ("weight" in row.values) == ("weights" in row.values):
        raise _malformed('a row has either "weight" or "weights"', row.where)


def _faces(row: _Row, folder: Path) -> list[FaceFile]:
    """Return the faces of a row: one, or one per hundred of its range of weights."""
    values = row.values
    least, greatest = values.get("weights") or (values["weight"], values["weight"])
    weights = range(least, greatest + 1, 100)
    path = _locate(row, folder)
    sha256 = values.get("sha256") or _hash(path)
    axes = tuple(sorted((tag, float(value)) for tag, value in values.get("axes", {}).items()))
    licence = values.get("licence", "")
    return [FaceFile(f"{values['family']}/{w}", path, values.get("index", 0), sha256, licence, axes) for w in weights]


def _locate(row: _Row, folder: Path) -> Path:
    package, name = row.values.get("package"), str(row.values["file"])
    if package is None:
        return _locate_inside(folder, name, row.where)
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise JobError(
            "text.font-missing",
            f'the package "{package}" with the font "{row.values["family"]}" is not installed',
            where=row.where,
            cure="Install the dependencies of vdp again (make demo does).",
        )
    return Path(spec.origin).parent / name


def _locate_inside(folder: Path, name: str, where: Place) -> Path:
    """Return a file of the catalogue's folder; what leaves it by any road is refused."""
    windows = PureWindowsPath(name)  # its parts are split at both slashes
    parts = PurePosixPath(name).parts
    steps = [folder.joinpath(*parts[: n + 1]) for n in range(len(parts))]
    if windows.anchor or "\\" in name or ".." in parts or any(step.is_symlink() for step in steps):
        raise JobError(
            "text.font-path",
            f'the font file "{name}" is not a plain path inside the folder of the catalogue',
            where=where,
            cure="Copy the font file into that folder and write its path from there, with slashes.",
        )
    if not (folder / name).is_file():
        raise JobError(
            "text.font-missing", f'the font file "{name}" does not exist', where=where, cure="Correct the path."
        )
    return folder / name


def _hash(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        text = f"the font file cannot be read: {error.strerror}"
        cure = "Check the path and the permissions of the file."
        raise JobError("text.font-missing", text, where=Place(path.name), cure=cure) from error


def _check_override(key: str, row: _Row, shipped: set[str]) -> None:
    overrides = row.values.get("override", False)
    if key in shipped and not overrides:
        text = f'the face "{key}" is shipped with vdp'
        cure = "Give the family another name, or write override = true to replace the shipped face in this job."
        raise JobError("text.font-override", text, where=row.where, cure=cure)
    if overrides and key not in shipped:
        text = f'the face "{key}" overrides nothing'
        cure = f"Shipped are {', '.join(sorted(shipped))}; remove override, or correct family and weight."
        raise JobError("text.font-override", text, where=row.where, cure=cure)


def _malformed(text: str, where: Place, *, cure: str = "Compare the row with fonts/README.md.") -> JobError:
    return JobError("text.catalogue", text, where=where, cure=cure)
