"""Rewrite the characters of a batch as a slot prints them: width, digits, hyphens, kana.

What a sender's file holds and what the piece shows differ in form, never in wording: `１－２` and `1-2` are one
address. Kanji are never touched: Unicode's own normal forms would turn 22 kanji of cp932 into others (U+FA19 into
U+795E), and compatibility forms would write out what the sender abbreviated (U+3231 as three characters).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from vdp.slots.text.characters_clean import clean, join_voiced
from vdp.slots.text.characters_numbers import rewrite_numbers
from vdp.slots.text.characters_tables import (
    HALF_SEMIVOICED,
    HALF_VOICED,
    SEMIVOICED_MARK,
    SEMIVOICED_SIGN,
    VOICED_MARK,
    VOICED_SIGN,
    Units,
    as_text,
    as_units,
    width_table,
)

Width = Literal["keep", "full", "half"]
Digits = Literal["keep", "half", "full", "kanji", "kanji-units"]
Hyphen = Literal["keep", "hyphen", "full", "dash", "no"]
Kana = Literal["keep", "full"]
Wave = Literal["keep", "unify"]

# NUL first: a batch of ASCII stays one byte per character. The second is a noncharacter, never in interchanged text.
_SEPARATORS = ("\0", "\ufdd0")


@dataclass(frozen=True, slots=True)
class CharacterRules:
    """How a text slot writes what the record holds.

    width: letters, digits, ASCII signs, space, and ¢ £ ¥ ¬; `full` makes Latin letters stand upright in vertical text.
    digits: over `width`. `kanji` is 81 → 八一, `kanji-units` 81 → 八十一. Runs that read as one arabic figure stay
        arabic: telephone numbers (ten digits or more), 1.5, 10:30, 3F, a postal code after 〒.
    hyphen: between digits, or a digit and a letter (A-101), for every dash that senders type: `hyphen` -, `full` －,
        `dash` ー; `no` の between digits only. `keep` means ー beside kanji digits: no other turns in every font.
        ー and の never stand in a run that stays arabic.
    kana: `full` turns half-width katakana and its punctuation into the full-width forms, voiced signs joined.
    wave: `unify` writes the wave dash (～ 〜) as U+301C. Width `half` leaves ～ alone: in Japanese data it is the
        wave dash of 10～20 (cp932 8160), not a tilde.
    """

    width: Width = "keep"
    digits: Digits = "keep"
    hyphen: Hyphen = "keep"
    kana: Kana = "keep"
    wave: Wave = "keep"


_KEEP = CharacterRules()


def apply_rules(rules: CharacterRules, values: Sequence[str]) -> list[str]:
    """Return the values rewritten, in order. Invisible characters go and marks are composed under every rule."""
    for separator in _SEPARATORS:
        joined = separator.join(values)
        if joined.count(separator) == len(values) - 1:
            rewritten = _rewrite(rules, joined)
            return list(values) if rewritten is joined else rewritten.split(separator)
    return [_rewrite(rules, value) for value in values]


def _rewrite(rules: CharacterRules, text: str) -> str:
    """Return the text itself where nothing applies."""
    cleaned = clean(text)
    if rules == _KEEP:
        return cleaned
    units = width_table(rules.width, rules.digits, kana=rules.kana, wave=rules.wave)[as_units(cleaned)]
    if rules.kana == "full":
        units = _join_half_marks(units)
    return as_text(rewrite_numbers(units, rules.digits, hyphen=rules.hyphen))


def _join_half_marks(units: Units) -> Units:
    """Join sound marks to the kana that were half-width; half-width marks without a kana become signs of their own."""
    joined = join_voiced(units, voiced=HALF_VOICED, semivoiced=HALF_SEMIVOICED)
    np.putmask(joined, joined == HALF_VOICED, VOICED_SIGN)
    np.putmask(joined, joined == HALF_SEMIVOICED, SEMIVOICED_SIGN)
    return join_voiced(joined, voiced=VOICED_MARK, semivoiced=SEMIVOICED_MARK)
