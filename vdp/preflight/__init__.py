"""Preflight: does any PDF, ours or foreign, keep its profile?

In: a PDF file, the name of a level (PDF/X-1a, PDF/X-4, PDF/VT-1), a house profile.
Out: a report: verdict, findings with object, page and source, the outcome of each rule; as JSON, text and HTML.
Invariant: nothing here shares code with the writer; what was not checked is listed as not checked, never as passed.
"""

from __future__ import annotations

from vdp.preflight.check import check_pdf
from vdp.preflight.html import format_html
from vdp.preflight.report import Report
from vdp.preflight.rules import PROFILES, read_rules
from vdp.preflight.terms import read_house

__all__ = ["PROFILES", "Report", "check_pdf", "format_html", "read_house", "read_rules"]
