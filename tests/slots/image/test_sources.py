"""Where images come from: folders, manifests, places that fsspec reads, and what the album keeps of them."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

import fsspec
import numpy as np
import pytest
from PIL import Image

from vdp.errors import JobError, LayoutError
from vdp.job.settings import AssetSettings
from vdp.slots.image import ImageKernel
from vdp.slots.image.album import ALBUM, Album, album_row, file_key, join_rows, write_album
from vdp.slots.image.geometry import Size
from vdp.slots.image.manifest import read_manifest
from vdp.slots.image.sources import open_source
from vdp.slots.image.spec import ImageSpec
from vdp.units import Box

BOX = Box(0, 0, 9, 9)


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    """A folder of pictures, and a manifest that lists one rightly, one wrongly, and one that is not there."""
    folder = tmp_path / "photos"
    folder.mkdir()
    for name, colour in (("a.jpg", "red"), ("b.jpg", "blue"), ("unlisted.jpg", "green")):
        Image.new("RGB", (64, 64), colour).save(folder / name)
    rows = [("a.jpg", digest(folder / "a.jpg")), ("b.jpg", "0" * 64), ("gone.jpg", "1" * 64)]
    (tmp_path / "photos.csv").write_text("name,sha256\n" + "".join(f"{name},{value}\n" for name, value in rows))
    (tmp_path / "photos.json").write_text(json.dumps(dict(rows)))
    return folder


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def codes(library, assets: AssetSettings, names=("a.jpg", "b.jpg", "unlisted.jpg", "gone.jpg", "A.jpg")) -> list:
    kernel = ImageKernel(ImageSpec("photo", BOX, None), library(assets=assets))
    found = {fault.index: fault.code for fault in kernel.measure(list(names))}
    return [found.get(index) for index in range(len(names))]


def test_without_a_manifest_every_file_of_the_folder_counts(library, photos):
    assert codes(library, AssetSettings(folder=photos)) == [None, None, None, "image.missing", "image.missing"]


@pytest.mark.parametrize("form", ["photos.csv", "photos.json"])
def test_a_manifest_says_which_files_there_are_and_what_is_in_them(library, photos, tmp_path, form):
    found = codes(library, AssetSettings(folder=photos, manifest=tmp_path / form))
    assert found == [None, "image.hash", "image.missing", "image.missing", "image.missing"]


@pytest.mark.parametrize("protocol", ["file", "memory"])
def test_a_url_is_read_through_fsspec(library, photos, tmp_path, protocol):
    url = photos.as_uri() if protocol == "file" else f"memory://{tmp_path.name}"
    if protocol == "memory":
        memory = fsspec.filesystem("memory")
        for path in photos.iterdir():
            memory.pipe(f"/{tmp_path.name}/{path.name}", path.read_bytes())
    found = codes(library, AssetSettings(url=url, manifest=tmp_path / "photos.csv"))
    assert found == [None, "image.hash", "image.missing", "image.missing", "image.missing"]


def test_a_url_that_needs_the_network_is_refused_unless_the_job_allows_it(photos, tmp_path):
    assets = AssetSettings(url="http://127.0.0.1:9/photos", manifest=tmp_path / "photos.csv")
    with pytest.raises(JobError) as caught:
        open_source(None, assets)
    assert caught.value.code == "image.network"


def test_a_plugin_that_is_not_installed_is_named(photos, tmp_path):
    assets = AssetSettings(url="no-such-place://photos", manifest=tmp_path / "photos.csv", network=True)
    with pytest.raises(JobError) as caught:
        open_source(None, assets)
    assert caught.value.code == "image.url"


BAD_MANIFESTS = {
    "no header": "a.jpg," + "0" * 64,
    "another header": "file,hash\na.jpg," + "0" * 64,
    "three cells": "name,sha256\na.jpg," + "0" * 64 + ",1",
    "a path": "name,sha256\n../a.jpg," + "0" * 64,
    "a path in full width": "name,sha256\n．．／a.jpg," + "0" * 64,
    "no name": "name,sha256\n," + "0" * 64,
    "a short hash": "name,sha256\na.jpg,00",
    "a name twice": "name,sha256\na.jpg," + "0" * 64 + "\na.jpg," + "1" * 64,
    "a name in two Unicode forms": "name,sha256\nが.jpg," + "0" * 64 + "\nか\u3099.jpg," + "1" * 64,
    "not UTF-8": "name,sha256\n\udce9.jpg," + "0" * 64,
}


@pytest.mark.parametrize("name", BAD_MANIFESTS)
def test_a_manifest_that_cannot_be_trusted_is_refused(tmp_path, name):
    path = tmp_path / "m.csv"
    path.write_bytes(BAD_MANIFESTS[name].encode("utf-8", "surrogateescape"))
    with pytest.raises(JobError) as caught:
        read_manifest(path)
    assert caught.value.code == "image.manifest"


@pytest.mark.parametrize(
    "text", ["[]x", "[1]", '{"a.jpg": 1}', '{"a.jpg": {}}', '{"a.jpg": "0", "b": []}', '{"a.jpg":"%s","a.jpg":"%s"}']
)
def test_a_manifest_in_json_that_cannot_be_trusted_is_refused(tmp_path, text):
    path = tmp_path / "m.json"
    path.write_text(text.replace("%s", "0" * 64))
    with pytest.raises(JobError) as caught:
        read_manifest(path)
    assert caught.value.code == "image.manifest"


def test_names_of_a_manifest_that_nobody_can_tell_apart_are_refused(tmp_path):
    (tmp_path / "m.json").write_text(json.dumps({"a.jpg": "0" * 64, "A.JPG": "1" * 64}))
    with pytest.raises(JobError) as caught:
        read_manifest(tmp_path / "m.json")
    assert caught.value.code == "image.ambiguous"


def rows(*entries: tuple[str, int, int]):
    size = Size(30, 20, (72.0, 300.0))
    return np.array(
        [
            album_row(file_key(None, name), content.to_bytes(16), size, (False, True, False), uses)
            for name, content, uses in entries
        ],
        dtype=ALBUM,
    )


def test_the_album_counts_uses_by_content_whatever_its_names(tmp_path):
    parts = [rows(("a", 1, 1), ("b", 2, 1)), rows(("c", 1, 1), ("d", 3, 1)), rows(("d", 3, 1))]
    path, own, clear = write_album(tmp_path / "album.npy", parts)
    album = Album.read(path)
    uses = {name: int(album.find(file_key(None, name))["uses"]) for name in "abcd"}
    assert uses == {"a": 2, "b": 1, "c": 2, "d": 2}
    assert (own, clear) == (True, False)
    assert album.find(file_key(None, "e")) is None
    assert album.find(file_key(Path("x"), "a")) is None
    row = album.find(file_key(None, "b"))
    assert (row["width"], row["height"], row["across"], row["misnamed"]) == (30, 20, 72, True)


def test_an_album_of_many_files_finds_each_of_them(tmp_path):
    names = [f"{number}.jpg" for number in range(3000)]
    album = Album.read(write_album(tmp_path / "a.npy", [rows(*((n, i, 1) for i, n in enumerate(names)))])[0])
    assert [bytes(album.find(file_key(None, name))["digest"]) for name in names] == [
        i.to_bytes(16) for i in range(3000)
    ]


def test_an_empty_album_finds_nothing(tmp_path):
    path, own, _ = write_album(tmp_path / "album.npy", [])
    assert Album.read(path).find(file_key(None, "a")) is None
    assert not own


def test_a_file_of_two_contents_changed_while_it_was_measured():
    with pytest.raises(LayoutError) as caught:
        join_rows([rows(("a", 1, 1)), rows(("a", 2, 1))])
    assert caught.value.code == "image.changed"


def test_with_an_album_files_are_not_looked_at_again(library, photos, tmp_path):
    measuring = library(assets=AssetSettings(folder=photos))
    rows_found = measuring.rows({(None, "a.jpg"): 1, (None, "gone.jpg"): 4})
    path = write_album(tmp_path / "album.npy", [rows_found]).path
    os.truncate(photos / "a.jpg", 0)
    printing = library(assets=AssetSettings(folder=photos))
    printing.open_album(path)
    assert printing.recall(None, "a.jpg") == measuring.look(None, "a.jpg")._replace(shared=False)
    assert printing.recall(None, "b.jpg") is None
