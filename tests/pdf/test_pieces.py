"""Files of single pieces, written in any order and read back by pikepdf."""

from __future__ import annotations

import pikepdf
import pytest

from vdp.errors import DefectError
from vdp.pdf import PdfFile, open_condition
from vdp.pdf.content import deflate
from vdp.pdf.document_parts import PartGroup, part_metadata, write_parts
from vdp.pdf.piece_numbers import number_pieces, write_pieces
from vdp.pdf.writer import format_boxes
from vdp.units import Box

PAGE = format_boxes((300.0, 400.0), trim=Box(10, 10, 280, 380), bleed=None, transparent=False)


@pytest.fixture
def write_file(tmp_path, info):
    def write(pieces, *, sides=2, groups=(), parts=True, skip=(), order=None):
        numbers = number_pieces(pieces, sides=sides, parts=parts, bundles=len(groups))
        parents = [numbers.bundles + g for g, group in enumerate(groups) for _ in range(group.pieces)]
        parents = parents or [numbers.root + 1] * pieces
        condition = open_condition("FOGRA39")
        with PdfFile(tmp_path / "p.pdf", info=info, condition=condition, profile="pdf/vt-1") as pdf:
            pdf.plan_pieces(numbers)
            pdf.write_object(numbers.resources, {})
            for places in order or [range(pieces)]:
                wanted = [place for place in places if place not in skip]
                contents = [[deflate(b"%% %d %d" % (place, side)) for place in wanted] for side in range(sides)]
                metadata = [(parents[place], part_metadata(external_id=f"id {place}")) for place in wanted]
                pdf.append_block(write_pieces(numbers, wanted, contents, page=PAGE, parts=metadata if parts else ()))
            if parts:
                root = write_parts(pdf, numbers, groups, job="春", job_id="ab12", creator="vdp")
                pdf.set_catalog("DPartRoot", root)
            return pdf.finish().path

    return write


def leaves_of(node, depth=0):
    """Yield (leaf, depth) in order."""
    if "/DParts" not in node:
        yield node, depth
        return
    assert all(1 <= len(inner) <= 1000 for inner in node.DParts)
    for inner in node.DParts:
        for child in inner:
            assert child.Parent.objgen == node.objgen
            yield from leaves_of(child, depth + 1)


@pytest.mark.parametrize("sides", [1, 2])
@pytest.mark.parametrize("groups", [(), (PartGroup(3, "a"), PartGroup(1, "b"), PartGroup(1300, "c"))])
def test_parts_partition_the_pages_in_order(write_file, sides, groups):
    count = 1304
    chunks = [range(at, min(at + 100, count)) for at in range(0, count, 100)]
    chunks = chunks[1::2] + chunks[::2]
    with pikepdf.open(write_file(count, sides=sides, groups=groups, order=chunks)) as pdf:
        root = pdf.Root.DPartRoot
        assert root.Type == "/DPartRoot"
        assert root.DPartRootNode.Parent.objgen == root.objgen
        levels = [str(name) for name in root.NodeNameList]
        assert levels == (["/Job", "/Bundle", "/Record"] if groups else ["/Job", "/Record"])
        assert root.RecordLevel == len(levels) - 1
        places = {page.obj.objgen: index for index, page in enumerate(pdf.pages)}
        pages = [page.obj for page in pdf.pages]
        assert len(pages) == count * sides
        found = list(leaves_of(root.DPartRootNode))
        assert len(found) == count
        for index, (leaf, depth) in enumerate(found):
            assert depth == root.RecordLevel
            first = places[leaf.Start.objgen]
            last = places[leaf.End.objgen] if sides == 2 else first
            assert (first, last) == (index * sides, index * sides + sides - 1)
            assert all(pages[at].DPart.objgen == leaf.objgen for at in range(first, last + 1))
            assert leaf.DPM.CIP4_Root.CIP4_Recipient.CIP4_ExternalID == f"/id {index}"
            assert pages[first].Contents.read_bytes() == b"%% %d 0" % index
        assert all(page.Parent.Type == "/Pages" for page in pages)


def test_without_parts_there_is_no_trace_of_them(write_file):
    with pikepdf.open(write_file(5, parts=False)) as pdf:
        assert "/DPartRoot" not in pdf.Root
        assert all("/DPart" not in page.obj for page in pdf.pages)


def test_a_piece_that_never_came_is_a_defect_and_leaves_no_file(write_file, tmp_path):
    with pytest.raises(DefectError, match="5 reserved objects"):
        write_file(5, skip=(3,))
    assert list(tmp_path.iterdir()) == []


def test_a_piece_that_comes_twice_is_a_defect(write_file):
    with pytest.raises(DefectError, match="written twice"):
        write_file(5, order=[range(3), range(2, 5)])
