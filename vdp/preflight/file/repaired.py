"""Objects of a damaged file as pikepdf (qpdf) repairs them, and pikepdf's opinion on a sound one."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pikepdf
from numpy.typing import NDArray

from vdp.preflight.file.syntax import PdfFault, Ref, Stream, Value, parse_value
from vdp.preflight.limits import MOST_REPAIRED

_OBJECT, _BLOCK = b" obj", 1 << 22


class RepairedBackend:
    """The port Backend over pikepdf."""

    def __init__(self, path: Path) -> None:
        self.size = path.stat().st_size
        self._used: NDArray[np.bool_] | None = None
        logging.getLogger("pikepdf").setLevel(logging.CRITICAL)
        count = _count_objects(path)
        if count > MOST_REPAIRED:
            raise PdfFault(f"the file is damaged, and with {count} objects too large to be repaired here")
        try:
            self._pdf = pikepdf.open(path, suppress_warnings=True, inherit_page_attributes=False)
            trailer, _ = parse_value(self._pdf.trailer.unparse(resolved=True))
        except pikepdf.PasswordError:
            raise PdfFault("the file is encrypted with a password") from None
        except (pikepdf.PdfError, RuntimeError, ValueError, RecursionError) as fault:
            raise PdfFault(f"no reader can open the file ({_short(fault)})") from None
        self.trailer = trailer if isinstance(trailer, dict) else {}
        if self._pdf.is_encrypted:
            self.trailer["Encrypt"] = True
        if "Root" not in self.trailer:
            raise PdfFault("the file has no catalog")

    def used(self) -> NDArray[np.bool_]:
        """Return by object number whether qpdf found it."""
        if self._used is None:
            held = [each for each in self._pdf.objects if isinstance(each, pikepdf.Object)]  # of plain numbers no one
            numbers = [each.objgen[0] for each in held]  # can tell their own
            self._used = np.zeros(max(numbers, default=0) + 1, dtype=np.bool_)
            self._used[[number for number in numbers if number]] = True
        return self._used

    def numbers(self) -> Iterator[int]:
        """Yield the numbers of all objects."""
        yield from np.flatnonzero(self.used()).tolist()

    def body(self, number: int) -> bytes | None:
        """Return an object in qpdf's words."""
        try:
            value = self._pdf.get_object(number, 0)
            if isinstance(value, pikepdf.Stream):
                return value.stream_dict.unparse(resolved=True) + b"\nstream\n"
            return pikepdf.unparse_content_stream([]) + value.unparse(resolved=True) if value is not None else None
        except (pikepdf.PdfError, RuntimeError, ValueError, AttributeError) as fault:
            raise PdfFault(f"object {number} cannot be read ({_short(fault)})") from None

    def raw_stream(self, stream: Stream, length: Value) -> bytes:  # noqa: ARG002 - as the port says
        """Return a stream's stored data."""
        try:
            return self._pdf.get_object(stream.number, 0).read_raw_bytes()
        except (pikepdf.PdfError, RuntimeError, ValueError, AttributeError) as fault:
            raise PdfFault(f"the data of object {stream.number} cannot be read ({_short(fault)})") from None

    def close(self) -> None:
        """Close the file."""
        self._pdf.close()


class Opinion(NamedTuple):
    """What pikepdf says of a file that this reader could open."""

    warnings: tuple[str, ...]
    root: int  # object number of the catalog, 0 if unknown
    error: str


def ask_pikepdf(path: Path, *, pages: bool) -> Opinion:
    """Open a file with pikepdf and tell what it had to repair; `pages`: all pages are visited, and kept in memory."""
    logging.getLogger("pikepdf").setLevel(logging.CRITICAL)  # what it has to say is in its warnings
    try:
        with pikepdf.open(path, suppress_warnings=True, inherit_page_attributes=pages) as pdf:
            root, _ = parse_value(pdf.trailer.unparse(resolved=True))
            reference = root.get("Root") if isinstance(root, dict) else None
            _ = pdf.Root.get("/Pages")
            warnings = tuple(str(warning) for warning in pdf.get_warnings())
            return Opinion(warnings, reference.number if isinstance(reference, Ref) else 0, "")
    except (pikepdf.PdfError, pikepdf.PasswordError, RuntimeError, ValueError) as fault:
        return Opinion((), 0, _short(fault))


def _count_objects(path: Path) -> int:
    """Count what looks like the beginning of an object."""
    count, tail = 0, b""
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            count += (tail + block).count(_OBJECT)
            tail = block[-len(_OBJECT) + 1 :]
    return count


def _short(fault: BaseException) -> str:
    """Return qpdf's words without the name of the file."""
    text = str(fault).split(": ")[-1].strip()
    return text[:120] or type(fault).__name__
