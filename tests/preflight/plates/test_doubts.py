"""What the model cannot paint is a doubt: never a measured page, never too little ink taken for granted."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf, Stream
from PIL import Image

from tests.preflight.base import make_form, make_image
from tests.preflight.plates.pages import (
    GROUND,
    PLACED,
    SHEETS,
    Sheet,
    form,
    image,
    named,
    shading,
    spot,
    wash,
    write_sheets,
)
from vdp.preflight import check_pdf
from vdp.preflight.plates import Opened, PageContent, SpaceReader, measure_pages
from vdp.preflight.terms import House

AREA = b" 50 50 100 100 re f"


def type3(pdf: Pdf) -> Any:
    glyph = pdf.make_indirect(Stream(pdf, b"500 0 0 0 500 500 d1 0 0 500 500 re f"))
    encoding = Dictionary(Type=Name.Encoding, Differences=Array([65, Name.A]))
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.Type3,
            FontBBox=[0, 0, 500, 500],
            FontMatrix=Array([0.001, 0, 0, 0.001, 0, 0]),
            CharProcs=Dictionary(A=glyph),
            Encoding=encoding,
            FirstChar=65,
            LastChar=65,
            Widths=[500],
        )
    )


def mesh(pdf: Pdf) -> Any:
    stream = Stream(pdf, b"")
    for key, value in {"ShadingType": 4, "BitsPerCoordinate": 8, "BitsPerComponent": 8, "BitsPerFlag": 8}.items():
        stream[f"/{key}"] = value
    stream["/ColorSpace"], stream["/Decode"] = Name.DeviceCMYK, Array([0, 300, 0, 300] + [0, 1] * 4)
    return pdf.make_indirect(stream)


def postscript(pdf: Pdf) -> Any:
    function = Stream(pdf, b"{ dup dup dup }")
    function["/FunctionType"], function["/Domain"], function["/Range"] = 4, Array([0, 1]), Array([0, 1] * 4)
    found = shading(pdf)
    found["/Function"] = pdf.make_indirect(function)
    return found


def soft_mask(space: Name, **keys: Any) -> Callable[[Pdf], Any]:
    def make(pdf: Pdf) -> Any:
        group = make_form(pdf, b"0.5 g" + AREA, Group=Dictionary(S=Name.Transparency, CS=space))
        return Dictionary(SMask=Dictionary(S=Name.Luminosity, G=group, **keys))

    return make


def state(**keys: Any) -> dict[str, Callable[[Pdf], Any]]:
    return named("ExtGState", X=lambda pdf: Dictionary(**keys))


def dust(pdf: Pdf) -> Any:
    keys = {"PatternType": 1, "PaintType": 1, "TilingType": 1, "XStep": 0.01, "YStep": 0.01}
    return make_form(pdf, b"0 0 1 1 re f", Subtype=None, Type=Name.Pattern, **keys)


def laughs(pdf: Pdf) -> Any:
    """Return a form that paints one twice that paints one twice, thirty times over."""
    made = make_form(pdf, b"0 0 0 1 k 0 0 9 9 re f")
    for _ in range(30):
        made = make_form(pdf, b"/F Do /F Do", Resources=Dictionary(XObject=Dictionary(F=made)))
    return made


def circle(pdf: Pdf) -> Any:
    made = make_form(pdf, b"/F Do /F Do")
    made.Resources = Dictionary(XObject=Dictionary(F=made))
    return made


def jpeg_without_marker() -> bytes:
    """Return a JPEG of four components that does not say what they are."""
    out = io.BytesIO()
    Image.new("CMYK", (64, 64), (200, 200, 200, 200)).save(out, "JPEG")
    data = out.getvalue()
    at = data.index(b"\xff\xee")
    return data[:at] + data[at + 2 + int.from_bytes(data[at + 2 : at + 4], "big") :]


UNKNOWN = {
    "Type 3": Sheet(b"BT /T3 40 Tf 1 0 0 1 50 50 Tm (A) Tj ET", named("Font", T3=type3)),
    "shading of type 4": Sheet(b"/S0 sh", named("Shading", S0=mesh)),
    "PostScript": Sheet(b"/S0 sh", named("Shading", S0=postscript)),
    "Hue": Sheet(GROUND + b" /X gs 0 0 0 1 k" + AREA, state(BM=Name.Hue)),
    "luminosity": Sheet(b"/X gs " + GROUND, named("ExtGState", X=soft_mask(Name.DeviceCMYK))),
    "knockout": Sheet(b"/F9 Do", form(GROUND, Group=Dictionary(S=Name.Transparency, K=True))),
    "not that of the inks": Sheet(b"/F9 Do", form(GROUND, Group=Dictionary(S=Name.Transparency, CS=Name.DeviceGray))),
    "isolated": Sheet(
        b"/F9 Do",
        form(
            b"/K gs 0 1 0 0 k" + AREA,
            Group=Dictionary(S=Name.Transparency, I=True),
            Resources=Dictionary(ExtGState=Dictionary(K=Dictionary(op=True, OPM=1))),
        ),
    ),
    "overprint within": Sheet(
        b"/F9 Do",
        named(
            "XObject",
            F9=lambda pdf: make_form(
                pdf,
                b"/G Do",
                Group=Dictionary(S=Name.Transparency, I=True),
                Resources=Dictionary(
                    XObject=Dictionary(
                        G=make_form(
                            pdf,
                            b"/K gs 0 1 0 0 k" + AREA,
                            Group=Dictionary(S=Name.Transparency),
                            Resources=Dictionary(ExtGState=Dictionary(K=Dictionary(op=True, OPM=1))),
                        )
                    )
                ),
            ),
        ),
    ),
    "colour key": Sheet(PLACED, image(bytes(64 * 64 * 4), Mask=Array([0, 1] * 4))),
    "transform of colours": Sheet(
        PLACED, image(jpeg_without_marker(), Filter=Name.DCTDecode, DecodeParms=Dictionary(ColorTransform=1))
    ),
    "no value somewhere": Sheet(
        b"/Pattern cs /P0 scn" + AREA,
        named("Pattern", P0=lambda _: Dictionary(PatternType=2, Shading=wash(0, 1, N=0.5, Domain=[-1, 1]))),
    ),
    "cannot be read": Sheet(b"1 1 1 1 k" + AREA + b" (cut"),
    "JPXDecode": Sheet(PLACED, image(b"\0\0\0\x0cjP  ", Filter=Name.JPXDecode)),
    "less data": Sheet(PLACED, image(b"\0" * 64)),
    "16 bits": Sheet(PLACED, image(bytes(64 * 64 * 8), BitsPerComponent=16)),
    "inline image": Sheet(b"q 99 0 0 99 50 50 cm BI /W 1 /H 1 /BPC 8 /CS /CMYK ID \xff\xff\xff\xff\nEI Q"),
    "without a resource": Sheet(b"/Nowhere Do"),
    "coded in an unknown way": Sheet(PLACED, image(bytes(64 * 64 * 4), Filter=Name.LZWDecode)),
    "small tiles": Sheet(b"/Pattern cs /P0 scn" + AREA, named("Pattern", P0=dust)),
    "short dashes": Sheet(b"[.0001 .0001] 0 d 0 0 m 300 300 l S"),
    "more content than": Sheet(b"/F9 Do", named("XObject", F9=laughs)),
    "too deep": Sheet(b"/F9 Do", named("XObject", F9=circle)),
    "number of components": Sheet(b"1 0 0 k 10 10 99 99 re f"),
}


def measure(tmp_path: Path, sheet: Sheet, *, limit: float = 0.0):
    with pikepdf.open(write_sheets(tmp_path / "page.pdf", [sheet])) as file:
        page = file.pages[0].obj
        content = PageContent(page, page.Resources, (0.0, 0.0, 300.0, 300.0))
        return measure_pages([content], Opened(file, SpaceReader(b"")), limit=limit)[0]


@pytest.mark.parametrize("words", UNKNOWN)
def test_a_page_that_is_not_understood_is_not_measured(words: str, tmp_path: Path) -> None:
    found = measure(tmp_path, UNKNOWN[words], limit=300)
    assert found.peak is None
    assert any(words in doubt for doubt in found.doubts), found


@pytest.mark.parametrize("colour", [b"1 0 0 rg", b"/C0 cs 1 0 0 scn"])
def test_ink_beside_colours_that_a_conversion_decides_is_a_lower_bound(colour: bytes, tmp_path: Path) -> None:
    resources = named("ColorSpace", C0=lambda pdf: Array([Name.Lab, Dictionary(WhitePoint=[0.96, 1, 0.82])]))
    sheet = Sheet(b"1 1 1 1 k 20 20 100 100 re f " + colour + b" 100 100 100 100 re f", resources)
    found = measure(tmp_path, sheet)
    assert found.peak is not None
    assert found.peak.percent == pytest.approx(400, abs=1)
    assert found.doubts


def test_an_image_in_the_profile_of_the_condition_is_taken_as_ink(tmp_path: Path) -> None:
    def own(pdf: Pdf) -> Any:
        profile = pdf.Root.OutputIntents[0].DestOutputProfile
        return make_image(pdf, bytes([255, 255, 0, 0]) * 4096, ColorSpace=Array([Name.ICCBased, profile]))

    path = write_sheets(tmp_path / "page.pdf", [Sheet(PLACED, named("XObject", I9=own))])
    with pikepdf.open(path) as file:
        page = file.pages[0].obj
        content = PageContent(page, page.Resources, (0.0, 0.0, 300.0, 300.0))
        intent = file.Root.OutputIntents[0].DestOutputProfile.read_bytes()
        known = measure_pages([content], Opened(file, SpaceReader(intent)))[0]
        other = measure_pages([content], Opened(file, SpaceReader(b"")))[0]
    assert known.peak is not None
    assert known.peak.percent == pytest.approx(200, abs=1)
    assert other.doubts


def test_a_spot_colour_under_difference_is_not_measured(tmp_path: Path) -> None:
    resources = state(BM=Name.Difference) | named("ColorSpace", C0=lambda pdf: spot(pdf, "Gold"))
    found = measure(tmp_path, Sheet(b"/C0 cs 1 scn" + AREA + b" /X gs 0 0 0 1 k" + AREA, resources))
    assert any("Difference" in doubt for doubt in found.doubts)


def test_content_that_inflates_without_end_is_not_read(tmp_path: Path) -> None:
    path = write_sheets(tmp_path / "page.pdf", [Sheet(b"0 0 0 1 k" + AREA)])
    with pikepdf.open(path, allow_overwriting_input=True) as file:
        stream = Stream(file, zlib.compress(b"0 0 0 1 k " * 4_000_000))
        stream["/Filter"] = Name.FlateDecode
        file.pages[0].obj.Contents = file.make_indirect(stream)
        file.save(path, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    with pikepdf.open(path) as file:
        page = file.pages[0].obj
        content = PageContent(page, page.Resources, (0.0, 0.0, 300.0, 300.0))
        found = measure_pages([content], Opened(file, SpaceReader(b"")))[0]
    assert found.peak is None
    assert found.doubts


def test_damaged_files_end_in_a_report(tmp_path: Path) -> None:
    """Every tenth of a file with all kinds of sheets, and sixty copies with other characters in places."""
    whole = write_sheets(tmp_path / "whole.pdf", [*UNKNOWN.values(), *SHEETS.values()]).read_bytes()
    copies = [whole[: len(whole) * part // 10] for part in range(1, 10)]
    rng = np.random.default_rng(5)
    for _ in range(60):
        data = bytearray(whole)
        for at, other in zip(
            rng.integers(0, len(data), 40), rng.choice(list(b"0123456789/<>[]() RfkgQqnNW"), 40), strict=False
        ):
            data[at] = other
        copies.append(bytes(data))
    measured = 0
    for data in copies:
        path = tmp_path / "damaged.pdf"
        path.write_bytes(data)
        report = check_pdf(path, profile="pdf/x-4", house=House(ink_limit=100.0, ink_pages=6))
        measured += report.facts.get("pages whose ink was measured", "").startswith("6 of")
    assert measured > 20


def test_instructions_can_be_read_long_after_the_stream_they_came_from() -> None:
    """What they were parsed in must live on: freed memory is overwritten here, so that a reader of it ends."""
    lines = (
        "import pikepdf",
        "from vdp.preflight.plates.streams import read_steps",
        "file = pikepdf.new()",
        "kept = [read_steps(pikepdf.Stream(file, b'/K%d gs [1 2] 0 d' % n)) for n in range(200)]",
        "print(*[str(steps[0].operands[0]) for steps in kept])",
        "print(*[len(str(steps[1].operands[0])) for steps in kept])",
    )
    words = [sys.executable, "-c", "\n".join(lines)]
    done = subprocess.run(
        words, env={**os.environ, "MALLOC_PERTURB_": "165"}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == [*(f"/K{n}" for n in range(200)), *([done.stdout.split()[-1]] * 200)]
