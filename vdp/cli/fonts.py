"""vdp fonts: what the catalogue holds, and what a list of names needs."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Final

import click

from vdp.cli.options import json_option
from vdp.errors import JobError, Place, SourceError
from vdp.records.profile import read_profile
from vdp.slots.text import open_face, read_catalogue
from vdp.slots.text.catalogue import FaceFile
from vdp.slots.text.coverage import MOST_RECORDS, Coverage, Gap
from vdp.slots.text.face import Face

DOES_NOT_PRINT: Final = 4

_BATCH: Final = 2000
_FEATURES: Final = ("vert", "palt", "kern")
_NO_QUOTE: Final = "\0"  # no text file has it
_DEFAULT_FACE: Final = "Noto Sans JP/400"

# OpenType 1.9, OS/2 table, fsType: the usage bits, the least restrictive first.
_USAGES: Final = ((0x0008, "editable"), (0x0004, "print and preview"), (0x0002, "restricted"))

_catalogue_option = click.option(
    "--catalogue",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The job's own catalogue of fonts, as [fonts] catalogue names it.",
)


@click.group()
def fonts() -> None:
    """List the fonts of the catalogue; check which characters of a file they print."""


@fonts.command("list")
@_catalogue_option
@json_option
def list_faces(*, catalogue: Path | None, as_json: bool) -> None:
    """Print every face with its licence, its permission to be embedded and what it holds."""
    rows = [_describe(open_face(file, "F0")) for file in read_catalogue(catalogue).values()]
    if as_json:
        click.echo(json.dumps({"faces": rows}, ensure_ascii=False))
        return
    for row in rows:
        features = ", ".join(tag for tag, has in row["features"].items() if has) or "none"
        axes = "".join(f", {tag} {value:g}" for tag, value in row["axes"].items())
        click.echo(f"{row['face']}  ({row['file']}{axes})")
        click.echo(f"  licence {row['licence'] or 'not stated'}; embedding: {row['embedding']}")
        counts = f"{row['glyphs']:,} glyphs, {row['characters']:,} characters, {row['variations']:,} variations"
        click.echo(f"  {counts}; features: {features}")


def _describe(face: Face) -> dict[str, Any]:
    program = face.program
    return {
        "face": face.key,
        "file": face.file.path.name,
        "index": face.file.index,
        "sha256": face.file.sha256,
        "licence": face.file.licence,
        "embedding": _embedding(face.fs_type),
        "axes": dict(face.location),
        "glyphs": program.glyph_count,
        "characters": len(face.codepoints),
        "variations": sum(len(program.variation_unicodes(selector)) for selector in program.variation_selectors),
        "features": {tag: tag in face.features for tag in _FEATURES},
    }


def _embedding(fs_type: int) -> str:
    usage = next((name for bit, name in _USAGES if fs_type & bit), "installable")
    return f"{usage}, whole only" if fs_type & 0x0100 else usage


@fonts.command("check")
@click.argument("source", metavar="NAMES.csv", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--face", default=_DEFAULT_FACE, show_default=True, help="Family and weight of the text.")
@click.option("--fallback", multiple=True, help="Face that supplies missing characters; repeat it for a chain.")
@click.option("--column", "columns", multiple=True, help="Header of a column to read; default: all columns.")
@click.option("--encoding", help="Encoding of the file; default: by its byte order mark, then UTF-8, then cp932.")
@click.option("--profile", help="Read the file as this profile says, such as shop-cp932.")
@_catalogue_option
@json_option
def check_names(
    *,
    source: Path,
    face: str,
    fallback: Sequence[str],
    columns: Sequence[str],
    encoding: str | None,
    profile: str | None,
    catalogue: Path | None,
    as_json: bool,
) -> None:
    """Print the characters of NAMES.csv that the face lacks; exit with 4 when no fallback prints one of them.

    Characters are named by code point, never by the names that they stand in; records are counted from 1.
    """
    if encoding and profile:
        raise click.UsageError("give either --encoding or --profile; a profile names its encodings itself")
    faces = _open_chain([face, *fallback], read_catalogue(catalogue))
    dialect = _read_dialect(source, encoding, profile)
    coverage, count = Coverage(faces), 0
    rows = enumerate(_read_texts(source, dialect, columns), start=1)
    while batch := list(islice(rows, _BATCH)):
        coverage.add([number for number, _ in batch], [text for _, text in batch])
        count = batch[-1][0]
    gaps = coverage.gaps()
    keys = [face.key for face in faces]
    if as_json:
        click.echo(json.dumps(_document(gaps, count, keys, dialect.encoding), ensure_ascii=False))
    else:
        _print_gaps(gaps, count, keys)
    if any(not gap.supplied_by for gap in gaps):
        sys.exit(DOES_NOT_PRINT)


def _open_chain(names: Sequence[str], catalogue: dict[str, FaceFile]) -> list[Face]:
    """Open the faces; as in a layout, a family alone means its face of the first one's weight."""
    weight = names[0].rpartition("/")[2] if "/" in names[0] else "400"
    keys = [name if "/" in name else f"{name}/{weight}" for name in names]
    for key in keys:
        if key not in catalogue:
            cure = f"Known faces: {', '.join(sorted(catalogue))}."
            raise JobError("text.font-missing", f'the face "{key}" is in no catalogue of fonts', cure=cure)
    return [open_face(catalogue[key], f"F{index}") for index, key in enumerate(dict.fromkeys(keys))]


