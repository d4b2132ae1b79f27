"""The library: what is known of each image file in this process, and the ones that pages ask for."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from vdp.errors import DefectError, LayoutError
from vdp.job.settings import AssetSettings
from vdp.pdf import OutputCondition
from vdp.slots.image.album import ALBUM, Album, album_row, file_key
from vdp.slots.image.flaw import FlawError
from vdp.slots.image.geometry import Size
from vdp.slots.image.look import look_at_image
from vdp.slots.image.names import fold_name, normalize_name
from vdp.slots.image.picture import Picture, Treatment, prepare_picture
from vdp.slots.image.sources import Source, open_source

DIGEST_BYTES = 16
_REMEMBERED = 20_000
"""Files whose facts are kept; a chunk of records names fewer."""
NAME_BYTES = 12
_MOST_SHARED = 2_000
_CURE_CHANGED = "Leave the images alone while a job runs; run it again."


@dataclass(frozen=True, slots=True)
class ImageSettings:
    """What images are made for."""

    condition: OutputCondition
    transparency: bool = True  # whether the PDF level allows soft masks
    assets: AssetSettings | None = None


class Facts(NamedTuple):
    """What is known of a usable file. `digest` begins its SHA-256."""

    digest: bytes
    size: Size
    bilevel: bool
    misnamed: bool
    clear: bool  # whether it may have transparent parts
    shared: bool = True  # whether more than one use is known, or none counted


class Recipe(NamedTuple):
    """An image that pages ask for: whence, and what becomes of it."""

    folder: Path | None
    file: str
    digest: bytes
    treatment: Treatment
    shared: bool


class Library:
    """The image files of a job, opened in one process."""

    def __init__(self, settings: ImageSettings) -> None:
        self.recipes: dict[str, Recipe] = {}  # by resource name; own ones are forgotten after their chunk
        self._settings = settings
        self._sources: dict[Path | None, Source] = {}
        self._known: OrderedDict[tuple[Path | None, str], Facts | FlawError | None] = OrderedDict()
        self._folded: dict[Path | None, frozenset[str]] = {}
        self._album: Album | None = None

    def open_album(self, path: Path) -> None:
        """From now on, trust what measuring found: no file is looked at again but to be printed."""
        self._album = Album.read(path)
        self._known.clear()

    def look(self, folder: Path | None, name: str) -> Facts | None:
        """Return the facts of a file; None where there is none. Raises FlawError if it cannot be printed."""
        key = (folder, normalize_name(name))
        if key not in self._known:
            self._remember(key, self._find(*key))
        found = self._known[key]
        if isinstance(found, FlawError):
            raise FlawError(found.code, found.text)
        return found

    def recall(self, folder: Path | None, name: str) -> Facts | None:
        """Return the facts of a file that was measured: in this process, or by whoever filled the album."""
        key = (folder, normalize_name(name))
        found = self._known.get(key) or self._find_in_album(*key)
        return found if isinstance(found, Facts) else None

    def has_variant(self, folder: Path | None, name: str) -> bool:
        """Return whether a file has a name that differs only in case or width."""
        if folder not in self._folded:
            self._folded[folder] = frozenset(map(fold_name, self._source(folder).names()))
        return fold_name(name) in self._folded[folder]

    def want(self, folder: Path | None, name: str, facts: Facts, treatment: Treatment) -> str:
        """Return the resource name of an image; the same content treated alike has the same name in the whole job."""
        text = facts.digest + repr((treatment.crop, treatment.size)).encode("ascii") + treatment.ink.encode("ascii")
        resource = f"I{hashlib.blake2b(text, digest_size=NAME_BYTES).hexdigest()}"
        known = self.recipes.get(resource)
        if known is None or known.digest != facts.digest:
            self.recipes[resource] = Recipe(folder, normalize_name(name), facts.digest, treatment, facts.shared)
        return resource

    def shared_names(self, folder: Path | None) -> dict[str, bytes]:
        """Return the files of a folder whose content several records use, with the beginning of its SHA-256, sorted.

        Of a folder with more than some thousands of files, which are pictures of one record each, nothing.
        """
        names = self._source(folder).names()
        if len(names) > _MOST_SHARED:
            return {}
        facts = {name: self.recall(folder, name) for name in sorted(names)}
        return {name: known.digest for name, known in facts.items() if known is not None and known.shared}

    def rows(self, uses: Mapping[tuple[Path | None, str], int]) -> NDArray[np.void]:
        """Return what the album keeps of some files and how often they are used; those without facts are left out."""
        found = []
        for (folder, name), count in sorted(uses.items(), key=lambda use: (str(use[0][0]), use[0][1])):
            try:
                facts = self.look(folder, name)
            except FlawError:
                continue
            if facts is not None:
                size, key = facts.size, file_key(folder, normalize_name(name))
                found.append(album_row(key, facts.digest, size, (facts.bilevel, facts.misnamed, facts.clear), count))
        return np.array(found, dtype=ALBUM)

    def prepare(self, recipe: Recipe) -> Picture:
        """Return an image ready for the press. Raises LayoutError if its file is not what was measured."""
        try:
            raw = self._source(recipe.folder).read(recipe.file)
        except FlawError as flaw:
            raise _changed(recipe, flaw.text) from flaw
        if raw is None or hashlib.sha256(raw).digest()[:DIGEST_BYTES] != recipe.digest:
            raise _changed(recipe, "it is gone" if raw is None else "its content is another")
        condition, transparency = self._settings.condition, self._settings.transparency
        try:
            return prepare_picture(raw, recipe.treatment, condition=condition, transparency=transparency)
        except FlawError as flaw:
            text = f"an image was accepted and cannot be made ready: {flaw.text}; its SHA-256 begins with "
            raise DefectError(flaw.code, text + recipe.digest.hex()[:12]) from flaw

    def forget(self, resource: str) -> None:
        """Forget an image that no later page asks for."""
        del self.recipes[resource]

    def _remember(self, key: tuple[Path | None, str], found: Facts | FlawError | None) -> None:
        self._known[key] = found
        if len(self._known) > _REMEMBERED:
            self._known.popitem(last=False)

    def _find(self, folder: Path | None, name: str) -> Facts | FlawError | None:
        try:
            return self._find_in_album(folder, name) or self._look_at_file(folder, name)
        except FlawError as flaw:
            return FlawError(flaw.code, flaw.text)

    def _find_in_album(self, folder: Path | None, name: str) -> Facts | None:
        row = self._album.find(file_key(folder, name)) if self._album is not None else None
        if row is None:
            return None
        size = Size(int(row["width"]), int(row["height"]), (float(row["across"]), float(row["down"])))
        digest, shared = bytes(row["digest"]), int(row["uses"]) > 1
        return Facts(digest, size, bool(row["bilevel"]), bool(row["misnamed"]), bool(row["clear"]), shared)

    def _look_at_file(self, folder: Path | None, name: str) -> Facts | None:
        source = self._source(folder)
        listed = source.manifest.get(name) if source.manifest is not None else None
        if source.manifest is not None and listed is None:
            return None
        raw = source.read(name)
        if raw is None:
            return None
        digest = hashlib.sha256(raw).digest()
        if listed is not None and digest != listed:
            raise FlawError("image.hash", "the file is not the one that the manifest lists: its SHA-256 differs")
        look = look_at_image(raw, name=name, condition=self._settings.condition)
        return Facts(digest[:DIGEST_BYTES], look.size, look.bilevel, look.misnamed, look.clear)

    def _source(self, folder: Path | None) -> Source:
        if folder not in self._sources:
            self._sources[folder] = open_source(folder, self._settings.assets)
        return self._sources[folder]


def _changed(recipe: Recipe, reason: str) -> LayoutError:
    # No file name: it is a recipient's value where the layout takes it from the record.
    text = f"an image changed while the job ran: {reason}; its SHA-256 began with {recipe.digest.hex()[:12]}"
    return LayoutError("image.changed", text, cure=_CURE_CHANGED)


def not_measured(slot: str) -> DefectError:
    """Return the error of a slot that composes an image it never measured."""
    return DefectError("image.not-measured", f"the slot {slot} composes an image it never measured")
