"""Objects seen by shape: most objects of a mailing differ in nothing but the numbers of what they refer to.

A shape is an object's bytes with its references, its stream length and its short strings taken out. What the rules
say of an object is said once per shape; the rest is one regular expression and one look-up per object.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from vdp.preflight.file.source import WRONG_LENGTH, FileBackend, PdfSource
from vdp.preflight.file.syntax import Ref, Stream, Value, parse_value

_STRINGS = rb"(?:\([^()\\\r]{0,200}\)|<[0-9A-Fa-f]{0,400}>|/CIP4_ExternalID ?/[^\x00\t\n\f\r ()<>\[\]{}/%]{1,100})"
# A reference, a direct length, an external identifier that names one recipient, or a short string without escapes.
_VARIABLE = re.compile(
    rb"([0-9]{1,10}) 0 R(?![A-Za-z])"
    rb"|/Length ([0-9]{1,10})(?= ?[/>])"
    rb"|(" + _STRINGS[3:-1] + rb")"
)
_GROUPS = 4
_MOST_SHAPES = 20_000
_MOST_BYTES = 2 << 20  # of the objects that kept shapes were learnt from, whose values take some ten times as much
_LARGE = 64 << 10  # bytes of an object that has no shape: a node with all its children comes once
_STREAM = re.compile(rb"[\x00\t\n\f\r ]*stream\r?\n\Z")


MOST_RENEWED = 10_000
_OFTEN, _TRIED = 16, 6
"""A shape met so often gets an expression of its own, which is tried before; so many of them are kept."""


def _no_match(_body: bytes) -> None:
    return None


class Shape:
    """What is the same in all objects of a shape."""

    __slots__ = (
        "alone",
        "count",
        "dictionary",
        "is_page",
        "is_stream",
        "length_at",
        "marks",
        "met",
        "named",
        "own",
        "template",
        "value",
        "verdicts",
    )

    def __init__(self, value: Value, *, is_stream: bool) -> None:
        self.value = value
        self.is_stream = is_stream
        self.dictionary: dict[str, Value] = value if isinstance(value, dict) else {}
        self.is_page = not is_stream and self.dictionary.get("Type") == "Page"
        self.named: list[tuple[str, int]] = []  # keys of the top level that refer, with their place among references
        self.own: dict[str, int] | None = None  # references of the one object that has this shape, where it is not kept
        self.marks: tuple[Any, ...] = ()  # what the rules of single objects say
        self.verdicts: dict[Any, Any] = {}  # what other rules remember of this shape
        self.alone = False  # what is said of it comes from what it refers to, and others refer to something else
        self.count = self.met = 0
        self.template: Callable[[bytes], re.Match[bytes] | None] = _no_match
        self.length_at = -1


class Seen(NamedTuple):
    """One object: its shape, its references by key of its top level, its stream length."""

    number: int
    shape: Shape
    refs: dict[str, int]
    length: int


class Shapes:
    """Sees objects, marks what they refer to, and hands each new shape to the rules of single objects."""

    def __init__(self, source: PdfSource, judge: Any) -> None:
        self._source = source
        self._judge = judge
        self._shapes: dict[bytes, Shape] = {}
        self._kept = 0  # bytes of the objects that shapes were learnt from
        top = len(source.backend.used())
        self.top = top
        self.referred = bytearray(top)
        self.visited = bytearray(top)
        self.renewed: set[tuple[int, int]] = set()  # references to generations above 0
        self.beyond: dict[int, int] = {}  # numbers that the file does not have, and who refers to them
        self._recent: list[Shape] = []
        self._exact = source.backend if isinstance(source.backend, FileBackend) else None

    def mark(self, number: int) -> None:
        """Note that something refers to an object."""
        if 0 < number < self.top:
            self.referred[number] = 1

    def note_generations(self, refs: Iterable[Ref]) -> None:
        """Remember references to generations above 0, of which there are few."""
        for ref in refs:
            if ref.generation and len(self.renewed) < MOST_RENEWED:
                self.renewed.add((ref.number, ref.generation))

    def is_page_done(self, number: int) -> bool:
        """Tell whether the page tree led to this page before."""
        return 0 <= number < self.top and self.visited[number] == 2

    def page_done(self, number: int) -> None:
        """Note that the page tree led here."""
        if 0 <= number < self.top:
            self.visited[number] = 2

    def see(self, number: int) -> Seen:
        """Return how an object looks. Raises PdfFault."""
        body = self._source.backend.body(number)
        first = 0 <= number < self.top and not self.visited[number]
        if first:
            self.visited[number] = 1
        if body is None:
            return Seen(number, Shape(None, is_stream=False), {}, 0)
        if len(body) > _LARGE:
            return self._see_large(number, body, first=first)
        for shape in self._recent:
            match = shape.template(body)
            if match is not None:
                numbers = [*map(int, match.groups())]
                length: int | None = numbers.pop(shape.length_at) if shape.length_at >= 0 else None
                break
        else:
            shape, numbers, length = self._split(number, body)
        if first:
            self._note(number, numbers, shape)
            self._compare_length(number, length)
        if shape.own is not None:
            return Seen(number, shape, shape.own, length or 0)
        refs = {name: numbers[place] for name, place in shape.named}
        return Seen(number, shape, refs, length or 0)

    def _see_large(self, number: int, body: bytes, *, first: bool) -> Seen:
        """See an object whose shape is not kept, such as a node that holds all others: each reference costs memory."""
        value, end = parse_value(body)
        shape = Shape(value, is_stream=_STREAM.match(body, end) is not None)
        shape.own = {key: each.number for key, each in shape.dictionary.items() if isinstance(each, Ref)}
        stated = shape.dictionary.get("Length") if shape.is_stream else None
        length = stated if isinstance(stated, int) else None
        if first:
            whole = Stream(shape.dictionary, number) if shape.is_stream else value
            shape.marks = self._judge.judge(number, whole, shape)
            self._note(number, (ref.number for _, ref in _references(value)), shape)
            self.note_generations(ref for _, ref in _references(value))
            self._compare_length(number, length)
        return Seen(number, shape, shape.own, length or 0)

    def _compare_length(self, number: int, length: int | None) -> None:
        if length is not None and self._exact is not None and not self._exact.stream_is_exact(number, length):
            self._exact.note(number, WRONG_LENGTH.format(number))

    def _split(self, number: int, body: bytes) -> tuple[Shape, list[int], int | None]:
        """Return an object's shape, its references, and its stream length, found piece by piece."""
        parts = _VARIABLE.split(body)
        kinds = [
            b"R" if reference else b"L" if length else b"S"
            for reference, length in zip(parts[1::_GROUPS], parts[2::_GROUPS], strict=True)
        ]
        key = b"\x01".join(parts[0::_GROUPS]) + b"\x01" + b"".join(kinds)
        shape = self._shapes.get(key)
        if shape is None:
            shape = self._new(number, body, key)
        elif shape.own is None:
            shape.met += 1
            if shape.met == _OFTEN:
                shape.template, shape.length_at = _make_template(parts)
                self._recent.insert(0, shape)
                del self._recent[_TRIED:]
        length = next(filter(None, parts[2::_GROUPS]), None) if shape.is_stream else None
        return shape, [*map(int, filter(None, parts[1::_GROUPS]))], None if length is None else int(length)

    def _note(self, number: int, numbers: Iterable[int], shape: Shape) -> None:
        referred, top = self.referred, self.top
        for target in numbers:
            if target < top:
                referred[target] = 1
            elif len(self.beyond) < 1000:
                self.beyond.setdefault(target, number)
        shape.count += 1
        if shape.marks:
            self._judge.repeat(shape.marks, number)

    def _new(self, number: int, body: bytes, key: bytes) -> Shape:
        value, end = parse_value(body)
        shape = Shape(value, is_stream=_STREAM.match(body, end) is not None)
        names = [match for match in _VARIABLE.finditer(body) if match[1]]
        places = {match.start(): place for place, match in enumerate(names)}
        direct = list(_references(value))
        plain = len(direct) == len(places) and [ref.number for _, ref in direct] == [int(match[1]) for match in names]
        if plain:
            shape.named = [(name, place) for place, (name, _) in enumerate(direct) if name]
        shape.marks = self._judge.judge(number, Stream(shape.dictionary, number) if shape.is_stream else value, shape)
        if plain and not shape.alone and len(self._shapes) < _MOST_SHAPES and self._kept + len(body) < _MOST_BYTES:
            self._shapes[key] = shape
            self._kept += len(body)
        elif not plain:
            for _, ref in direct:  # written in another way than the expression knows: nothing is remembered
                self.mark(ref.number)
            self.note_generations(ref for _, ref in direct)
            shape.own = {name: ref.number for name, ref in direct if name}
        return shape


