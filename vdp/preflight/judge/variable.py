"""VT: document parts of PDF/VT (ISO 32000-2, 14.12; ISO 16612-2:2010)."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from typing import NamedTuple

from vdp.preflight.file.shapes import Seen, Shapes
from vdp.preflight.file.source import PdfSource
from vdp.preflight.file.syntax import Name, PdfFault, Ref, Stream, Value, readable
from vdp.preflight.limits import DEEPEST_OBJECT, DEEPEST_TREE, MAX_INTEGER
from vdp.preflight.report import FAIL, Report
from vdp.preflight.terms import House

# Keys under which ISO 21812-1 and older samples of other producers hold names, addresses and numbers of people.
PERSONAL = frozenset(
    {"CIP4_Contact", "CIP4_Firstname", "CIP4_Lastname", "CIP4_FirstName", "CIP4_LastName", "CIP4_FamilyName"}
    | {"CIP4_Person", "CIP4_Address", "CIP4_Street", "CIP4_City", "CIP4_PostalCode", "CIP4_ComChannel", "CIP4_Company"}
)


class PageLinks:
    """Pages in order, with the part that each names; eight bytes a page."""

    def __init__(self, top: int) -> None:
        self.places = array("i", [0]) * top  # page number from 1 by object number
        self.parts = array("i")  # object number of the part, by page
        self.records = array("i")  # record from 1, by page; empty where there are no parts

    def add(self, seen: Seen) -> None:
        """Enter the next page."""
        self.parts.append(seen.refs.get("DPart", 0))
        if 0 <= seen.number < len(self.places):
            self.places[seen.number] = len(self.parts)


class _Node(NamedTuple):
    number: int
    parent: int
    level: int


class PartRules:
    """VT-03 to VT-10 and VT-13."""

    def __init__(self, source: PdfSource, shapes: Shapes, report: Report, links: PageLinks, house: House) -> None:
        self._source, self._shapes, self._report, self._links, self._house = source, shapes, report, links, house
        self._next = 1  # the page that the next leaf should begin with
        self._levels = 0
        self._records = 0
        self._record_level: int | None = None
        self._broken = False
        self._followed: set[int] = set()  # objects that metadata led to

    def judge(self) -> None:
        """Walk the tree of parts."""
        catalog = self._source.dictionary(self._source.trailer.get("Root"))
        value = catalog.get("DPartRoot")
        root = self._source.dictionary(value)
        if not isinstance(value, Ref) or not root:
            self._report.add("VT-03", "the catalog's /DPartRoot is missing, or is not an indirect dictionary")
            for rule in ("VT-04", "VT-05", "VT-06", "VT-07", "VT-08", "VT-09", "VT-10", "VT-13"):
                self._report.skip(rule, "there are no document parts")
            return
        if self._source.resolve(root.get("Type", Name("DPartRoot"))) != "DPartRoot":
            self._report.add("VT-03", "/Type of the DPartRoot is not DPartRoot", number=value.number)
        level = self._source.resolve(root.get("RecordLevel"))
        self._record_level = level if isinstance(level, int) and not isinstance(level, bool) and level >= 0 else None
        first = root.get("DPartRootNode")
        if not isinstance(first, Ref):
            self._report.add("VT-03", "/DPartRootNode is missing or direct", number=value.number)
            for rule in ("VT-06", "VT-07", "VT-08", "VT-09", "VT-10", "VT-13"):
                self._report.skip(rule, "there is no root part")
        else:
            self._walk(_Node(first.number, value.number, 0))
            self._finish()
        self._judge_levels(root, value.number)

    def _walk(self, root: _Node) -> None:
        entered = set[int]()
        stack: list[Iterator[_Node]] = [iter([root])]
        while stack:
            node = next(stack[-1], None)
            if node is None:
                stack.pop()
                continue
            self._levels = max(self._levels, node.level + 1)
            if node.level == (self._record_level if self._record_level is not None else -1):
                self._records += 1
            if node.level >= DEEPEST_TREE:
                self._report.add("VT-07", f"the tree of parts is deeper than {DEEPEST_TREE} levels", number=node.number)
                continue
            try:
                kids = self._open(node, entered)
            except PdfFault as fault:
                self._report.add("VT-06", f"a part cannot be read: {fault}", number=node.number)
                self._broken = True
                continue
            if kids is not None:
                stack.append(kids)

    def _open(self, node: _Node, entered: set[int]) -> Iterator[_Node] | None:
        seen = self._shapes.see(node.number)
        if seen.refs.get("Parent") != node.parent:
            self._report.add("VT-07", "/Parent of a part is not the part that holds it", number=node.number)
        part = seen.shape.dictionary
        if self._source.resolve(part.get("Type", Name("DPart"))) != "DPart":
            self._report.add("VT-03", "/Type of a part is not DPart", number=node.number)
        if "DPM" in part:
            self._judge_metadata(part["DPM"], seen, node)
        if "DParts" in part:
            if node.number in entered:
                self._report.add("VT-07", "the tree of parts leads twice to one part", number=node.number)
                return None
            entered.add(node.number)
            if "Start" in part:
                self._report.add("VT-06", "a part has /Start and /DParts", number=node.number)
            return self._kids(node)
        self._leaf(seen, node)
        return None

    def _kids(self, node: _Node) -> Iterator[_Node]:
        kids = self._read_kids(node)  # numbers alone: one part may hold all recipients
        for kid in kids:
            yield _Node(kid, node.number, node.level + 1)

    def _read_kids(self, node: _Node) -> array[int]:
        """Return the numbers of the parts that a part holds."""
        runs = self._source.array(self._source.dictionary(self._source.parse(node.number)).get("DParts"))
        found = array("i")
        if not runs:
            self._report.add("VT-06", "/DParts is empty", number=node.number)
        for run in runs:
            kids = self._source.resolve(run)
            if not isinstance(kids, list):
                self._report.add("VT-06", "/DParts is not an array of arrays", number=node.number)
                self._broken = True
                break
            if not kids:
                self._report.add("VT-06", "an array in /DParts is empty", number=node.number)
            for kid in kids:
                if isinstance(kid, Ref):
                    found.append(min(kid.number, MAX_INTEGER))
                else:
                    self._report.add("VT-06", "a kid in /DParts is not a reference", number=node.number)
                    self._broken = True
        return found

    def _leaf(self, seen: Seen, node: _Node) -> None:
        start = seen.refs.get("Start", 0)
        last = seen.refs.get("End", start)
        places, top = self._links.places, len(self._links.places)
        begin = places[start] if 0 < start < top else 0
        end = places[last] if 0 < last < top else 0
        if not begin or not end:
            self._report.add("VT-08", "/Start or /End of a part is not a page of the file", number=node.number)
            self._broken = True
            return
        if begin != self._next or end < begin:
            text = f"a part has the pages {begin} to {end}; page {self._next} was expected"
            self._report.add("VT-08", text, number=node.number, page=begin)
        for page in range(begin, end + 1):
            if self._links.parts[page - 1] != node.number:
                self._report.add("VT-09", "/DPart of the page is not the part that holds it", page=page)
            self._links.records.append(self._records)
        self._next = end + 1

    def _finish(self) -> None:
        pages = len(self._links.parts)
        if self._next != pages + 1 and not self._broken:
            self._report.add("VT-08", f"the parts end at page {self._next - 1}; the file has {pages}")
        if len(self._links.records) != pages:
            self._links.records = array("i")
        if self._house.records is None or self._record_level is None:
            why = (
                "the house profile names no number of records"
                if self._house.records is None
                else "there is no /RecordLevel"
            )
            self._report.skip("VT-13", why)
        elif self._house.records != self._records:
            self._report.add("VT-13", f"the file has {self._records} records; the house asks for {self._house.records}")

    def _judge_levels(self, root: dict[str, Value], number: int) -> None:
        """VT-04, VT-05."""
        names = [self._source.resolve(each) for each in self._source.array(root.get("NodeNameList"))]
        if not names or not all(isinstance(name, Name) for name in names):
            self._report.add("VT-04", "/NodeNameList is missing, or holds something else than names", number=number)
        elif self._levels and len(names) != self._levels:
            text = f"/NodeNameList has {len(names)} names, the tree {self._levels} levels"
            self._report.add("VT-04", text, number=number)
        if "RecordLevel" not in root:
            self._report.skip("VT-05", "/RecordLevel is not stated; it is optional", number=number)
        elif self._record_level is None or (self._levels and self._record_level >= self._levels):
            self._report.add("VT-05", "/RecordLevel is not the number of a level of the tree", number=number)

    def _judge_metadata(self, value: Value, seen: Seen, node: _Node) -> None:
        """VT-10; once per shape where the metadata is direct."""
        direct = not isinstance(value, Ref)
        verdicts = seen.shape.verdicts if direct else {}
        if "DPM" not in verdicts:
            target: Value | Stream = value if direct else Ref(seen.refs["DPM"], 0) if "DPM" in seen.refs else value
            self._followed = set()
            verdicts["DPM"] = list(self._faults(self._source.resolve(target), 0))
        for text, outcome in verdicts["DPM"]:
            self._report.add("VT-10", text, number=node.number, outcome=outcome)

    def _faults(self, value: Value | Stream, depth: int) -> Iterator[tuple[str, str]]:
        if isinstance(value, Stream):
            yield "a stream in part metadata", FAIL
            return
        if depth > DEEPEST_OBJECT:
            yield "part metadata are nested too deep", FAIL
            return
        if not depth and not isinstance(value, dict):
            yield "/DPM is not a dictionary", FAIL
        elif isinstance(value, dict):
            allowed = self._house.metadata
            for raw, each in value.items():
                key = readable(raw)
                if not depth and allowed is not None and key not in allowed | {"CIP4_Root", "Type"}:
                    yield f"part metadata with the key {key[:60]}, which the house does not allow", FAIL
                if key in PERSONAL:
                    yield f"part metadata with personal data ({key})", ""
                if self._was_followed(each):
                    continue
                target = self._source.resolve(each)
                if key in {"CIP4_ExternalID", "CIP4_JobID"} and not isinstance(target, Name):
                    yield f"{key} is not a name", FAIL
                if key == "CIP4_Root" and isinstance(target, dict) and target.get("Type", "CIP4_Root") != "CIP4_Root":
                    yield "/Type of CIP4_Root is not CIP4_Root", FAIL
                yield from self._faults(target, depth + 1)
        elif isinstance(value, list):
            for each in value:
                if not self._was_followed(each):
                    yield from self._faults(self._source.resolve(each), depth + 1)
        elif value is None:
            yield "a null in part metadata", FAIL

    def _was_followed(self, value: Value) -> bool:
        """Tell whether metadata led to this object before; circles end here."""
        if not isinstance(value, Ref):
            return False
        if value.number in self._followed:
            return True
        self._followed.add(value.number)
        return False
