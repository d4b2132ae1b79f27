"""Flaw: why an image cannot be printed."""

from __future__ import annotations


class FlawError(Exception):
    """One image cannot be used. `text` never names the file: its name is a recipient's value."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(code, text)
        self.code = code
        self.text = text
