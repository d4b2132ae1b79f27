"""How fast preflight is, and that its memory does not grow with pages.

    python benchmarks/bench_preflight.py [--pages 200000] [--sheets 1000] [--merged 20000] [--huge] [FILE.pdf]

Structure: a file of many small pages with document parts, all rules but those of content. Content: sheets of eight
pieces with about 20 kB of operators a page, made here or given as FILE. Merged: pages with a font, a form, an image
and resources of their own, as other producers write them. Times are of one processor core (process time), memory is
the peak of a process that does nothing else.

What grows with pages is printed as bytes a page. Of the small pages it is what each object needs to be found and
ticked off (11 bytes: place, kind, two marks), with document parts also its page, part and record (12 bytes for a page,
4 for an object), and the children of the largest part, which are read at once (some 100 bytes each; here one part
holds all records).
"""

from __future__ import annotations

import argparse
import io
import json
import subprocess
import sys
import tempfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

HEAD = b"%PDF-1.6\n%\xe2\xe3\xcf\xd3\n"
_CHILD = """
import json, re, sys, time
from pathlib import Path
from vdp.preflight import check_pdf
path, profile, content = Path(sys.argv[1]), sys.argv[2], sys.argv[3] == "content"
start = time.process_time()
report = check_pdf(path, profile=profile, content=content)
seconds = time.process_time() - start
peak = int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
print(json.dumps([report.facts["pages"], seconds, peak, report.verdict, report.document()["counts"]]))
"""


