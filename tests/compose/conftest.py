from __future__ import annotations

import pytest

from vdp.compose import Composer, Resources, take_inventory
from vdp.layout import compile_layout

HEAD = """<layout xmlns="urn:vdp:layout:1" name="test" lang="ja">
<fields>
<field name="name" type="text" required="yes"/><field name="rank" type="choice" values="gold silver" default="silver"/>
<field name="url" type="url"/><field name="postal_code" type="text"/><field name="address1" type="text"/>
</fields>
<font id="gothic" family="Noto Sans JP" weight="400"/>
<style id="body" font="gothic" size="9pt"/>
<piece size="100mm 148mm" bleed="3mm" safe="4mm">
"""


@pytest.fixture
def composer(tmp_path):
    """Return a Composer of a layout with the given front and back."""

    def build(front, back=""):
        page = f'<page side="back">{back}</page>' if back else ""
        path = tmp_path / "layout.xml"
        path.write_text(f'{HEAD}<page side="front">{front}</page>{page}</piece></layout>', encoding="utf-8")
        plan = compile_layout(path)
        return Composer(plan, Resources(take_inventory([plan], faces=("Noto Sans JP/400",))))

    return build
