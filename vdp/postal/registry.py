"""Which authorities exist, by name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Final

from vdp.errors import JobError
from vdp.postal.base import Authority
from vdp.postal.japan import open_japan
from vdp.postal.none import NoAuthority


def _open_none(_day: date | None) -> Authority:
    return NoAuthority()


AUTHORITIES: Final[dict[str, Callable[[date | None], Authority]]] = {"japan": open_japan, "none": _open_none}


def open_authority(name: str, *, date: date | None = None) -> Authority:
    """Return the authority `name` with the rules in force on the mailing date; without a date, the latest known.

    Raises JobError for an unknown name and for a date before the first known rules.
    """
    opener = AUTHORITIES.get(name)
    if opener is None:
        known = ", ".join(sorted(AUTHORITIES))
        raise JobError(
            "postal.unknown-authority", f'there is no postal authority "{name}"', cure=f"choose one of: {known}"
        )
    return opener(date)
