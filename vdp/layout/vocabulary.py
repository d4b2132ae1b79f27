"""Every element and attribute of the layout language, in one table.

Reading checks by it; the RELAX NG schema (schema.py) and the manual (manual.py) are generated from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from vdp.pdf.plates import PLATES
from vdp.slots.symbol.zint_table import SYMBOLOGIES

_NUMBER = r"[0-9]{1,6}(\.[0-9]{1,6})?"
_PERCENT = r"(100|[0-9]{1,2}(\.[0-9]{1,6})?)"
_CORNER = f"{_PERCENT}% {_PERCENT}%"
_FOUR = " ".join([_PERCENT] * 4)
_ID = "[A-Za-z][A-Za-z0-9_-]*"
_COLOR = rf"(K|cmyk\({_FOUR}\)|ink\({_ID}( {_PERCENT})?\))"


@dataclass(frozen=True, slots=True)
class ValueType:
    """What an attribute may hold. `pattern` is read alike by Python and XML Schema, unless `xsd` says otherwise."""

    doc: str
    pattern: str = ""  # "": any text
    xsd: str = ""


TYPES: Mapping[str, ValueType] = MappingProxyType(
    {
        "position": ValueType("a length such as 3mm, -3mm, 11pt, 20Q or 50%", f"-?{_NUMBER}(mm|pt|Q|%)"),
        "extent": ValueType("a length above 0 such as 30mm, 11pt, 20Q or 50%", f"{_NUMBER}(mm|pt|Q|%)"),
        "measure": ValueType("a length such as 3mm, 11pt or 20Q", f"{_NUMBER}(mm|pt|Q)"),
        "tracking": ValueType("a length, also negative, such as 0.5pt or -1Q", f"-?{_NUMBER}(mm|pt|Q)"),
        "leading": ValueType("a length, or a percentage of the size", f"{_NUMBER}(mm|pt|Q|%)"),
        "share": ValueType("a percentage from 0% to 100%", f"{_PERCENT}%"),
        "size": ValueType("width and height, such as 100mm 148mm", f"{_NUMBER}(mm|pt|Q|%) {_NUMBER}(mm|pt|Q|%)"),
        "number": ValueType("a whole number", "[0-9]{1,4}"),
        "digits": ValueType("a number from 0 to 4", "[0-4]"),
        "amount": ValueType("a number such as 0, -10 or 2.5", r"-?[0-9]{1,12}(\.[0-9]{1,6})?"),
        "em": ValueType("a length in em such as 1em or -0.05em", r"-?[0-9]{1,2}(\.[0-9]{1,3})?em"),
        "fit": ValueType(
            "none, or some of condense, shrink, track and wrap in the order they are tried",
            "none|(condense|shrink|track|wrap)( (condense|shrink|track|wrap)){0,3}",
        ),
        "id": ValueType("a letter, then letters, digits, - or _", _ID),
        # XML Schema: name characters without : . and -; its \w lacks the underscore.
        "name": ValueType(
            "a letter of any script, then letters, digits or _", r"[^\W\d_]\w*", r"[\i-[:_]][\c-[:.\-]]*"
        ),
        "color": ValueType(
            "K; cmyk(C M Y K) in percent such as cmyk(0 90 80 0); ink(red), an ink of the layout, or a tint of it in "
            "percent such as ink(red 60); or up to four of these printed over one another such as ink(red 60) + "
            "ink(gold) + K",
            rf"{_COLOR}( \+ {_COLOR}){{0,3}}",
        ),
        "inks": ValueType("cyan, magenta, yellow and black in percent such as 0 100 81 4", _FOUR),
        "anchor": ValueType(
            "left, center or right, then top, middle or bottom", "(left|center|right) (top|middle|bottom)"
        ),
        "clip": ValueType(
            "none, ellipse, round(3mm) or polygon(0% 0%, 100% 0%, 50% 100%): 3 to 64 points from the upper left",
            rf"none|ellipse|round\({_NUMBER}(mm|pt|Q)\)|polygon\({_CORNER}(, {_CORNER}){{2,63}}\)",
        ),
        "words": ValueType("words separated by blanks", r"[^ ]+( [^ ]+)*"),
        "families": ValueType("font ids or families separated by commas", r"[^,]+(,[^,]+)*"),
        "file": ValueType("a file name, as a path from the layout's folder", r"[^\\]+"),
        "text": ValueType("text", ".+"),
        "template": ValueType("text with substitutions in braces, such as {name}様"),
        "condition": ValueType("an expression that is true or false, such as rank = 'gold'"),
    }
)


@dataclass(frozen=True, slots=True)
class AttributeRule:
    """One attribute. `values` is the closed list of a choice; `default` of None with `required` False: no value."""

    name: str
    type: str  # a key of TYPES, or "choice"
    doc: str
    default: str | None = None
    required: bool = False
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Child:
    """An element that may stand inside another. `occurs`: 1, ?, * or +."""

    name: str
    occurs: str = "*"


@dataclass(frozen=True, slots=True)
class ElementRule:
    """One element. `ordered`: the children stand in the order given here; else in any order."""

    name: str
    doc: str
    attributes: tuple[AttributeRule, ...] = ()
    children: tuple[Child, ...] = ()
    ordered: bool = False
    text: bool = False


def _choice(name: str, values: str, doc: str, *, default: str | None = None, required: bool = False) -> AttributeRule:
    return AttributeRule(name, "choice", doc, default, required, tuple(values.split("|")))


def _need(name: str, kind: str, doc: str) -> AttributeRule:
    return AttributeRule(name, kind, doc, required=True)


def _optional(rules: tuple[AttributeRule, ...]) -> tuple[AttributeRule, ...]:
    """Return the rules without defaults: as overrides they take what the style says."""
    return tuple(AttributeRule(r.name, r.type, r.doc, values=r.values) for r in rules)


_NAME = AttributeRule("name", "id", "name of the slot in messages; unique; by itself such as front.text3")
_X = _need("x", "position", "left edge, from the left trim edge; % of the piece's width")
_Y = _need("y", "position", "top edge, from the top trim edge downwards; % of the piece's height")
_BOX = (
    _X,
    _Y,
    _need("width", "extent", "width; % of the piece's width"),
    _need("height", "extent", "height; % of the piece's height"),
)
_STYLE = AttributeRule("style", "id", "id of a style; attributes beside it override it")
_INK = (
    AttributeRule("font", "id", "id of a font; without it the first font of the layout"),
    AttributeRule("size", "measure", "size of the type", "10pt"),
    AttributeRule("color", "color", "colour of the type", "K"),
)
STYLE_ATTRIBUTES = (
    *_INK,
    AttributeRule("leading", "leading", "distance from one line to the next", "150%"),
    _choice(
        "writing-mode",
        "horizontal|vertical",
        "vertical (縦書き): lines run down, the next one to the left",
        default="horizontal",
    ),
    _choice(
        "align",
        "left|center|right|justify|distribute",
        "place of the text along its lines, left being where a line begins; distribute (均等割り付け) fills every line",
        default="left",
    ),
    _choice(
        "valign", "top|middle|bottom", "place of the lines across them, top being the first line's side", default="top"
    ),
    AttributeRule("lines", "number", "most lines; 0: as many as the box takes", "1"),
    AttributeRule(
        "fit",
        "fit",
        "what to do with a text too long, tried in this order: condense (長体, 平体) makes characters narrower, shrink "
        "smaller, track closer; wrap takes further lines, and the steps begin again on these",
        "none",
    ),
    _choice(
        "fit-width", "max|exact", "exact: every line is condensed or widened to the length of the box", default="max"
    ),
    AttributeRule("min-scale", "share", "narrowest that condense may make it", "60%"),
    AttributeRule("min-size", "measure", "smallest that shrink may make it", "6pt"),
    AttributeRule("min-tracking", "em", "closest that track may set it", "-0.05em"),
    AttributeRule("tracking", "tracking", "space added after every character", "0pt"),
    AttributeRule("indent", "em", "first-line indent (字下げ) of a paragraph", "0em"),
    AttributeRule("cells", "number", "shorter texts are spread over so many em (字取り); 0: not", "0"),
    _choice(
        "spacing",
        "japanese|solid",
        "japanese: brackets and commas closed up, a quarter em beside Latin; solid (ベタ組): as the font is",
        default="japanese",
    ),
    _choice(
        "line-break",
        "strict|loose",
        "loose: small kana and the prolonged sound mark may begin a line",
        default="strict",
    ),
    _choice(
        "word-break",
        "normal|auto-phrase",
        "auto-phrase, for headlines: lines break between phrases (文節), found when the layout is compiled; the value "
        "of a field is kept whole; what is longer than a line breaks as usual",
        default="normal",
    ),
    _choice(
        "kanji-numbers",
        "break|keep",
        "keep: a number in kanji (二十三, 一、〇〇〇) is broken only where it is longer than a line; JLREQ does not "
        "ask for it, nor does line-break=strict",
        default="break",
    ),
    _choice("hang", "yes|no", "whether a full stop or comma may hang beyond the line (ぶら下げ)", default="no"),
    _choice(
        "proportional",
        "yes|no",
        "the font's proportional widths of kana and punctuation (詰め組): palt, in vertical writing vpal, where it has "
        "them; only Latin in horizontal writing is kerned, never by vkrn",
        default="no",
    ),
    AttributeRule("upright-digits", "digits", "vertical: longest run of digits set upright in one em (縦中横)", "3"),
    _choice("letters", "keep|full|half", "width of letters, digits and signs", default="keep"),
    _choice(
        "digits", "keep|half|full|kanji|kanji-units", "form of digits: kanji 八一, kanji-units 八十一", default="keep"
    ),
    _choice(
        "hyphens",
        "keep|hyphen|full|dash|no",
        "form of dashes between digits: - , －, ー or の; keep means ー beside kanji digits",
        default="keep",
    ),
    _choice("kana", "keep|full", "full: half-width kana become full-width", default="keep"),
    AttributeRule(
        "link",
        "id",
        "texts of one name in a piece are condensed and shrunk alike; in rows of a list and in flows it has no effect",
    ),
    _choice("overflow", "hold|fail|clip", "what to do with a record whose text does not fit; else the job's policy"),
    _choice("missing-glyph", "hold|fail|geta", "what to do with a record whose characters no font has; else the job's"),
)

_QUIET = _choice(
    "quiet",
    "check|ignore",
    "ignore: other slots are not looked at, such as an image with a white field for the code",
    default="check",
)

_INLINE = tuple(Child(name) for name in ("br", "span", "ruby", "em", "u"))
_CHARTS = ("bar", "gauge", "stamp-card")
_SLOT_NAMES = (
    "text",
    "postal-code",
    "customer-barcode",
    "image",
    "artwork",
    "qr",
    "barcode",
    "rule",
    "box",
    *_CHARTS,
    "repeat",
    "table",
)
_SLOTS = tuple(Child(name) for name in (*_SLOT_NAMES, "choose", "block"))
ROW_SLOTS = ("text", "image", "artwork", "rule", "box", *_CHARTS)
_ROW_SLOTS = tuple(Child(name) for name in (*ROW_SLOTS, "choose", "block"))
_WHOLE_ROW = (
    AttributeRule("x", "position", "left edge, from that of the row", "0mm"),
    AttributeRule("y", "position", "top edge, from that of the row", "0mm"),
    AttributeRule("width", "extent", "width; % of the row's", "100%"),
    AttributeRule("height", "extent", "height; % of the row's", "100%"),
)
_ROWS = (
    _need("each", "name", "the list field whose rows are printed"),
    _need("as", "name", "what a row is called in expressions: as p, its fields are p.item; its number is row"),
    _need("row-height", "measure", "distance from a row to the next"),
    _need("rows", "number", "most rows"),
    AttributeRule("from", "number", "first row that is printed, for what goes on from another repeat", "1"),
    _choice(
        "over",
        "hold|fail|continue|summary",
        "what to do with a list of more rows: hold the record, stop the job, leave them to another repeat that begins "
        "after these, or print more in the place of the last row",
        default="hold",
    ),
)
_ROW_ENDS = (Child("more", "?"), Child("empty", "?"), Child("foot", "?"))

_VALUE = (
    _need("value", "template", "a number, such as {points}; write it without a format"),
    _choice(
        "outside", "clamp|hold|fail", "what to do with a value beyond the scale: draw its end, or", default="clamp"
    ),
    _choice("missing", "hold|fail|skip|zero", "what to do with a record without a value", default="hold"),
)
_SCALE = (
    *_VALUE,
    _need("max", "template", "the value at the end of the scale: a number, or a field such as {goal}"),
    AttributeRule("min", "amount", "the value at its beginning", "0"),
    AttributeRule("fill", "color", "colour of what is filled, or of the needle", "K"),
    AttributeRule("track", "color", "colour of the rest; without it nothing is painted there"),
    AttributeRule("marks", "number", "equal parts that marks divide the scale into; 0: no marks", "0"),
    AttributeRule("mark-length", "measure", "length of the marks, taken from the box", "1.5mm"),
    AttributeRule("mark-line", "measure", "thickness of the marks", "0.25pt"),
    AttributeRule("mark-color", "color", "colour of the marks", "K"),
)

_ELEMENTS = (
    ElementRule(
        "layout",
        "The whole: fields, fonts, styles and the piece that one recipient gets.",
        (
            _need("name", "text", "name of the layout in messages and reports"),
            AttributeRule("lang", "id", "language of the text, such as ja or en; decides how source lines join", "ja"),
        ),
        (Child("fields", "?"), Child("ink"), Child("font"), Child("style"), Child("piece", "1")),
    ),
    ElementRule("fields", "The fields that the records fill.", (), (Child("field", "+"),)),
    ElementRule(
        "field",
        "One field of the records. The rows of a list have fields of their own.",
        (
            _need("name", "name", "name of the field in expressions; unique"),
            _choice(
                "type", "text|integer|decimal|date|choice|boolean|image|url|list", "type of its values", required=True
            ),
            _choice("required", "yes|no", "whether an empty value holds the record", default="no"),
            AttributeRule("default", "text", "value of records that have none; numbers as 1234.5, dates as 2026-01-31"),
            AttributeRule("values", "words", "the values of a choice, separated by blanks"),
        ),
        (Child("field"),),
    ),
    ElementRule(
        "ink",
        "An ink beside CMYK under a name of this layout, for colours such as ink(red 60). What is printed in a special "
        "kind (all but spot) is painted after everything else and takes no colour away, so that nothing cuts holes "
        "into its plate; in which order the press lays the inks is the press's. A slot is printed in one special ink "
        "alone, and these are not mixed.",
        (
            _need("id", "id", "id that colours refer to; unique, at most 24 characters"),
            AttributeRule("name", "text", "name of its plate, such as PANTONE 186 C; needed of a spot colour"),
            _choice(
                "kind",
                "|".join(PLATES),
                "; ".join(f"{name}: {kind.doc}" for name, kind in PLATES.items())
                + ". Special kinds are marked as processing steps (ISO 19593-1)",
                default="spot",
            ),
            AttributeRule("cmyk", "inks", "what stands for it where it is missing; needed of a spot colour"),
            _choice(
                "overprint",
                "yes|no",
                "whether it leaves the inks below it; without it a spot colour knocks them out, special kinds leave "
                "them",
            ),
            _choice(
                "step",
                "yes|no",
                "no: a special kind becomes a plate without the mark of a processing step, as PDF/X-1a needs it",
                default="yes",
            ),
        ),
    ),
    ElementRule(
        "font",
        "A font under a name of this layout.",
        (
            _need("id", "id", "id that styles refer to; unique"),
            _need("family", "text", "family in the catalogue of fonts, such as Noto Sans JP"),
            _choice("weight", "100|200|300|400|500|600|700|800|900", "weight of the face", default="400"),
            AttributeRule("fallback", "families", "ids or families that supply missing characters, first choice first"),
        ),
    ),
    ElementRule(
        "style",
        "Type settings under a name.",
        (_need("id", "id", "id that slots refer to; unique"), *STYLE_ATTRIBUTES),
    ),
    ElementRule(
        "piece",
        "What one recipient gets.",
        (
            _need("size", "size", "width and height after cutting; % of the size that the job gives"),
            AttributeRule("bleed", "measure", "how far images may reach over the cut", "3mm"),
            AttributeRule("safe", "measure", "distance from the cut that important matter should keep", "4mm"),
        ),
        (Child("flow"), Child("page", "+")),
    ),
    ElementRule(
        "page",
        "One side. Slots are painted in the order they stand here.",
        (
            _choice("side", "front|back", "which side; each once, the front always", required=True),
            AttributeRule("artwork", "file", "PDF or SVG that is the same for all recipients, painted first"),
            AttributeRule("artwork-page", "number", "page of the artwork, from 1", "1"),
        ),
        _SLOTS,
    ),
    ElementRule(
        "text",
        "A text in a box. White space around it is dropped; a line end in the source joins (see Line ends).",
        (
            _NAME,
            *_BOX,
            AttributeRule("flow", "id", "name of a flow: the element is empty and a frame for its lines, in order"),
            _STYLE,
            *_optional(STYLE_ATTRIBUTES),
        ),
        _INLINE,
        text=True,
    ),
    ElementRule(
        "flow",
        "A long text whose lines fill frames, which are texts that name it, over the pages of the piece. Frames may "
        "differ in width. It takes as many lines as the frames hold; fit does not apply.",
        (_need("name", "id", "name that frames refer to; unique"), _STYLE, *_optional(STYLE_ATTRIBUTES)),
        (Child("br"),),
        text=True,
    ),
    ElementRule("br", "A forced line end."),
    ElementRule(
        "span",
        "A run of text of another font, size or colour. Of its style only these count; lines keep their distance.",
        (
            AttributeRule("style", "id", "id of a style; attributes beside it override it"),
            AttributeRule("font", "id", "id of a font"),
            AttributeRule("size", "leading", "size of the type; % of the text's own size"),
            AttributeRule("color", "color", "colour of the type"),
            AttributeRule("tracking", "tracking", "space added after every character"),
        ),
        _INLINE,
        text=True,
    ),
    ElementRule(
        "ruby",
        "A base and its reading (ルビ) in half its size, above it or, in vertical writing, on its right. Blanks or · "
        "part the reading. A base or a reading that is empty has no ruby; a ruby is never broken.",
        (
            _choice(
                "kind",
                "mono|group|jukugo",
                "mono: a part over each character where there are as many, else over each word; group: all as one; "
                "jukugo (熟語ルビ): a part over each character, but what is too long for one of them may lean over the "
                "others of its compound, and the compound may be broken between two characters",
                default="mono",
            ),
        ),
        (Child("rt", "1"),),
        text=True,
    ),
    ElementRule("rt", "The reading of a ruby, after its base.", text=True),
    ElementRule(
        "em",
        "Emphasis dots (圏点) beside every character that is no punctuation and has no ruby.",
        (_choice("mark", "sesame|dot", "their form; without it sesame in vertical writing, else dot"),),
        _INLINE,
        text=True,
    ),
    ElementRule("u", "Underlined text; in vertical writing the line (傍線) is on the right.", (), _INLINE, text=True),
    ElementRule(
        "postal-code",
        "Seven digits in the printed frame of a postcard (郵便番号枠).",
        (
            _NAME,
            _need("x", "position", "left edge of the frame's first box"),
            _need("y", "position", "top edge of the frame's first box"),
            AttributeRule("value", "template", "seven digits", "{postal_code}"),
            _STYLE,
            *_optional(_INK),
        ),
    ),
    ElementRule(
        "customer-barcode",
        "Japan Post customer barcode (カスタマバーコード), at least 10 mm from every edge. Two millimetres around it "
        "stay free of other slots.",
        (
            _NAME,
            _need("x", "position", "left edge of the bars, as they lie on the piece"),
            _need("y", "position", "top edge of the bars, as they lie on the piece"),
            _need("size", "measure", "size of the code from 8pt to 11.5pt; at 10pt it is 79.8 mm by 3.6 mm"),
            AttributeRule("value", "template", "seven digits and address number; nothing: no barcode", "{_barcode}"),
            _choice(
                "direction",
                "horizontal|vertical",
                "vertical: read downwards, beside an address in vertical writing; turned by 90 degrees clockwise",
                default="horizontal",
            ),
            _QUIET,
        ),
    ),
    ElementRule(
        "image",
        "An image in a box; it may reach into the bleed.",
        (
            _NAME,
            *_BOX,
            _need("src", "template", "file name, constant or from a field"),
            AttributeRule(
                "folder",
                "file",
                "folder of file names from fields; without it the job's [assets], else the layout's folder",
            ),
            _choice(
                "fit",
                "contain|cover|fill|none",
                "whole image, whole box, stretched, or as large as the file says (else at 300 ppi) and cut at the box",
                default="contain",
            ),
            AttributeRule("anchor", "anchor", "which part of the image keeps its place, as seen", "center middle"),
            _choice("rotate", "0|90|180|270", "turn clockwise, in degrees; the box stays", default="0"),
            AttributeRule("clip", "clip", "shape that cuts the part of the box which the image fills", "none"),
            AttributeRule(
                "color",
                "color",
                "one ink such as ink(varnish): the image is printed in it alone, as dark as it is, transparent parts "
                "being white; a 1-bit image leaves what its plate has below its white. Without it in its own colours",
            ),
            AttributeRule("min-ppi", "number", "fewest pixels per inch as printed", "150"),
            _choice("coarse", "warn|hold", "what to do with a record whose image has fewer", default="warn"),
            _choice("missing", "hold|fail|skip", "what to do with a record without its image; else the job's policy"),
        ),
    ),
    ElementRule(
        "artwork",
        "A page of a PDF, or an SVG, in a box; it may reach into the bleed. Each is imported once, however often it is "
        "shown.",
        (
            _NAME,
            *_BOX,
            _need("src", "template", "file name, constant or from a field"),
            AttributeRule("folder", "file", "folder of file names from fields; needed for these"),
            AttributeRule("page", "number", "page of the file, from 1", "1"),
            _choice(
                "box",
                "trim|bleed|crop|media",
                "which box of the page is placed; without a TrimBox the CropBox, without that the MediaBox",
                default="trim",
            ),
            _choice("fit", "contain|cover|fill", "whole page, whole box, or stretched", default="contain"),
            AttributeRule("anchor", "anchor", "which part of the page keeps its place", "center middle"),
            _choice("rotate", "0|90|180|270", "degrees clockwise, after the page's own rotation", default="0"),
            _choice("missing", "hold|fail|skip", "what to do with a record without its artwork; else the job's policy"),
        ),
    ),
    ElementRule(
        "qr",
        "A QR code. Four modules around it stay free of other slots and within the trim. A list has one size: that of "
        "its longest value.",
        (
            _NAME,
            _need("x", "position", "left edge of the symbol without its quiet zone"),
            _need("y", "position", "top edge of the symbol without its quiet zone"),
            _need("value", "template", "what the symbol says"),
            _need(
                "module", "measure", "side of one module, 0.25mm to 5mm; a press of known dpi takes whole dots of it"
            ),
            _choice("level", "L|M|Q|H", "error correction", default="M"),
            AttributeRule("version", "number", "size 1 to 40; without it the smallest that holds every record"),
            _choice(
                "mode",
                "auto|byte|numeric|alphanumeric|kanji",
                "auto: bytes, or digits, capitals, bytes and kanji mixed where that makes the symbols smaller. Bytes "
                "are UTF-8 without ECI, kanji are Shift_JIS",
                default="auto",
            ),
            _choice("mask", "auto|0|1|2|3|4|5|6|7", "auto: the one of the lowest penalty", default="auto"),
            _QUIET,
        ),
    ),
    ElementRule(
        "barcode",
        "A barcode of another symbology, all of a slot in one size. The quiet zone of its standard stays free.",
        (
            _NAME,
            _choice("symbology", "|".join(SYMBOLOGIES), "kind of barcode; README, Codes lists them", required=True),
            _need("x", "position", "left edge of bars and text without the quiet zone"),
            _need("y", "position", "top edge of bars and text without the quiet zone"),
            _need("value", "template", "what the symbol says"),
            AttributeRule(
                "module",
                "measure",
                "narrowest bar or side of a module; without it as large as the width allows, or the usual one",
            ),
            AttributeRule("width", "extent", "box that the symbols stand in; % of the piece's width"),
            AttributeRule("height", "extent", "height of the bars without the text; without it the usual one"),
            _choice("align", "left|center|right", "place of the symbol in its width", default="left"),
            _choice(
                "check",
                "none|given|add",
                "check digit: add computes it, given verifies the one in the value; without it given where the "
                "symbology always has one, else none",
            ),
            _choice("text", "none|below|above", "the value in digits and letters, in OCR-B", default="none"),
            AttributeRule("text-size", "measure", "size of the text; without it 8pt, of EAN and UPC as the bars need"),
            _choice("rotate", "0|90|180|270", "turn in degrees counterclockwise", default="0"),
            AttributeRule("reduction", "number", "bar width reduction: micrometres that every bar is narrower", "0"),
            _choice("ratio", "2|3", "wide to narrow elements of NW-7, Code 39 and ITF", default="3"),
            AttributeRule("level", "text", "error correction: PDF417 0 to 8 (3), Micro QR L M Q (L), rMQR M H (M)"),
            AttributeRule(
                "version",
                "text",
                "size such as 22x22 (Data Matrix), M3 (Micro QR), R13x59 or R13 (rMQR), C or L (Mailmark); without it "
                "the smallest that holds every record: squares, of rMQR those 13 modules high",
            ),
            AttributeRule("columns", "number", "columns of data of a PDF417, 1 to 30; without it 6"),
            AttributeRule("dpi", "number", "dots an inch of the press: modules become whole dots"),
        ),
    ),
    ElementRule(
        "rule",
        "A straight rule (罫線): as long and thick as its box; it may reach into the bleed.",
        (_NAME, *_BOX, AttributeRule("color", "color", "colour", "K")),
    ),
    ElementRule(
        "box",
        "A rectangle with a line inside its edges, a filling, or both; it may reach into the bleed.",
        (
            _NAME,
            *_BOX,
            AttributeRule("line", "measure", "thickness of the line; 0pt: none", "0pt"),
            AttributeRule("color", "color", "colour of the line", "K"),
            AttributeRule("fill", "color", "colour of the filling; without it there is none"),
        ),
    ),
    ElementRule(
        "bar",
        "A bar that is filled as far as the value: 350 of 1000 points.",
        (
            _NAME,
            *_BOX,
            *_SCALE,
            _choice("direction", "right|up", "where the bar fills to", default="right"),
            _choice("ends", "square|round", "form of its ends", default="square"),
        ),
    ),
    ElementRule(
        "gauge",
        "A round scale in the middle of its box: an arc that is filled as far as the value, or a needle.",
        (
            _NAME,
            *_BOX,
            *_SCALE,
            _choice("kind", "arc|needle", "what shows the value", default="arc"),
            AttributeRule("sweep", "amount", "degrees of the whole arc, about the top; 360 begins at the top", "180"),
            AttributeRule("line", "measure", "thickness of the arc, and of the needle's foot", "3mm"),
        ),
    ),
    ElementRule(
        "stamp-card",
        "A grid of stamps, row by row, as many of them filled as the value says: 7 of 10.",
        (
            _NAME,
            *_BOX,
            *_VALUE,
            _need("of", "number", "how many stamps the card has"),
            _need("columns", "number", "stamps in a row"),
            AttributeRule("gap", "measure", "distance between stamps", "2mm"),
            _choice("form", "circle|square", "form of the stamps", default="circle"),
            AttributeRule("fill", "color", "colour of filled stamps", "K"),
            AttributeRule("line", "measure", "thickness of the line of empty stamps; 0pt: none", "0.5pt"),
            AttributeRule("color", "color", "colour of that line", "K"),
            AttributeRule("stamp", "file", "PDF or SVG in the place of a filled stamp"),
            AttributeRule("empty-stamp", "file", "PDF or SVG in the place of an empty one"),
        ),
    ),
    ElementRule(
        "repeat",
        "Slots that stand once for every row of a list, the rows below one another. Places inside refer to the row.",
        (_NAME, *_BOX, *_ROWS),
        (*_ROW_SLOTS, *_ROW_ENDS),
    ),
    ElementRule(
        "more",
        "The text in the place of the last row of a list too long; {more} is the number of rows it stands for.",
        (*_WHOLE_ROW, _STYLE, *_optional(STYLE_ATTRIBUTES)),
        text=True,
    ),
    ElementRule(
        "empty",
        "The text in the place of the first row of a list without rows.",
        (*_WHOLE_ROW, _STYLE, *_optional(STYLE_ATTRIBUTES)),
        text=True,
    ),
    ElementRule(
        "foot",
        "Slots after the last row, wherever that is: a total. Places inside refer to a row of this height.",
        (AttributeRule("height", "measure", "height; without it that of the rows"),),
        _ROW_SLOTS,
    ),
    ElementRule(
        "table",
        "A list as a table: a head of titles, a row of cells for every row of the list, rules below each.",
        (
            _NAME,
            _X,
            _Y,
            _need("width", "extent", "width; % of the piece's width"),
            *_ROWS,
            AttributeRule("head-height", "measure", "height of the head; without it that of the rows"),
            AttributeRule("pad", "measure", "distance of the text from the sides of its cell", "1mm"),
            AttributeRule("rule", "measure", "thickness of the rules; 0pt: none", "0.25pt"),
            AttributeRule("rule-color", "color", "colour of the rules", "K"),
            AttributeRule("head-style", "id", "id of the style of the titles; without it that of the cells"),
            AttributeRule("head-fill", "color", "colour behind the titles; without it there is none"),
            AttributeRule("style", "id", "id of the style of the cells; attributes of a column override it"),
        ),
        (Child("column", "+"), *_ROW_ENDS),
    ),
    ElementRule(
        "column",
        "A column of a table: its content is the text of each cell.",
        (
            _need("width", "extent", "width; % of the table's width"),
            AttributeRule("title", "template", "text of the head"),
            _STYLE,
            *_optional(STYLE_ATTRIBUTES),
        ),
        text=True,
    ),
    ElementRule(
        "choose",
        "The first branch whose test is true, else otherwise.",
        (),
        (Child("when", "+"), Child("otherwise", "?")),
        ordered=True,
    ),
    ElementRule("when", "A branch.", (_need("test", "condition", "when it appears"),), _SLOTS),
    ElementRule("otherwise", "The last branch.", (), _SLOTS),
    ElementRule("block", "Slots under a condition.", (_need("when", "condition", "when they appear"),), _SLOTS),
)

ELEMENTS: Mapping[str, ElementRule] = MappingProxyType({rule.name: rule for rule in _ELEMENTS})
