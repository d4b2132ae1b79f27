from __future__ import annotations

import re
from pathlib import Path

import pytest

BOX = 'x="10mm" y="20mm" width="50mm" height="10mm"'

# ¦ marks the character that line and column must name.
ON_THE_FRONT = {
    "an attribute name with a typo": (f'\n  <text ¦heigth="5mm" {BOX}>あ</text>', "layout.unknown-attribute"),
    "an attribute value out of form": (
        '<text x="10mm"\n   y="20mm" width="¦50" height="10mm">あ</text>',
        "layout.value",
    ),
    "a choice with a typo": (f'<text align="¦centre" {BOX}>あ</text>', "layout.unknown-value"),
    "a missing attribute": ('  ¦<text x="1mm" y="2mm" width="5mm">あ</text>', "layout.missing-attribute"),
    "an unknown element": ('\n¦<txt x="1mm"/>', "layout.unknown-element"),
    "stray text": ("\n   ¦stray", "layout.stray-text"),
    "a field with a typo": (f"<text {BOX}>今日は{{¦nmae}}様</text>", "layout.unknown-field"),
    "a field after a reference": (f"<text {BOX}>&lt;&#x3042;{{¦nmae}}</text>", "layout.unknown-field"),
    "a field after a CRLF": (f"<text {BOX}>あ\r\n い{{¦nmae}}</text>", "layout.unknown-field"),
    "a field after a character outside the BMP": (f"<text {BOX}>𠮷{{¦nmae}}</text>", "layout.unknown-field"),
    "a field in CDATA": (f"<text {BOX}><![CDATA[<b>{{¦nmae}}]]></text>", "layout.unknown-field"),
    "a field in an attribute after a reference": (
        '<qr x="20mm" y="20mm" module="0.5mm" value="a&amp;b={¦urll}"/>',
        "layout.unknown-field",
    ),
    "a field in a condition": (
        f"<block\n when='points &gt; 3 and ¦rnak = 1'><text {BOX}>あ</text></block>",
        "layout.unknown-field",
    ),
    "an unknown choice value": (f"<block when=\"rank = ¦'gld'\"><text {BOX}>あ</text></block>", "layout.unknown-value"),
    "a format of the wrong type": (f"<text {BOX}>{{points:¦.2f}}</text>", "layout.format"),
    "a part of a date that does not exist": (f"<text {BOX}>{{day:yyyy年¦mm月}}</text>", "layout.format"),
    "a format of a text": (f"<text {BOX}>{{name:¦,}}</text>", "layout.format"),
    "a brace never closed": (f"<text {BOX}>あ¦{{name</text>", "layout.expression"),
    "a closing brace alone": (f"<text {BOX}>あ¦}}い</text>", "layout.expression"),
    "a condition in a template": (f"<text {BOX}>{{¦vip}}</text>", "layout.expression-type"),
    "a number compared with a text": (
        f"<block when=\"points ¦= 'a'\"><text {BOX}>あ</text></block>",
        "layout.expression-type",
    ),
    "a value as a condition": (f'<block when="¦points"><text {BOX}>あ</text></block>', "layout.expression-type"),
    "an expression cut off": (f'<block when="points &gt;¦"><text {BOX}>あ</text></block>', "layout.expression"),
    "an unknown function": (f"<text {BOX}>{{¦uper(name)}}</text>", "layout.unknown-function"),
    "an unknown style": (f'<text style="¦bdy" {BOX}>あ</text>', "layout.unknown-style"),
    "an unknown font": (f'<text font="¦gothik" {BOX}>あ</text>', "layout.unknown-font"),
    "a name given twice": (
        f'<text name="a" {BOX}>あ</text>\n<text name="¦a" {BOX}>い</text>',
        "layout.duplicate",
    ),
    "text over the right trim edge": ('<text x="60mm" y="2mm" width="¦50mm" height="9mm">あ</text>', "layout.outside"),
    "text over the left trim edge": ('<text x="¦-1mm" y="2mm" width="50mm" height="9mm">あ</text>', "layout.outside"),
    "an image over the bleed": (
        '<image src="{photo}" x="-3mm" y="¦-3.5mm" width="50mm" height="9mm"/>',
        "layout.outside",
    ),
    "a box without area": ('<text x="6mm" y="2mm" width="¦0mm" height="9mm">あ</text>', "layout.value"),
    "more lines than the box takes": (
        '<text x="1mm" y="2mm" width="9mm" height="¦9mm" lines="3">あ</text>',
        "layout.value",
    ),
    "more forced lines than lines": (f"<text {BOX}>あ¦<br/>い</text>", "layout.value"),
    "an empty text": (f"¦<text {BOX}>  \n </text>", "layout.empty-text"),
    "a barcode near the left edge": ('<customer-barcode x="¦9.9mm" y="100mm" size="9pt"/>', "layout.barcode-margin"),
    "a barcode near the right edge": ('<customer-barcode x="¦12mm" y="100mm" size="10pt"/>', "layout.barcode-margin"),
    "a barcode near the bottom edge": ('<customer-barcode x="12mm" y="¦135mm" size="9pt"/>', "layout.barcode-margin"),
    "a barcode too small": ('<customer-barcode x="10mm" y="100mm" size="¦7.9pt"/>', "layout.barcode-size"),
    "a barcode too large": ('<customer-barcode x="10mm" y="100mm" size="¦11.6pt"/>', "layout.barcode-size"),
    "a QR code without quiet zone": ('<qr x="¦1.9mm" y="9mm" module="0.5mm" value="{name}"/>', "layout.quiet-zone"),
    "a module too fine": ('<qr x="9mm" y="9mm" module="¦0.2mm" value="{name}"/>', "layout.value"),
    "a QR version that does not exist": ('<qr x="9mm" y="9mm" module="1mm" version="¦41" value="a"/>', "layout.value"),
    "figures larger than their boxes": ('<postal-code x="44mm" y="12mm" size="¦40pt"/>', "layout.value"),
    "a clip of two points": (f'<image src="{{photo}}" clip="¦polygon(0% 0%, 9% 9%)" {BOX}/>', "layout.value"),
    "a clip with a length for a share": (f'<image src="{{photo}}" clip="¦polygon(1mm 0%)" {BOX}/>', "layout.value"),
    "a turn that is no quarter": (f'<image src="{{photo}}" rotate="¦45" {BOX}/>', "layout.unknown-value"),
    "a file that is not there": (f'<image src="¦none.jpg" {BOX}/>', "layout.no-file"),
    "a file above the folder": (f'<image src="¦../a.jpg" {BOX}/>', "layout.outside-folder"),
    "an absolute file": (f'<image src="¦/etc/passwd" {BOX}/>', "layout.outside-folder"),
    "an address": (f'<image src="¦http://x/a.jpg" {BOX}/>', "layout.outside-folder"),
    "a way out in full-width letters": (f'<image src="¦．．／a.jpg" {BOX}/>', "layout.outside-folder"),
    "a folder above the layout": (f'<image src="{{photo}}" folder="¦a/../.." {BOX}/>', "layout.outside-folder"),
    "a folder of a constant name": (f'<image src="layout.xml" ¦folder="b" {BOX}/>', "layout.folder"),
    "otherwise before when": ('<choose><otherwise/>¦<when test="vip"/></choose>', "layout.order"),
}


