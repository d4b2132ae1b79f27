"""What the layout asks of a text slot."""

from __future__ import annotations

from dataclasses import dataclass, field

from vdp.slots.text.characters import CharacterRules
from vdp.units import Box

# Noncharacters mark up the values of slots with spans: Unicode keeps U+FDD0..FDEF for a process's own use
# (The Unicode Standard, 23.7). Records that hold such characters are held.
RUBY = "\ufdd1"  # its base follows; parts of the reading are set over characters or words of the base
GROUP_RUBY = "\ufdd2"  # its base follows; the reading is set over the whole
JUKUGO_RUBY = "\ufdd3"  # its base follows; a part of the reading over each character, all as one compound
READING = "\ufdd4"  # ends the base; the reading follows
RUBY_END = "\ufdd5"
PHRASE = "\ufdd6"  # a phrase (文節) begins
FIRST_SPAN = "\ufdd7"  # from here on as `spans[0]` says, U+FDD8 as `spans[1]` says, and so on; a value begins as [0]
LAST_MARKER = "\ufdef"
MOST_SPANS = ord(LAST_MARKER) - ord(FIRST_SPAN) + 1

RUBY_SIZE = 0.5
"""Of its base (JLREQ, 3.3.3); emphasis dots likewise."""

UNDERLINE_ROOM = 0.1
"""Em of the slot's size beside a line of text that an underline takes."""

EM_ASCENT = 0.88
"""The em box of a Japanese face reaches this far above the baseline, 0.12 below (Noto, BIZ UD, IPAex: typo metrics)."""


def span_marker(index: int) -> str:
    """Return the character after which a value is set as `spans[index]` says."""
    return chr(ord(FIRST_SPAN) + index)


@dataclass(frozen=True, slots=True)
class Span:
    """How a run of characters is set."""

    faces: tuple[str, ...]
    size: float  # of the slot's size, 1.0: the same
    tracking: float  # points, at the slot's own size
    color: bytes
    emphasis: str = ""  # sesame | dot: 圏点 beside every character; "": none
    underline: bool = False  # in vertical writing a line on the right


@dataclass(frozen=True, slots=True)
class TextSpec:
    """A text slot. Lengths in points, `box` from the piece's lower left trim corner.

    In vertical writing lines run down the height of the box and follow one another from its right edge.
    """

    name: str
    box: Box
    faces: tuple[str, ...]  # face keys such as "Noto Sans JP/400", first choice first
    size: float
    leading: float  # from baseline to baseline
    writing: str = "horizontal"  # horizontal | vertical
    align: str = "left"  # left | center | right | justify | distribute (均等割り付け): along the line
    valign: str = "top"  # top | middle | bottom: across the lines; in vertical writing from the right edge
    lines: int = 1  # most lines; 0: as many as the box takes
    measures: tuple[float, ...] = ()  # room along each line by its number, where it is not that of the box
    fit: tuple[str, ...] = ()  # condense (長体, 平体) | shrink | track | wrap, in the order they are tried
    min_scale: float = 1.0  # floor of condense
    min_size: float = 0.0  # floor of shrink
    min_tracking: float = 0.0  # floor of track, 1/1000 em
    width: str = "max"  # max: scaled only when too wide; exact: scaled to the width of the box
    tracking: float = 0.0  # added after every character
    indent: float = 0.0  # of a paragraph's first line, in em
    cells: int = 0  # 字取り: shorter texts are spread over this many em
    spacing: str = "japanese"  # japanese: brackets and commas closed up, a quarter em beside Latin | solid
    strict: bool = True  # small kana and the prolonged sound mark do not begin a line
    phrases: bool = False  # lines break where a marker says that a phrase begins; within a phrase longer than a line
    whole_numbers: bool = False  # numbers in kanji are broken only where they are longer than a line
    hang: bool = False  # ぶら下げ: a full stop or comma may hang beyond the line
    proportional: bool = False  # 詰め組: the font's own proportional widths (palt, vertical vpal)
    upright_digits: int = 3  # vertical: runs of at most so many digits are set upright (縦中横)
    characters: CharacterRules = field(default_factory=CharacterRules)
    link: str = ""  # slots of one name are condensed and shrunk alike
    color: bytes = b"0 0 0 1 k"  # the operator that sets the fill colour
    overflow: str = "hold"  # hold | fail | clip
    missing_glyph: str = "hold"  # hold | fail | geta
    spans: tuple[Span, ...] = ()  # of a text with markup, the first as the slot itself; (): values hold no markers
    over: float = 0.0  # em above (vertical: right of) the em box of a line that ruby, dots or larger spans take
    under: float = 0.0  # em below (left of) it


@dataclass(frozen=True, slots=True)
class FlowSpec:
    """One frame of a text that flows through several.

    `text` says how it is set; its box is that of the frame.
    """

    name: str
    text: TextSpec
    frames: tuple[Box, ...]  # in reading order
    index: int  # of this frame


@dataclass(frozen=True, slots=True)
class PostalCodeSpec:
    """Seven digits in the printed frame of a postcard (郵便番号枠), one centred in each box.

    `left` and `baseline` in points; `centres` are the digits' centres measured from `left`.
    """

    name: str
    left: float
    baseline: float
    centres: tuple[float, ...]
    face: str
    size: float
    color: bytes = b"0 0 0 1 k"
