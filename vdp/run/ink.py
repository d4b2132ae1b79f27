"""Ink of what all pieces share: the layout's colours, and each side on its plates, before a sheet is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from vdp.compose import Composer, Resources
from vdp.errors import LayoutError, Place
from vdp.layout import Plan
from vdp.layout.plan import Spec
from vdp.layout.total_ink import InkNote, judge_inks
from vdp.pdf import PdfFile
from vdp.pdf.flate import deflate_content
from vdp.pdf.ink_limits import InkLimit
from vdp.pdf.profiles import sheet_profile
from vdp.pdf.resources import BLACK_OVERPRINTS
from vdp.preflight.plates import measure_file
from vdp.run.check_records import Checked
from vdp.run.pictures import PICTURES, OwnPictures, Shelf, lay_static, named_pictures
from vdp.run.prepare import Prepared
from vdp.run.press_file import PressFile
from vdp.run.report import Notice
from vdp.run.static import StaticContent, compose_static
from vdp.slots.image.artwork_slot import ArtworkSlotSpec
from vdp.slots.image.spec import ImageSpec
from vdp.slots.shape.spec import BoxSpec, RuleSpec
from vdp.units import Box

TOO_MUCH, NOT_MEASURED = "run.ink-limit", "run.ink-not-measured"
_ROUNDING = 1.0  # per cent, as in preflight
_MOST_SLOTS = 20  # of a side, each measured by itself
_MOST_PICTURES = 12  # of a slot
_PAINTED = (ImageSpec, ArtworkSlotSpec, BoxSpec, RuleSpec)  # what may bring much ink; texts are measured together


class InkReport(NamedTuple):
    """What is known of the job's ink. `most`: per side the greatest mean, in words."""

    limit: InkLimit
    most: Mapping[str, str]
    notices: tuple[Notice, ...]

    @property
    def facts(self) -> dict[str, str]:
        """Return the lines of the report."""
        known = "none" if self.limit.percent is None else f"{self.limit.percent:g} %"
        return {"ink limit": f"{known} ({self.limit.source})"} | {
            f"ink, {side}": text for side, text in self.most.items()
        }


def inspect_ink(prepared: Prepared, checked: Checked, *, folder: Path) -> InkReport:
    """Return what measure_ink says of a job whose sheets are not written. `folder`: for passing files."""
    resources = prepared.resources
    resources.library.open_album(checked.album.path)
    static = compose_static(
        (checked.plan, prepared.slip_plan),
        resources,
        prepared.grid,
        artworks=prepared.artworks,
        used=checked.artworks,
    )
    shelf = Shelf(folder / PICTURES)
    lay_static([form.content for form in static.forms], resources.library, shelf)
    return measure_ink(prepared, checked.plan, static, shelf, folder=folder)


def measure_ink(prepared: Prepared, plan: Plan, static: StaticContent, shelf: Shelf, *, folder: Path) -> InkReport:
    """Judge the layout's colours, and measure each side: what is static, then what hangs on a condition upon it.

    Then pictures that records name and several share, the first of each slot. What else records bring (texts, codes,
    charts, pictures of their own) is not there. Writes one small file into
    `folder` and removes it. Raises LayoutError where a side has too much ink and the job's policy is to stop.
    """
    limit = prepared.ink
    if prepared.job.policy.ink == "ignore":
        return InkReport(limit, {}, ())
    notices = [_notice(note) for note in judge_inks(plan, limit.percent)]
    most: dict[str, str] = {}
    if limit.percent is not None:
        path = folder / "ink.pdf"
        special = frozenset(ink.name for ink in plan.inks if ink.is_special)
        sides = _write_sides(prepared, plan, static, shelf, path)
        try:
            found, most = _measure_sides(path, sides, limit, special)
        finally:
            path.unlink()
        notices += found
    if prepared.job.policy.ink == "fail":
        _stop(notices)
    return InkReport(limit, most, tuple(notices))


def _notice(note: InkNote) -> Notice:
    place = note.place
    return Notice(note.code, f"{Path(place.file).name}:{place.line}:{place.column}", note.slot, note.text)


def _stop(notices: Iterable[Notice]) -> None:
    for notice in notices:
        if notice.code == TOO_MUCH:
            slot = f', slot "{notice.slot}"' if notice.slot else ""
            cure = 'Reduce the inks of artwork or picture, or write ink = "warn" under [policy].'
            raise LayoutError(notice.code, notice.text, where=Place(f"{notice.where}{slot}"), cure=cure)


class _Side(NamedTuple):
    """A page to be measured: a side of the piece, and what beside static content is on it ("" for nothing)."""

    name: str
    slot: str
    content: bytes
    what: str = ""  # which of the pictures that records name


