"""Names as an address writes them: who gets which honorific, and where a title stands.

A person gets 様 and a title comes before the name (部長 山田様, never 部長様). An organisation or department that is
written to itself gets 御中, never beside a person's 様. Joint names (連名) get an honorific each, side by side.
殿 and 先生 are the client's choice: every function takes the honorific as text. A name that brings its own keeps it,
so that children are ちゃん or くん as the record says.
"""

from __future__ import annotations

import re
import unicodedata

SPACE = "\u3000"
PERSON, ORGANISATION = "様", "御中"
MOST_NAMES, OTHERS = 3, "御一同様"
REPEAT, BLANK = "repeat", "blank"

# What a name may bring along. 君 is missing: given names end with it.
_BROUGHT = ("御中", "先生", "ちゃん", "くん", "さま", "さん", "各位", "様", "殿")
_TITLE_ENDS = ("様", "殿", "さま", ORGANISATION)
_ALL_WIDE = re.compile("[\u3000-\u3029\u3041-\u3096\u309b-\u30ff\u3400-\u4dbf\u4e00-\u9fff]*")  # most names
_NO_WIDTH = frozenset({"Mn", "Me", "Cf"})


def add_honorific(name: str, honorific: str = PERSON) -> str:
    """Return the name with the honorific, "" for no name. White space before the honorific stays between them."""
    name = name.strip()
    return name + honorific.rstrip() if name and not _brought(name, honorific) else name


def write_organisation(organisation: str, person: str) -> str:
    """Return the organisation with 御中, without it where a person is named beside it."""
    bare = _bare_organisation(organisation)
    return bare if person.strip() else _with_onchu(bare)


def write_addressee(company: str, department: str, title: str, name: str, honorific: str = PERSON) -> str:
    """Return the lines of an address: company, department, title and name with honorific; else 御中 on the last.

    A title without a name is not printed: the letter goes to the department.
    """
    name = add_honorific(name, honorific)
    lines = [line for line in map(_bare_organisation, (company, department)) if line]
    if name:
        return "\n".join([*lines, SPACE.join(part for part in (_bare_title(title), name) if part)])
    return "\n".join([*lines[:-1], _with_onchu(lines[-1])]) if lines else ""


def join_names(honorific: str, *names: str) -> str:
    """Return joint names as given, one a line, each with its honorific; from the fourth on 御一同様 for all but one."""
    return join_names_as(REPEAT, MOST_NAMES, OTHERS, honorific, *names)


def join_names_as(style: str, most: int, others: str, honorific: str, *names: str) -> str:
    """Return joint names, one a line, padded so that the honorifics stand side by side.

    style: "repeat" writes names as given; "blank" writes a family name that is the first one's (up to the first
    space) as ideographic spaces. More names than `most` become the first name and `others`.
    """
    found = [" ".join(name.split()) for name in names if name.strip()]
    if not found:
        return ""
    if len(found) > most:
        return "\n".join([_spaced(add_honorific(found[0], honorific)), others])
    pairs = [_split_honorific(name, honorific) for name in found]
    bare = [_spaced(name) for name, _ in pairs]
    if style == BLANK:
        bare = bare[:1] + [_blank_family(name, bare[0]) for name in bare[1:]]
    widest = max(map(_cells, bare))
    padded = [name + SPACE * int(widest - _cells(name)) for name in bare]
    return "\n".join(name + ending for name, (_, ending) in zip(padded, pairs, strict=True))


def join_family(honorific: str, family: str, *given: str) -> str:
    """Return one family name and several given names, the family name on the first line only."""
    named = [f"{family.strip()} {name.strip()}" for name in given if name.strip()] or [family]
    return join_names_as(BLANK, MOST_NAMES, OTHERS, honorific, *named)


def _brought(name: str, honorific: str) -> str:
    """Return the honorific at the end of a name, "" where it has none; a name of nothing else has none."""
    own = honorific.strip()
    endings = (own, *_BROUGHT) if own else _BROUGHT
    if not name.endswith(endings):
        return ""
    return next((ending for ending in endings if name.endswith(ending) and name != ending), "")


def _split_honorific(name: str, honorific: str) -> tuple[str, str]:
    """Return a name without its honorific, and the one to print after it."""
    brought = _brought(name, honorific)
    bare = name.removesuffix(brought).rstrip() if brought else name
    return bare, brought or honorific.rstrip()


def _bare_organisation(organisation: str) -> str:
    return organisation.strip().removesuffix(ORGANISATION).rstrip()


def _with_onchu(organisation: str) -> str:
    """Return the organisation with 御中 after a space; one with another honorific (店主様) as it is."""
    plain = not organisation or _brought(organisation, ORGANISATION)
    return organisation if plain else f"{organisation}{SPACE}{ORGANISATION}"


def _bare_title(title: str) -> str:
    """Return a title without an honorific of its own: 部長様 is 部長."""
    title = title.strip()
    ending = next((ending for ending in _TITLE_ENDS if title.endswith(ending)), "")
    return title.removesuffix(ending).rstrip()


def _spaced(name: str) -> str:
    return name.replace(" ", SPACE)


def _blank_family(name: str, first: str) -> str:
    family, space, given = first.partition(SPACE)
    if not space or not given or not name.startswith(family + SPACE):
        return name
    return SPACE * round(_cells(family)) + name[len(family) :]


def _cells(text: str) -> float:
    """Return how many full-width characters a text is wide: selectors and marks have no width, Latin letters half."""
    if _ALL_WIDE.fullmatch(text):
        return len(text)
    seen = [c for c in text if unicodedata.category(c) not in _NO_WIDTH]
    return sum(1.0 if unicodedata.east_asian_width(c) in {"W", "F", "A"} else 0.5 for c in seen)
