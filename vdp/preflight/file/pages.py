"""The pages in order, with what they inherit (ISO 32000-1, 7.7.3)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from vdp.preflight.file.shapes import Seen, Shapes
from vdp.preflight.file.source import PdfSource
from vdp.preflight.file.syntax import PdfFault, Ref, Value
from vdp.preflight.limits import DEEPEST_TREE

_MOST_FAULTS = 10_000
_INHERITED = ("Resources", "MediaBox", "CropBox", "Rotate")


class Branch(NamedTuple):
    """One node of the page tree, and what its children inherit."""

    number: int
    level: int
    inherited: dict[str, Value]


class Leaf(NamedTuple):
    """One page: place in the file (from 1), object, branch, and how its bytes were seen."""

    page: int
    number: int
    branch: Branch
    seen: Seen
    source: PdfSource

    def exact(self, key: str) -> Value:
        """Return a value of the page as it stands there: a shape keeps references of the first of its pages only."""
        return self.source.dictionary(self.source.parse(self.number)).get(key)


class PageTree:
    """Walks the tree once, in page order; faults of the tree are collected in `faults` as (text, object, page)."""

    def __init__(self, source: PdfSource, shapes: Shapes) -> None:
        self._source, self._shapes = source, shapes
        self.faults: list[tuple[str, int, int]] = []
        self._index = 0

    def walk(self) -> Iterator[Leaf]:
        """Yield the pages."""
        root = self._source.dictionary(self._source.trailer.get("Root")).get("Pages")
        if not isinstance(root, Ref):
            self.faults.append(("/Pages of the catalog is not a reference", 0, 0))
            return
        self._shapes.mark(root.number)
        stack: list[Iterator[tuple[int, Branch]]] = [iter([(root.number, Branch(0, 0, {}))])]
        on_path: list[int] = []
        entered = set[int]()
        while stack:
            step = next(stack[-1], None)
            if step is None:
                stack.pop()
                if on_path:
                    on_path.pop()
                continue
            number, branch = step
            leaf, kids = self._open(number, branch, entered)
            if leaf is not None:
                yield leaf
            elif kids is not None:
                on_path.append(number)
                stack.append(kids)

    def _open(
        self, number: int, branch: Branch, entered: set[int]
    ) -> tuple[Leaf | None, Iterator[tuple[int, Branch]] | None]:
        if self._shapes.is_page_done(number):
            self._fault("the page tree leads twice to one node", number)
            return None, None
        try:
            seen = self._shapes.see(number)
        except PdfFault as fault:
            self._fault(f"a node of the page tree cannot be read: {fault}", number)
            return None, None
        if seen.shape.is_page or ("Type" in seen.refs and self._source.get(seen.refs["Type"]) == "Page"):
            self._shapes.page_done(number)
            parent = seen.refs.get("Parent")
            if parent != branch.number:
                self._fault("/Parent of a page is not the node that holds it", number)
            self._index += 1
            return Leaf(self._index, number, branch, seen, self._source), None
        value = self._source.dictionary(self._source.parse(number))
        kids = self._source.array(value.get("Kids"))
        if number in entered or branch.level >= DEEPEST_TREE or "Kids" not in value:
            why = (
                "the page tree leads twice to one node"
                if number in entered
                else f"the page tree is deeper than {DEEPEST_TREE} levels"
                if "Kids" in value
                else "a node of the page tree is neither a page nor has /Kids"
            )
            self._fault(why, number)
            return None, None
        entered.add(number)
        inherited = {**branch.inherited, **{key: value[key] for key in _INHERITED if key in value}}
        below = Branch(number, branch.level + 1, inherited)
        return None, self._kids(kids, below)

    def _kids(self, kids: list[Value], below: Branch) -> Iterator[tuple[int, Branch]]:
        for kid in kids:
            if isinstance(kid, Ref):
                yield kid.number, below
            else:
                self._fault("a kid of the page tree is not a reference", below.number)

    def _fault(self, text: str, number: int) -> None:
        if len(self.faults) < _MOST_FAULTS:
            self.faults.append((text, number, self._index + 1))
