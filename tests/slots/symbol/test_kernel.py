from __future__ import annotations

import numpy as np
import pytest
import qrcode
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from qrcode import constants, util

from vdp.slots.symbol.kernel import QrEncoder
from vdp.slots.symbol.qr_tables import LEVELS, MASKS, VERSIONS

LEVEL_CONSTANTS = {
    "L": constants.ERROR_CORRECT_L,
    "M": constants.ERROR_CORRECT_M,
    "Q": constants.ERROR_CORRECT_Q,
    "H": constants.ERROR_CORRECT_H,
}


def modules(encoder, payloads):
    return np.unpackbits(encoder.encode(payloads), axis=-1)[..., : encoder.side]


def reference(payload, version, level, mask=None):
    code = qrcode.QRCode(version=version, error_correction=LEVEL_CONSTANTS[level], mask_pattern=mask, border=0)
    code.add_data(util.QRData(payload, mode=util.MODE_8BIT_BYTE, check_data=False), optimize=0)
    code.make(fit=False)
    return np.array(code.get_matrix(), dtype=np.uint8)


def noise(length, seed):
    return np.random.default_rng(seed).bytes(length)


def read(symbol):
    image = np.kron(np.pad(1 - symbol, 4, constant_values=1), np.full((3, 3), 255)).astype(np.uint8)
    (found,) = zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormat.QRCode, is_pure=True, try_rotate=False)
    return found


@pytest.mark.parametrize("version", VERSIONS)
def test_every_version_and_level_equals_the_qrcode_package(version):
    for shift, level in enumerate(LEVELS):
        mask = (version + 2 * shift) % 8
        encoder = QrEncoder(version, level, mask=mask)
        payload = noise(encoder.capacity - version % 3, seed=version)
        assert (modules(encoder, [payload])[0] == reference(payload, version, level, mask)).all(), (level, mask)


@pytest.mark.parametrize("mask", MASKS)
@pytest.mark.parametrize("level", LEVELS)
def test_every_mask_and_level_equals_the_qrcode_package(mask, level):
    encoder = QrEncoder(2, level, mask=mask)
    assert (modules(encoder, [b"vdp"])[0] == reference(b"vdp", 2, level, mask)).all()


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("version", [1, 2, 3, 4])
def test_the_best_mask_equals_the_qrcode_package(version, level):
    encoder = QrEncoder(version, level)
    payloads = [noise(1 + 7 * seed % encoder.capacity, seed) for seed in range(16)]
    expected = np.stack([reference(payload, version, level) for payload in payloads])
    assert (modules(encoder, payloads) == expected).all()


@pytest.mark.parametrize("version", [5, 7, 10, 14])
def test_the_best_mask_of_larger_symbols_equals_the_qrcode_package(version):
    encoder = QrEncoder(version, "M")
    payloads = [b"https://example.jp/c/000123456", b"0" * encoder.capacity]
    expected = np.stack([reference(payload, version, "M") for payload in payloads])
    assert (modules(encoder, payloads) == expected).all()


@pytest.mark.parametrize("fill", [b"\x00", b"\xff", b"U", b"0"])
def test_the_best_mask_of_uniform_payloads_equals_the_qrcode_package(fill):
    encoder = QrEncoder(3, "L")
    payloads = [fill * length for length in (1, 11, 30, 53)]
    assert (modules(encoder, payloads) == np.stack([reference(p, 3, "L") for p in payloads])).all()


@pytest.mark.parametrize("count", [1, 63, 64, 65, 300])
def test_a_symbol_does_not_depend_on_its_batch(count):
    encoder = QrEncoder(2, "M")
    payloads = [b"piece %d" % number for number in range(count)]
    alone = np.concatenate([encoder.encode([payload]) for payload in payloads])
    assert (encoder.encode(payloads) == alone).all()


def test_blocks_of_zeros_are_readable():
    # The qrcode package stops with an error on a block of zeros only, so a reader is the judge here.
    encoder = QrEncoder(7, "M")
    payload = bytes(encoder.capacity)
    assert read(modules(encoder, [payload])[0]).bytes == payload


def test_no_payload_gives_no_symbol():
    assert QrEncoder(2, "M").encode([]).shape == (0, 25, 4)


def test_the_bits_after_the_last_module_of_a_row_are_light():
    rows = QrEncoder(2, "M").encode([b"vdp"])
    assert not np.unpackbits(rows, axis=-1)[..., 25:].any()


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("version", [1, 6, 9, 10, 26, 27, 40])
def test_a_reader_finds_payload_version_and_level(version, level):
    encoder = QrEncoder(version, level)
    payload = noise(encoder.capacity, seed=version)
    found = read(modules(encoder, [payload])[0])
    assert found.bytes == payload
    assert found.ec_level == level
    assert found.extra["Version"] == str(version)


@settings(deadline=None, max_examples=60)
@given(data=st.data(), version=st.integers(1, 12), level=st.sampled_from(LEVELS))
def test_what_is_encoded_is_what_a_reader_finds(data, version, level):
    encoder = QrEncoder(version, level)
    payloads = data.draw(st.lists(st.binary(min_size=1, max_size=encoder.capacity), min_size=1, max_size=3))
    assert [read(symbol).bytes for symbol in modules(encoder, payloads)] == payloads
