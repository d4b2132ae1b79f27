"""Pictures: images made ready, on their way from the workers that prepare them to the print files.

An image of one record travels in a segment of its chunk. One that several records share lies on the shelf, a folder
of the work folder: whoever needs it first prepares it, and everyone would prepare the same bytes.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from vdp.errors import DefectError
from vdp.job.settings import AssetSettings
from vdp.layout import Plan
from vdp.pdf import PdfFile
from vdp.pdf.objects import Ref, Stream
from vdp.run.segment import SegmentFile, open_segment
from vdp.slots.image import Library
from vdp.slots.image.encode import Plane
from vdp.slots.image.picture import Picture
from vdp.slots.image.sources import check_url, list_folder
from vdp.slots.image.spec import ImageSpec

PICTURES = "pictures"
"""Name of the shelf in the work folder."""

_NOT_OF_A_MASK = frozenset({"ColorSpace", "Decode", "Intent", "GTS_Encapsulated"})
_NAME = re.compile(rb"/(I[0-9a-f]{24}) Do\b")


class Planes(NamedTuple):
    """What a picture's data are: its own, then those of its mask."""

    plane: Plane
    length: int
    mask: Plane | None
    mask_length: int

    @property
    def size(self) -> int:
        """Bytes of both."""
        return self.length + self.mask_length


def describe(picture: Picture) -> Planes:
    """Return what a picture's data are."""
    return Planes(picture.plane, len(picture.data), picture.mask, len(picture.mask_data))


def named_pictures(content: bytes) -> tuple[str, ...]:
    """Return the resource names of the images that a piece of content paints, each once."""
    if b"/I" not in content:
        return ()
    return tuple(sorted({name.decode("ascii") for name in _NAME.findall(content)}))


def add_picture(
    pdf: PdfFile, planes: Planes, data: bytes, *, scope: str = "", spaces: Mapping[str, Ref] = MappingProxyType({})
) -> Ref:
    """Append a picture to a print file.

    `scope`: what a RIP is told of its uses, "" for nothing. `spaces`: colour spaces of inks by resource name.
    """
    if planes.mask is None:
        made = planes.plane.stream(data, scope=scope)
        return pdf.add_object(_in_ink(made, planes.plane, spaces))
    mask = pdf.add_object(planes.mask.stream(data[planes.length :]))
    stream = planes.plane.stream(data[: planes.length])
    return pdf.add_object(Stream({**stream.dictionary, "SMask": mask}, stream.data))


def _in_ink(image: Stream, plane: Plane, spaces: Mapping[str, Ref]) -> Stream:
    """Return an image in the space of its ink, if it is in one; of one bit, a mask, which leaves its plate alone."""
    if plane.space not in spaces:
        return image
    if plane.bits > 1:
        return Stream({**image.dictionary, "ColorSpace": spaces[plane.space]}, image.data)
    kept = {key: value for key, value in image.dictionary.items() if key not in _NOT_OF_A_MASK}
    return Stream({**kept, "ImageMask": True}, image.data)


