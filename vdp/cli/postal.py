"""`vdp postal`: customer barcodes and directory entries, one by one or from a list."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Final, TypedDict

import click

from vdp.cli.options import json_option
from vdp.postal import Authority, open_authority
from vdp.slots.symbol import encode_customer_barcode

_BATCH: Final = 1000
_COLUMNS: Final = ("postal_code", "address")


class Note(TypedDict):
    """One finding as other programs read it."""

    code: str
    text: str


class Answer(TypedDict, total=False):
    """One barcode as other programs read it; a refused one has no `check` and null for the rest."""

    postal_code: str
    number: str | None
    codes: list[str] | None
    check: str
    bars: str | None
    findings: list[Note]


@click.group()
def postal() -> None:
    """Customer barcodes (カスタマバーコード) and the directory of postal codes."""


@postal.command()
@click.option("--postal-code", metavar="CODE", help="Postal code of one address.")
@click.option("--address", help="The address itself, from the prefecture or the city on.")
@click.option(
    "--csv",
    "source",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Many addresses: a CSV file with the columns postal_code and address.",
)
@click.option("--encoding", default="utf-8-sig", show_default=True, help="Encoding of the CSV file, such as cp932.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON: one document, or one line per row of a CSV file.")
def barcode(*, postal_code: str | None, address: str | None, source: Path | None, encoding: str, as_json: bool) -> None:
    """Print the customer barcode of one address or of each row of a CSV file."""
    if (source is None) == (postal_code is None and address is None):
        message = "give either --postal-code and --address, or --csv"
        raise click.UsageError(message)
    if source is None and (postal_code is None or address is None):
        message = "--postal-code and --address belong together"
        raise click.UsageError(message)
    rows = [(postal_code or "", address or "")] if source is None else read_rows(source, encoding=encoding)
    for answer in answer_rows(rows):
        click.echo(json.dumps(answer, ensure_ascii=False) if as_json else _describe(answer))


@postal.command()
@click.argument("code")
@json_option
def lookup(*, code: str, as_json: bool) -> None:
    """Print what the directory knows of one postal CODE."""
    authority = open_authority("japan")
    clean = authority.check([code], [""]).postal_codes[0]
    if not clean:
        message = "CODE must have seven digits, such as 263-0023"
        raise click.UsageError(message)
    rows = [row._asdict() for row in authority.lookup(clean)]
    text = "the postal code does not exist"
    findings: list[Note] = [] if rows else [{"code": "postal.unknown-code", "text": text}]
    if as_json:
        click.echo(json.dumps({"postal_code": clean, "rows": rows, "findings": findings}, ensure_ascii=False))
        return
    for row in rows:
        note = f"（{row['note']}）" if row["note"] and row["kind"] == "town" else row["note"]
        click.echo(" ".join(filter(None, (clean, row["prefecture"] + row["city"] + row["town"] + note, row["name"]))))
    if not rows:
        click.echo(f"{clean}: {text} [postal.unknown-code]", err=True)


def read_rows(source: Path, *, encoding: str) -> Iterator[tuple[str, str]]:
    """Yield postal code and address of each row of a CSV file.

    Raises click.UsageError if a column is missing or the encoding does not fit.
    """
    try:
        with source.open(encoding=encoding, newline="") as stream:
            reader = csv.DictReader(stream, restval="")
            missing = [name for name in _COLUMNS if name not in (reader.fieldnames or ())]
            if missing:
                message = f"{source.name} has no column {' and '.join(missing)}; its first line must name the columns"
                raise click.UsageError(message)
            for row in reader:
                yield row["postal_code"], row["address"]
    except (UnicodeError, LookupError) as error:
        message = f"{source.name} cannot be read as {encoding}; name its encoding with --encoding"
        raise click.UsageError(message) from error
    except csv.Error as error:
        message = f"{source.name} is not a CSV file: {error}"
        raise click.UsageError(message) from error


def answer_rows(rows: Iterable[tuple[str, str]]) -> Iterator[Answer]:
    """Yield the answer to each row, in order, working in batches."""
    authority, stream = open_authority("japan"), iter(rows)
    while batch := list(islice(stream, _BATCH)):
        yield from _answer_batch(authority, batch)


def _answer_batch(authority: Authority, batch: list[tuple[str, str]]) -> Iterator[Answer]:
    checked = authority.check([code for code, _ in batch], [address for _, address in batch])
    findings: list[list[Note]] = [[] for _ in batch]
    for fault in checked.faults:
        findings[fault.index].append({"code": fault.code, "text": fault.text})
    for (raw, _), code, payload, notes in zip(batch, checked.postal_codes, checked.numbers, findings, strict=True):
        yield _answer(code or raw, payload, notes)


def _answer(code: str, payload: str, findings: list[Note]) -> Answer:
    if not payload:
        return {"postal_code": code, "number": None, "codes": None, "bars": None, "findings": findings}
    symbol = encode_customer_barcode(payload)
    return {
        "postal_code": code,
        "number": payload.removeprefix(code),
        "codes": list(symbol.codes),
        "check": symbol.check,
        "bars": symbol.bars,
        "findings": findings,
    }


def _describe(answer: Answer) -> str:
    parts = [answer["postal_code"], answer["number"], answer["bars"]]
    notes = [f"[{note['code']}] {note['text']}" for note in answer["findings"]]
    return "\t".join([*(part or "-" for part in parts), *notes])