def _write_sides(prepared: Prepared, plan: Plan, static: StaticContent, shelf: Shelf, path: Path) -> list[_Side]:
    """Write each side as a page, and again with each thing that some pieces have upon it."""
    resources = prepared.resources
    sides = list(_sides(plan, resources, static))
    used = resources.take_used()
    lay_static([side.content for side in sides], resources.library, shelf)
    media = plan.width + 2 * plan.bleed, plan.height + 2 * plan.bleed
    profile = sheet_profile(prepared.job.output.profile)
    with PdfFile(path, info=prepared.info, condition=prepared.condition, profile=profile) as pdf:
        press = PressFile(pdf, static, resources, shelf)
        press.add_used(used)
        for side in sides:
            placed, transparent = press.place(named_pictures(side.content), OwnPictures(None))
            pdf.add_page(
                pdf.append_content(deflate_content(side.content)),
                placed,
                media=media,
                trim=Box(plan.bleed, plan.bleed, plan.width, plan.height),
                bleed=Box(0.0, 0.0, *media),
                transparent=transparent or press.transparent,
            )
        press.finish()
    return sides


def _sides(plan: Plan, resources: Resources, static: StaticContent) -> Iterator[_Side]:
    names = static.names(0, len(plan.pages))
    head = b"1 0 0 1 %g %g cm\n" % (plan.bleed, plan.bleed)
    for page, form, slots in zip(plan.pages, names, Composer(plan, resources).conditional(), strict=True):
        ground = head + (b"/%b Do\n" % form.encode("ascii") if form else b"") + BLACK_OVERPRINTS
        yield _Side(page.side, "", ground)
        shown = [pair for pair in slots if isinstance(pair[0].spec, _PAINTED)]
        for slot, content in shown[:_MOST_SLOTS]:
            yield _Side(page.side, slot.spec.name, _ground(slot.spec, ground, head) + content)
        if len(slots) > len(shown) or len(shown) > 1:  # as far as they can stand together
            yield _Side(page.side, "all", ground + b"".join(content for _, content in slots))
        for spec in [slot.spec for slot in page.slots if slot.repeat is None and not slot.value.is_static]:
            for name, digest in _named_files(spec, resources, static)[:_MOST_PICTURES]:
                what = f"the file whose SHA-256 begins with {digest.hex()[:12]}: "  # its name may say who gets it
                content = _ground(spec, ground, head) + _paint(spec, name, resources)
                yield _Side(page.side, spec.name, content, what)


def _ground(spec: Spec, ground: bytes, head: bytes) -> bytes:
    """Return what is to be painted below a slot: nothing below an image, which knocks out or mixes with its ground.

    Where it mixes there is never more ink than on one of the two by itself. An image in one ink may leave its ground.
    """
    return head if isinstance(spec, ImageSpec) and not spec.color else ground


def _named_files(spec: Spec, resources: Resources, static: StaticContent) -> list[tuple[str, bytes]]:
    """Return the files that records name for a slot and share, with their SHA-256."""
    if isinstance(spec, ImageSpec):
        return list(resources.library.shared_names(spec.folder).items())
    if isinstance(spec, ArtworkSlotSpec):
        rows = sorted(resources.inventory.forms[spec.pages].items())
        return [(name, sha256(row.path.read_bytes()).digest()) for name, row in rows if row.resource in static.artworks]
    return []


def _paint(spec: Spec, name: str, resources: Resources) -> bytes:
    """Return what shows a file in its slot; nothing for one that the slot refuses."""
    kernel = resources.kernel(spec)
    if any(fault.severity != "warn" for fault in kernel.measure([name])):
        return b""
    return kernel.compose([name])[0]


def _measure_sides(
    path: Path, sides: list[_Side], limit: InkLimit, special: frozenset[str]
) -> tuple[list[Notice], dict[str, str]]:
    assert limit.percent is not None  # noqa: S101 - callers have looked
    notices: dict[Notice, None] = {}
    most: dict[str, tuple[float, str]] = {}
    for side, spot in zip(
        sides, measure_file(path, window=limit.window, limit=limit.percent, uncounted=special), strict=True
    ):
        known, before = most.get(side.name, (0.0, ""))[0], most.get(side.name)
        if spot.doubts:
            text = f"{side.what}the ink was not measured: the side has {'; '.join(spot.doubts)}"
            notices[Notice(NOT_MEASURED, side.name, side.slot, text)] = None
        if spot.percent is None:
            continue
        if spot.percent > limit.percent + _ROUNDING:
            text = (
                f"{side.what}{spot.percent:.0f} % of ink on average of {limit.window:g} mm2, {spot.place}; "
                f"the paper takes {limit.percent:g} %"
            )
            notices[Notice(TOO_MUCH, side.name, side.slot, text)] = None
        if before is None or spot.percent > known:
            words = f"{spot.percent:.0f} %, {spot.place}" if spot.place else f"at most {spot.percent:.0f} %"
            most[side.name] = spot.percent, words
    return list(notices), {name: words for name, (_, words) in most.items()}
