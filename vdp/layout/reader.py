"""Read a layout file into nodes that know their places.

One pass of expat gives tree and places together: a second parser for the tree could disagree with the first about what
it read. A document type is refused before anything in it is looked at, so no entity of the file's own ever exists.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

from vdp.errors import LayoutError
from vdp.layout.source import Passage, Source, open_text

NAMESPACE = "urn:vdp:layout:1"

_MOST_BYTES = 1 << 20
_MOST_DEPTH = 32
_MOST_ATTRIBUTES = 64
_MOST_ELEMENTS = 10_000

_ATTRIBUTE = re.compile(r"""\s*([^\s=<>/"']+)\s*=\s*("[^"]*"|'[^']*')""")
_TAG_NAME = re.compile(r"<[^\s/>]+")
_VALUE_CHARACTER = re.compile(r"&[^;]*;|\r\n|.", re.DOTALL)


@dataclass(slots=True)
class Attribute:
    """An attribute as written. `offset` is the first letter of its name."""

    name: str
    value: Passage
    offset: int


@dataclass(slots=True)
class Node:
    """An element as written. `offset` is its `<`."""

    name: str
    offset: int
    attributes: dict[str, Attribute]
    content: list[Node | Passage] = field(default_factory=list)
    broken: bool = False  # set by check.py: an attribute is missing or unreadable, so nothing is built from it

    @property
    def children(self) -> list[Node]:
        """The elements of the content."""
        return [part for part in self.content if isinstance(part, Node)]


def read_source(path: Path, *, file: str) -> Source:
    """Return the text of a layout file. It must be UTF-8 and at most 1 MiB."""
    try:
        with path.open("rb") as stream:
            data = stream.read(_MOST_BYTES + 1)
    except OSError as error:
        blank = open_text(file, "")
        cure = "check the path of the layout"
        raise _refuse(blank, 0, "layout.no-file", f"the layout cannot be read ({error.strerror})", cure) from error
    if len(data) > _MOST_BYTES:
        raise _refuse(open_text(file, ""), 0, "layout.too-large", "the layout is larger than 1 MiB", "split the layout")
    try:
        return open_text(file, data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        source = open_text(file, data[: error.start].decode("utf-8-sig", "replace"))
        text = "the layout is not UTF-8 here"
        raise _refuse(source, len(source.text), "layout.encoding", text, "save the file as UTF-8") from error


def read_tree(source: Source) -> Node:
    """Return the root element. Raises LayoutError at the first fault of the XML itself."""
    builder = _Builder(source)
    try:
        builder.parser.Parse(builder.data, True)  # noqa: FBT003 - expat takes no keyword here
    except expat.ExpatError as error:
        offset = source.line_starts[error.lineno - 1] + error.offset
        text = f"this is not well-formed XML: {expat.ErrorString(error.code)}"
        raise _refuse(source, offset, "layout.malformed", text, "open the file in an XML editor") from error
    return builder.root


def _refuse(source: Source, offset: int, code: str, text: str, cure: str) -> LayoutError:
    return LayoutError(code, text, where=source.place(offset), cure=cure)


class _Builder:
    """The handlers of one pass."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.data = source.text.encode()
        self.root: Node
        self._open: list[Node] = []
        self._characters: list[str] = []
        self._offsets: list[int] = []
        self._elements = 0
        self._byte = 0
        self._offset = 0
        self.parser = expat.ParserCreate("utf-8", " ")
        self.parser.ordered_attributes = True
        self.parser.XmlDeclHandler = self._declaration
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text

    def _here(self) -> int:
        """Return the offset in characters of the event; events come in order, so only the step is decoded."""
        byte = self.parser.CurrentByteIndex
        self._offset += len(self.data[self._byte : byte].decode())
        self._byte = byte
        return self._offset

    def _declaration(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if encoding and encoding.lower() not in {"utf-8", "utf8"}:
            text = f'the XML declaration names the encoding "{encoding}"'
            raise _refuse(self.source, self._here(), "layout.encoding", text, "save the file as UTF-8 and say so")

    def _doctype(self, *_: object) -> None:
        cure = "delete the DOCTYPE; write characters as they are"
        offset = self.source.text.rfind("<!DOCTYPE", 0, self._here())
        raise _refuse(self.source, offset, "layout.doctype", "a layout has no document type", cure)

    def _start(self, name: str, attributes: list[str]) -> None:
        offset = self._here()
        self._elements += 1
        excess = (
            (len(self._open) >= _MOST_DEPTH, f"elements are nested more than {_MOST_DEPTH} deep"),
            (len(attributes) > 2 * _MOST_ATTRIBUTES, f"the element has more than {_MOST_ATTRIBUTES} attributes"),
            (self._elements > _MOST_ELEMENTS, f"the layout has more than {_MOST_ELEMENTS} elements"),
        )
        for found, text in excess:
            if found:
                raise _refuse(self.source, offset, "layout.too-large", text, "a layout of this kind is not readable")
        node = Node(_local(name), offset, self._attributes(offset, attributes))
        if self._open:
            self._close_text()
            self._open[-1].content.append(node)
        else:
            self.root = node
        self._open.append(node)

    def _attributes(self, offset: int, attributes: list[str]) -> dict[str, Attribute]:
        """Join expat's names and values with their places, found by reading the tag again in the same order."""
        found: dict[str, Attribute] = {}
        pairs = iter(zip(attributes[::2], attributes[1::2], strict=True))
        position = next(_TAG_NAME.finditer(self.source.text, offset)).end()
        while match := _ATTRIBUTE.match(self.source.text, position):
            position = match.end()
            if match[1] == "xmlns" or match[1].startswith("xmlns:"):
                continue
            name, value = next(pairs)
            starts = [m.start() for m in _VALUE_CHARACTER.finditer(self.source.text, match.start(2) + 1, position - 1)]
            local = _local_attribute(name)
            found[local] = Attribute(local, Passage(value, (*starts, position - 1)), match.start(1))
        return found

    def _end(self, _name: str) -> None:
        self._close_text()
        self._open.pop()

    def _text(self, data: str) -> None:
        start = self._here()
        self._characters.append(data)
        # A reference such as &lt; is an event of its own with one character, so a run is as long as its source.
        self._offsets.extend(range(start, start + len(data)))

    def _close_text(self) -> None:
        if self._characters:
            passage = Passage("".join(self._characters), (*self._offsets, self._offsets[-1] + 1))
            self._open[-1].content.append(passage)
            self._characters, self._offsets = [], []


def _local(name: str) -> str:
    """Return the bare name of one of our elements, else `{namespace}name`."""
    namespace, _, local = name.rpartition(" ")
    return local if namespace == NAMESPACE else f"{{{namespace}}}{local}"


def _local_attribute(name: str) -> str:
    namespace, _, local = name.rpartition(" ")
    return f"{{{namespace}}}{local}" if namespace else local
