"""Write the manual of the layout language from its tables."""

from __future__ import annotations

from collections.abc import Iterator

from vdp.layout import formats, template
from vdp.layout.functions import FUNCTIONS
from vdp.layout.reader import NAMESPACE
from vdp.layout.vocabulary import ELEMENTS, TYPES, AttributeRule, Child, ElementRule

_HEAD = f"""\
# The layout language

Generated from `vdp/layout/vocabulary.py` by `vdp layout vocabulary`; edit there. Namespace `{NAMESPACE}`.

A layout is an XML file in UTF-8 without a document type. Its origin is the upper left trim corner of the piece, y
points down, lengths carry their unit: `mm`, `pt`, `Q` (級, 0.25 mm) or, for positions and boxes, `%` of the piece.
Text and codes lie inside the trim; images may reach into the bleed.
"""

_EXPRESSIONS = """\
## Expressions

A template is text with substitutions in braces: `{name}様の現在のポイントは{points:,}ポイントです。`. `{{` and `}}`
stand for the braces themselves. After a colon stands a format. A condition is an expression that is true or false:
`rank = 'gold' and points >= 1000`.

- **Values**: fields by name; whole numbers and decimals; texts in `'` or `"` (twice the quote for the quote itself).
- **Comparison**: `= != < <= > >=`. Texts have `=` and `!=` only. A quoted date such as `'2026-01-31'` compares with
  a date field. A value of a choice is checked against the list of the field.
- **Logic**: `and`, `or`, `not`, parentheses. A boolean field is a condition by itself; without a value it is false.
- **Arithmetic**: `+ - * /` of numbers. A quotient is a decimal; only a number written out, other than 0, can be
  divided by.
- **No value**: a number or date that a record lacks prints nothing, stays nothing in arithmetic, and every
  comparison with it is false, `!=` too. `empty(field)` asks for it.
- `_barcode` is a field of the engine's own: the data of the customer barcode, empty where the piece must have none.
"""


def write_manual() -> str:
    """Return the manual in Markdown."""
    parts = [_HEAD, "## Elements\n"]
    parts += ["\n".join(_element(rule)) for rule in ELEMENTS.values()]
    parts += [_EXPRESSIONS, "\n".join(_functions()), _section("Formats", formats.__doc__)]
    parts += [_section("Line ends", template.__doc__), "\n".join(_types())]
    return "\n".join(parts)


def _element(rule: ElementRule) -> Iterator[str]:
    yield f"### {rule.name}\n"
    yield f"{rule.doc}\n"
    holds = [_child(child) for child in rule.children] + (["text"] if rule.text else [])
    if holds:
        order = ", in this order" if rule.ordered else ""
        yield f"Holds{order}: {', '.join(holds)}.\n"
    if rule.attributes:
        yield "| attribute | value | default | meaning |"
        yield "|---|---|---|---|"
        yield from (_attribute(attribute) for attribute in rule.attributes)
        yield ""


def _child(child: Child) -> str:
    counts = {"1": " (one)", "?": " (at most one)", "+": " (one or more)", "*": ""}
    return f"`{child.name}`{counts[child.occurs]}"


def _attribute(rule: AttributeRule) -> str:
    value = " \\| ".join(f"`{value}`" for value in rule.values) if rule.values else rule.type
    default = "required" if rule.required else f"`{rule.default}`" if rule.default else ""
    return f"| `{rule.name}` | {value} | {default} | {rule.doc} |"


def _functions() -> Iterator[str]:
    yield "## Functions\n"
    yield "| function | gives | meaning |"
    yield "|---|---|---|"
    words = {"text": "text", "any": "value", "constant": "3"}
    for function in FUNCTIONS.values():
        form = function.form or f"{function.name}({', '.join(words[kind] for kind in function.takes)})"
        yield f"| `{form}` | {function.gives} | {function.doc} |"
    yield ""


def _section(title: str, doc: str | None) -> str:
    """Return a section that quotes the docstring of the module that does the work, without its first line."""
    body = (doc or "").partition("\n\n")[2].strip()
    return f"## {title}\n\n```\n{body}\n```\n"


def _types() -> Iterator[str]:
    yield "## Values of attributes\n"
    yield "| value | form |"
    yield "|---|---|"
    yield from (f"| {name} | {kind.doc} |" for name, kind in TYPES.items())
    yield ""
