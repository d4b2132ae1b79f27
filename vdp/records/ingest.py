"""Open the CRM file of a job, and the list of those who must not get it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from vdp.errors import Place, SourceError
from vdp.job import RecordsSettings
from vdp.records.batch import Batch
from vdp.records.check import check_table
from vdp.records.dialect import read_form
from vdp.records.field import Field
from vdp.records.profile import Profile, read_profile
from vdp.records.source import Source


def open_source(
    settings: RecordsSettings, fields: Sequence[Field], *, folder: Path, identity: Sequence[str] = ()
) -> Source:
    """Return the job's source after decoding all of it strictly and mapping its header.

    `folder` is the job folder, for a profile given as a path; `identity` names the fields that make a recipient, needed
    when the job has a suppression list. Raises JobError `records.missing-file`, `records.profile`, SourceError
    `records.encoding`, `records.missing-column` and others of this room.
    """
    profile = read_profile(settings.profile, folder=folder)
    suppressed = frozenset[str]()
    if settings.suppress is not None:
        suppressed = read_suppressions(settings.suppress, identity, profile=profile)
    form = read_form(settings.source, profile)
    return Source(settings.source, fields, profile=profile, form=form, suppressed=suppressed)


def read_suppressions(path: Path, identity: Sequence[str], *, profile: Profile) -> frozenset[str]:
    """Return the identities of a suppression list, which must have a column for each field of the identity.

    Raises SourceError `records.suppression` for any row that cannot be read: whoever it names would get the mailing.
    """
    fields = [Field(name, "text") for name in identity]
    source = Source(
        path, [Field(name, "text", required=True) for name in identity], profile=profile, form=read_form(path, profile)
    )
    found: set[str] = set()
    for table in source.tables():
        batch, findings = check_table(Batch(table), fields, profile=profile)
        faults = [*source.malformed, *findings]
        identities = batch.identities(identity)
        if faults or "" in identities:
            record = faults[0].record if faults else batch.records[identities.index("")]
            text = f"record {record} of the suppression list cannot be read"
            raise SourceError(
                "records.suppression",
                text,
                where=Place(str(path)),
                cure="correct that row; nobody on the list is skipped over",
            )
        found.update(identities)
    return frozenset(found)
