"""What rules say of a content stream itself: operators it should not have, states left open, bytes not readable."""

from __future__ import annotations

from vdp.preflight.content.scope import HERE, Scope
from vdp.preflight.content.things import INTENTS
from vdp.preflight.file.filters import TooLarge, Undecoded
from vdp.preflight.file.syntax import PdfFault
from vdp.preflight.limits import MAX_STATES
from vdp.preflight.report import NOT_CHECKED, Mark

_LOSES = ("CO-01", "CO-05", "CO-06", "CO-07", "FO-01", "FO-03", "GX-05")  # rules that need every content stream


def judge_intent(operands: bytes, scope: Scope) -> None:
    """Judge the operand of ri."""
    name = operands.strip().removeprefix(b"/").decode("latin-1")
    if name not in INTENTS:
        scope.fault(f"the rendering intent {name[:40]} is not one of PDF's four")


def judge_odd(operator: bytes, scope: Scope) -> None:
    """Judge an operator that content of print files should not have."""
    if operator in {b"BX", b"EX"}:
        scope.add(Mark("GX-04", "a compatibility section (BX, EX)"))
    elif operator == b"PS":
        scope.add(Mark("GX-02", "the operator PS"))
    else:
        scope.fault(f"the unknown operator {operator[:20].decode('latin-1')}")


def judge_end(scope: Scope, *, open_states: int, deepest: int) -> None:
    """Judge what is known at the end of a stream."""
    if open_states:
        scope.fault(f"{open_states} q without Q")
    if deepest > MAX_STATES:
        scope.add(Mark("FS-09", f"{deepest} graphics states within one another; the limit is {MAX_STATES}"))


def judge_unread(fault: PdfFault, scope: Scope) -> None:
    """Enter that a content stream could not be read."""
    if isinstance(fault, TooLarge):
        scope.add(Mark("FS-09", str(fault)))
    elif not isinstance(fault, Undecoded):
        scope.add(Mark("FS-06", f"a content stream cannot be read: {fault}"))
    text = f"a content stream was not walked: {fault}"
    scope.add(*(Mark(rule, text, HERE, NOT_CHECKED) for rule in _LOSES))
