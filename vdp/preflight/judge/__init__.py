"""Judge: what do the rules say of a file? One file per group of the table.

In: the objects, the walk of the content, the terms: level, house, output intent.
Out: findings in the report, each under the id of its rule.
Invariant: a rule, or a part of it, that was not checked is entered as not checked, never as passed.
"""

from __future__ import annotations

from vdp.preflight.judge.boxes import BoxRules
from vdp.preflight.judge.fonts import FontRules
from vdp.preflight.judge.intent import judge_intent
from vdp.preflight.judge.interactive import AnnotationRules
from vdp.preflight.judge.objects import ObjectRules
from vdp.preflight.judge.variable import PartRules

__all__ = ["AnnotationRules", "BoxRules", "FontRules", "ObjectRules", "PartRules", "judge_intent"]
