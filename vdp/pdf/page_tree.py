"""The page tree: every leaf node at the same depth, at most `fan_out` kids a node (ISO 32000-1, 7.7.3)."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

from vdp.pdf.base import ObjectSink
from vdp.pdf.objects import Name, PdfObject, Ref

FAN_OUT = 500


class PageTree:
    """Collects page numbers; four bytes a page."""

    def __init__(self, file: ObjectSink, *, fan_out: int = FAN_OUT) -> None:
        self._file = file
        self._fan_out = fan_out
        self._pages = array("I")
        self._leaves: list[int] = []

    def __len__(self) -> int:
        return len(self._pages)

    def add(self, page: int) -> int:
        """Append a page and return the number of its parent node, whose number is reserved here."""
        if len(self._pages) % self._fan_out == 0:
            self._leaves.append(self._file.reserve())
        self._pages.append(page)
        return self._leaves[-1]

    def write(self) -> Ref:
        """Write all nodes and return the root."""
        nodes: Sequence[int] = self._leaves
        kids: Sequence[int] = self._pages
        covered = 1  # pages under one kid
        while True:
            parents = self._reserve_parents(len(nodes))
            for at, node in enumerate(nodes):
                first = at * self._fan_out
                count = min(len(self._pages) - first * covered, self._fan_out * covered)
                parent = parents[at // self._fan_out] if parents else None
                self._file.write_object(node, _node(kids[first : first + self._fan_out], count, parent=parent))
            if not parents:
                return Ref(nodes[0])
            nodes, kids, covered = parents, nodes, covered * self._fan_out

    def _reserve_parents(self, nodes: int) -> Sequence[int]:
        if nodes == 1:
            return ()
        count = -(-nodes // self._fan_out)
        first = self._file.reserve(count)
        return range(first, first + count)


def _node(kids: Sequence[int], count: int, *, parent: int | None) -> dict[str, PdfObject]:
    node: dict[str, PdfObject] = {"Type": Name("Pages"), "Count": count, "Kids": [Ref(kid) for kid in kids]}
    if parent is not None:
        node["Parent"] = Ref(parent)
    return node
