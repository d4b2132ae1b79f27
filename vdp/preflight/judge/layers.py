"""AN-05, AN-07: layers, and the processing steps that some of them are."""

from __future__ import annotations

import re

from vdp.preflight.content.layers import step_of
from vdp.preflight.file.source import PdfSource
from vdp.preflight.file.syntax import Name, Ref, Value
from vdp.preflight.judge.steps import TYPES, UNTYPED
from vdp.preflight.report import Report
from vdp.preflight.terms import Terms

_DEEPEST_ORDER = 20
_CUSTOM = re.compile(r"[A-Za-z0-9]+_.+")


def judge_layers(source: PdfSource, catalog: dict[str, Value], report: Report, terms: Terms) -> None:
    """Judge the optional content of a file as far as the catalog tells."""
    if "OCProperties" not in catalog:
        return
    if terms.is_x1a:
        report.add("AN-05", "the file has optional content, which PDF 1.4 does not know")
        return
    layers = source.dictionary(catalog["OCProperties"])
    groups = source.array(layers.get("OCGs"))
    listed = {value.number for value in groups if isinstance(value, Ref)}
    if not isinstance(source.resolve(layers.get("D")), dict):
        report.add("AN-05", "the optional content has no configuration /D")
    for value in (layers.get("D"), *source.array(layers.get("Configs"))):
        _judge_configuration(source, source.dictionary(value), listed, report)
    steps = sorted({step for value in groups if (step := step_of(source, value))})
    if steps:
        report.facts["processing steps"] = ", ".join(step[:60] for step in steps)
    for value in groups:
        group = source.dictionary(value)
        number = value.number if isinstance(value, Ref) else 0
        if source.resolve(group.get("Type")) != "OCG" or not isinstance(source.resolve(group.get("Name")), bytes):
            report.add("AN-05", "a layer is not an optional content group with a name", number=number)
        if "GTS_Metadata" in group:
            _judge_step(source, source.dictionary(group["GTS_Metadata"]), report, number)


def _judge_configuration(source: PdfSource, configuration: dict[str, Value], listed: set[int], report: Report) -> None:
    name = source.resolve(configuration.get("Name"))
    if not isinstance(name, bytes) or not name:
        report.add("AN-05", "a configuration of optional content has no name")
    if "AS" in configuration:
        report.add("AN-05", "a configuration of optional content has /AS: it would change by itself")
    if "Order" in configuration:
        shown = _references(source, configuration["Order"], depth=0)
        for number in sorted(listed - shown):
            report.add("AN-05", "a configuration of optional content leaves this layer out of /Order", number=number)
        for number in sorted(shown - listed):
            report.add("AN-05", "/Order has a layer that /OCGs does not list", number=number)


def _references(source: PdfSource, value: Value, *, depth: int) -> set[int]:
    """Return the layers in an /Order, which may hold arrays within arrays and labels."""
    found: set[int] = set()
    for each in source.array(value) if depth < _DEEPEST_ORDER else ():
        inner = source.resolve(each)
        if isinstance(inner, list):
            found |= _references(source, each, depth=depth + 1)
        elif isinstance(each, Ref) and isinstance(inner, dict):
            found.add(each.number)
    return found


def _judge_step(source: PdfSource, metadata: dict[str, Value], report: Report, number: int) -> None:
    keys = ("GTS_ProcStepsGroup", "GTS_ProcStepsType")
    values = [source.resolve(metadata.get(key)) for key in keys]
    for key, value in zip(keys, values, strict=True):
        if value is not None and not isinstance(value, Name):
            report.add("AN-07", f"/{key} of a layer is not a name", number=number)
            return
    group, kind = (str(value) if value is not None else "" for value in values)
    if not group:
        report.add("AN-07", "the /GTS_Metadata of a layer names no group of processing steps", number=number)
    elif group in UNTYPED:
        if kind:
            report.add(
                "AN-07", f"the group {group} of processing steps has no types, such as {kind[:40]}", number=number
            )
    elif group in TYPES:
        if not kind:
            report.add("AN-07", f"a processing step of the group {group} has no type", number=number)
        elif kind not in TYPES[group] and not _CUSTOM.fullmatch(kind):
            report.add("AN-07", f"the group {group} of processing steps has no type {kind[:40]}", number=number)
    elif not _CUSTOM.fullmatch(group):
        report.add("AN-07", f"there is no group {group[:40]} of processing steps", number=number)
