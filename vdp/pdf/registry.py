"""Output conditions of the ICC characterization data registry (www.color.org) that a job may name.

Names as in the registry's table. One profile is shipped; every other condition needs the shop's own file, since the
makers' licences forbid passing theirs on.
"""

from __future__ import annotations

from typing import NamedTuple

REGISTRY_URL = "http://www.color.org"


class RegistryRow(NamedTuple):
    """A printing condition: what is printed on what, and the shipped profile if there is one."""

    condition: str
    profile: str = ""


REGISTRY: dict[str, RegistryRow] = {
    "FOGRA39": RegistryRow("Offset printing, ISO 12647-2:2004, paper type 1 or 2 (coated)", "FOGRA39L_coated.icc"),
    "FOGRA47": RegistryRow("Offset printing, ISO 12647-2:2004, paper type 4 (uncoated white)"),
    "FOGRA51": RegistryRow("Offset printing, ISO 12647-2:2013, print substrate 1 (premium coated)"),
    "FOGRA52": RegistryRow("Offset printing, ISO 12647-2:2013, print substrate 5 (wood-free uncoated white)"),
    "JCS2011": RegistryRow("Japan Color 2011 sheetfed, premium coated paper 127.9 g/m2"),
    "JC200103": RegistryRow("Japan Color 2001 sheetfed, coated paper 105 g/m2"),
    "JC200104": RegistryRow("Japan Color 2001 sheetfed, uncoated paper"),
    "JCW2003": RegistryRow("Japan Color 2003 heat-set web, coated paper 70 g/m2"),
    "JCN2002": RegistryRow("Japan Color 2002 newspaper, newsprint"),
}
"""Registered conditions by name."""

CUSTOM = "Custom"
"""The identifier of a condition that no registry knows; it needs a profile."""
