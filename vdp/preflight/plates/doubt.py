"""What keeps a page from being measured."""

from __future__ import annotations


class Doubt(Exception):  # noqa: N818 - not an error of the program: the answer is "not checked"
    """Something on the page whose ink this model does not know. Its text completes "the page has …"."""
