"""The tree of document parts of PDF/VT-1 (ISO 16612-2:2010, 6.4; ISO 32000-2, 14.12): job, bundles, recipients."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from vdp.pdf.base import ObjectSink
from vdp.pdf.objects import Name, PdfObject, Ref, serialize
from vdp.pdf.piece_numbers import PieceNumbers

ARRAY_SIZE = 1000
"""Parts in one inner array of /DParts. How they are split means nothing; the arrays must only stay short."""


class PartGroup(NamedTuple):
    """A bundle in one file: how many of its pieces (slip included) are in it, and how it is called."""

    pieces: int
    name: str


def part_metadata(production: str = "", external_id: str = "") -> bytes:
    """Return the /DPM entry of a part in the words of ISO 21812-1: a descriptive name, the recipient's id."""
    root: dict[str, PdfObject] = {"Type": Name("CIP4_Root")}
    if production:
        root["CIP4_Production"] = {"CIP4_DescriptiveName": production}
    if external_id:
        root["CIP4_Recipient"] = {"CIP4_ExternalID": Name(external_id)}
    return b" /DPM " + serialize({"CIP4_Root": root})


def write_parts(
    file: ObjectSink, numbers: PieceNumbers, groups: Sequence[PartGroup], *, job: str, job_id: str, creator: str
) -> Ref:
    """Write the root and the parts above the recipients; return what the catalog calls /DPartRoot.

    `groups`: the bundles of the file, whose counts add up to its pieces; empty where the mail has none.
    """
    root, top = numbers.root, numbers.root + 1
    leaves = [numbers.first + index * numbers.stride + 2 * numbers.sides for index in range(numbers.pieces)]
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
    children = [numbers.bundles + index for index in range(len(groups))] if groups else leaves
    metadata: dict[str, PdfObject] = {"CIP4_Creator": creator, "CIP4_JobID": Name(job_id)}
    described: dict[str, PdfObject] = {
        "Type": Name("CIP4_Root"),
        "CIP4_Metadata": metadata,
        "CIP4_Production": {"CIP4_DescriptiveName": job},
    }
    file.write_object(top, _part(root, children, metadata=described))
    at = 0
    for number, group in zip(children, groups, strict=False):
        named: dict[str, PdfObject] = {
            "Type": Name("CIP4_Root"),
            "CIP4_Production": {"CIP4_DescriptiveName": group.name},
        }
        file.write_object(number, _part(top, leaves[at : at + group.pieces], metadata=named))
        at += group.pieces
    return Ref(root)


def _part(parent: int, children: Sequence[int], *, metadata: PdfObject) -> dict[str, PdfObject]:
    arrays = [[Ref(child) for child in children[at : at + ARRAY_SIZE]] for at in range(0, len(children), ARRAY_SIZE)]
    return {"Type": Name("DPart"), "Parent": Ref(parent), "DParts": arrays, "DPM": {"CIP4_Root": metadata}}
