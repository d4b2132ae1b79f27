"""Inks of a layout: their definitions, and the operators of colours that name them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from vdp.layout.reader import Node
from vdp.layout.source import Mistakes, suggest
from vdp.layout.values import cmyk_operator, offset_of, text_of, written
from vdp.pdf.inks import Ink, Paint
from vdp.pdf.objects import MAX_NAME
from vdp.pdf.plates import PLATES, PROCESS, RESERVED, Inks

_LONGEST_ID = 24
_INK = re.compile(r"ink\(([^ )]+)(?: ([0-9.]+))?\)")
_RESOURCE = re.compile(rb"/(I\.[^ ]+) cs ([0-9. ]+) scn")


class Tint(NamedTuple):
    """A colour that names inks: its space, and a tint for each colorant from 0 to 1."""

    paint: Paint
    tints: tuple[float, ...]


@dataclass(slots=True)
class InkTable:
    """The inks of a layout, and the spaces that its slots paint in, noted as they are asked for."""

    inks: Mapping[str, Ink]
    paints: dict[str, Paint] = field(default_factory=dict)  # by resource name

    def tint_of(self, operator: bytes) -> Tint | None:
        """Return what an operator of this table sets; None for plain CMYK."""
        return tint_of(operator, self.paints)

    def operator(self, text: str, offset: int, mistakes: Mistakes) -> bytes:
        """Return the operators that set the fill colour, black for one that is refused; `offset` is where it stands.

        Plain CMYK is its operator alone. What names inks begins with the state that it needs: /K overprints, /N not.
        """
        terms = text.split(" + ")
        plain = [term for term in terms if not term.startswith("ink(")]
        if terms == plain and len(terms) == 1:
            return cmyk_operator(text)
        matches = sorted((match for term in terms if (match := _INK.fullmatch(term))), key=lambda match: match[1])
        found = [self.inks[match[1]] for match in matches if match[1] in self.inks]
        fault, cure = self._fault(matches, found, plain)
        if fault:
            mistakes.add(offset, "layout.ink-color", fault, cure=cure)
            return cmyk_operator("K")
        values = [float(match[2] or 100) / 100 for match in matches]
        process = dict(zip(PROCESS, map(float, cmyk_operator(plain[0]).split()[:-1]), strict=True)) if plain else {}
        paint = Paint(tuple(found), tuple(name for name in PROCESS if process.get(name, 0) > 0))
        self.paints[paint.resource] = paint
        tints = " ".join(_number(value) for value in (*values, *(process[name] for name in paint.process)))
        state = "K" if all(ink.overprint for ink in found) and not paint.process else "N"
        return f"/{state} gs /{paint.resource} cs {tints} scn".encode("ascii")

    def _fault(self, matches: list[re.Match[str]], found: list[Ink], plain: list[str]) -> tuple[str, str]:
        unknown = next((match[1] for match in matches if match[1] not in self.inks), None)
        if unknown is not None:
            return f'there is no ink "{unknown}"', suggest(unknown, self.inks)
        if not found or len(plain) > 1:
            return "a mixture has one part in CMYK at most, and inks beside it", "add up the CMYK parts"
        if len({ink.id for ink in found}) < len(found):
            return "an ink stands twice in a mixture", "write it once"
        special = next((ink for ink in found if ink.is_special), None)
        if special is not None and len(found) + len(plain) > 1:
            return f'"{special.id}" is no colour and cannot be mixed', "print it by a slot of its own"
        return "", ""


def tint_of(operator: bytes, paints: Mapping[str, Paint]) -> Tint | None:
    """Return what the operators of a colour set; None for plain CMYK. `paints`: by resource name."""
    match = _RESOURCE.search(operator)
    return Tint(paints[match[1].decode("ascii")], tuple(map(float, match[2].split()))) if match else None


def read_inks(nodes: list[Node], mistakes: Mistakes) -> dict[str, Ink]:
    """Return the inks of a layout by id; names that a press could take for one another are noted."""
    inks: dict[str, Ink] = {}
    names: dict[str, str] = {}
    for node in nodes:
        ink = None if node.broken else _read_ink(node, mistakes)
        if ink is None:
            continue
        folded = fold_name(ink.name)
        if folded in names:
            same = "the name" if names[folded] == ink.name else f'a name like "{names[folded]}", that'
            text = f'the plate "{ink.name}" has {same} of another ink'
            mistakes.add(
                offset_of(node, "name"), "layout.ink", text, cure="define it once, spelt as the press knows it"
            )
        names.setdefault(folded, ink.name)
        inks[ink.id] = ink
    return inks


def fold_name(name: str) -> str:
    """Return what two names of plates share that people and presses could take for one another."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", name).casefold())


def _read_ink(node: Node, mistakes: Mistakes) -> Ink | None:
    kind = PLATES[text_of(node, "kind")]
    name = written(node, "name") or kind.name
    alternate = _inks(written(node, "cmyk")) or kind.alternate
    overprint = written(node, "overprint")
    faults = (
        (not name, "name", "a spot colour needs the name of its plate", 'write name="PANTONE 186 C"'),
        (
            alternate is None,
            "cmyk",
            "a spot colour needs the inks that stand for it where it is missing",
            'write cmyk="0 100 81 4"',
        ),
        (
            fold_name(name) in RESERVED,
            "name",
            f'"{name}" cannot be the name of a plate',
            "CMYK is written cmyk(...); All and None have a meaning of their own",
        ),
        (
            bool(name) and not fold_name(name),
            "name",
            "the name of a plate has neither letter nor digit",
            "write it as the press knows it",
        ),
        (
            name != name.strip() or not name.isprintable() or len(name.encode()) > MAX_NAME,
            "name",
            f"the name of a plate has blanks around it, control characters, or more than {MAX_NAME} bytes",
            "write it as the press knows it",
        ),
        (
            len(text_of(node, "id")) > _LONGEST_ID,
            "id",
            f"an id of an ink has at most {_LONGEST_ID} characters",
            "shorten it",
        ),
    )
    for found, attribute, text, cure in faults:
        if found:
            mistakes.add(offset_of(node, attribute), "layout.ink", text, cure=cure)
            return None
    assert alternate is not None  # noqa: S101 - a fault above
    return Ink(
        id=text_of(node, "id"),
        name=name,
        kind=text_of(node, "kind"),
        alternate=alternate,
        overprint=kind.overprint if overprint is None else overprint == "yes",
        layered=kind.is_special and text_of(node, "step") == "yes",
        place=mistakes.source.place(node.offset),
    )


def _inks(text: str | None) -> Inks | None:
    if text is None:
        return None
    cyan, magenta, yellow, black = (float(part) / 100 for part in text.split(" "))
    return cyan, magenta, yellow, black


def _number(value: float) -> str:
    return f"{value:.5f}".rstrip("0").rstrip(".") or "0"