class Shelf:
    """Shared pictures in the work folder, one file each."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._laid: set[str] = set()

    def lay(self, name: str, library: Library) -> None:
        """Prepare a shared picture, unless it lies there already."""
        path = self._path(name)
        if name in self._laid or path.exists():
            self._laid.add(name)
            return
        picture = library.prepare(library.recipes[name])
        planes = describe(picture)
        head = json.dumps([planes.plane, planes.length, planes.mask, planes.mask_length]).encode("ascii")
        self._folder.mkdir(exist_ok=True)
        unfinished = path.with_suffix(f".{os.getpid()}")  # two workers may prepare the same one at the same time
        unfinished.write_bytes(head + b"\n" + picture.data + picture.mask_data)
        unfinished.replace(path)
        self._laid.add(name)

    def take(self, name: str) -> tuple[Planes, bytes]:
        """Return a picture that was laid here."""
        head, _, data = self._path(name).read_bytes().partition(b"\n")
        plane, length, mask, mask_length = json.loads(head)
        planes = Planes(Plane(*plane), length, Plane(*mask) if mask else None, mask_length)
        if len(data) != planes.size:
            raise DefectError("run.segment-changed", f"the picture {name} changed after it was written")
        return planes, data

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.bin"


def lay_static(contents: Iterable[bytes], library: Library, shelf: Shelf) -> None:
    """Prepare the images that static content paints."""
    for name in sorted({name for content in contents for name in named_pictures(content)}):
        shelf.lay(name, library)


class PictureSegment(NamedTuple):
    """A segment file of images that one record each has for itself."""

    path: Path
    sha256: str
    places: dict[str, tuple[int, Planes]]  # by resource name: where the data begin, and what they are


def write_pictures(
    path: Path, names: Iterable[str], library: Library, shelf: Shelf, *, turn: int = 0
) -> PictureSegment | None:
    """Prepare images one after the other: shared ones onto the shelf, the others into a segment, then forgotten.

    `turn`: which of the shared ones is first; workers that begin at different ones find the others laid already.
    """
    shared: list[str] = []
    own: list[str] = []
    for name in names:
        (shared if library.recipes[name].shared else own).append(name)
    at = turn % len(shared) if shared else 0
    for name in (*shared[at:], *shared[:at]):
        shelf.lay(name, library)
    if not own:
        return None
    places: dict[str, tuple[int, Planes]] = {}
    with SegmentFile(path) as segment:
        for name in own:
            picture = library.prepare(library.recipes[name])
            places[name] = (segment.size, describe(picture))
            segment.write(picture.data)
            segment.write(picture.mask_data)
            library.forget(name)
    return PictureSegment(path, segment.sha256, places)


class OwnPictures:
    """The images of a chunk that one record each has for itself, read as they are asked for."""

    def __init__(self, segment: PictureSegment | None) -> None:
        self._segment = segment
        self._file = open_segment(segment.path, segment.sha256) if segment else None

    def __contains__(self, name: str) -> bool:
        return self._segment is not None and name in self._segment.places

    def read(self, name: str) -> tuple[Planes, bytes]:
        """Return a picture."""
        assert self._segment is not None  # noqa: S101 - callers have looked whether the name is here
        assert self._file is not None  # noqa: S101 - likewise
        start, planes = self._segment.places[name]
        self._file.seek(start)
        return planes, self._file.read(planes.size)

    def close(self) -> None:
        """Remove the segment."""
        if self._segment is not None and self._file is not None:
            self._file.close()
            self._segment.path.unlink()


def side_pictures(cells: Sequence[Sequence[int]], names: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Return per sheet the images that one side paints. `cells`: numbers of the pieces on it, -1 for blanks."""
    if not any(names):
        return [()] * len(cells)
    return [tuple(sorted({name for cell in row if cell >= 0 for name in names[cell]})) for row in cells]


def check_folders(plans: Iterable[Plan], assets: AssetSettings | None) -> None:
    """Raise LayoutError for a folder of images that cannot be read or holds names that nobody can tell apart."""
    if assets is not None and assets.url:
        check_url(assets)
    folders = {
        slot.spec.folder or (assets.folder if assets else None)
        for plan in plans
        for page in plan.pages
        for slot in page.slots
        if isinstance(slot.spec, ImageSpec) and not slot.value.is_static
    }
    for folder in sorted(folder for folder in folders if folder is not None):
        list_folder(folder)


def constant_images(plan: Plan) -> list[Path]:
    """Return the image files that the layout itself names."""
    specs: Mapping[Path, None] = dict.fromkeys(
        slot.spec.folder / slot.value.evaluate({}, 1)[0]
        for page in plan.pages
        for slot in page.slots
        if isinstance(slot.spec, ImageSpec) and slot.spec.folder is not None and slot.value.is_static
    )
    return list(specs)
