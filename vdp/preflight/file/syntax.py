"""PDF objects as plain Python values (ISO 32000-1, 7.3).

null, boolean, integer, real, string, array and dictionary become None, bool, int, float, bytes, list and dict (keys
without slash); names and references have types of their own. Nothing is guessed: what is not PDF syntax is a fault.
"""

from __future__ import annotations

import re
from typing import NamedTuple, TypeAlias

from vdp.preflight.limits import DEEPEST_OBJECT, DEEPEST_STRING, MOST_PARTS


class PdfFault(ValueError):  # noqa: N818 - a fault of the file, not of the program
    """Bytes that are not what the PDF standard says they must be; the text says where and how."""


class Name(str):
    """A name without its slash; bytes beyond ASCII as Latin-1."""

    __slots__ = ()


class Ref(NamedTuple):
    """A reference to an indirect object."""

    number: int
    generation: int


Value: TypeAlias = "bool | int | float | bytes | Name | Ref | list[Value] | dict[str, Value] | None"


class Stream(NamedTuple):
    """A stream object: its dictionary, and its own number, by which its data is asked for."""

    dictionary: dict[str, Value]
    number: int


SPACE = rb"\x00\t\n\f\r "
REGULAR = rb"[^\x00\t\n\f\r ()<>\[\]{}/%]"
_GAP = rb"(?:[" + SPACE + rb"]++|%[^\r\n]*+)*+"
_TOKEN = re.compile(
    _GAP
    + rb"(?:(?P<ref>(\d{1,10})["
    + SPACE
    + rb"]++(\d{1,5})["
    + SPACE
    + rb"]++R(?!"
    + REGULAR
    + rb"))|(?P<integer>[+-]?\d++(?!"
    + REGULAR
    + rb"))|(?P<real>[+-]?(?:\d++\.\d*+|\.\d++)(?!"
    + REGULAR
    + rb"))|/(?P<name>"
    + REGULAR
    + rb"*+)|(?P<open>\[|<<)|(?P<close>\]|>>)|<(?P<hex>[0-9A-Fa-f"
    + SPACE
    + rb"]*+)>|(?P<string>\()|(?P<word>"
    + REGULAR
    + rb"++))"
)
_PLAIN_STRING = re.compile(rb"([^()\\\r]*+)\)")
_STRING_PART = re.compile(rb"[^()\\\r]++|[()]|\\(?:[0-7]{1,3}|\r\n|[\x00-\xff])|\r\n?|\\\Z")
_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"\n": b"", b"\r": b"", b"\r\n": b""}
_WORDS = {b"true": True, b"false": False, b"null": None}
_HASH = re.compile(rb"#([0-9A-Fa-f]{2})")


def parse_value(data: bytes, at: int = 0) -> tuple[Value, int]:
    """Return the value that begins at `at`, and where it ends. Raises PdfFault."""
    stack: list[tuple[list[Value], bool]] = []
    while True:
        match = _TOKEN.match(data, at)
        if match is None:
            raise PdfFault(f"no PDF object at byte {at} of it")
        at = match.end()
        kind = match.lastgroup
        value: Value
        if kind == "open":
            if len(stack) >= DEEPEST_OBJECT:
                raise PdfFault(f"arrays and dictionaries are nested deeper than {DEEPEST_OBJECT}")
            stack.append(([], match[0][-1:] == b"<"))
            continue
        if kind == "close":
            if not stack or stack[-1][1] != (match[0][-1:] == b">"):
                raise PdfFault(f"an array or dictionary ends at byte {at} that did not begin")
            items, is_dictionary = stack.pop()
            value = _dictionary(items) if is_dictionary else items
        elif kind == "string":
            value, at = _read_string(data, at)
        else:
            value = _atom(match)
        if not stack:
            return value, at
        stack[-1][0].append(value)


def _atom(match: re.Match[bytes]) -> Value:
    kind = match.lastgroup
    if kind == "name":
        return decode_name(match["name"])
    if kind == "integer":
        if len(match["integer"]) > 20:
            raise PdfFault("an integer of more than 20 digits")
        return int(match["integer"])
    if kind == "ref":
        return Ref(int(match[2]), int(match[3]))
    if kind == "real":
        return float(match["real"])
    if kind == "hex":
        return decode_hex(match["hex"])
    word = match["word"]
    if word not in _WORDS:
        raise PdfFault(f"the word {word[:20]!r} is no PDF object")
    return _WORDS[word]


def decode_name(raw: bytes) -> Name:
    """Return a name from its bytes after the slash."""
    if b"#" in raw:
        raw = _HASH.sub(lambda match: bytes((int(match[1], 16),)), raw)
    return Name(raw.decode("latin-1"))


def readable(name: str) -> str:
    """Return a name as people write it: as UTF-8 where its bytes are that (ISO 32000-1, 7.3.5), else as it is kept."""
    try:
        return name.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return name


def decode_hex(raw: bytes) -> bytes:
    """Return the bytes of a hexadecimal string; an odd last digit is followed by 0."""
    digits = raw.translate(None, b"\x00\t\n\f\r ")
    return bytes.fromhex((digits + b"0" if len(digits) % 2 else digits).decode("ascii"))


def _dictionary(items: list[Value]) -> dict[str, Value]:
    if len(items) % 2:
        raise PdfFault("a dictionary has a key without value")
    keys = items[0::2]
    if not all(isinstance(key, Name) for key in keys):
        raise PdfFault("a key of a dictionary is not a name")
    return {str(key): value for key, value in zip(keys, items[1::2], strict=True)}


def _read_string(data: bytes, at: int) -> tuple[bytes, int]:
    plain = _PLAIN_STRING.match(data, at)
    if plain is not None:
        return plain[1], plain.end()
    parts: list[bytes] = []
    depth = 1
    while depth:
        match = _STRING_PART.match(data, at)
        if match is None:
            raise PdfFault("a string has no end")
        part, at = match[0], match.end()
        if part == b"(":
            depth += 1
            if depth > DEEPEST_STRING or len(parts) > MOST_PARTS:
                raise PdfFault(f"a string with parentheses {DEEPEST_STRING} deep, or of more than {MOST_PARTS} parts")
        elif part == b")":
            depth -= 1
            if not depth:
                break
        elif part[:1] == b"\\":
            part = _unescape(part[1:])
        elif part[:1] == b"\r":
            part = b"\n"
        parts.append(part)
    return b"".join(parts), at


def _unescape(part: bytes) -> bytes:
    if part[:1].isdigit() and part[:1] < b"8":
        return bytes((int(part, 8) & 255,))
    return _ESCAPES.get(part, part)
