"""vdp: a print-production engine for variable-data direct mail. The map of the house is vdp/ARCHITECTURE.md."""

__version__ = "0.1.0"
