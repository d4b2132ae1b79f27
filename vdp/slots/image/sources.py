"""Where image files come from: a folder, or a place that fsspec can read. Only names that a manifest lists, if any."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Protocol

from vdp.errors import JobError, LayoutError, Place
from vdp.job.settings import AssetSettings
from vdp.slots.image.flaw import FlawError
from vdp.slots.image.manifest import read_manifest
from vdp.slots.image.names import fold_name, is_plain_name, normalize_name

MAX_BYTES = 1_000_000_000
"""Larger files are refused before they are read."""
LOCAL_PROTOCOLS = frozenset({"file", "local", "memory"})


class Source(Protocol):
    """Where the files of a slot are. Names are plain and in NFC."""

    manifest: dict[str, bytes] | None  # name -> SHA-256; None: every file counts

    def read(self, name: str) -> bytes | None:
        """Return a file, None where there is none of this name. Raises FlawError if it cannot be read."""

    def names(self) -> frozenset[str]:
        """Return every name, to explain why one is not found."""


class FolderSource:
    """The files of one folder, not of folders in it."""

    def __init__(self, folder: Path, manifest: dict[str, bytes] | None = None) -> None:
        self.manifest = manifest
        self._folder = folder
        self._root = folder.resolve()
        self._decomposed: dict[str, str] | None = None

    def read(self, name: str) -> bytes | None:
        """Return a file; links that lead out of the folder are not followed."""
        path = self._folder / name
        try:
            if not name.isascii() and not os.path.lexists(path):
                path = self._folder / self._as_stored(name)
            if not path.resolve().is_relative_to(self._root):
                return None
            found = path.stat()
            if not stat.S_ISREG(found.st_mode):
                return None
            _check_size(found.st_size)
            return path.read_bytes()
        except FileNotFoundError:
            return None
        except (OSError, ValueError, RuntimeError) as error:
            reason = getattr(error, "strerror", None) or type(error).__name__
            raise FlawError("image.unreadable", f"the file cannot be read: {reason}") from error

    def names(self) -> frozenset[str]:
        """Return the names of all files but hidden ones."""
        return frozenset(list_folder(self._folder)) if self.manifest is None else frozenset(self.manifest)

    def _as_stored(self, name: str) -> str:
        if self._decomposed is None:
            self._decomposed = {normalize_name(path.name): path.name for path in self._folder.iterdir()}
        return self._decomposed.get(name, name)


class UrlSource:
    """The files below a URL, read through fsspec. Its names are those of the manifest."""

    def __init__(self, url: str, manifest: dict[str, bytes]) -> None:
        self.manifest: dict[str, bytes] | None = manifest
        self._system, self._root = _open_url(url)

    def read(self, name: str) -> bytes | None:
        """Return a file."""
        path = f"{self._root.rstrip('/')}/{name}"
        try:
            size = self._system.size(path) or 0
            raw = bytes(self._system.cat_file(path)) if size <= MAX_BYTES else b""
        except FileNotFoundError:
            return None
        except Exception as error:
            raise FlawError("image.unreadable", f"the file cannot be read: {type(error).__name__}") from error
        _check_size(size)
        return raw

    def names(self) -> frozenset[str]:
        """Return the names of the manifest."""
        return frozenset(self.manifest or ())


def open_source(folder: Path | None, assets: AssetSettings | None) -> Source:
    """Return the files of a folder; None: those of the job's [assets]."""
    if folder is not None:
        return FolderSource(folder)
    if assets is None:
        raise JobError("image.no-assets", "the layout takes images from the job, which has no [assets]")
    manifest = read_manifest(assets.manifest) if assets.manifest else None
    if assets.folder is not None:
        return FolderSource(assets.folder, manifest)
    if manifest is None:
        raise JobError("image.no-manifest", "[assets] url needs a manifest", cure='Add manifest = "…" to [assets].')
    check_url(assets)
    return UrlSource(assets.url, manifest)


def check_url(assets: AssetSettings) -> None:
    """Raise JobError for a URL that needs the network unless the job allows it."""
    protocol = assets.url.partition("://")[0]
    if protocol not in LOCAL_PROTOCOLS and not assets.network:
        raise JobError(
            "image.network",
            f"[assets] url needs the network ({protocol}), which this job does not allow",
            cure="Write network = true in [assets], or copy the files into the job's folder.",
        )


def _check_size(size: int) -> None:
    if size > MAX_BYTES:
        raise FlawError("image.too-large", f"the file has more than {MAX_BYTES} bytes")


def list_folder(folder: Path) -> list[str]:
    """Return the names of a folder's files in NFC, sorted, hidden ones left out.

    Raises LayoutError if there is no such folder, or if two names cannot be told apart by an operator.
    """
    try:
        with os.scandir(folder) as entries:
            found = [
                normalize_name(e.name)
                for e in entries
                if not e.name.startswith(".") and not e.is_dir(follow_symlinks=False)
            ]
    except OSError as error:
        text = f"the folder of images cannot be read: {error.strerror}"
        cure = "Correct the folder; in a layout it counts from the layout's folder, in [assets] from the job's."
        raise LayoutError("image.folder", text, where=Place(str(folder)), cure=cure) from error
    names = sorted(name for name in found if is_plain_name(name))
    twins = len(names) - len({fold_name(name) for name in names})
    if twins:
        text = f"{twins} image files have names that differ from others only in case, width or Unicode form"
        cure = "Rename them, so that nobody can take one for the other."
        raise LayoutError("image.ambiguous", text, where=Place(str(folder)), cure=cure)
    return names


def _open_url(url: str) -> tuple[_FileSystem, str]:
    try:
        from fsspec.core import url_to_fs  # noqa: PLC0415 - an extra, needed by jobs with [assets] url only
    except ImportError as error:
        text, cure = "[assets] url needs the package fsspec", "Install it: pip install 'vdp[fsspec]'."
        raise JobError("image.no-fsspec", text, cure=cure) from error
    try:
        system, root = url_to_fs(url)
    except (ImportError, ValueError, OSError) as error:
        text = f"[assets] url cannot be opened: {type(error).__name__}"
        raise JobError("image.url", text, cure="Correct the URL, or install the fsspec plugin it needs.") from error
    return system, root


class _FileSystem(Protocol):
    """What is used of fsspec.AbstractFileSystem."""

    def size(self, path: str) -> int | None: ...

    def cat_file(self, path: str) -> bytes: ...
