from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from vdp.errors import LayoutError
from vdp.layout import Plan, compile_layout

HEAD = """\
<layout xmlns="urn:vdp:layout:1" name="test" lang="ja">
<fields>
<field name="name" type="text"/><field name="points" type="integer"/><field name="price" type="decimal"/>
<field name="day" type="date"/><field name="vip" type="boolean"/><field name="photo" type="image"/>
<field name="rank" type="choice" values="gold silver"/><field name="postal_code" type="text"/>
</fields>
<font id="gothic" family="Noto Sans JP" fallback="mincho, Noto Emoji"/>
<font id="mincho" family="Noto Serif JP" weight="700"/>
<style id="body" font="mincho" size="9pt" leading="15pt" fit="condense shrink" color="cmyk(0 90 80 0)"/>
<piece size="100mm 148mm" bleed="3mm" safe="4mm">
<page side="front">
"""
TAIL = "\n</page></piece></layout>\n"
FIRST_LINE = HEAD.count("\n") + 1


@pytest.fixture
def compile_front(tmp_path: Path) -> Callable[..., Plan]:
    """Compile a layout whose front page holds the given elements; the mark `¦` of front_refusal is taken out."""

    def compile_(content: str, **options: object) -> Plan:
        path = tmp_path / "layout.xml"
        path.write_text(HEAD + content.replace("¦", "") + TAIL, encoding="utf-8")
        return compile_layout(path, **options)

    return compile_


@pytest.fixture
def refusal(tmp_path: Path) -> Callable[..., LayoutError]:
    """Compile a whole layout that must be refused, and return the error."""

    def refuse(text: str | bytes) -> LayoutError:
        path = tmp_path / "layout.xml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        with pytest.raises(LayoutError) as caught:
            compile_layout(path)
        return caught.value

    return refuse


@pytest.fixture
def front_refusal(refusal: Callable[..., LayoutError]) -> Callable[[str], LayoutError]:
    """As refusal, for elements on the front page; `¦` marks where the error must be, and is taken out."""

    def refuse(content: str) -> LayoutError:
        before, mark, after = content.partition("¦")
        error = refusal(HEAD + before + after + TAIL)
        if mark:
            assert error.where is not None
            line = FIRST_LINE + before.count("\n")
            column = len(before) - (before.rfind("\n") + 1) + 1
            assert (error.where.line, error.where.column) == (line, column), str(error)
        return error

    return refuse