def _make_template(parts: list[Any]) -> tuple[Callable[[bytes], re.Match[bytes] | None], int]:
    """Return an expression for exactly the objects of a shape, and which of its groups is the stream length."""
    expression: list[bytes] = []
    groups, length_at = 0, -1
    for at in range(0, len(parts) - 1, _GROUPS):
        literal, reference, length, _string = parts[at : at + _GROUPS]
        expression.append(re.escape(literal))
        if reference is not None:
            expression.append(rb"([0-9]{1,10}) 0 R")
        elif length is not None:
            expression.append(rb"/Length ([0-9]{1,10})")
            length_at = groups if length_at < 0 else length_at
        else:
            expression.append(_STRINGS)
        groups += reference is not None or length is not None
    expression.append(re.escape(parts[-1]))
    if length_at >= 0 and sum(part is not None for part in parts[2::_GROUPS]) > 1:
        return _no_match, -1
    return re.compile(b"".join(expression)).fullmatch, length_at


def _references(value: Value) -> Iterator[tuple[str, Ref]]:
    """Yield the references in a value in the order of its bytes, each with its key of the top level."""
    stack: list[tuple[str, Value]] = [("", value)]
    top = value if isinstance(value, dict) else None
    while stack:
        name, item = stack.pop()
        if isinstance(item, Ref):
            yield name, item
        elif isinstance(item, dict):
            stack.extend((key if item is top else "", each) for key, each in reversed(item.items()))
        elif isinstance(item, list):
            stack.extend(("", each) for each in reversed(item))
