"""Operators of content streams, formatted fast: what kernels and compose write with. Points, y upwards."""

from __future__ import annotations

from vdp.units import Box, Matrix


def num(value: float) -> bytes:
    """Return a number with at most three decimals (a third of a micrometre), no exponent, no trailing zeros."""
    text = b"%.3f" % value
    text = text.rstrip(b"0").rstrip(b".")
    return b"0" if text == b"-0" else text


def ratio(value: float) -> bytes:
    """Return a dimensionless factor with at most six decimals."""
    text = (b"%.6f" % value).rstrip(b"0").rstrip(b".")
    return b"0" if text == b"-0" else text


def concat(matrix: Matrix) -> bytes:
    """Return the operator that puts `matrix` before the current one."""
    a, b, c, d, e, f = matrix
    return b" ".join((ratio(a), ratio(b), ratio(c), ratio(d), num(e), num(f), b"cm"))


def rectangle(box: Box) -> bytes:
    """Return the path operator of a rectangle."""
    return b" ".join((num(box.x), num(box.y), num(box.width), num(box.height), b"re"))


def clip(box: Box) -> bytes:
    """Return the operators that clip to a rectangle; to be used between q and Q."""
    return rectangle(box) + b" W n"
