"""Libraries of images for a condition."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from vdp.pdf import open_condition
from vdp.slots.image import ImageSettings, Library

CONDITION = open_condition("FOGRA39")


@pytest.fixture
def library() -> Callable[..., Library]:
    """Return a function that opens a library for the condition FOGRA39."""

    def make(**settings) -> Library:
        return Library(ImageSettings(CONDITION, **settings))

    return make
