"""A field that the layout declares and the records fill."""

from __future__ import annotations

from dataclasses import dataclass

from vdp.errors import Place


@dataclass(frozen=True, slots=True)
class Field:
    """Name, type and rules of one field."""

    name: str
    type: str  # text | integer | decimal | date | choice | boolean | image | url | list
    required: bool = False
    default: str | None = None
    values: tuple[str, ...] = ()  # of a choice
    place: Place | None = None
    fields: tuple[Field, ...] = ()  # of a row of a list
