"""What verify must catch: each test plants one fault in a copy of a good output, hashes corrected."""

from __future__ import annotations

import json
import re
import shutil

import pikepdf
import pytest


def two_of_one_sheet(output):
    """Return two pieces on one sheet."""
    rows = output.rows("kind = 'piece' AND sheet = 3")
    return rows[0], rows[4]


def swap(one, other):
    one.ink, other.ink = other.ink, one.ink


def test_a_good_output_verifies(finished, vdp):
    done = vdp("verify", finished.out, "--json")
    document = json.loads(done.stdout)
    assert done.returncode == 0, done.stdout
    assert list(document) == ["verdict", "pieces", "compared", "codes_read", "findings"]
    assert document["verdict"] == "pass"
    assert document["findings"] == []
    assert document["pieces"] == document["compared"] == 294
    assert document["codes_read"] > 294  # a QR code on each piece, a barcode on nearly all


def test_a_copy_saved_by_another_library_verifies(tampered):
    """The faults below are planted this way; the way itself must be no fault."""
    with tampered.sides(6, 7):
        pass
    assert tampered.verify("--sample", 0).returncode == 0


def test_two_pieces_swapped_on_one_sheet(tampered, named):
    one, other = two_of_one_sheet(tampered)
    with tampered.sides(6, 7) as sides:
        for side in sides:
            swap(side[one["slot"]], side[other["slot"]])
    findings = tampered.findings()
    assert named(findings, one)
    assert named(findings, other)
    assert any(f"found there: piece {other['sequence'] + 1} " in finding["text"] for finding in findings)
    assert {finding["slot"] for finding in findings} == {one["slot"] + 1, other["slot"] + 1}
    assert all(list(finding) == ["piece", "sheet", "slot", "text"] for finding in findings)


def test_two_pieces_swapped_between_sheets(tampered, named):
    one, other = tampered.rows("kind = 'piece' AND slot = 2 AND sheet IN (4, 9)")
    with tampered.sides(8, 9, 18, 19) as (front, back, other_front, other_back):
        swap(front[2], other_front[2])
        swap(back[2], other_back[2])
    findings = tampered.findings()
    assert named(findings, one)
    assert named(findings, other)
    assert {finding["sheet"] for finding in findings} == {5, 10}


def test_fronts_swapped_and_backs_not(tampered, named):
    one, other = two_of_one_sheet(tampered)
    with tampered.sides(6) as (front,):
        swap(front[one["slot"]], front[other["slot"]])
    findings = tampered.findings()
    assert named(findings, one)
    assert named(findings, other)
    assert all("the front" in finding["text"] for finding in findings)


def test_backs_swapped_and_fronts_not(tampered, named):
    one, other = two_of_one_sheet(tampered)
    with tampered.sides(7) as (back,):
        swap(back[one["slot"]], back[other["slot"]])
    findings = tampered.findings()
    assert named(findings, one)
    assert named(findings, other)
    assert all("the back" in finding["text"] for finding in findings)


def test_a_piece_that_is_missing(tampered, named):
    one, _ = two_of_one_sheet(tampered)
    with tampered.sides(6, 7) as sides:
        for side in sides:
            side[one["slot"]].ink = []
    findings = tampered.findings()
    assert named(findings, one)
    assert {finding["piece"] for finding in findings} == {one["sequence"] + 1}


def test_a_piece_printed_over_another(tampered, named):
    one, other = two_of_one_sheet(tampered)
    with tampered.sides(6) as (front,):
        front[one["slot"]].ink = front[one["slot"]].ink + front[other["slot"]].ink
    assert named(tampered.findings(), one)


def test_a_page_that_is_missing_names_the_pieces_of_the_last_sheet(tampered, named):
    with tampered.document() as document:
        del document.pages[-1]
    findings = tampered.findings()
    assert any("pages" in finding["text"] for finding in findings)
    last = max(row["sheet"] for row in tampered.rows())
    assert all(named(findings, row) for row in tampered.rows(f"kind = 'piece' AND sheet = {last}"))


def test_a_page_missing_in_the_middle_names_every_piece_after_it(tampered, named):
    with tampered.document() as document:
        del document.pages[20:22]
    findings = tampered.findings()
    assert all(named(findings, row) for row in tampered.rows("kind = 'piece' AND sheet >= 10"))
    assert not any(finding["sheet"] is not None and finding["sheet"] <= 10 for finding in findings)


