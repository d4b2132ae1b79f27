from __future__ import annotations

from dataclasses import replace

import pytest

from vdp.slots.text import FaceChain, open_face, read_catalogue
from vdp.slots.text.spec import TextSpec
from vdp.units import Box


@pytest.fixture(scope="session")
def faces():
    catalogue = read_catalogue()
    return [open_face(catalogue[key], f"F{i}") for i, key in enumerate(("Noto Sans JP/400", "Noto Sans CJK JP/700"))]


@pytest.fixture(scope="session")
def chain(faces):
    return FaceChain(faces[:1])


@pytest.fixture(scope="session")
def spec():
    def make(**changes):
        return replace(TextSpec("slot", Box(10, 20, 120, 14), ("Noto Sans JP/400",), 11.0, 14.0), **changes)

    return make
