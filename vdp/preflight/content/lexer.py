"""Content streams as pairs of operands and operator, the operands as raw bytes (ISO 32000-1, 7.8.2).

The quick lexer is one regular expression over the whole stream. What it does not know for sure (comments, strings with
nested parentheses, binary inline images) it leaves to the careful one, which reads token by token. An inline image is
one pair: no operands, and as operator all its bytes from BI to EI.

Both keep the number of pairs low, since each costs. Idle operators, which no rule asks about (paths, spacing, the end
of text), are left out where all their operands are numbers. What stands together most often is one pair: BT /F0 9 Tf
has the operands BT /F0 9, and 1 0 0 1 20 30 Tm <0041> Tj has the operands 1 0 0 1 20 30 Tm <0041>.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from operator import itemgetter

from vdp.preflight.file.filters import NAMES
from vdp.preflight.file.syntax import Name, PdfFault, Value, parse_value
from vdp.preflight.limits import MOST_OPERATORS

Pair = tuple[bytes, bytes]

_S = rb"\x00\t\n\f\r "
_REGULAR = rb"[^\x00\t\n\f\r ()<>\[\]{}/%]"
_NUMBERS = rb"[" + _S + rb"0-9.+\-]"
_HEX = rb"<[0-9A-Fa-f" + _S + rb"]*+>"
_STRING = rb"\((?:[^()\\]++|\\[\x00-\xff])*+\)"
_NAME = rb"/" + _REGULAR + rb"*+"
_ARRAY = rb"\[(?:" + _NUMBERS + rb"++|" + _HEX + rb"|" + _STRING + rb"|" + _NAME + rb")*+\]"
_FLAT = rb"<<(?:[^<>()%\[\]{}]++|" + _HEX + rb"|" + _STRING + rb")*+>>"
_INLINE = (
    rb"BI[" + _S + rb"](?:[^<>()%I]++|I(?!D[" + _S + rb"])){0,60}+ID[" + _S + rb"]"
    rb"[0-9A-Fa-f" + _S + rb"]*+>[" + _S + rb"]*+EI(?!" + _REGULAR + rb")"
)
# Operators with numbers before them that no rule asks about: paths, character and word space, the end of text.
_IDLE = rb"(?:ET|T[czwLsdD*]|re|[mlcvyhnijJM]|W\*?)(?!" + _REGULAR + rb")"
_OPERANDS = _NUMBERS + rb"*+(?:(?:" + b"|".join((_HEX, _NAME, _ARRAY, _STRING, _FLAT)) + rb")" + _NUMBERS + rb"*+)*+"
_PLACED = _NUMBERS + rb"++Tm[" + _S + rb"]*+(?:" + b"|".join((_HEX, _ARRAY, _STRING)) + rb")[" + _S + rb"]*+"
_BEGUN = rb"BT[" + _S + rb"]*+" + _NAME + _NUMBERS + rb"++"
_QUICK = re.compile(
    rb"(?:" + _NUMBERS + rb"*+" + _IDLE + rb")*+[" + _S + rb"]*+"
    rb"("
    + _PLACED
    + rb"(?=T[jJ](?!"
    + _REGULAR
    + rb"))|"
    + _BEGUN
    + rb"(?=Tf(?!"
    + _REGULAR
    + rb"))|"
    + _OPERANDS
    + rb")"
    rb"(" + _INLINE + rb"|[A-Za-z'\"]" + _REGULAR + rb"*+|[\x00-\xff]|\Z)"
)
_HEX_FILTER = re.compile(rb"/F(?:ilter)?[" + _S + rb"]*/(?:AHx|ASCIIHexDecode)(?!" + _REGULAR + rb")")
_IDLE_WORD = re.compile(_IDLE)
_NUMBER = re.compile(rb"[0-9.+\-]++\Z")
_SPACE = b"\x00\t\n\f\r "
_SECOND = itemgetter(1)
_OPERATOR = re.compile(rb"[A-Za-z'\"]")
_WORDS = frozenset({b"true", b"false", b"null"})
_LARGE, _BATCH = 1 << 20, 20_000  # bytes of content; operators that are looked at together
_UNSURE = frozenset({b"BI", b"ID", b"EI", *_WORDS})


def read_operators(content: bytes) -> list[Pair]:
    """Return all operators with their raw operands. Raises PdfFault for what is no content."""
    pairs = read_operators_quickly(content)
    return list(read_operators_carefully(content)) if pairs is None else pairs


def read_operators_quickly(content: bytes) -> list[Pair] | None:
    """Return all operators with their raw operands, or None where the careful lexer must decide."""
    if len(content) > _LARGE:
        return _read_large(content)
    pairs: list[Pair] = _QUICK.findall(content)
    _drop_end(pairs)
    return pairs if _are_sure(pairs) else None


def _read_large(content: bytes) -> list[Pair] | None:
    """Do the same part by part: content that is none is left at once, not when memory is full of it."""
    pairs: list[Pair] = []
    matches = _QUICK.finditer(content)
    while batch := [(match[1], match[2]) for match in islice(matches, _BATCH)]:
        _drop_end(batch)
        if not _are_sure(batch):
            return None
        pairs += batch
        if len(pairs) > MOST_OPERATORS:
            raise PdfFault(f"more than {MOST_OPERATORS} operators in one content stream")
    return pairs


def _drop_end(pairs: list[Pair]) -> None:
    while pairs and not pairs[-1][1] and not pairs[-1][0].strip(_SPACE):  # the end itself
        pairs.pop()


def _are_sure(pairs: list[Pair]) -> bool:
    """Tell whether all operators are such that the expression cannot have mistaken them."""
    for operator in set(map(_SECOND, pairs)):
        if len(operator) > 12 and operator[:2] == b"BI":
            if _HEX_FILTER.search(operator) is None:
                return False
        elif operator in _UNSURE or _OPERATOR.match(operator) is None:
            return False
    return True


def read_operators_carefully(content: bytes) -> Iterator[Pair]:
    """Yield all operators, token by token; operands are joined by single spaces. Raises PdfFault."""
    held: list[bytes] | None = None  # operands of a BT or Tm that may be joined with what follows
    holder = b""
    for operands, word in _read_tokens(content):
        if held is not None:
            if _joins(held, holder, operands, word):
                yield b" ".join((*held, holder, *operands)), word
                held = None
                continue
            yield b" ".join(held), holder
            held = None
        if word in {b"BT", b"Tm"}:
            held, holder = operands, word
        elif _IDLE_WORD.match(word) is None or not all(map(_NUMBER.match, operands)):
            yield b" ".join(operands), word
    if held is not None:
        yield b" ".join(held), holder


def _joins(held: list[bytes], holder: bytes, operands: list[bytes], word: bytes) -> bool:
    """Tell whether BT and a Tf, or Tm and a text, are one pair."""
    if holder == b"BT":
        plain = bool(operands) and operands[0][:1] == b"/" and all(map(_NUMBER.match, operands[1:]))
        return word == b"Tf" and not held and plain
    placed = bool(held) and all(map(_NUMBER.match, held))
    return placed and word in {b"Tj", b"TJ"} and len(operands) == 1 and _TEXT.match(operands[0]) is not None


def _read_tokens(content: bytes) -> Iterator[tuple[list[bytes], bytes]]:
    """Yield operands and operators."""
    at = 0
    operands: list[bytes] = []
    count = 0
    while True:
        at = _skip(content, at)
        if at >= len(content):
            break
        if _OPERATOR.match(content, at) is None:
            end = parse_value(content, at)[1]
            operands.append(content[at:end])
            at = end
            continue
        end = _word_end(content, at)
        word = content[at:end]
        if word in _WORDS:
            operands.append(word)
            at = end
            continue
        if word == b"BI":
            end = _inline_end(content, end)
            yield [], content[at:end]
        else:
            yield operands, word
        count += 1
        if count > MOST_OPERATORS:
            raise PdfFault(f"more than {MOST_OPERATORS} operators in one content stream")
        operands = []
        at = end
    if operands:
        raise PdfFault("the content ends with operands that have no operator")


_TEXT = re.compile(rb"[(\[]|<(?!<)")
_GAP = re.compile(rb"(?:[" + _S + rb"]++|%[^\r\n]*+)*+")
_WORD = re.compile(_REGULAR + rb"++")
_INLINE_END = re.compile(rb"[" + _S + rb"]EI(?=[" + _S + rb"]|\Z)")
_PLAUSIBLE = re.compile(rb"[\t\n\r -~]*\Z")


def _skip(content: bytes, at: int) -> int:
    match = _GAP.match(content, at)
    return match.end() if match else at


def _word_end(content: bytes, at: int) -> int:
    match = _WORD.match(content, at)
    return match.end() if match else at + 1


def inline_dictionary(image: bytes) -> tuple[dict[str, Value], int]:
    """Return the dictionary of an inline image (from BI on), keys as written, and where its data begins."""
    at = 2
    dictionary: dict[str, Value] = {}
    while True:
        at = _skip(image, at)
        if image[at : at + 2] == b"ID":
            return dictionary, at + 3
        key, at = parse_value(image, at)
        value, at = parse_value(image, at)
        if not isinstance(key, Name):
            raise PdfFault("the dictionary of an inline image has a key that is not a name")
        dictionary[str(key)] = value


def _inline_end(content: bytes, at: int) -> int:
    """Return the end of an inline image whose BI ends at `at`: where EI stands with something like content after it."""
    dictionary, start = inline_dictionary(b"BI" + content[at : at + 4096])
    start += at - 2
    filters = dictionary.get("F", dictionary.get("Filter"))
    start += _known_size(dictionary) if filters is None else 0
    first = filters[0] if isinstance(filters, list) and filters else filters
    if isinstance(first, Name) and NAMES.get(str(first), str(first)) == "ASCIIHexDecode":
        start = content.find(b">", start)
        match = re.compile(rb">[" + _S + rb"]*+EI(?!" + _REGULAR + rb")").match(content, start) if start >= 0 else None
        if match is None:
            raise PdfFault("an inline image has no end")
        return match.end()
    search = max(start - 1, 0)
    while True:
        match = _INLINE_END.search(content, search)
        if match is None:
            raise PdfFault("an inline image has no end")
        if _PLAUSIBLE.match(content[match.end() : match.end() + 24]):
            return match.end()
        search = match.end()


_COMPONENTS = {"G": 1, "DeviceGray": 1, "RGB": 3, "DeviceRGB": 3, "CMYK": 4, "DeviceCMYK": 4}


def _known_size(dictionary: dict[str, Value]) -> int:
    """Return the bytes of unfiltered data where the dictionary tells, else 0."""
    width = dictionary.get("W", dictionary.get("Width"))
    height = dictionary.get("H", dictionary.get("Height"))
    bits = dictionary.get("BPC", dictionary.get("BitsPerComponent", 1))
    space = dictionary.get("CS", dictionary.get("ColorSpace"))
    mask = dictionary.get("IM", dictionary.get("ImageMask")) is True
    parts = 1 if mask else _COMPONENTS.get(str(space), 0)
    if not isinstance(width, int) or not isinstance(height, int) or not isinstance(bits, int) or not parts:
        return 0
    return (width * parts * (1 if mask else bits) + 7) // 8 * height
