"""Files of single pieces, read back by pikepdf."""

from __future__ import annotations

import numpy as np
import pikepdf
import pytest

from vdp.errors import DefectError
from vdp.pdf import PdfFile, open_condition
from vdp.pdf.document_parts import PartGroup, part_metadata, reserve_root, write_parts
from vdp.pdf.flate import deflate_content
from vdp.pdf.piece_objects import ObjectBlock, PieceShape, write_pieces
from vdp.pdf.writer import format_boxes
from vdp.units import Box

PAGE = format_boxes((300.0, 400.0), trim=Box(10, 10, 280, 380), bleed=None, transparent=False)


@pytest.fixture
def write_file(tmp_path, info):
    def write(pieces, *, sides=2, groups=(), parts=True, skip=(), twice=()):
        condition = open_condition("FOGRA39")
        with PdfFile(tmp_path / "p.pdf", info=info, condition=condition, profile="pdf/vt-1") as pdf:
            shape = PieceShape(sides, pdf.reserve(), PAGE, parts)
            root = reserve_root(pdf) if parts else 0
            pdf.write_object(shape.resources, {})
            leaves, named = [], []
            for name, count in groups or [("", pieces)]:
                parent = pdf.reserve() if groups else root + 1
                named += [PartGroup(parent, count, name)] if groups else []
                first = pdf.reserve(count * shape.stride)
                numbers = range(first, first + count * shape.stride, shape.stride)
                places = range(len(leaves), len(leaves) + count)
                contents = [[deflate_content(b"%% %d %d" % (place, side)) for side in range(sides)] for place in places]
                metadata = [(parent, part_metadata(external_id=f"id {place}")) for place in places]
                pages = [number + 2 * side + 1 for number in numbers for side in range(sides)]
                nodes = pdf.list_pages(pages)
                block = write_pieces(shape, first, contents, nodes=nodes, parts=metadata if parts else ())
                kept = np.isin(block.numbers, skip, invert=True)
                pdf.append_block(ObjectBlock(block.data, block.numbers[kept], block.offsets[kept]))
                if twice:
                    pdf.append_block(block)
                leaves += [number + 2 * sides for number in numbers]
            if parts:
                words = {"job": "春", "job_id": "ab12", "creator": "vdp"}
                pdf.set_catalog("DPartRoot", write_parts(pdf, root, leaves, named, **words))
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
@pytest.mark.parametrize("groups", [(), (("a", 3), ("b", 1), ("c", 1300))])
def test_parts_partition_the_pages_in_order(write_file, sides, groups):
    count = 1304
    with pikepdf.open(write_file(count, sides=sides, groups=groups)) as pdf:
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


def test_an_object_that_never_came_is_a_defect_and_leaves_no_file(write_file, tmp_path):
    with pytest.raises(DefectError, match="2 reserved objects"):
        write_file(5, skip=(12, 15))
    assert list(tmp_path.iterdir()) == []


def test_a_piece_that_comes_twice_is_a_defect(write_file):
    with pytest.raises(DefectError, match="written twice"):
        write_file(5, twice=True)


@pytest.mark.parametrize(("sides", "parts"), [(1, False), (1, True), (2, False), (2, True)])
def test_a_piece_takes_no_more_than_its_shape_says(write_file, sides, parts):
    """The size of a file is reckoned before it is written: piece by piece, its share of table and trees included."""
    few = write_file(10, sides=sides, parts=parts).stat().st_size
    many = write_file(3010, sides=sides, parts=parts).stat().st_size
    shape = PieceShape(sides, 6, PAGE, parts)
    contents = sum(
        len(deflate_content(b"%% %d %d" % (place, side))) for place in range(10, 3010) for side in range(sides)
    )
    metadata = sum(len(part_metadata(external_id=f"id {place}")) for place in range(10, 3010)) if parts else 0
    grown = many - few - contents - metadata
    assert 0.7 * 3000 * shape.most < grown <= 3000 * shape.most
