from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

_where = importlib.util.spec_from_file_location("barcodes", Path(__file__).parent / "barcodes.py")
_barcodes = importlib.util.module_from_spec(_where)
sys.modules["barcodes"] = _barcodes
_where.loader.exec_module(_barcodes)
