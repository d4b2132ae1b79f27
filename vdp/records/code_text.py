"""Numbers become codes: pattern, alphabet, check character; and the personal URLs that carry them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from vdp.job.settings import CodeSettings
from vdp.records.check_character import check_digits


def write_texts(
    settings: CodeSettings,
    values: npt.NDArray[np.uint64],
    *,
    sizes: Sequence[int],
    arms: npt.NDArray[np.int64],
) -> list[Any]:
    """Return string arrays: the codes, then their arms and URLs where the settings have them.

    `values` (n, groups): the number of each group; `sizes`: how many characters a group has; `arms` (n): which arm.
    """
    codes = _write_codes(settings, _digits(values, sizes, len(settings.alphabet)))
    columns, chosen = [codes], codes
    if settings.arms:
        chosen = pa.array(settings.arms, pa.string()).take(pa.array(arms))
        columns.append(chosen)
    if settings.url:
        columns.append(pc.binary_join_element_wise(*_url_parts(settings.url, codes, chosen), ""))
    return columns


def _url_parts(url: str, codes: Any, arms: Any) -> list[Any]:
    parts: list[Any] = []
    for index, part in enumerate(url.split("{code}")):
        parts += [codes] if index else []
        for place, text in enumerate(part.split("{arm}")):
            parts += [arms] if place else []
            parts.append(text)
    return parts


def _digits(values: npt.NDArray[np.uint64], sizes: Sequence[int], size: int) -> npt.NDArray[np.int64]:
    """Return the places of all characters in the alphabet, (n, sum of sizes)."""
    digits = np.zeros((len(values), sum(sizes)), np.int64)
    stop = digits.shape[1]
    for group in reversed(range(len(sizes))):
        rest = values[:, group]
        for place in range(stop - 1, stop - 1 - sizes[group], -1):
            digits[:, place], rest = rest % np.uint64(size), rest // np.uint64(size)
        stop -= sizes[group]
    return digits


def _write_codes(settings: CodeSettings, digits: npt.NDArray[np.int64]) -> Any:
    pattern = np.frombuffer(settings.pattern.encode(), np.uint8)
    text = np.tile(pattern, (len(digits), 1))
    if settings.check:
        digits = np.column_stack((digits, check_digits(digits, len(settings.alphabet))))
    text[:, np.flatnonzero(pattern == ord("#"))] = np.frombuffer(settings.alphabet.encode(), np.uint8)[digits]
    offsets = np.arange(len(digits) + 1, dtype=np.int32) * np.int32(len(pattern))
    return pa.StringArray.from_buffers(len(digits), pa.py_buffer(offsets), pa.py_buffer(text))