class Writer:
    """Writes objects one after another and remembers where they lie."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("wb")
        self._at = self._file.write(HEAD)
        self._places: dict[int, int] = {}

    def put(self, number: int, body: bytes) -> None:
        """Write one object."""
        self._places[number] = self._at
        self._at += self._file.write(b"%d 0 obj\n%b\nendobj\n" % (number, body))

    def stream(self, number: int, keys: bytes, data: bytes) -> None:
        """Write a stream."""
        self.put(number, b"<<%b /Length %d>>\nstream\n%b\nendstream" % (keys, len(data), data))

    def hole(self, number: int, keys: bytes, size: int) -> None:
        """Write a stream of zeros that takes no room on the disk."""
        self._places[number] = self._at
        self._at += self._file.write(b"%d 0 obj\n<<%b /Length %d>>\nstream\n" % (number, keys, size))
        self._at += size
        self._file.seek(self._at)
        self._at += self._file.write(b"\nendstream\nendobj\n")

    def finish(self, root: int) -> None:
        """Write cross-reference and trailer."""
        size = max(self._places) + 1
        lines = [b"0000000000 65535 f \n"]
        lines += [b"%010d 00000 n \n" % self._places[number] for number in range(1, size)]
        self._file.write(b"xref\n0 %d\n" % size + b"".join(lines))
        self._file.write(b"trailer\n<</Size %d /Root %d 0 R /ID [<01><01>]>>\n" % (size, root))
        self._file.write(b"startxref\n%d\n%%%%EOF\n" % self._at)
        self._file.close()


def make_file(path: Path, pages: int, contents: Iterator[bytes]) -> None:
    """Write a file of pages with a part for each two of them."""
    out = Writer(path)
    node = 500
    nodes = -(-pages // node)
    first = 10 + nodes  # pages, contents, parts follow one another, five objects for two pages
    spots = [(first + 5 * (page // 2) + 2 * (page % 2)) for page in range(pages)]
    records = -(-pages // 2)
    parts = [first + 5 * record + 4 for record in range(records)]
    out.put(5, b"<</Font <</F0 6 0 R>> /ExtGState <</K <</Type /ExtGState /OP true /op true /OPM 1>>>>>>")
    out.put(6, b"<</Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /DescendantFonts [7 0 R]>>")
    out.put(7, b"<</Type /Font /Subtype /CIDFontType2 /BaseFont /X /FontDescriptor 8 0 R>>")
    out.put(8, b"<</Type /FontDescriptor /FontName /X>>")
    boxes = b"/MediaBox [0 0 907.0866 1275.5906] /TrimBox [28.3465 28.3465 878.7401 1247.2441]"
    for page, number in enumerate(spots):
        data = zlib.compress(next(contents), 1)
        out.stream(number + 1, b"/Filter /FlateDecode", data)
        keys = (10 + page // node, number + 1, parts[page // 2], boxes)
        out.put(number, b"<</Type /Page /Parent %d 0 R /Resources 5 0 R /Contents %d 0 R /DPart %d 0 R %b>>" % keys)
        if page % 2 or page == pages - 1:
            start = spots[page - page % 2]
            name = b"<</CIP4_Root <</CIP4_Recipient <</CIP4_ExternalID /R%d>>>>>>" % page
            out.put(
                parts[page // 2],
                b"<</Type /DPart /Parent 9 0 R /Start %d 0 R /End %d 0 R /DPM %b>>" % (start, number, name),
            )
    for index in range(nodes):
        kids = spots[index * node : (index + 1) * node]
        out.put(10 + index, b"<</Type /Pages /Parent 2 0 R /Count %d /Kids [%b]>>" % (len(kids), refs(kids)))
    out.put(2, b"<</Type /Pages /Count %d /Kids [%b]>>" % (pages, refs(range(10, 10 + nodes))))
    runs = b"".join(b"[" + refs(parts[at : at + 1000]) + b"]" for at in range(0, records, 1000))
    out.put(9, b"<</Type /DPart /Parent 4 0 R /DParts [%b]>>" % runs)
    out.put(4, b"<</Type /DPartRoot /DPartRootNode 9 0 R /NodeNameList [/Job /Record] /RecordLevel 1>>")
    out.put(3, b"<<>>")
    out.put(1, b"<</Type /Catalog /Pages 2 0 R /DPartRoot 4 0 R /Extra 3 0 R>>")
    out.finish(1)


def make_merged(path: Path, pages: int) -> None:
    """Write a file as it comes of merging letters: every page with resources, font, form and image of its own."""
    out = Writer(path)
    program = font_program()
    kids = range(3, 3 + 9 * pages, 9)
    for page, number in enumerate(kids):
        names = tuple(number + n for n in range(2, 5))
        out.put(
            number,
            b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 400 600] /TrimBox [0 0 400 600] "
            b"/Resources %d 0 R /Contents %d 0 R>>" % (names[0], names[1]),
        )
        fonts = b"<</Font <</F0 %d 0 R>> /XObject <</M0 %d 0 R /I0 %d 0 R>>>>" % (number + 4, number + 7, number + 8)
        out.put(number + 2, fonts)
        text = b"/M0 Do q 9 0 0 9 0 0 cm /I0 Do Q 0 0 0 1 k BT /F0 10 Tf 1 0 0 1 60 %d Tm <00010002> Tj ET"
        out.stream(number + 3, b"", text % (page % 500))
        out.put(
            number + 4,
            b"<</Type /Font /Subtype /Type0 /BaseFont /AAAAAA+X /Encoding /Identity-H /DescendantFonts [%d 0 R]>>"
            % (number + 5),
        )
        out.put(
            number + 5,
            b"<</Type /Font /Subtype /CIDFontType2 /BaseFont /AAAAAA+X /CIDToGIDMap /Identity /DW 600 "
            b"/CIDSystemInfo <</Registry (Adobe) /Ordering (Identity) /Supplement 0>> /FontDescriptor "
            b"<</Type /FontDescriptor /FontName /AAAAAA+X /Flags 4 /FontBBox [0 0 600 700] /ItalicAngle 0 /Ascent 800 "
            b"/Descent -200 /CapHeight 700 /StemV 80 /FontFile2 %d 0 R>>>>" % (number + 6),
        )
        out.stream(number + 6, b"/Length1 %d" % len(program), program)
        form = b"/Type /XObject /Subtype /Form /BBox [0 0 400 600] /Resources <<>>"
        out.stream(number + 7, form, b"0 0 0 .%03d k 0 0 9 9 re f" % (page % 1000))
        image = b"/Type /XObject /Subtype /Image /Width 8 /Height 8 /BitsPerComponent 8 /ColorSpace /DeviceGray"
        out.stream(number + 8, image, (page % 250).to_bytes() * 64)
        out.put(number + 1, b"<<>>")
    nodes = range(3 + 9 * pages, 3 + 9 * pages + -(-pages // 500))
    for index, node in enumerate(nodes):
        mine = kids[index * 500 : (index + 1) * 500]
        out.put(node, b"<</Type /Pages /Parent 2 0 R /Count %d /Kids [%b]>>" % (len(mine), refs(mine)))
    out.put(2, b"<</Type /Pages /Count %d /Kids [%b]>>" % (pages, refs(nodes)))
    out.put(1, b"<</Type /Catalog /Pages 2 0 R>>")
    out.finish(1)


def font_program() -> bytes:
    """Return a TrueType font of three glyphs."""
    builder = FontBuilder(1000, isTTF=True)
    names = [".notdef", "A", "B"]
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({65: "A", 66: "B"})
    pen = TTGlyphPen(None)
    pen.moveTo((50, 0))
    pen.lineTo((50, 700))
    pen.lineTo((500, 0))
    pen.closePath()
    builder.setupGlyf(dict.fromkeys(names, pen.glyph()))
    builder.setupHorizontalMetrics(dict.fromkeys(names, (600, 50)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupPost()
    out = io.BytesIO()
    builder.save(out)
    return out.getvalue()


def make_huge(path: Path) -> None:
    """Write a file whose only image is a hole of 1.2 GB."""
    out = Writer(path)
    out.put(1, b"<</Type /Catalog /Pages 2 0 R>>")
    out.put(2, b"<</Type /Pages /Count 1 /Kids [3 0 R]>>")
    out.put(3, b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Resources 4 0 R /Contents 5 0 R>>")
    out.put(4, b"<</XObject <</I0 6 0 R>>>>")
    out.stream(5, b"", b"/I0 Do")
    keys = b"/Type /XObject /Subtype /Image /Width 30000 /Height 40000 /BitsPerComponent 8 /ColorSpace /DeviceGray"
    out.hole(6, keys, 1_200_000_000)
    out.finish(1)


def refs(numbers: Iterator[int] | list[int] | range) -> bytes:
    """Return references."""
    return b" ".join([b"%d 0 R" % number for number in numbers])


def small_pages() -> Iterator[bytes]:
    """Yield contents of a few operators."""
    number = 0
    while True:
        yield b"/K gs 0 0 0 1 k BT /F0 10 Tf 1 0 0 1 60 %d Tm <%04x> Tj ET\n" % (number % 700, 1 + number % 5000)
        number += 1


def sheets() -> Iterator[bytes]:
    """Yield contents like those of eight postcards: twenty texts of sixteen glyphs and a QR code each."""
    number = 0
    while True:
        lines = [b"/K gs 0 0 0 1 k\n"]
        for slot in range(8):
            lines.append(b"q 0 1 -1 0 %d.039 %d.772 cm\n" % (445 + slot, 946 - slot))
            for line in range(20):
                codes = b"".join(
                    [b"%04x" % (1 + (number * 7 + line * 31 + slot * 11 + k * k) % 8000) for k in range(16)]
                )
                lines.append(
                    b"BT /F0 %d Tf 1 0 0 1 %d.46 %d.777 Tm <%b> Tj ET\n" % (8 + line % 3, line, 10 * line, codes)
                )
            lines.append(
                b"q 49.3 0 0 49.3 196.4 41.1 cm\nBI /IM true /W 29 /H 29 /BPC 1 /F /AHx ID %b>\nEI Q\nQ\n"
                % (b"5af0" * 58)
            )
        yield b"".join(lines)
        number += 1


def measure(path: Path, *, profile: str, content: bool) -> tuple[int, float, int]:
    """Check a file in a process of its own; return pages, seconds of processor time, peak memory in kilobytes."""
    command = [sys.executable, "-c", _CHILD, str(path), profile, "content" if content else "structure"]
    pages, seconds, peak, verdict, counts = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    print(f"    {verdict}, {counts}", file=sys.stderr)
    return pages, seconds, peak


def growth(folder: Path, what: str, most: int, profile: str) -> None:
    """Check a tenth and the whole of so many pages; print speed, peak and what a page adds to it."""
    peaks: dict[bool, tuple[int, int]] = {}
    for pages in (max(1, most // 10), most):
        path = folder / f"{pages}.pdf"
        if what == "small pages":
            make_file(path, pages, small_pages())
        else:
            make_merged(path, pages)
        for content in (False, True):
            _, seconds, peak = measure(path, profile=profile, content=content)
            part = "structure and content" if content else "structure alone"
            print(f"{part}: {pages} {what}, {seconds:.2f} s, {pages / seconds:,.0f} pages/s, peak {peak / 1024:.0f} MB")
            before, less = peaks.get(content, (0, 0))
            peaks[content] = peak, pages
            if less:
                print(f"    {(peak - before) * 1024 / (pages - less):.0f} bytes a page")
        path.unlink()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=200_000)
    parser.add_argument("--sheets", type=int, default=1000)
    parser.add_argument("--merged", type=int, default=20_000)
    parser.add_argument("--huge", action="store_true", help="Only a file with a stream of 1.2 GB, which is a hole.")
    parser.add_argument("file", nargs="?", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if options.huge:
            path = Path(folder) / "huge.pdf"
            make_huge(path)
            count, seconds, peak = measure(path, profile="pdf/x-4", content=True)
            print(f"a file of {path.stat().st_size / 1e9:.1f} GB: {seconds:.2f} s, peak {peak // 1024} MB")
            return
        growth(Path(folder), "small pages", options.pages, "pdf/vt-1")
        growth(Path(folder), "merged pages", options.merged, "pdf/x-4")
        path = options.file or Path(folder) / "sheets.pdf"
        if options.file is None:
            make_file(path, options.sheets, sheets())
        for _ in range(3):
            count, seconds, peak = measure(path, profile="pdf/x-4", content=True)
            print(f"content: {count} sheets, {seconds:.2f} s, {count / seconds:,.0f} pages/s, peak {peak // 1024} MB")


if __name__ == "__main__":
    main()