def test_sheets_in_the_wrong_order(tampered, named):
    with tampered.document() as document:
        for _ in range(2):
            document.pages.append(document.pages[20])
            del document.pages[20]
    findings = tampered.findings()
    assert named(findings, tampered.rows("kind = 'piece' AND sheet = 10")[0])


def test_one_digit_of_an_address_changed(tampered, named):
    """Another glyph in the place of one digit: the page looks as good as before."""
    one, _ = two_of_one_sheet(tampered)
    with tampered.sides(6) as (front,):
        change_digit(front[one["slot"]].ink)
    findings = tampered.findings()
    assert named(findings, one)
    assert len(findings) == 1
    assert "no piece of this job" in findings[0]["text"]


def change_digit(ink):
    """Swap two different glyphs in the longest text."""
    shown = [instruction for instruction in ink if str(instruction.operator) in ("Tj", "TJ")]
    longest = max(shown, key=lambda instruction: len(pikepdf.unparse_content_stream([instruction])))
    at = ink.index(longest)
    raw = pikepdf.unparse_content_stream([longest])
    string = max(re.findall(rb"<([0-9a-fA-F]+)>", raw), key=len)
    glyphs = [string[index : index + 4] for index in range(0, len(string), 4)]
    first = next(index for index in range(1, len(glyphs)) if glyphs[index] != glyphs[index - 1])
    glyphs[first - 1], glyphs[first] = glyphs[first], glyphs[first - 1]
    with pikepdf.new() as scratch:
        page = scratch.add_blank_page()
        page.Contents = scratch.make_stream(raw.replace(string, b"".join(glyphs)))
        ink[at] = pikepdf.parse_content_stream(page)[0]


def qr_instructions(ink):
    """Return the place of a piece's QR code: its inline image and what places it."""
    return next(
        index for index, instruction in enumerate(ink) if isinstance(instruction, pikepdf.ContentStreamInlineImage)
    )


def test_two_qr_codes_swapped(tampered, named):
    one, other = two_of_one_sheet(tampered)
    with tampered.sides(7) as (back,):
        first, second = back[one["slot"]].ink, back[other["slot"]].ink
        here, there = qr_instructions(first), qr_instructions(second)
        first[here], second[there] = second[there], first[here]
    findings = tampered.findings(sample=294)
    assert named(findings, one)
    assert named(findings, other)
    assert all('code "page"' in finding["text"] for finding in findings)


def test_a_qr_code_that_is_missing(tampered, named):
    one, _ = two_of_one_sheet(tampered)
    with tampered.sides(7) as (back,):
        ink = back[one["slot"]].ink
        del ink[qr_instructions(ink)]
    findings = tampered.findings(sample=294)
    assert [finding["piece"] for finding in findings] == [one["sequence"] + 1]
    assert "cannot be read" in findings[0]["text"]
    assert named(findings, one)


def test_a_customer_barcode_that_is_missing(tampered, named):
    one = next(row for row in tampered.rows("kind = 'piece' AND sheet = 3") if any(row["codes"][:12]))
    with tampered.document() as document:
        barcode = next(
            name for name, font in document.pages[0].Resources.Font.items() if "Barcode" in str(font.BaseFont)
        )
    with tampered.sides(6) as (front,):
        ink = front[one["slot"]].ink
        at = next(
            index
            for index, instruction in enumerate(ink)
            if str(instruction.operator) == "Tf" and str(instruction.operands[0]) == barcode
        )
        end = next(index for index in range(at, len(ink)) if str(ink[index].operator) == "ET")
        del ink[at - 1 : end + 1]
    assert named(tampered.findings(), one)


def test_text_on_a_blank(tampered):
    blank = blank_of(tampered)
    with tampered.sides(2 * blank["sheet"], 0) as (last, first):
        piece, donor = last[min(last)], first[blank["slot"]]
        piece.ink = piece.ink + donor.group[-1:] + donor.group[:2] + donor.ink
    findings = tampered.findings()
    assert [(finding["piece"], finding["sheet"], finding["slot"]) for finding in findings] == [
        (None, blank["sheet"] + 1, blank["slot"] + 1)
    ]
    assert "blank" in findings[0]["text"]


def blank_of(output):
    """Return sheet and slot of a blank."""
    up = 1 + max(row["slot"] for row in output.rows())
    taken = {(row["sheet"], row["slot"]) for row in output.rows("1")}
    last = max(sheet for sheet, _ in taken)
    return next({"sheet": last, "slot": slot} for slot in range(up) if (last, slot) not in taken)


