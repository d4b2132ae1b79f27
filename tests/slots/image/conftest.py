"""Small images made on the spot, and libraries that read them."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from vdp.pdf import open_condition
from vdp.slots.image import ImageSettings, Library

CONDITION = open_condition("FOGRA39")


@pytest.fixture
def library() -> Callable[..., Library]:
    """Return a function that opens a library for the condition FOGRA39."""

    def make(**settings) -> Library:
        return Library(ImageSettings(CONDITION, **settings))

    return make


@pytest.fixture
def save(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that writes an image to a file of the test's folder."""

    def write(name: str, image: Image.Image, **options) -> Path:
        image.save(tmp_path / name, **options)
        return tmp_path / name

    return write


def noise(width: int = 64, height: int = 64, mode: str = "RGB") -> Image.Image:
    """Return an image with more colours than flat art has."""
    shape = (height, width, len(Image.new(mode, (1, 1)).getbands()))
    values = np.random.default_rng(1).integers(0, 255, shape, dtype=np.uint8)
    return Image.fromarray(values.squeeze(), mode=mode) if mode == "CMYK" else Image.fromarray(values.squeeze())


def encoded(image: Image.Image, form: str, **options) -> bytes:
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()
