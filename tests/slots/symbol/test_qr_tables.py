from __future__ import annotations

import pytest
from qrcode import base, constants, util

from vdp.slots.symbol.qr_tables import (
    LEVELS,
    MASKS,
    VERSIONS,
    alignment_centres,
    capacity,
    division_of,
    format_information,
    version_information,
)

LEVEL_CONSTANTS = {
    "L": constants.ERROR_CORRECT_L,
    "M": constants.ERROR_CORRECT_M,
    "Q": constants.ERROR_CORRECT_Q,
    "H": constants.ERROR_CORRECT_H,
}


@pytest.mark.parametrize("level", LEVELS)
def test_blocks_are_those_of_the_qrcode_package(level):
    for version in VERSIONS:
        blocks = base.rs_blocks(version, LEVEL_CONSTANTS[level])
        division = division_of(version, level)
        assert division.blocks == len(blocks)
        assert division.data == sum(block.data_count for block in blocks)
        assert {division.parity} == {block.total_count - block.data_count for block in blocks}


def test_alignment_centres_are_those_of_the_qrcode_package():
    assert [alignment_centres(version) for version in VERSIONS] == [util.pattern_position(v) for v in VERSIONS]


@pytest.mark.parametrize("level", LEVELS)
def test_format_information_is_that_of_the_qrcode_package(level):
    expected = [util.BCH_type_info(LEVEL_CONSTANTS[level] << 3 | mask) for mask in MASKS]
    assert [format_information(level, mask) for mask in MASKS] == expected


def test_version_information_is_that_of_the_qrcode_package():
    assert [version_information(v) for v in VERSIONS] == [util.BCH_type_number(v) for v in VERSIONS]


@pytest.mark.parametrize(
    ("version", "level", "most"),
    [
        (1, "L", 17),
        (1, "H", 7),
        (3, "M", 42),
        (9, "Q", 130),
        (10, "M", 213),
        (27, "L", 1465),
        (40, "L", 2953),
        (40, "H", 1273),
    ],
)
def test_capacity_is_that_of_table_7(version, level, most):
    assert capacity(version, level) == most
