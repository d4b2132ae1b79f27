"""Artwork in slots, from the customer list to the sheets."""

from __future__ import annotations

import json

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name
from reportlab.lib.colors import CMYKColorSep
from reportlab.pdfgen.canvas import Canvas

from vdp.run.verify import verify_output
from vdp.workers import open_executor

LAYOUT = """<layout xmlns="urn:vdp:layout:1" name="badges"><fields>
<field name="postal_code" type="text"/><field name="name" type="text" required="yes"/>
<field name="rank" type="choice" values="gold silver regular"/><field name="badge" type="text"/>
<field name="points" type="integer"/></fields>
<font id="f" family="Noto Sans JP"/>
<piece size="100mm 148mm"><page side="front">
<text x="10mm" y="10mm" width="80mm" height="6mm">{name}</text>
<choose>
<when test="rank = 'gold'"><artwork src="spot.pdf" x="10mm" y="20mm" width="30mm" height="20mm" rotate="90"/></when>
<otherwise>
<artwork src="{badge}" folder="badges" x="10mm" y="20mm" width="30mm" height="20mm" fit="cover"/></otherwise></choose>
<bar value="{points}" max="100" x="10mm" y="60mm" width="50mm" height="5mm"/>
</page></piece></layout>"""
ROWS = [
    ("060-0042", "山田 一", "gold", "none.svg", 5),
    ("060-0042", "山田 二", "silver", "a.svg", 50),
    ("060-0042", "山田 三", "regular", "b.pdf", 200),
    ("060-0042", "山田 四", "regular", "missing.svg", 1),
    ("060-0042", "山田 五", "silver", "rgb.pdf", 1),
    ("060-0042", "山田 六", "silver", "a.svg", ""),
]
SVG = """<svg xmlns="http://www.w3.org/2000/svg" width="30mm" height="20mm">
<rect width="50" height="50" opacity=".5"/></svg>"""


@pytest.fixture
def job(make_job):
    job = make_job([1], name="badges")
    job.edit(job.path.read_text().split('layout = "')[1].split('"')[0], "layout.xml")
    job.edit('profile = "shop-cp932"\nmax-held = 0.05', 'profile = "crm-utf8"\nmax-held = 0.9')
    job.layout.write_text(LAYOUT, encoding="utf-8")
    lines = ["postal_code,name,rank,badge,points", *(",".join(map(str, row)) for row in ROWS)]
    job.source.write_text("\n".join(lines) + "\n", encoding="utf-8")
    badges = job.folder / "badges"
    badges.mkdir()
    (badges / "a.svg").write_text(SVG, encoding="utf-8")
    draw(
        job.folder / "spot.pdf",
        lambda canvas: canvas.setFillColor(CMYKColorSep(0, 0.9, 0.8, 0, spotName="Festival Red")),
    )
    other = CMYKColorSep(0, 0.5, 0.5, 0, spotName="Festival Red")
    draw(badges / "b.pdf", lambda canvas: canvas.setFillColor(other))
    draw(badges / "rgb.pdf", lambda canvas: canvas.setFillColorRGB(1, 0, 0))
    with pikepdf.open(badges / "b.pdf", allow_overwriting_input=True) as pdf:
        pdf.pages[0].obj.Annots = Array([Dictionary(Type=Name.Annot, Subtype=Name.Text, Rect=Array([0, 0, 9, 9]))])
        pdf.save()
    return job


def draw(path, ink):
    canvas = Canvas(str(path), pagesize=(85, 57), invariant=True)
    canvas.setFillColorCMYK(0, 0, 0, 0)
    ink(canvas)
    canvas.rect(5, 5, 60, 30, stroke=0, fill=1)
    canvas.showPage()
    canvas.save()
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.pages[0].contents_coalesce()
        kept = pikepdf.parse_content_stream(pdf.pages[0])  # ReportLab begins in RGB black
        rgb = "rgb" in path.name
        kept = [one for one in kept if rgb or str(one.operator) not in {"rg", "RG"}]
        pdf.pages[0].Contents = pdf.make_stream(pikepdf.unparse_content_stream(kept))
        pdf.save()


def test_each_record_gets_its_artwork_or_is_held_with_the_reason(job):
    done = job.run("--executor", "serial", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["counts"] | {"tags": 0, "blanks": 0} == {
        "input": 6, "printed": 3, "held": 3, "suppressed": 0, "duplicate": 0, "tags": 0, "blanks": 0,
    }  # fmt: skip
    held = (job.out / "held.csv").read_text(encoding="utf-8")
    for row, code in ((ROWS[3], "image.missing"), (ROWS[4], "artwork.rgb"), (ROWS[5], "shape.missing")):
        assert code in next(line for line in held.splitlines() if row[1] in line)
    report = json.loads((job.out / "report.json").read_text(encoding="utf-8"))
    text = json.dumps(report, ensure_ascii=False)
    assert "Festival Red" in text
    assert "the spot colour Festival Red is defined in 2 ways" in text
    assert "1 annotations or form fields left out" in text
    with pikepdf.open(job.out / "print/sheets-0001.pdf") as pdf:
        front = pdf.pages[0]
        forms = sorted(name for name in front.Resources.XObject.keys() if name.startswith("/B"))  # noqa: SIM118
        assert len(forms) == 3
        assert [front.Contents.read_bytes().count(form.encode() + b" Do") for form in forms] == [1, 1, 1]
        assert Name.DeviceCMYK == front.Group.CS  # the SVG is transparent
    assert verify_output(job.out, sample=10, executor=open_executor("serial")).verdict == "pass"


def test_converted_artwork_is_the_same_for_any_number_of_workers(job):
    job.edit('missing-image = "hold"', 'missing-image = "hold"\nartwork-rgb = "convert"')
    assert job.run("--workers", "2").returncode == 0
    two = (job.out / "print/sheets-0001.pdf").read_bytes()
    assert job.run("--executor", "serial").returncode == 0
    assert (job.out / "print/sheets-0001.pdf").read_bytes() == two
    assert "artwork.rgb" not in (job.out / "held.csv").read_text(encoding="utf-8")
    with pikepdf.open(job.out / "print/sheets-0001.pdf") as pdf:
        streams = [one.read_bytes() for one in pdf.objects if isinstance(one, pikepdf.Stream) and "/BBox" in one]
    assert not any(b" rg" in stream or b" RG" in stream for stream in streams)


def test_constant_artwork_that_cannot_be_printed_stops_the_job(job):
    draw(job.folder / "spot-rgb.pdf", lambda canvas: canvas.setFillColorRGB(1, 0, 0))
    job.edit_layout("spot.pdf", "spot-rgb.pdf")
    done = job.run("--executor", "serial")
    assert done.returncode == 3
    assert "[artwork.rgb]" in done.stderr
    assert "layout.xml:9:" in done.stderr
    assert not job.out.exists()