def test_a_row_missing_from_the_ledger(tampered):
    tampered.change_ledger("DELETE FROM pieces WHERE sequence = 17")
    findings = tampered.findings()
    assert any("printed pieces" in finding["text"] for finding in findings)
    assert any("blank holds text" in finding["text"] for finding in findings)


def test_two_rows_of_the_ledger_swapped(tampered, named):
    one, other = two_of_one_sheet(tampered)
    for row, slot in ((one, other["slot"]), (other, one["slot"])):
        tampered.change_ledger("UPDATE pieces SET slot = ? WHERE leaf = ?", (slot, row["leaf"]))
    findings = tampered.findings()
    assert named(findings, one)
    assert named(findings, other)
    assert any("after cutting and stacking" in finding["text"] for finding in findings)


def test_one_record_printed_twice_in_the_ledger(tampered):
    (other,) = tampered.rows("sequence = 1")
    tampered.change_ledger("UPDATE pieces SET record = ? WHERE sequence = 2", (other["record"],))
    assert any("different printed records" in finding["text"] for finding in tampered.findings())


def test_a_bit_of_the_print_file_flipped_where_no_reader_looks(tampered):
    data = bytearray(tampered.pdf.read_bytes())
    at = data.index(b"%", 9)
    data[at + 1] ^= 1
    tampered.pdf.write_bytes(data)
    assert any("sha256 differs" in finding["text"] for finding in tampered.findings())


@pytest.mark.parametrize("name", ["held.csv", "postal/bundles.csv", "report.json", "print/sheets-0001.pdf"])
def test_a_file_that_is_missing(tampered, name):
    (tampered.path / name).unlink()
    assert any(finding["text"] == f"{name} is missing" for finding in tampered.findings())


def test_without_its_print_file_every_piece_is_named(tampered, named):
    tampered.pdf.unlink()
    findings = tampered.findings()
    assert all(named(findings, row) for row in tampered.rows())


def test_a_file_too_many_beside_the_sheets(tampered):
    shutil.copy(tampered.pdf, tampered.pdf.with_name("sheets-0002.pdf"))
    assert any("sheets-0002.pdf is not in the manifest" in finding["text"] for finding in tampered.findings())


@pytest.mark.parametrize("keep", [0, 1000, -3000])
def test_a_print_file_that_was_cut_short(tampered, named, keep):
    tampered.pdf.write_bytes(tampered.pdf.read_bytes()[:keep])
    findings = tampered.findings()
    assert all(named(findings, row) for row in tampered.rows("sheet = 0 AND kind = 'piece'"))


@pytest.mark.parametrize("damage", ["missing", "empty", "no database", "cut short"])
def test_a_ledger_that_cannot_be_read(tampered, damage):
    ledger = tampered.path / "ledger.sqlite"
    data = {"empty": b"", "no database": b"not a database" * 99, "cut short": ledger.read_bytes()[:9000]}
    ledger.unlink()
    if damage in data:
        ledger.write_bytes(data[damage])
    tampered.accept()
    done = tampered.verify()
    assert done.returncode == 9
    assert "[verify.no-ledger]" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("text", [None, "", "[]", "{}", '{"counts": 3, "print": []}', '{"job": 1}'])
def test_an_output_without_its_manifest_does_not_verify(tampered, text):
    manifest = tampered.path / "manifest.json"
    manifest.unlink()
    if text is not None:
        manifest.write_text(text)
    done = tampered.verify()
    assert done.returncode == 9
    assert "[verify.no-manifest]" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_folder_that_is_no_output_is_a_usage_error(tmp_path, vdp):
    done = vdp("verify", tmp_path)
    assert done.returncode == 2
    assert "[verify.no-manifest]" in done.stderr


def test_findings_are_told_to_people_as_well(tampered):
    one, _ = two_of_one_sheet(tampered)
    with tampered.sides(6) as (front,):
        front[one["slot"]].ink = []
    done = tampered.verify("--sample", 0)
    assert done.returncode == 9
    assert done.stdout.startswith("fail: 293 of 294 pieces compared")
    assert f"sheet 4, slot {one['slot'] + 1}: the front is not that of piece {one['sequence'] + 1}" in done.stdout


def test_the_sample_of_codes_can_be_left_out(finished, vdp):
    assert json.loads(vdp("verify", finished.out, "--sample", 0, "--json").stdout)["codes_read"] == 0