@dataclass(frozen=True, slots=True)
class _Dialect:
    encoding: str
    delimiter: str = ","
    quote: str = '"'


def _read_dialect(source: Path, encoding: str | None, profile: str | None) -> _Dialect:
    """Return how the file is to be read, after decoding all of it strictly."""
    if encoding:
        return _Dialect(_first_fitting(source, [encoding]))
    if profile is None:
        return _Dialect(_first_fitting(source, ["utf-8", "cp932"]))
    wanted = read_profile(profile, folder=Path.cwd())
    fitting = _first_fitting(source, [name for name in wanted.encodings if name != "utf-16"])
    return _Dialect(fitting, wanted.delimiter, wanted.quote)


def _first_fitting(source: Path, encodings: Sequence[str]) -> str:
    with source.open("rb") as file:
        head = file.read(2)
    if head in (b"\xff\xfe", b"\xfe\xff"):
        encodings = ["utf-16"]
    for encoding in ("utf-8-sig" if name == "utf-8" else name for name in encodings):
        try:
            with source.open(encoding=encoding, newline="") as stream:
                while stream.read(1 << 20):
                    pass
        except UnicodeError:
            continue
        except LookupError as error:
            raise click.UsageError(f'there is no encoding "{encoding}"') from error
        return encoding
    text = f"the file is not {' or '.join(encodings) or 'in an encoding of the profile'}"
    raise SourceError("records.encoding", text, where=Place(source.name), cure="Name its encoding with --encoding.")


def _read_texts(source: Path, dialect: _Dialect, columns: Sequence[str]) -> Iterator[str]:
    """Yield the wanted columns of each record in one text; blank lines are no records."""
    with source.open(encoding=dialect.encoding, newline="") as stream:
        rows = csv.reader(stream, delimiter=dialect.delimiter, quotechar=dialect.quote or _NO_QUOTE)
        try:
            header = next(rows, [])
            wanted = _find_columns(header, columns, source) if columns else range(sys.maxsize)
            for row in filter(None, rows):
                yield "\n".join(text for index, text in enumerate(row) if index in wanted)
        except csv.Error as error:
            text = f"line {rows.line_num} is no CSV: {error}"
            cure = "Correct that line; name delimiter and quote of the file with --profile."
            raise SourceError("records.row-too-long", text, where=Place(source.name), cure=cure) from error


def _find_columns(header: Sequence[str], columns: Sequence[str], source: Path) -> set[int]:
    # The header is not quoted in the error: the first line of a file without one is somebody's data.
    names = [name.strip() for name in header]
    for column in columns:
        if column.strip() not in names:
            raise click.UsageError(f'no column of {source.name} has the header "{column}"')
    return {names.index(column.strip()) for column in columns}


def _document(gaps: Sequence[Gap], count: int, faces: Sequence[str], encoding: str) -> dict[str, Any]:
    prints = all(gap.supplied_by for gap in gaps)
    rows = [asdict(gap) | {"codepoints": gap.notation.split(), "supplied_by": gap.supplied_by or None} for gap in gaps]
    return {"records": count, "encoding": encoding, "faces": faces, "prints": prints, "gaps": rows}


def _print_gaps(gaps: Sequence[Gap], count: int, faces: Sequence[str]) -> None:
    for gap in gaps:
        fate = f"printed by {gap.supplied_by}" if gap.supplied_by else "DOES NOT PRINT"
        records = ", ".join(map(str, gap.records)) + (", …" if len(gap.records) == MOST_RECORDS else "")
        click.echo(f"{gap.notation}\t{gap.name} ({gap.kind})\t{gap.count:,} times\trecords {records}\t{fate}")
    lost = sum(not gap.supplied_by for gap in gaps)
    what = "character does" if lost == 1 else "characters do"
    click.echo(f"{count:,} records: {lost} {what} not print in {', '.join(faces)}", err=True)
