"""Whatever is given, there is a verdict: no traceback, no endless work."""

from __future__ import annotations

import io
import re
import tracemalloc
import zlib
from pathlib import Path

import pikepdf
import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.t2CharStringPen import T2CharStringPen
from pikepdf import Array, Dictionary, Name, ObjectStreamMode, Stream

from tests.preflight.base import CONTENT, make_base, make_form, make_image, save
from tests.preflight.mutants_file import appended
from vdp.errors import JobError
from vdp.preflight import check_pdf, limits
from vdp.preflight.content import samples
from vdp.preflight.file import source
from vdp.preflight.terms import House


@pytest.fixture
def sound(tmp_path: Path) -> bytes:
    return save(make_base("pdf/vt-1"), tmp_path / "sound.pdf", "pdf/vt-1").read_bytes()


def outcomes(path: Path, profile: str = "pdf/x-4") -> dict[str, str]:
    report = check_pdf(path, profile=profile)
    return {rule: report.outcome(rule) for rule in report.rules} | {"": report.verdict}


def test_a_file_cut_short_anywhere_fails(sound: bytes, tmp_path: Path) -> None:
    path = tmp_path / "cut.pdf"
    for percent in range(100):
        path.write_bytes(sound[: len(sound) * percent // 100])
        found = outcomes(path)
        assert found[""] == "fail", percent
        assert found["FS-05"] == "fail", percent


def test_bytes_overwritten_anywhere_give_a_verdict(sound: bytes, tmp_path: Path) -> None:
    path = tmp_path / "spoilt.pdf"
    for at in range(0, len(sound), len(sound) // 60):
        path.write_bytes(sound[:at] + b"\xff<<[(" + sound[at + 5 :])
        assert outcomes(path, "pdf/vt-1")[""] in {"pass", "fail"}


@pytest.mark.parametrize("data", [b"", b"%PDF-1.6", b"not a pdf", b"\0" * 5000, b"%PDF-1.6\nstartxref\n0\n%%EOF"])
def test_what_is_no_pdf_fails_by_name(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "none.pdf"
    path.write_bytes(data)
    report = check_pdf(path, profile="pdf/x-1a")
    assert report.verdict == "fail"
    assert report.outcome("FS-05") == "fail"
    assert report.outcome("CO-01") == "not-checked"


def test_a_missing_file_and_an_unknown_level_are_errors_of_use(tmp_path: Path) -> None:
    with pytest.raises(JobError, match="cannot be read"):
        check_pdf(tmp_path / "none.pdf", profile="pdf/x-4")
    with pytest.raises(JobError, match="not a profile"):
        check_pdf(tmp_path / "none.pdf", profile="pdf/a-1b")


@pytest.mark.parametrize("password", ["", "secret"])
def test_an_encrypted_file_fails_and_is_not_read(password: str, tmp_path: Path) -> None:
    path = tmp_path / "locked.pdf"
    make_base("pdf/x-4").save(path, encryption=pikepdf.Encryption(owner="owner", user=password))
    report = check_pdf(path, profile="pdf/x-4")
    assert (report.verdict, report.outcome("FS-04"), report.outcome("CO-01")) == ("fail", "fail", "not-checked")


@pytest.mark.parametrize(
    "options",
    [
        {"linearize": True},
        {"object_stream_mode": pikepdf.ObjectStreamMode.generate},
        {"linearize": True, "object_stream_mode": pikepdf.ObjectStreamMode.generate},
        {"compress_streams": True, "stream_decode_level": pikepdf.StreamDecodeLevel.generalized},
        {"qdf": True},
    ],
)
def test_other_ways_to_write_a_sound_file_are_sound(options: dict[str, object], tmp_path: Path) -> None:
    path = save(make_base("pdf/vt-1"), tmp_path / "other.pdf", "pdf/vt-1", **options)
    report = check_pdf(path, profile="pdf/vt-1")
    assert [found for found in report.findings if found.outcome != "not-checked"] == []


def test_an_update_is_read_and_the_object_it_replaces_is_not(sound: bytes, tmp_path: Path) -> None:
    path = tmp_path / "updated.pdf"
    number = int(re.search(rb"/Contents (\d+) 0 R", sound)[1])
    body = b"<</Length 14>>\nstream\n1 0 0 rg 0 0 5\nendstream"
    grown = appended(body)(sound)
    size = int(re.search(rb"/Size (\d+)", sound)[1])
    grown = grown.replace(b"\n%d 0 obj\n<</Length 14" % size, b"\n%d 0 obj\n<</Length 14" % number)
    grown = grown.replace(b"xref\n%d 1\n" % size, b"xref\n%d 1\n" % number)
    path.write_bytes(grown)
    report = check_pdf(path, profile="pdf/vt-1")
    assert report.outcome("GX-05") == "fail" or report.outcome("FS-06") == "fail"
    assert report.facts["updates"] == 1


def test_a_page_tree_that_leads_to_itself_ends(sound: bytes, tmp_path: Path) -> None:
    pdf = make_base("pdf/x-4")
    pdf.Root.Pages.Kids.append(pdf.Root.Pages)
    path = tmp_path / "circle.pdf"
    raw = save(make_base("pdf/x-4"), path, "pdf/x-4").read_bytes()
    number = re.search(rb"/Pages (\d+) 0 R", raw)[1]
    kid = re.search(rb"/Kids \[ (\d+) 0 R", raw)[1]
    assert len(number) == len(kid)
    path.write_bytes(raw.replace(b"/Kids [ %b 0 R" % kid, b"/Kids [ %b 0 R" % number))
    assert outcomes(path)["FS-12"] == "fail"


def test_a_form_that_paints_itself_ends(tmp_path: Path) -> None:
    pdf = make_base("pdf/x-4")
    form = make_form(pdf, b"/M0 Do")
    form.Resources = Dictionary(XObject=Dictionary(M0=form))
    pdf.pages[0].obj.Resources.XObject.M0 = form
    pdf.pages[0].obj.Contents = pdf.make_indirect(Stream(pdf, b"/M0 Do"))
    assert outcomes(save(pdf, tmp_path / "circle.pdf", "pdf/x-4"))["FS-12"] == "fail"


def test_forms_that_double_at_every_level_end(tmp_path: Path) -> None:
    """Thirty levels of two uses each, in matrices that differ, would be a billion walks."""
    pdf = make_base("pdf/x-4")
    inner = make_form(pdf, b"0 g 0 0 9 9 re f")
    for level in range(30):
        inner = make_form(
            pdf, b"q .9%02d 0 0 1 0 0 cm /M Do Q /M Do" % level, Resources=Dictionary(XObject=Dictionary(M=inner))
        )
    pdf.pages[0].obj.Resources.XObject.M = inner
    pdf.pages[0].obj.Contents = pdf.make_indirect(Stream(pdf, b"/M Do"))
    found = outcomes(save(pdf, tmp_path / "bomb.pdf", "pdf/x-4"))
    assert found["GX-06"] == "not-checked"


def test_forms_nested_too_deep_are_named(tmp_path: Path) -> None:
    pdf = make_base("pdf/x-4")
    inner = make_form(pdf, b"0 g 0 0 9 9 re f")
    for _ in range(60):
        inner = make_form(pdf, b"/M Do", Resources=Dictionary(XObject=Dictionary(M=inner)))
    pdf.pages[0].obj.Resources.XObject.M = inner
    pdf.pages[0].obj.Contents = pdf.make_indirect(Stream(pdf, b"/M Do"))
    assert outcomes(save(pdf, tmp_path / "deep.pdf", "pdf/x-4"))["FS-09"] == "fail"


def test_arrays_nested_too_deep_are_named(sound: bytes, tmp_path: Path) -> None:
    path = tmp_path / "deep.pdf"
    path.write_bytes(appended(b"[" * 5000 + b"]" * 5000)(sound))
    assert outcomes(path)["FS-05"] == "fail"


def test_a_bomb_in_a_content_stream_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vdp.preflight.content.opening.LARGEST_CONTENT", 1 << 20)
    pdf = make_base("pdf/x-4")
    bomb = Stream(pdf, zlib.compress(b" " * (8 << 20)))
    bomb.Filter = Name.FlateDecode
    pdf.pages[0].obj.Contents = pdf.make_indirect(bomb)
    found = outcomes(save(pdf, tmp_path / "bomb.pdf", "pdf/x-4"))
    assert (found["FS-09"], found["CO-01"]) == ("fail", "not-checked")


def test_all_streams_together_have_a_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vdp.preflight.file.source.FILE_FLOOR", 1 << 20)
    monkeypatch.setattr("vdp.preflight.file.source.FILE_RATIO", 1)
    pdf = make_base("pdf/x-4")
    for page in pdf.pages:
        stream = Stream(pdf, zlib.compress(b" " * (1 << 20) + CONTENT))
        stream.Filter = Name.FlateDecode
        page.obj.Contents = pdf.make_indirect(stream)
    assert outcomes(save(pdf, tmp_path / "much.pdf", "pdf/x-4"))["FS-09"] == "fail"


def test_a_table_beyond_ten_digits_is_named(tmp_path: Path) -> None:
    """FS-10: a file with a hole, so that its table lies beyond 10^10 bytes."""
    path = save(make_base("pdf/x-4"), tmp_path / "huge.pdf", "pdf/x-4")
    raw = path.read_bytes()
    start = raw.rindex(b"xref\n0 ")
    far = limits.MAX_TABLE_OFFSET + 10
    with path.open("r+b") as file:
        file.truncate(start)
        file.truncate(far)
        file.seek(far)
        file.write(re.sub(rb"startxref\s+\d+", b"startxref\n%d" % far, raw[start:]))
    if path.stat().st_blocks * 512 > 1 << 20:
        pytest.skip("the file system has no holes")
    assert outcomes(path)["FS-10"] == "fail"
    path.unlink()


def test_a_file_that_a_reader_repairs_is_reported_as_repaired(sound: bytes, tmp_path: Path) -> None:
    path = tmp_path / "repaired.pdf"
    path.write_bytes(re.sub(rb"startxref\s+\d+", b"startxref\n17", sound))
    report = check_pdf(path, profile="pdf/vt-1")
    assert report.outcome("FS-05") == "fail"
    assert report.facts["pages"] == 2
    assert report.outcome("FS-12") == "not-checked"
    assert [found.rule for found in report.findings if found.outcome == "fail"] == ["FS-05", "VT-01"]


def test_the_repaired_file_is_still_judged(sound: bytes, tmp_path: Path) -> None:
    pdf = make_base("pdf/x-4")
    pdf.pages[1].obj.TrimBox = Array([0, 0, 400, 400])
    path = save(pdf, tmp_path / "repaired.pdf", "pdf/x-4")
    path.write_bytes(re.sub(rb"startxref\s+\d+", b"startxref\n17", path.read_bytes()))
    report = check_pdf(path, profile="pdf/x-4")
    assert [found.page for found in report.findings if found.rule == "BX-03"] == [2, 2]


@pytest.mark.parametrize(
    "content",
    [
        b"Tm",
        b"BT Tm (a) Tj ET",
        b"cm",
        b"q cm Q",
        b"Tf",
        b"Do",
        b"gs",
        b"k f",
        b"scn f",
        b"w S",
        b"Tr",
        b"sh",
        b"ri",
        b"cs",
        b"' \"",
    ],
)
def test_operators_without_operands_are_faults_of_content(content: bytes, tmp_path: Path) -> None:
    pdf = make_base("pdf/x-4")
    pdf.pages[0].obj.Contents = pdf.make_indirect(
        Stream(pdf, content + b" 0 0 0 1 k BT /F0 9 Tf <0001> Tj ET 0 0 m 5 5 l S")
    )
    assert outcomes(save(pdf, tmp_path / "bare.pdf", "pdf/x-4"))["GX-05"] in {"fail", "pass"}


def test_objects_that_differ_in_the_kind_of_a_value_are_of_two_shapes(tmp_path: Path) -> None:
    pdf = make_base("pdf/x-4")
    extra = [
        Dictionary(A="text", B=pdf.Root.Pages) if n % 2 else Dictionary(A=pdf.Root.Pages, B="text") for n in range(60)
    ]
    pdf.Root.Extra = Array([pdf.make_indirect(each) for each in extra])
    report = check_pdf(save(pdf, tmp_path / "kinds.pdf", "pdf/x-4"), profile="pdf/x-4")
    assert [found for found in report.findings if found.outcome != "not-checked"] == []


def test_a_font_a_pattern_and_a_function_that_hold_themselves_end(tmp_path: Path) -> None:
    pdf = make_base("pdf/x-4")
    resources = pdf.make_indirect(Dictionary())
    pattern = make_form(pdf, b"/Pattern cs /P scn 0 0 9 9 re f BT /T 9 Tf (a) Tj ET", Resources=resources)
    del pattern["/Type"], pattern["/Subtype"]
    for key, value in {"PatternType": 1, "PaintType": 1, "TilingType": 1, "XStep": 9, "YStep": 9}.items():
        pattern[f"/{key}"] = value
    glyph = pdf.make_indirect(Stream(pdf, b"9 0 0 0 9 9 d1 BT /T 9 Tf (a) Tj ET"))
    font = Dictionary(Type=Name.Font, Subtype=Name.Type3, FontBBox=[0, 0, 9, 9], FontMatrix=[1, 0, 0, 1, 0, 0])
    font.CharProcs, font.Resources = Dictionary(a=glyph), resources
    font.Encoding, font.FirstChar, font.LastChar, font.Widths = Dictionary(Differences=[97, Name.a]), 97, 97, [9]
    function = pdf.make_indirect(Dictionary(FunctionType=3, Domain=[0, 1], Bounds=[0.5], Encode=[0, 1, 0, 1]))
    function.Functions = Array([function, function])
    indexed = pdf.make_indirect(Array([Name.Indexed, 0, 1, pikepdf.String("ab")]))
    indexed[1] = indexed
    resources.Pattern = Dictionary(P=pattern)
    resources.Font = Dictionary(T=pdf.make_indirect(font))
    resources.ColorSpace = Dictionary(S=Array([Name.Separation, Name.X, Name.DeviceCMYK, function]), I=indexed)
    page = pdf.pages[0].obj
    page.Resources = resources
    page.Contents = pdf.make_indirect(
        Stream(pdf, b"/Pattern cs /P scn 0 0 9 9 re f BT /T 9 Tf (a) Tj ET /S cs 1 scn 0 0 9 9 re f /I cs 0 sc")
    )
    found = outcomes(save(pdf, tmp_path / "circles.pdf", "pdf/x-4"))
    assert (found["FS-12"], found["GX-05"], found[""]) == ("fail", "fail", "fail")


@pytest.mark.parametrize("unit", [b"(", b"[", b"<<", b"q Q ", b"<</A 1>> BDC ", b"BI /W 1 /H 1 /IM true ID x\nEI "])
def test_content_without_end_is_left_before_memory_is_full_of_it(
    unit: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vdp.preflight.content.lexer.MOST_OPERATORS", 20_000)
    pdf = make_base("pdf/x-4")
    bomb = Stream(pdf, zlib.compress(unit * (1_200_000 // len(unit))))
    bomb.Filter = Name.FlateDecode
    pdf.pages[0].obj.Contents = pdf.make_indirect(bomb)
    path = save(pdf, tmp_path / "bomb.pdf", "pdf/x-4")
    tracemalloc.start()
    try:
        found = outcomes(path)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert (found[""], found["CO-01"]) == ("fail", "not-checked")
    assert peak < 30 << 20


def test_a_damaged_file_of_too_many_objects_is_refused_by_name(
    sound: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vdp.preflight.file.repaired.MOST_REPAIRED", 10)
    path = tmp_path / "damaged.pdf"
    path.write_bytes(re.sub(rb"startxref\s+\d+", b"startxref\n17", sound))
    report = check_pdf(path, profile="pdf/vt-1")
    (found,) = [found for found in report.findings if found.outcome == "fail"]
    assert found.rule == "FS-05"
    assert "too large to be repaired" in found.text


def test_a_large_object_that_all_pages_name_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pdf = make_base("pdf/x-4", pages=200)
    group = Dictionary(
        S=Name.Transparency, CS=Name.DeviceCMYK, X=Array([0] * 8000), Y=Array([pikepdf.String("y" * 30_000)] * 9)
    )
    shared = pdf.make_indirect(group)
    for number, page in enumerate(pdf.pages):
        page.obj.Group = shared
        page.obj.Number = number
    path = save(pdf, tmp_path / "group.pdf", "pdf/x-4")
    parsed: list[int] = []
    parse = source.parse_value

    def watch(data: bytes, at: int = 0) -> tuple[object, int]:
        parsed.append(len(data))
        return parse(data, at)

    monkeypatch.setattr(source, "parse_value", watch)
    check_pdf(path, profile="pdf/x-4")
    assert sum(size > 200_000 for size in parsed) == 1


def test_object_streams_that_inflate_again_and_again_have_a_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = save(
        make_base("pdf/x-4", pages=300),
        tmp_path / "packed.pdf",
        "pdf/x-4",
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
        compress_streams=True,
    )
    assert outcomes(path)["FS-09"] == "pass"
    monkeypatch.setattr("vdp.preflight.file.source.FILE_FLOOR", 1 << 14)
    monkeypatch.setattr("vdp.preflight.file.source.FILE_RATIO", 0)
    assert outcomes(path)[""] == "fail"


@pytest.mark.parametrize("side", [True, -3, 0.5, Name.X, 2**40])
def test_an_image_whose_width_is_no_number_of_pixels_gives_a_verdict(side: object, tmp_path: Path) -> None:
    pdf = make_base("pdf/x-4")
    pdf.pages[0].obj.Resources.XObject.I0.Width = side
    path = save(pdf, tmp_path / "wide.pdf", "pdf/x-4")
    assert check_pdf(path, profile="pdf/x-4", house=House(ink_limit=300)).verdict == "fail"


def cff_program() -> bytes:
    """Return a bare CFF table whose last glyph, of many points, is shown."""
    names = [".notdef", "A", "B"]
    build = FontBuilder(1000, isTTF=False)
    build.setupGlyphOrder(names)
    boxes = {}
    for name in names:
        pen = T2CharStringPen(500, None)
        pen.moveTo((0, 0))
        for step in range(200 if name == "B" else 2):
            pen.lineTo((step * 7 % 401, step * 11 % 701))
        pen.closePath()
        boxes[name] = pen.getCharString()
    build.setupCFF("Boxes", {}, boxes, {})
    out = io.BytesIO()
    build.font["CFF "].cff.compile(out, build.font, isCFF2=False)
    return out.getvalue()


def test_a_font_program_cut_short_anywhere_is_told(tmp_path: Path) -> None:
    program = cff_program()
    path, told = tmp_path / "font.pdf", set()
    for percent in range(0, 100, 4):
        pdf = make_base("pdf/x-4")
        font = pdf.pages[0].obj.Resources.Font.F0.DescendantFonts[0]
        font.Subtype = Name.CIDFontType0
        del font.FontDescriptor["/FontFile2"]
        stream = Stream(pdf, program[: len(program) * percent // 100])
        stream.Subtype = Name.CIDFontType0C
        font.FontDescriptor.FontFile3 = stream
        report = check_pdf(save(pdf, path, "pdf/x-4"), profile="pdf/x-4")
        assert report.outcome("FO-01") == "fail", percent
        told |= {found.text.rpartition(" cannot be read ")[0] for found in report.findings if found.rule == "FO-01"}
    assert any(text.startswith("the program of the font") for text in told)


@pytest.mark.parametrize(
    "entry", [b"/Length -5", b"/Length 999999999999", b"/Length 99999999999999999999", b"/Index [0 5 9]", b"/Index [0]"]
)
def test_a_cross_reference_stream_that_misstates_itself_gives_a_verdict(entry: bytes, tmp_path: Path) -> None:
    path = save(make_base("pdf/x-4"), tmp_path / "packed.pdf", "pdf/x-4", object_stream_mode=ObjectStreamMode.generate)
    raw = path.read_bytes()
    at = int(raw[raw.rindex(b"startxref") :].split()[1])
    head = re.sub(rb"/(Length|Index) (\d+|\[[\d ]*\])", b"", raw[at:]).replace(b"/Type /XRef", b"/Type /XRef " + entry)
    assert entry in head
    path.write_bytes(raw[:at] + head)
    report = check_pdf(path, profile="pdf/x-4")
    assert report.outcome("FS-05") == "fail"


def test_an_image_that_inflates_without_end_is_named_and_the_page_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(samples, "LARGEST_STREAM", 1 << 20)
    pdf = make_base("pdf/x-4")
    page = pdf.pages[0].obj
    page.Resources.XObject.Bomb = make_image(pdf, zlib.compress(bytes(4 << 20)), Filter=Name.FlateDecode)
    page.Contents = pdf.make_indirect(Stream(pdf, CONTENT + b"/Bomb Do 1 0 0 rg 40 40 9 9 re f"))
    path = save(pdf, tmp_path / "bomb.pdf", "pdf/x-4")
    report = check_pdf(path, profile="pdf/x-4")
    assert [found.rule for found in report.findings if found.outcome == "fail"] == ["FS-09", "CO-01"]
