"""What a document part tells of a recipient: one id, and the fields that the job opts in to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from vdp.errors import DefectError, Finding, JobError, Place
from vdp.job import Job
from vdp.layout import Plan
from vdp.pdf.document_parts import part_metadata
from vdp.pdf.objects import MAX_INTEGER, MAX_NAME, MAX_STRING, PdfObject, Raw, encode_text
from vdp.pdf.profiles import find_profile

_TOO_LARGE = Raw()
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

    def find_faults(self, columns: Mapping[str, Sequence[Any]], records: Sequence[int]) -> list[Finding]:
        """Return what holds records back: an id that names nobody, a value that no PDF can hold."""
        found = []
        if self.external_id:
            text = f"the external id is empty or longer than {MAX_NAME} bytes"
            found = [
                Finding("run.external-id", "hold", record, self.external_id, text)
                for record, value in zip(records, columns[self.external_id], strict=True)
                if not _is_name(_spell(value))
            ]
        for field in self.fields:
            found += [
                Finding("run.dpm", "hold", record, field, "the value is larger than PDF can hold")
                for record, value in zip(records, columns[field], strict=True)
                if _value(value) is _TOO_LARGE
            ]
        return found

    def write(self, columns: Mapping[str, Sequence[Any]], records: Sequence[int]) -> list[bytes]:
        """Return the metadata of each record, which has no faults."""
        ids = [_spell(value) for value in (columns[self.external_id] if self.external_id else records)]
        if faults := self.find_faults(columns, records):
            text = f"record {faults[0].record} reached the press: {faults[0].text}"
            raise DefectError("run.part-fields", text, cure="Report this as a defect of vdp.")
        if not self.fields:
            return [part_metadata(external_id=name) for name in ids]
        told = [[_value(value) for value in columns[field]] for field in self.fields]
        return [
            part_metadata(external_id=name, more={k: v for k, v in zip(self.keys, row, strict=True) if v is not None})
            for name, row in zip(ids, zip(*told, strict=True), strict=True)
        ]


def part_fields(job: Job) -> PartFields | None:
    """Return what the document parts of a job's files carry; None when they have none."""
    output = job.output
    if not output.pieces or not find_profile(output.profile).parts:
        return None
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
    told = part_fields(job)
    if output.dpm and told is None:
        cure = 'Write profile = "pdf/vt-1" with "pieces" among files, or leave dpm out.'
        if output.pieces:
            text = f"[output] dpm asks for metadata of document parts, which {output.profile} does not have"
        else:
            text = "[output] dpm asks for metadata of document parts, which sheets do not have"
        raise JobError("run.dpm", text, where=where, cure=cure)
    for field in output.dpm:
        if kinds.get(field, "list") == "list":
            what = "is a list" if field in kinds else "is not declared by the layout"
            text = f'[output] dpm: the field "{field}" {what}'
            raise JobError("run.dpm", text, where=where, cure=f"Name some of {_plain(kinds)}.")
    for key in told.keys if told else ():
        if len(key.encode("utf-8")) > MAX_NAME:
            text = f'[output] dpm: the key "{key}" has more than {MAX_NAME} bytes'
            raise JobError("run.dpm", text, where=where, cure="Give the field a shorter name in the layout.")


def _plain(kinds: Mapping[str, str]) -> str:
    """Return the names of fields that have one value."""
    return ", ".join(name for name, kind in kinds.items() if kind != "list")


def _spell(value: Any) -> str:
    return "" if value is None else str(value)


def _is_name(value: str) -> bool:
    return 0 < len(value.encode("utf-8")) <= MAX_NAME


def _value(value: Any) -> PdfObject:
    """Return a field's value as a document part holds it: text, number, true or false, a PDF date; or _TOO_LARGE."""
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
    return _TOO_LARGE