@pytest.mark.parametrize("case", ON_THE_FRONT)
def test_a_mistake_is_named_at_its_line_and_column(case, front_refusal):
    content, code = ON_THE_FRONT[case]
    error = front_refusal(content)
    assert error.code == code, str(error)
    assert error.cure


def layout(head: str = "", piece: str = '<piece size="9mm 9mm"><page side="front"/></piece>') -> str:
    return f'<layout xmlns="urn:vdp:layout:1" name="n">\n{head}\n{piece}\n</layout>'


IN_THE_WHOLE = {
    "no namespace": ('¦<layout name="n"/>', "layout.namespace"),
    "another root": ('¦<piece xmlns="urn:vdp:layout:1"/>', "layout.namespace"),
    "no piece": ('¦<layout xmlns="urn:vdp:layout:1" name="n"/>', "layout.missing-element"),
    "two pieces": (
        layout(
            head='<piece size="9mm 9mm"><page side="front"/></piece>',
            piece='¦<piece size="9mm 9mm"><page side="front"/></piece>',
        ),
        "layout.repeated-element",
    ),
    "no pages": (layout(piece='¦<piece size="9mm 9mm"/>'), "layout.missing-element"),
    "a back without a front": (layout(piece='<piece size="9mm 9mm"><page side="¦back"/></piece>'), "layout.page-side"),
    "two fronts": (
        layout(piece='<piece size="9mm 9mm"><page side="front"/><page side="¦front"/></piece>'),
        "layout.page-side",
    ),
    "a piece without area": (layout(piece='<piece size="¦0mm 9mm"><page side="front"/></piece>'), "layout.piece-size"),
    "a field given twice": (
        layout(head='<fields><field name="a" type="text"/>\n<field name="¦a" type="date"/></fields>'),
        "layout.duplicate",
    ),
    "a field name with a hyphen": (layout(head='<fields><field name="¦a-b" type="text"/></fields>'), "layout.value"),
    "a system name": (layout(head='<fields><field name="¦_barcode" type="text"/></fields>'), "layout.value"),
    "an unknown type": (layout(head='<fields><field name="a" type="¦number"/></fields>'), "layout.unknown-value"),
    "a choice without values": (
        layout(head='<fields>¦<field name="a" type="choice"/></fields>'),
        "layout.field-values",
    ),
    "a date default that is none": (
        layout(head='<fields><field name="a" type="date" default="¦2026-02-30"/></fields>'),
        "layout.default",
    ),
    "a number default that is none": (
        layout(head='<fields><field name="a" type="integer" default="¦1.5"/></fields>'),
        "layout.default",
    ),
    "a font given twice": (
        layout(head='<font id="a" family="A"/><font id="¦a" family="B"/>'),
        "layout.duplicate",
    ),
    "a style with an unknown font": (
        layout(head='<font id="gothic" family="A"/><style id="s" font="¦gothik"/>'),
        "layout.unknown-font",
    ),
    "a size of a style that some text uses": (
        layout(
            head='<font id="g" family="A"/><style id="s" size="¦10"/>',
            piece='<piece size="90mm 90mm"><page side="front">'
            '<text style="s" x="9mm" y="9mm" width="9mm" height="9mm">あ<span style="s">い</span></text>'
            "</page></piece>",
        ),
        "layout.value",
    ),
    "a table without columns": (
        layout(
            head='<fields><field name="a" type="list"><field name="b" type="text"/></field></fields>',
            piece='<piece size="90mm 90mm"><page side="front">'
            '¦<table each="a" as="i" x="9mm" y="9mm" width="9mm" row-height="5mm" rows="3"/></page></piece>',
        ),
        "layout.missing-element",
    ),
    "the height of a table's foot": (
        layout(
            head='<fields><field name="a" type="list"><field name="b" type="text"/></field></fields>',
            piece='<piece size="90mm 90mm"><page side="front">'
            '<table each="a" as="i" x="9mm" y="9mm" width="9mm" row-height="5mm" rows="3">'
            '<column width="9mm"/><foot height="¦0"/></table></page></piece>',
        ),
        "layout.value",
    ),
    "a namespaced attribute": (
        layout().replace("name=", 'xmlns:q="urn:q" ¦q:x="1" name=', 1),
        "layout.unknown-attribute",
    ),
}


