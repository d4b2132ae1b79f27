"""Open the CRM file of a job, and the list of those who must not get it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from vdp.errors import JobError, Place, SourceError
from vdp.job import RecordsSettings
from vdp.job.settings import CodeSettings, JoinSettings
from vdp.records.batch import Batch
from vdp.records.check import check_table
from vdp.records.code_list import open_codes
from vdp.records.dialect import read_form
from vdp.records.field import Field
from vdp.records.join import Join
from vdp.records.profile import Profile, read_profile
from vdp.records.source import Source


def open_source(
    settings: RecordsSettings,
    fields: Sequence[Field],
    *,
    folder: Path,
    identity: Sequence[str] = (),
    codes: Sequence[CodeSettings] = (),
    job: str = "",
) -> Source:
    """Return the job's source after decoding all of it strictly and mapping its header.

    `folder` is the job folder, for a profile given as a path; `identity` names the fields that make a recipient, needed
    when the job has a suppression list; `codes` and the name of the job make coupon codes and serials. Raises JobError
    `records.missing-file`, `records.profile`, SourceError `records.encoding`, `records.missing-column` and others of
    this room.
    """
    profile = read_profile(settings.profile, folder=folder)
    suppressed = frozenset[str]()
    if settings.suppress is not None:
        suppressed = read_suppressions(settings.suppress, identity, profile=profile)
    form = read_form(settings.source, profile)
    lists = {join.field: read_profile(join.profile, folder=folder) for join in settings.join}
    joins = [_open_join(join, fields, profile=lists[join.field]) for join in settings.join]
    series = open_codes(codes, fields, job=job)
    fields = _with_keys(fields, [*(join.key for join in joins), *(each.key for each in codes if each.key)])
    profile = replace(profile, lists=tuple(lists.items()))
    return Source(settings.source, fields, profile=profile, form=form, suppressed=suppressed, joins=joins, codes=series)


def _open_join(settings: JoinSettings, fields: Sequence[Field], *, profile: Profile) -> Join:
    """Return the file that fills a list field. Raises JobError `records.join-field` where the layout has no such."""
    lists = {field.name: field for field in fields if field.type == "list"}
    field = lists.get(settings.field)
    if field is None:
        known = ", ".join(lists) or "none"
        raise JobError(
            "records.join-field",
            f'the layout has no list field "{settings.field}"',
            cure=f"Correct field in [[records.join]]; list fields of the layout: {known}.",
        )
    if any(inner.name == settings.key for inner in field.fields):
        raise JobError(
            "records.join-field",
            f'the key "{settings.key}" is a field of the rows themselves',
            cure="Delete it from the list: it is the same in every row of a record.",
        )
    wanted = [*field.fields, Field(settings.key, "text", required=True)]
    source = Source(settings.source, wanted, profile=profile, form=read_form(settings.source, profile), rest=True)
    return Join(field, settings.key, source)


def _with_keys(fields: Sequence[Field], keys: Sequence[str]) -> list[Field]:
    """Return the fields with those that joins and codes need: the source must have a column for each."""
    known = [replace(field, required=True) if field.name in keys else field for field in fields]
    names = {field.name for field in fields}
    return [*known, *(Field(key, "text", required=True) for key in dict.fromkeys(keys) if key not in names)]


def read_suppressions(path: Path, identity: Sequence[str], *, profile: Profile) -> frozenset[str]:
    """Return the identities of a suppression list, which must have a column for each field of the identity.

    Raises JobError `records.suppression-fields` where there are no such fields, SourceError `records.suppression` for
    any row that cannot be read, or that lacks name or address: whoever it names would get the mailing.
    """
    if not identity:
        raise JobError(
            "records.suppression-fields",
            "a suppression list needs a layout with the field name and with fields of the address: postal_code, "
            "address or others that begin so",
            cure="Declare them in the layout, printed or not, or leave suppress out.",
        )
    fields = [Field(name, "text") for name in identity]
    source = Source(
        path, [Field(name, "text", required=True) for name in identity], profile=profile, form=read_form(path, profile)
    )
    found: set[str] = set()
    for table in source.tables():
        batch, findings = check_table(Batch(table), fields, profile=profile)
        faults = [*source.malformed, *findings]
        identities = batch.recipients(identity)
        if faults or "" in identities:
            record = faults[0].record if faults else batch.records[identities.index("")]
            fault = "cannot be read" if faults else "has no name or no address: it keeps nobody from the mailing"
            text = f"record {record} of the suppression list {fault}"
            raise SourceError(
                "records.suppression",
                text,
                where=Place(str(path)),
                cure="correct that row; nobody on the list is skipped over",
            )
        found.update(identities)
    return frozenset(found)
