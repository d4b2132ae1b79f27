"""PDF functions (ISO 32000-1, 7.10) of one input: evaluated, and written again in inks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
import pikepdf
from numpy.typing import NDArray
from pikepdf import Array, Dictionary, Object

from vdp.slots.image.artwork_streams import ArtworkFault

Values = NDArray[np.float64]
Convert = Callable[[Values], Values]
"""Colours of the source in rows to rows of inks or grey."""

SAMPLES = 256
_MAX_DEPTH = 16
_CURE = "Export the page in CMYK and spot colours."


def convert_function(pdf: pikepdf.Pdf, function: Object, convert: Convert, *, depth: int = 0) -> Object:
    """Return a function of one input that gives the converted colours of another.

    A stitched function stays stitched, so its hard edges stay where they are; anything else is sampled at 256 points.
    """
    if isinstance(function, Dictionary) and function.get("/FunctionType") == 3 and depth < _MAX_DEPTH:
        parts = [convert_function(pdf, part, convert, depth=depth + 1) for part in function["/Functions"].as_list()]
        kept = {key: function[key] for key in ("/Domain", "/Bounds", "/Encode")}
        return pdf.make_indirect(Dictionary({"/FunctionType": 3, "/Functions": Array(parts), **kept}))
    low, high = _domain(function)
    colors = convert(evaluate(function, np.linspace(low, high, SAMPLES)))
    data = np.rint(np.clip(colors, 0, 1) * 255).astype(np.uint8).tobytes()
    sampled = pdf.make_stream(data)
    sampled["/FunctionType"] = 0
    sampled["/Domain"] = Array([low, high])
    sampled["/Range"] = Array([0, 1] * colors.shape[1])
    sampled["/Size"] = Array([SAMPLES])
    sampled["/BitsPerSample"] = 8
    return sampled


def evaluate(function: Object, inputs: Values, *, depth: int = 0) -> Values:
    """Return the values of a function, or of an array of functions of one output each, in rows."""
    if depth > _MAX_DEPTH:
        raise ArtworkFault("artwork.limit", "functions are nested too deeply", _CURE)
    if isinstance(function, Array):
        return np.column_stack([evaluate(part, inputs, depth=depth + 1) for part in function.as_list()])
    if len(function["/Domain"]) != 2:
        raise ArtworkFault("artwork.convert", "a tint of several inks has no inks of the job", _CURE)
    low, high = _domain(function)
    inputs = np.clip(inputs, low, high)
    match int(function["/FunctionType"]):
        case 0:
            found = _sampled(function, inputs)
        case 2:
            found = _exponential(function, inputs)
        case 3:
            found = _stitched(function, inputs, depth=depth)
        case _:
            text = "a tint or a shading is calculated by PostScript (function of type 4)"
            raise ArtworkFault("artwork.convert", text, _CURE)
    if "/Range" in function:
        limits = numbers(function["/Range"])
        found = np.clip(found, limits[0::2], limits[1::2])
    return found


def _domain(function: Object) -> tuple[float, float]:
    one = function[0] if isinstance(function, Array) else function
    low, high = numbers(one["/Domain"])[:2]
    return low, high


def _exponential(function: Object, inputs: Values) -> Values:
    start = np.array(numbers(function.get("/C0", Array([0]))))
    end = np.array(numbers(function.get("/C1", Array([1]))))
    found: Values = start + (inputs ** float(function["/N"]))[:, None] * (end - start)
    return found


def _stitched(function: Object, inputs: Values, *, depth: int) -> Values:
    parts = function["/Functions"].as_list()
    low, high = _domain(function)
    edges = [low, *numbers(function["/Bounds"]), high]
    encode = numbers(function["/Encode"])
    which = np.clip(np.searchsorted(edges[1:-1], inputs, side="right"), 0, len(parts) - 1)
    columns = []
    for index, part in enumerate(parts):
        width = edges[index + 1] - edges[index]
        share = (inputs - edges[index]) / width if width else np.zeros_like(inputs)
        first, last = encode[2 * index : 2 * index + 2]
        columns.append(evaluate(part, first + np.clip(share, 0, 1) * (last - first), depth=depth + 1))
    found: Values = np.stack(columns)[which, np.arange(len(inputs))]
    return found


def _sampled(function: Object, inputs: Values) -> Values:
    bits, size = int(function["/BitsPerSample"]), int(function["/Size"][0])
    limits = numbers(function["/Range"])
    outputs = len(limits) // 2
    if bits not in {8, 16} or not 1 <= size <= 65_536:
        raise ArtworkFault("artwork.convert", f"a function has samples of {bits} bits", _CURE)
    raw = np.frombuffer(function.read_bytes(), dtype=">u1" if bits == 8 else ">u2", count=size * outputs)
    decode = np.array(numbers(function["/Decode"])) if "/Decode" in function else np.array(limits)
    share = raw.reshape(size, outputs) / (2**bits - 1)
    samples = decode[0::2] + share * (decode[1::2] - decode[0::2])
    low, high = _domain(function)
    encode = numbers(function["/Encode"]) if "/Encode" in function else [0.0, size - 1.0]
    at = encode[0] + (inputs - low) / (high - low) * (encode[1] - encode[0]) if high > low else np.zeros_like(inputs)
    at = np.clip(at, 0, size - 1)
    return np.column_stack([np.interp(at, np.arange(size), column) for column in samples.T])


def numbers(value: Object | Sequence[object]) -> list[float]:
    """Return an array's numbers."""
    found: Iterable[Any] = value.as_list() if isinstance(value, Array) else value
    return [float(number) for number in found]
