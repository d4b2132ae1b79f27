"""Functions of one input (ISO 32000-1, 7.10), sampled: what shadings go by."""

from __future__ import annotations

from typing import Any

import numpy as np
import pikepdf
from numpy.typing import NDArray

from vdp.preflight.plates.doubt import Doubt
from vdp.preflight.plates.streams import read_data

Values = NDArray[np.float64]
_DEEPEST = 8
_MOST_BYTES = 1 << 20


def evaluate(function: Any, at: Values, *, depth: int = 0) -> Values:
    """Return the outputs (samples, outputs) of a function, or of an array of them, at some inputs. Raises Doubt."""
    if depth > _DEEPEST:
        raise Doubt("functions nested too deep")
    if isinstance(function, pikepdf.Array):
        return np.hstack([evaluate(each, at, depth=depth + 1) for each in function])
    domain = _numbers(function.get("/Domain", pikepdf.Array([0, 1])))
    if len(domain) != 2:
        raise Doubt("a shading whose function has several inputs")
    kind = int(function.get("/FunctionType", -1))
    at = np.clip(at, domain[0], domain[1])
    if kind == 2:
        found = _exponential(function, at)
    elif kind == 3:
        found = _stitched(function, at, domain, depth)
    elif kind == 0:
        found = _sampled(function, at, domain)
    else:
        raise Doubt("a shading with a PostScript function")
    if "/Range" in function:
        limits = _numbers(function["/Range"])
        found = np.clip(found, limits[0::2][: found.shape[1]], limits[1::2][: found.shape[1]])
    return found


def _exponential(function: Any, at: Values) -> Values:
    first = _numbers(function.get("/C0", pikepdf.Array([0])))
    last = _numbers(function.get("/C1", pikepdf.Array([1])))
    power = at ** float(function["/N"])
    return first + power[:, None] * (last - first)


def _stitched(function: Any, at: Values, domain: Values, depth: int) -> Values:
    parts, bounds, encode = function["/Functions"], _numbers(function["/Bounds"]), _numbers(function["/Encode"])
    edges = np.concatenate((domain[:1], bounds, domain[1:]))
    which = np.clip(np.searchsorted(bounds, at, side="right"), 0, len(parts) - 1)
    found: Values | None = None
    for index, part in enumerate(parts):
        mine = which == index
        low, high, start, end = edges[index], edges[index + 1], encode[2 * index], encode[2 * index + 1]
        inner = start + (at[mine] - low) * ((end - start) / (high - low) if high > low else 0.0)
        values = evaluate(part, inner, depth=depth + 1)
        found = np.zeros((len(at), values.shape[1])) if found is None else found
        found[mine] = values
    if found is None:
        raise Doubt("a shading without a function")
    return found


def _sampled(function: Any, at: Values, domain: Values) -> Values:
    size, bits = int(function["/Size"][0]), int(function["/BitsPerSample"])
    limits = _numbers(function["/Range"])
    outputs = len(limits) // 2
    if bits not in {8, 16}:
        raise Doubt(f"a shading sampled with {bits} bits")
    raw = np.frombuffer(read_data(function, _MOST_BYTES), dtype=">u2" if bits == 16 else np.uint8)
    if len(raw) < size * outputs:
        raise Doubt("a shading with too few samples")
    samples = raw[: size * outputs].reshape(size, outputs) / (2.0**bits - 1)
    encode = _numbers(function["/Encode"]) if "/Encode" in function else np.array([0.0, size - 1.0])
    decode = _numbers(function["/Decode"]) if "/Decode" in function else limits
    place = encode[0] + (at - domain[0]) * (encode[1] - encode[0]) / (domain[1] - domain[0])
    place = np.clip(place, 0, size - 1)
    columns = [np.interp(place, np.arange(size), samples[:, output]) for output in range(outputs)]
    found: Values = np.column_stack(columns) * (decode[1::2] - decode[0::2]) + decode[0::2]
    return found


def _numbers(array: Any) -> Values:
    return np.array([float(each) for each in array], dtype=np.float64)