@pytest.mark.parametrize("case", IN_THE_WHOLE)
def test_a_mistake_of_the_whole_is_named_at_its_line_and_column(case, refusal):
    marked, code = IN_THE_WHOLE[case]
    before, _, after = marked.partition("¦")
    error = refusal(before + after)
    assert error.code == code, str(error)
    line, column = before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
    assert (error.where.line, error.where.column) == (line, column), str(error)


def test_a_near_miss_is_answered_with_the_right_name(front_refusal):
    assert 'did you mean "height"?' in front_refusal('<text heigth="5mm" x="1mm" y="1mm" width="1mm">あ</text>').cure
    assert 'did you mean "points"?' in front_refusal(f"<text {BOX}>{{ponits}}</text>").cure
    assert 'did you mean "gothic"?' in front_refusal(f'<text font="gothik" {BOX}>あ</text>').cure


def test_all_mistakes_are_listed_with_their_places_in_reading_order(front_refusal):
    error = front_refusal(f'<text {BOX}>{{¦aa}}</text>\n<text {BOX}>{{bb}}</text>\n<text algin="left" {BOX}>あ</text>')
    places = [tuple(map(int, found)) for found in re.findall(r"layout\.xml:(\d+):(\d+)", str(error))]
    assert places == [(12, 53), (13, 53), (14, 7)]


def test_at_most_twenty_more_mistakes_are_listed(front_refusal):
    error = front_refusal("\n".join(f"<text {BOX}>{{a{n}}}</text>" for n in range(30)))
    assert str(error).count("layout.xml:") == 21
    assert "and 9 more" in str(error)


def test_a_link_that_leads_out_of_the_folder_is_refused(front_refusal, tmp_path: Path):
    (tmp_path / "link").symlink_to("/etc")
    assert front_refusal(f'<image src="¦link/passwd" {BOX}/>').code == "layout.outside-folder"
