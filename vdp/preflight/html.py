"""The report as one HTML page without scripts or outside files."""

from __future__ import annotations

from html import escape

from vdp.preflight.report import NOTE, PASS, Report

_STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 64rem; padding: 0 1rem; color: #222; }
h1 { font-size: 1.4rem; } table { border-collapse: collapse; width: 100%; margin: 1rem 0 2rem; }
td, th { border-bottom: 1px solid #ccc; padding: .3rem .6rem; text-align: left; vertical-align: top; }
.fail { color: #b00020; font-weight: 600; }
.warn { color: #8a5a00; } .not-checked { color: #666; } .pass { color: #1b6e2c; }
small { color: #555; }
"""


def format_html(report: Report) -> str:
    """Return the report as HTML."""
    document = report.document()
    counts = document["counts"]
    findings = "".join(
        f'<tr><td>{found.rule}<td class="{found.outcome}">{found.outcome}<td>{found.page or ""}<td>{found.object or ""}'
        f"<td>{escape(found.text)}<br><small>{escape(report.rules[found.rule].cure)} "
        f"Source: {escape(found.source)}</small>\n"
        for found in report.findings
    )
    rules = "".join(
        f'<tr><td>{rule}<td class="{report.outcome(rule)}">{report.outcome(rule)}<td>{report.total(rule) or ""}'
        f"<td>{escape(row.title)}<br><small>{escape(row.source)}</small>\n"
        for rule, row in report.rules.items()
    )
    facts = "".join(f"<tr><td>{escape(key)}<td>{escape(str(value))}\n" for key, value in report.facts.items())
    return (
        f'<!DOCTYPE html>\n<html lang="en"><meta charset="utf-8"><title>Preflight: {escape(report.file)}</title>'
        f"<style>{_STYLE}</style>\n<h1>{escape(report.file)}: "
        f'<span class="{report.verdict}">{report.verdict}</span> ({report.profile})</h1>\n'
        f"<p>{counts[PASS]} rules pass, {counts['fail']} fail, {counts['warn']} warn, "
        f"{counts['not-checked']} not checked. {NOTE}</p>\n"
        f"<h2>Findings</h2><table><tr><th>Rule<th>Outcome<th>Page<th>Object<th>What\n{findings}</table>\n"
        f"<h2>Rules</h2><table><tr><th>Rule<th>Outcome<th>Findings<th>What holds\n{rules}</table>\n"
        f"<h2>File</h2><table>{facts}</table></html>\n"
    )
