"""Which encoding, byte order mark and newline does a file have? Decided by strict decoding of the whole file."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from vdp.errors import JobError, Place, SourceError
from vdp.records.profile import Profile
from vdp.records.rows import Form, count_rows

_BLOCK = 1 << 20
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_THREE_BYTES = re.compile(rb"[\xe1-\xef][\x80-\xbf]{2}")


@dataclass(frozen=True, slots=True)
class _Flaw:
    """Why a file is not in an encoding: the offset of the first byte that does not fit."""

    offset: int
    code: str
    reason: str


def read_form(path: Path, profile: Profile) -> Form:
    """Return how the bytes of a file are to be read, after decoding all of it strictly.

    Raises JobError `records.missing-file`, SourceError `records.empty`, `records.encoding`, `records.nul-byte`.
    """
    try:
        with path.open("rb") as file:
            head = file.read(4)
    except OSError as error:
        cure = "check the path and the permissions of the file"
        raise JobError(
            "records.missing-file", f"the source cannot be read: {error.strerror}", where=Place(str(path)), cure=cure
        ) from error
    mark, encodings = _candidates(head, profile, path)
    if len(head) <= len(mark):
        raise SourceError("records.empty", "the file is empty", where=Place(str(path)), cure="export it again")
    forms = [Form(encoding, len(mark), profile.delimiter, profile.quote) for encoding in encodings]
    flaws: list[_Flaw] = []
    for form in forms:
        flaw = _find_flaw(path, form)
        if flaw is None:
            _refuse_disguised_utf8(path, form)
            return form
        flaws.append(flaw)
    raise _refusal(path, forms[0], flaws[0])


def _candidates(head: bytes, profile: Profile, path: Path) -> tuple[bytes, list[str]]:
    """Return the byte order mark and the encodings to try. A mark decides; UTF-16 is never tried without one."""
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            if (encoding if encoding == "utf-8" else "utf-16") not in profile.encodings:
                text = f"the file begins with a byte order mark of {encoding}, which the profile does not expect"
                raise SourceError("records.encoding", text, where=Place(str(path)), cure=_CURE_PROFILE)
            return mark, [encoding]
    encodings = [encoding for encoding in profile.encodings if encoding != "utf-16"]
    if not encodings:
        text = "the file has no byte order mark, which UTF-16 needs"
        raise SourceError("records.encoding", text, where=Place(str(path)), cure=_CURE_PROFILE)
    return b"", encodings


_CURE_PROFILE = "choose a profile for this encoding, or export the file in the encoding of the profile"


def _blocks(path: Path, skip: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(skip)
        while block := file.read(_BLOCK):
            yield block
    yield b""


def _find_flaw(path: Path, form: Form) -> _Flaw | None:
    decoder = codecs.getincrementaldecoder(form.encoding)("strict")
    position = form.mark
    for block in _blocks(path, form.mark):
        start = position - len(decoder.getstate()[0])
        try:
            text = decoder.decode(block, final=not block)
        except UnicodeDecodeError as error:
            return _Flaw(start + error.start, "records.encoding", f"is not valid {form.encoding}")
        position += len(block)
        if (nul := text.find("\0")) >= 0:
            return _Flaw(start + len(text[:nul].encode(form.encoding)), "records.nul-byte", "is a NUL character")
    return None


def _refusal(path: Path, form: Form, flaw: _Flaw) -> SourceError:
    rows = count_rows(path, form, before=flaw.offset)
    row = f"record {rows}" if rows else "the header"
    text = f"byte {flaw.offset} of the file, in {row}, {flaw.reason}"
    cure = (
        "export the file again; it was cut or joined from parts" if flaw.code == "records.nul-byte" else _CURE_PROFILE
    )
    return SourceError(flaw.code, text, where=Place(str(path)), cure=cure)


def _refuse_disguised_utf8(path: Path, form: Form) -> None:
    """Refuse UTF-8 that happens to decode as cp932 or EUC-JP: its names would be other characters, without an error.

    Half-width kana pairs of cp932 can be valid two-byte UTF-8; a whole file with three-byte sequences cannot be chance.
    """
    if form.encoding not in ("cp932", "euc-jp"):
        return
    if _find_flaw(path, Form("utf-8", 0, form.delimiter, form.quote)) is not None:
        return
    if any(_THREE_BYTES.search(block) for block in _blocks(path, 0)):
        text = f"the whole file is valid UTF-8, yet the profile expects {form.encoding}"
        raise SourceError("records.encoding", text, where=Place(str(path)), cure=_CURE_PROFILE)
