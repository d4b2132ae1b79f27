"""The output condition: the ink and paper that every colour of the file is meant for, with its ICC profile."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from vdp.errors import JobError, Place
from vdp.pdf.registry import CUSTOM, REGISTRY, REGISTRY_URL

_SHIPPED = Path(__file__).parent / "conditions"
_TAGS_START = 132
_TAG_SIZE = 12


@dataclass(frozen=True, slots=True)
class OutputCondition:
    """A CMYK printing condition. `registry` is empty for a condition of the shop's own."""

    identifier: str
    condition: str
    registry: str
    profile_name: str
    profile: bytes  # the ICC file
    components: int = 4


def open_condition(name: str, *, icc: Path | None = None) -> OutputCondition:
    """Return the condition of a registry name, or "Custom", with the profile `icc` or the one that is shipped.

    Raises JobError for an unknown name, a missing file or a profile that a CMYK press file cannot carry.
    """
    if name not in REGISTRY and name != CUSTOM:
        raise JobError(
            "pdf.unknown-condition",
            f'"{name}" is not an output condition known here',
            cure=f"Write one of {', '.join(REGISTRY)}, or {CUSTOM} with icc = the profile of your own condition.",
        )
    path = icc or _shipped_profile(name)
    profile = _read_profile(path)
    description = check_profile(profile, path=path)
    if name == CUSTOM:
        return OutputCondition(CUSTOM, description, "", description, profile)
    return OutputCondition(name, REGISTRY[name].condition, REGISTRY_URL, description, profile)


def check_profile(profile: bytes, *, path: Path) -> str:
    """Return the profile's description; raise JobError unless it is a whole CMYK output profile of version 2 or 4.2.

    ICC.1:2004-10, 7.2: size at 0, version at 8, class at 12, colour space at 16, connection space at 20,
    signature "acsp" at 36.
    """
    fault = _header_fault(profile)
    tags = {} if fault else _read_tags(profile)
    if not fault and not {b"A2B0", b"B2A0"} <= tags.keys():
        fault = "it has no conversion tables in both directions (A2B0, B2A0)"
    if fault:
        raise JobError(
            "pdf.bad-profile",
            f"the ICC profile cannot be the output condition: {fault}",
            where=Place(str(path)),
            cure="Name the CMYK output profile of the press and paper, as its maker delivered it.",
        )
    return _description(tags.get(b"desc", b"")) or path.stem


def check_version(condition: OutputCondition, *, newest: tuple[int, int], profile: str) -> None:
    """Raise JobError when the ICC profile is newer than a PDF level knows."""
    version = (condition.profile[8], condition.profile[9] >> 4)
    if version > newest:
        raise JobError(
            "pdf.bad-profile",
            f"the ICC profile has version {version[0]}.{version[1]}; {profile} takes none newer than {newest[0]}.x",
            cure="Name a version 2 profile of the same condition, or write pdf/x-4.",
        )


def _shipped_profile(name: str) -> Path:
    if name == CUSTOM or not REGISTRY[name].profile:
        raise JobError(
            "pdf.profile-needed",
            f"no profile is shipped for the condition {name}",
            cure='Add icc = "path of the profile" to [output], or use FOGRA39.',
        )
    return _SHIPPED / REGISTRY[name].profile


def _read_profile(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise JobError(
            "pdf.profile-unreadable",
            f"the ICC profile cannot be read: {error.strerror}",
            where=Place(str(path)),
            cure="Correct icc in [output]; the path counts from the job's folder.",
        ) from error


def _header_fault(profile: bytes) -> str:
    if len(profile) < _TAGS_START or profile[36:40] != b"acsp":
        return "it is not an ICC profile"
    if int.from_bytes(profile[0:4]) != len(profile):
        return f"its size field says {int.from_bytes(profile[0:4])} bytes, the file has {len(profile)}"
    if profile[12:16] != b"prtr":
        return f"its class is {_signature(profile[12:16])}, not prtr (output device)"
    if profile[16:20] != b"CMYK":
        return f"its colour space is {_signature(profile[16:20])}, not CMYK"
    if profile[20:24] not in {b"Lab ", b"XYZ "}:
        return f"its connection space is {_signature(profile[20:24])}, neither Lab nor XYZ"
    major, minor = profile[8], profile[9] >> 4
    # PDF 1.6 knows ICC profiles up to version 4.2.
    if not (major == 2 or (major == 4 and minor <= 2)):
        return f"its version is {major}.{minor}; PDF 1.6 takes 2.x and 4.0 to 4.2"
    return ""


def _read_tags(profile: bytes) -> dict[bytes, bytes]:
    count = int.from_bytes(profile[128:_TAGS_START])
    entries = range(_TAGS_START, min(_TAGS_START + _TAG_SIZE * count, len(profile) - _TAG_SIZE), _TAG_SIZE)
    tags: dict[bytes, bytes] = {}
    for at in entries:
        offset, size = int.from_bytes(profile[at + 4 : at + 8]), int.from_bytes(profile[at + 8 : at + 12])
        if offset + size <= len(profile):
            tags[profile[at : at + 4]] = profile[offset : offset + size]
    return tags


def _description(tag: bytes) -> str:
    if tag[:4] == b"desc":  # ICC.1:2001-04, 6.5.17: ASCII count at 8, text at 12
        size = int.from_bytes(tag[8:12])
        return tag[12 : 12 + size].split(b"\0")[0].decode("ascii", "replace")
    if tag[:4] == b"mluc" and len(tag) >= 28:  # ICC.1:2004-10, 10.13: first record's length at 20, offset at 24
        size, offset = int.from_bytes(tag[20:24]), int.from_bytes(tag[24:28])
        return tag[offset : offset + size].decode("utf-16-be", "replace")
    return ""


def _signature(raw: bytes) -> str:
    return raw.decode("ascii", "replace").strip()
