"""A table is short for its head, its rules and a repeat: this file writes them out as elements."""

from __future__ import annotations

from itertools import accumulate

from vdp.layout.context import Context
from vdp.layout.definitions import attribute_of
from vdp.layout.reader import Attribute, Node
from vdp.layout.source import Passage
from vdp.layout.values import offset_of, points, text_of, written

_SLACK = 0.01  # points
_PASSED_ON = ("each", "as", "row-height", "rows", "from", "over")
_ENDS = ("more", "empty", "foot")


def expand_table(node: Node, name: str, context: Context) -> list[Node]:
    """Return the elements that a table stands for; [] where it has mistakes. Places are those of the table."""
    columns = [child for child in node.children if child.name == "column"]
    foot = next((child for child in node.children if child.name == "foot"), None)
    if not columns or any(part.broken for part in node.children if part.name in ("column", "foot")):
        return []
    left, top = context.x(node) - context.frame.x, points(text_of(node, "y"), of=context.frame.height)
    width = points(text_of(node, "width"), of=context.frame.width)
    widths = [points(text_of(column, "width"), of=width) for column in columns]
    if sum(widths) > width + _SLACK or min(widths) <= 0:
        text = f"the columns are {sum(widths):.1f} pt wide, the table {width:.1f} pt"
        context.mistakes.add(offset_of(node, "width"), "layout.table", text, cure="make the columns fill the table")
        return []
    step = points(text_of(node, "row-height"))
    has_head = any(written(column, "title") for column in columns)
    head = points(written(node, "head-height") or text_of(node, "row-height")) if has_head else 0.0
    tail = points(written(foot, "height") or text_of(node, "row-height")) if foot else 0.0
    edges = list(accumulate(widths, initial=0.0))
    cells = _Cells(node, name, columns, edges, context)
    rows = int(text_of(node, "rows"))
    body = cells.made("repeat", name, (left, top + head, width, rows * step + tail))
    body.attributes |= {key: node.attributes[key] for key in _PASSED_ON if key in node.attributes}
    body.content = [*cells.row(), *cells.rules(step, width)]
    body.content += [cells.end(child, width) for child in node.children if child.name in _ENDS]
    return [*(cells.head(left, top, width, head) if has_head else ()), body]


class _Cells:
    """Makes the elements of one table."""

    def __init__(self, node: Node, name: str, columns: list[Node], edges: list[float], context: Context) -> None:
        self._styles = context.definitions.styles
        self._node = node
        self._name = name
        self._columns = columns
        self._edges = edges
        self._pad = points(text_of(node, "pad"))
        self._rule = points(text_of(node, "rule"))

    def made(self, kind: str, name: str, box: tuple[float, float, float, float], source: Node | None = None) -> Node:
        """Return an element with a box in points; messages about it point at what it was made from."""
        origin = source or self._node
        written_out = {"name": name}
        written_out |= {key: f"{value:.4f}pt" for key, value in zip(("x", "y", "width", "height"), box, strict=True)}
        return Node(kind, origin.offset, {key: _attribute(key, value, origin) for key, value in written_out.items()})

    def head(self, left: float, top: float, width: float, height: float) -> list[Node]:
        """Return filling, titles and rules of the head."""
        found: list[Node] = []
        if "head-fill" in self._node.attributes:
            filling = self.made("box", f"{self._name}.head", (left, top, width, height))
            filling.attributes["fill"] = self._node.attributes["head-fill"]
            found.append(filling)
        style = self._node.attributes.get("head-style")
        for number, column in enumerate(self._columns, start=1):
            title = column.attributes.get("title")
            if title is None:
                continue
            cell = self._cell(column, f"{self._name}.title{number}", number - 1, (left, top, height))
            cell.attributes |= {"style": style} if style else {}
            cell.content = [title.value]
            found.append(cell)
        if self._rule:
            edges = {"head-rule1": top, "head-rule2": top + height - self._rule}
            found += [self._ruled(f"{self._name}.{name}", (left, y, width, self._rule)) for name, y in edges.items()]
        return found

    def row(self) -> list[Node]:
        """Return the cells of a row, in places of the row."""
        found: list[Node] = []
        for number, column in enumerate(self._columns, start=1):
            cell = self._cell(column, f"{self._name}.column{number}", number - 1, (0.0, 0.0, 0.0))
            cell.attributes["height"] = _attribute("height", "100%", column)
            cell.content = column.content
            found.append(cell)
        return found

    def rules(self, step: float, width: float) -> list[Node]:
        """Return the rule below a row."""
        if not self._rule:
            return []
        return [self._ruled(f"{self._name}.rule", (0.0, step - self._rule, width, self._rule))]

    def _ruled(self, name: str, box: tuple[float, float, float, float]) -> Node:
        rule = self.made("rule", name, box)
        color = self._node.attributes.get("rule-color")
        rule.attributes |= {"color": color} if color else {}
        return rule

    def _cell(self, column: Node, name: str, index: int, place: tuple[float, float, float]) -> Node:
        left, top, height = place
        start, stop = self._edges[index], self._edges[index + 1]
        box = (left + start + self._pad, top, stop - start - 2 * self._pad, height)
        cell = self.made("text", name, box, column)
        cell.attributes |= {key: value for key, value in column.attributes.items() if key not in {"width", "title"}}
        return self._styled(cell)

    def end(self, node: Node, width: float) -> Node:
        """Give a text at the end of the rows the style and the distances of the cells."""
        if node.name == "foot":
            return node
        node.attributes.setdefault("x", _attribute("x", f"{self._pad:.4f}pt", node))
        node.attributes.setdefault("width", _attribute("width", f"{width - 2 * self._pad:.4f}pt", node))
        return self._styled(node)

    def _styled(self, cell: Node) -> Node:
        """Give a text the table's style; it stands in the middle of its height unless told otherwise."""
        if "style" in self._node.attributes:
            cell.attributes.setdefault("style", self._node.attributes["style"])
        if attribute_of(cell, "valign", self._styles) is None:
            cell.attributes["valign"] = _attribute("valign", "middle", cell)
        return cell


def _attribute(name: str, value: str, origin: Node) -> Attribute:
    return Attribute(name, Passage(value, (origin.offset,) * (len(value) + 1)), origin.offset)
