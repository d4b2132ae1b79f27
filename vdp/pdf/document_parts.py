"""The tree of document parts of PDF/VT-1 (ISO 16612-2:2010, 6.4; ISO 32000-2, 14.12): job, bundles, recipients."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from vdp.pdf.base import ObjectSink
from vdp.pdf.objects import Name, PdfObject, Ref, serialize

ARRAY_SIZE = 1000
"""Parts in one inner array of /DParts. How they are split means nothing; the arrays must only stay short."""


class PartGroup(NamedTuple):
    """A bundle in one file: the number of its part, its pieces with the slip, its name."""

    number: int
    pieces: int
    name: str


def part_metadata(production: str = "", external_id: str = "", more: Mapping[str, PdfObject] | None = None) -> bytes:
    """Return the /DPM entry of a part in the words of ISO 21812-1: a descriptive name, the recipient's id.

    `more`: what the job tells besides, under keys with a prefix of their own.
    """
    root: dict[str, PdfObject] = {"Type": Name("CIP4_Root")}
    if production:
        root["CIP4_Production"] = {"CIP4_DescriptiveName": production}
    if external_id:
        root["CIP4_Recipient"] = {"CIP4_ExternalID": Name(external_id)}
    return b" /DPM " + serialize({"CIP4_Root": root, **(more or {})})


def reserve_root(file: ObjectSink) -> int:
    """Return the number of the DPartRoot; the part of the job is the next one."""
    return file.reserve(2)


def write_parts(
    file: ObjectSink,
    root: int,
    leaves: Sequence[int],
    groups: Sequence[PartGroup],
    *,
    job: str,
    job_id: str,
    creator: str,
) -> Ref:
    """Write the root and the parts above the recipients; return what the catalog calls /DPartRoot.

    `root`: from `reserve_root`. `leaves`: numbers of the recipients' parts, in order. `groups`: the bundles of the
    file, whose counts add up to the leaves; empty where the mail has none.
    """
    top = root + 1
    levels = ("Job", "Bundle", "Record") if groups else ("Job", "Record")
    file.write_object(
        root,
        {
            "Type": Name("DPartRoot"),
            "DPartRootNode": Ref(top),
            "NodeNameList": [Name(level) for level in levels],
            "RecordLevel": len(levels) - 1,
        },
    )
    metadata: dict[str, PdfObject] = {"CIP4_Creator": creator, "CIP4_JobID": Name(job_id)}
    described: dict[str, PdfObject] = {
        "Type": Name("CIP4_Root"),
        "CIP4_Metadata": metadata,
        "CIP4_Production": {"CIP4_DescriptiveName": job},
    }
    children = [group.number for group in groups] or leaves
    file.write_object(top, _part(root, children, metadata=described))
    at = 0
    for group in groups:
        named: dict[str, PdfObject] = {
            "Type": Name("CIP4_Root"),
            "CIP4_Production": {"CIP4_DescriptiveName": group.name},
        }
        file.write_object(group.number, _part(top, leaves[at : at + group.pieces], metadata=named))
        at += group.pieces
    return Ref(root)


def _part(parent: int, children: Sequence[int], *, metadata: PdfObject) -> dict[str, PdfObject]:
    arrays = [[Ref(child) for child in children[at : at + ARRAY_SIZE]] for at in range(0, len(children), ARRAY_SIZE)]
    return {"Type": Name("DPart"), "Parent": Ref(parent), "DParts": arrays, "DPM": {"CIP4_Root": metadata}}
