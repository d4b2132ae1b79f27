"""Build image slots and the artwork of a page."""

from __future__ import annotations

from pathlib import Path

from vdp.layout.assets import find_inside
from vdp.layout.context import Context
from vdp.layout.expression import Expression, static_text
from vdp.layout.reader import Node
from vdp.layout.values import anchor_point, clip_shape, offset_of, text_of, written
from vdp.slots.forms import ArtworkPages
from vdp.slots.image.artwork_slot import SUFFIXES, ArtworkSlotSpec
from vdp.slots.image.spec import ArtworkSpec, ImageSpec


def build_image(node: Node, name: str, context: Context) -> tuple[ImageSpec, Expression] | None:
    """Return spec and value of an image element; None where it has mistakes."""
    box, source = context.box_in_bleed(node, "images"), _find_source(node, context)
    if box is None or source is None:
        return None
    folder, value = source
    spec = ImageSpec(
        name=name,
        box=box,
        folder=folder,
        fit=text_of(node, "fit"),
        anchor=anchor_point(text_of(node, "anchor")),
        missing=written(node, "missing") or context.missing_image,
        rotate=int(text_of(node, "rotate")),
        clip=clip_shape(written(node, "clip")),
        min_ppi=float(text_of(node, "min-ppi")),
        coarse=text_of(node, "coarse"),
        color=_single_ink(node, context),
    )
    return spec, value


def _single_ink(node: Node, context: Context) -> bytes:
    """Return the operators of the ink that an image is printed in; b"" for its own colours."""
    color = context.color(node, "color")
    tint = context.definitions.inks.tint_of(color)
    if color and (tint is None or len(tint.tints) > 1 or tint.tints[0] < 1):
        text, cure = "an image is printed in one ink, or in its own colours", 'write color="ink(...)" without a tint'
        context.mistakes.add(offset_of(node, "color"), "layout.ink-color", text, cure=cure)
        return b""
    return color


def build_artwork(page: Node, context: Context) -> ArtworkSpec | None:
    """Return the artwork of a page; None where it has none, or where it has mistakes."""
    name = written(page, "artwork")
    if name is None:
        return None
    path = _find_file(page, "artwork", name, context)
    number = _page_number(page, "artwork-page", context)
    return ArtworkSpec(path, number) if path else None


def build_artwork_slot(node: Node, name: str, context: Context) -> tuple[ArtworkSlotSpec, Expression] | None:
    """Return spec and value of an artwork element; None where it has mistakes."""
    box, source = context.box_in_bleed(node, "artwork"), _find_source(node, context)
    page = _page_number(node, "page", context)
    if box is None or source is None:
        return None
    folder, value = source
    if value.is_static and not value.text.lower().endswith(SUFFIXES):
        text, cure = "artwork is a PDF or an SVG", "use the element image for pictures"
        context.mistakes.add(offset_of(node, "src"), "layout.value", text, cure=cure)
    if not value.is_static and "folder" not in node.attributes:
        text, cure = "artwork named by a field comes from a folder", 'write folder="…" with nothing else in it'
        context.mistakes.add(offset_of(node, "src"), "layout.folder", text, cure=cure)
    spec = ArtworkSlotSpec(
        name=name,
        box=box,
        pages=ArtworkPages(
            folder or context.folder, (value.text,) if value.is_static else (), page, text_of(node, "box")
        ),
        fit=text_of(node, "fit"),
        anchor=anchor_point(text_of(node, "anchor")),
        rotate=int(text_of(node, "rotate")),
        missing=written(node, "missing") or context.missing_image,
    )
    return spec, value


def find_artwork(node: Node, attribute: str, context: Context) -> ArtworkPages | None:
    """Return constant artwork that an attribute names; None where it names none, or where it has mistakes."""
    name = written(node, attribute)
    path = _find_file(node, attribute, name, context) if name is not None else None
    if path is not None and path.suffix.lower() not in SUFFIXES:
        text, cure = "artwork is a PDF or an SVG", "convert it, or use the element image"
        context.mistakes.add(offset_of(node, attribute), "layout.value", text, cure=cure)
    return ArtworkPages(path.parent, (path.name,)) if path else None


def _page_number(node: Node, attribute: str, context: Context) -> int:
    number = int(text_of(node, attribute))
    if number < 1:
        offset = offset_of(node, attribute)
        context.mistakes.add(offset, "layout.value", "pages are counted from 1", cure="write 1 or more")
    return number


def _find_source(node: Node, context: Context) -> tuple[Path | None, Expression] | None:
    """Return the folder of the files that src names, None for that of the job, and their names in it."""
    value = context.template(node, "src")
    if value is None:
        return None
    return _constant(node, value, context) if value.is_static else _from_fields(node, value, context)


def _constant(node: Node, value: Expression, context: Context) -> tuple[Path | None, Expression] | None:
    if "folder" in node.attributes:
        text, cure = "a constant file name takes no folder", "write the folder before the name in src"
        context.mistakes.add(node.attributes["folder"].offset, "layout.folder", text, cure=cure)
    path = _find_file(node, "src", value.text, context)
    return (path.parent, static_text(path.name)) if path else None


def _from_fields(node: Node, value: Expression, context: Context) -> tuple[Path | None, Expression] | None:
    name = written(node, "folder")
    if name is None:
        return (None if context.job_assets else context.folder.resolve()), value
    folder = _find(node, "folder", name, context)
    if folder is not None and not folder.is_dir():
        offset = offset_of(node, "folder")
        context.mistakes.add(
            offset, "layout.no-file", f'there is no folder "{name}"', cure="create it beside the layout"
        )
    return (folder, value) if folder else None


def _find_file(node: Node, attribute: str, name: str, context: Context) -> Path | None:
    path = _find(node, attribute, name, context)
    if path is not None and not path.is_file():
        offset = offset_of(node, attribute)
        context.mistakes.add(offset, "layout.no-file", f'there is no file "{name}"', cure="put it beside the layout")
        return None
    return path


def _find(node: Node, attribute: str, name: str, context: Context) -> Path | None:
    path = find_inside(context.folder, name)
    if path is None:
        text, cure = f'"{name}" leads out of the folder of the layout', "put the file beside the layout"
        context.mistakes.add(offset_of(node, attribute), "layout.outside-folder", text, cure=cure)
    return path
