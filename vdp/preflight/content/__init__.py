"""Content: what do content streams paint, with which ink, font and state?

In: decoded content, resources, what the profile and the house allow.
Out: marks of rules, per page; fonts with the codes that were shown.
Invariant: the quick lexer gives what the careful one gives, or hands over to it; each stream is walked once per state.
"""

from __future__ import annotations

from vdp.preflight.content.fonts import FontUse
from vdp.preflight.content.lexer import read_operators, read_operators_carefully
from vdp.preflight.content.resources import ResourceCache, Resources
from vdp.preflight.content.walk import ContentWalk

__all__ = ["ContentWalk", "FontUse", "ResourceCache", "Resources", "read_operators", "read_operators_carefully"]
