"""What a document part tells of a recipient: one id, and the fields that the job opts in to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from vdp.errors import JobError, Place
from vdp.job import Job
from vdp.layout import Plan
from vdp.pdf.document_parts import part_metadata
from vdp.pdf.objects import MAX_INTEGER, MAX_NAME, MAX_STRING, PdfObject, Raw, encode_text

_LARGEST = Decimal("3.403e38")  # of a real number (ISO 32000-1, table C.1)


class PartFields(NamedTuple):
    """The fields of a job that document parts carry."""

    external_id: str = ""  # field that names a recipient, "" for the record number
    fields: tuple[str, ...] = ()  # what is told besides, sorted
    prefix: str = "XX"  # of their keys: a shop's registered one, or XX, which anyone may use (ISO 32000-1, annex E)

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of the fields, in their order."""
        return tuple(f"{self.prefix}_{field}" for field in self.fields)

    def words(self) -> str:
        """Return what document parts carry, for the report."""
        return ", ".join((f"external id: {self.external_id or 'record number'}", *self.keys))

    def write(self, columns: Mapping[str, Sequence[Any]], records: Sequence[int]) -> list[bytes]:
        """Return the metadata of each record. Raises JobError for a value that no PDF can hold."""
        ids = [
            "" if value is None else str(value)
            for value in (columns[self.external_id] if self.external_id else records)
        ]
        _check_ids(ids, records)
        if not self.fields:
            return [part_metadata(external_id=name) for name in ids]
        told = [[_value(value, key, n) for value, n in zip(columns[field], records, strict=True)]
                for field, key in zip(self.fields, self.keys, strict=True)]  # fmt: skip
        return [
            part_metadata(external_id=name, more={k: v for k, v in zip(self.keys, row, strict=True) if v is not None})
            for name, row in zip(ids, zip(*told, strict=True), strict=True)
        ]


def part_fields(job: Job) -> PartFields:
    """Return what the document parts of a job carry."""
    output = job.output
    return PartFields(output.external_id, tuple(sorted(output.dpm)), output.dpm_prefix)


def check_part_fields(job: Job, plan: Plan) -> None:
    """Raise JobError for fields that the layout does not have, or that no document part can carry."""
    kinds = {field.name: field.type for field in plan.fields}
    output, where = job.output, Place(job.path.name)
    if output.external_id and output.external_id not in kinds:
        raise JobError(
            "run.external-id",
            f'[output] external-id names the field "{output.external_id}", which the layout does not declare',
            where=where,
            cure=f"Declare it, or name one of {_plain(kinds)}.",
        )
    if kinds.get(output.external_id) == "list":
        text = f'[output] external-id names the field "{output.external_id}", which is a list'
        raise JobError("run.external-id", text, where=where, cure=f"Name one of {_plain(kinds)}.")
    if output.dpm and output.profile != "pdf/vt-1":
        text = f"[output] dpm asks for metadata of document parts, which {output.profile} does not have"
        raise JobError("run.dpm", text, where=where, cure='Write profile = "pdf/vt-1", or leave dpm out.')
    for field in output.dpm:
        if kinds.get(field, "list") == "list":
            what = "is a list" if field in kinds else "is not declared by the layout"
            text = f'[output] dpm: the field "{field}" {what}'
            raise JobError("run.dpm", text, where=where, cure=f"Name some of {_plain(kinds)}.")
    for key in part_fields(job).keys:
        if len(key.encode("utf-8")) > MAX_NAME:
            text = f'[output] dpm: the key "{key}" has more than {MAX_NAME} bytes'
            raise JobError("run.dpm", text, where=where, cure="Give the field a shorter name in the layout.")


def _plain(kinds: Mapping[str, str]) -> str:
    """Return the names of fields that have one value."""
    return ", ".join(name for name, kind in kinds.items() if kind != "list")


def _check_ids(ids: Sequence[str], records: Sequence[int]) -> None:
    for value, record in zip(ids, records, strict=True):
        if not value or len(value.encode("utf-8")) > MAX_NAME:
            raise JobError(
                "run.external-id",
                f"record {record}: the external id is empty or longer than {MAX_NAME} bytes",
                cure="Name another field in external-id, or leave it out: then the record number is written.",
            )


def _value(value: Any, key: str, record: int) -> PdfObject:
    """Return a field's value as a document part holds it: text, number, true or false, a PDF date."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, date):
        return f"D:{value.year:04}{value:%m%d}"
    if isinstance(value, str):
        if len(encode_text(value)) <= MAX_STRING:
            return value or None
    elif isinstance(value, int) and -MAX_INTEGER <= value <= MAX_INTEGER:
        return value
    elif isinstance(value, Decimal) and abs(value) <= _LARGEST:
        digits = format(value, "f")  # a point tells a large one from an integer, which has 32 bits
        return Raw((digits if "." in digits else digits + ".0").encode("ascii"))
    raise JobError(
        "run.dpm",
        f"record {record}: the value for {key} is larger than PDF can hold",
        cure="Take this field out of dpm, or hold the record.",
    )
