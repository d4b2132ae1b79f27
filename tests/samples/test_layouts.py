"""The layouts compile, their places keep the rules of the post office, and the customers fit into them."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime

import pytest

from vdp.job import read_job
from vdp.layout import compile_layout
from vdp.slots.symbol.spec import CustomerBarcodeSpec, QrSpec
from vdp.slots.text import FaceChain, TextKernel, open_face, read_catalogue
from vdp.slots.text.spec import TextSpec

MM = 72 / 25.4
FIELDS = (
    *("customer_id", "postal_code", "address1", "address2", "address3", "company", "name"),
    *("rank", "points", "expires", "coupon", "product", "store", "url"),
)
RANKS = {"ゴールド": "gold", "シルバー": "silver", "レギュラー": "regular"}


@pytest.fixture(scope="module")
def card(root):
    return compile_layout(root / "layouts/hagaki-coupon/layout.xml")


@pytest.fixture(scope="module")
def faces(card):
    catalogue = read_catalogue()
    return {key: open_face(catalogue[key], f"F{number}") for number, key in enumerate(card.faces)}


def _compile_slip(root, width, height):
    return compile_layout(root / "layouts/bundle-slip/layout.xml", piece=(width * MM, height * MM))


def _date(text):
    try:
        return datetime.strptime(text, "%Y/%m/%d").date()  # noqa: DTZ007 -- a day, no time
    except ValueError:
        return None


def _columns(data):
    rows = list(csv.reader(io.StringIO(data.decode("cp932"), newline="")))[1:]
    numbered = [(n, row) for n, row in enumerate(rows, 1) if len(row) == len(FIELDS)]
    columns = {name: [row[place] for _, row in numbered] for place, name in enumerate(FIELDS)}
    columns["rank"] = [RANKS[value] for value in columns["rank"]]
    columns["points"] = [int(value.replace(",", "") or 0) for value in columns["points"]]
    columns["expires"] = [_date(value) for value in columns["expires"]]
    return [n for n, _ in numbered], columns


def _text_slots(page):
    return [slot for slot in page.slots if isinstance(slot.spec, TextSpec)]


def test_customers_fit_except_the_addresses_and_characters_named(card, faces, committed, made):
    records, columns = _columns(committed)
    found = {"text.overflow": set(), "text.missing-glyph": set()}
    for slot in (slot for page in card.pages for slot in _text_slots(page)):
        kernel = TextKernel(slot.spec, FaceChain([faces[key] for key in slot.spec.faces]))
        for fault in kernel.measure(slot.value.evaluate(columns, len(records))):
            found[fault.code].add(records[fault.index])
    faults = {name: set(row["records"]) for name, row in made[1]["faults"].items()}
    assert found["text.overflow"] == faults["address-too-long"]
    assert found["text.missing-glyph"] == faults["user-gaiji"]


def test_card_is_a_postcard_of_two_sides_with_ten_text_slots_or_more(card):
    assert (card.width / MM, card.height / MM) == pytest.approx((100, 148))
    assert [page.side for page in card.pages] == ["front", "back"]
    assert sum(len(_text_slots(page)) for page in card.pages) >= 10


def test_one_offer_appears_per_rank(card):
    offers = [slot for slot in card.pages[1].slots if slot.when]
    shown = {
        rank: [slot.spec.name for slot in offers if slot.when.evaluate({"rank": [rank]}, 1)[0]]
        for rank in RANKS.values()
    }
    assert shown == {rank: [f"rank-{rank}", f"offer-{rank}", f"gift-{rank}"] for rank in RANKS.values()}


def test_greeting_points_and_expiry_are_written_out(card):
    values = {slot.spec.name: slot.value for slot in card.pages[1].slots}
    record = {"name": ["髙橋　美咲"], "points": [12480], "expires": [date(2027, 4, 30)]}
    assert values["greeting"].evaluate(record, 1)[0].startswith("髙橋　美咲様、いつも")
    assert values["points"].evaluate(record, 1) == ["12,480 ポイント"]
    assert values["expires"].evaluate(record, 1) == ["2027年4月30日（金）まで"]


def test_customer_barcode_keeps_ten_millimetres_from_the_edges_and_two_from_text(card):
    front = card.pages[0]
    (bars,) = [slot.spec for slot in front.slots if isinstance(slot.spec, CustomerBarcodeSpec)]
    # 67 bars and 66 spaces of 0.6 mm, 3.6 mm high, at 10 points (郵便番号・バーコードマニュアル p12).
    left, right = bars.x, bars.x + 133 * 0.6 * MM * bars.size / 10
    bottom, top = bars.y, bars.y + 3.6 * MM * bars.size / 10
    assert min(left, bottom, card.width - right, card.height - top) >= 10 * MM
    for slot in _text_slots(front):
        box = slot.spec.box
        apart = max(box.x - right, left - box.x - box.width, box.y - top, bottom - box.y - box.height)
        assert apart >= 2 * MM, slot.spec.name


def test_name_stands_directly_above_the_customer_barcode(card):
    front = card.pages[0]
    (bars,) = [slot.spec for slot in front.slots if isinstance(slot.spec, CustomerBarcodeSpec)]
    above = sorted((s.spec.box.y, s.spec.name) for s in _text_slots(front) if s.spec.box.y > bars.y)
    assert above[0][1] == "addressee"


def test_qr_modules_are_wide_enough_for_any_telephone(card):
    (code,) = [slot.spec for slot in card.pages[1].slots if isinstance(slot.spec, QrSpec)]
    assert code.module >= 0.5 * MM


@pytest.mark.parametrize("size", [(100, 148), (90, 140), (107, 154), (148, 100), (235, 120), (210, 297)])
def test_slip_takes_the_size_of_the_piece(root, size):
    slip = _compile_slip(root, *size)
    assert (slip.width / MM, slip.height / MM) == pytest.approx(size)


def test_slip_is_black_only_without_artwork(root):
    (page,) = _compile_slip(root, 100, 148).pages
    assert page.artwork is None
    assert {slot.spec.color for slot in page.slots} == {b"0 0 0 1 k"}


@pytest.mark.parametrize("values", [("26300", "100", "1 / 12"), ("雑", "9", ""), ("100", "1,000", "")])
def test_slip_fits_what_bundles_say(root, values):
    slip = _compile_slip(root, 100, 148)
    code, count, part = values
    fixed = {"class": "特割", "number": "12,345", "total": "12,345", "job": "spring-sale-2027-members-east"}
    words = fixed | {"code": code, "count": count, "part": part, "first": "1,234,567", "last": "1,234,666"}
    record = {f"slip_{name}": [word] for name, word in words.items()}
    catalogue = read_catalogue()
    faces = {key: open_face(catalogue[key], "F0") for key in slip.faces}
    for slot in slip.pages[0].slots:
        kernel = TextKernel(slot.spec, FaceChain([faces[key] for key in slot.spec.faces]))
        assert kernel.measure(slot.value.evaluate(record, 1)) == [], slot.spec.name


def test_code_on_the_slip_is_read_from_a_metre(root):
    (code,) = [s.spec for s in _compile_slip(root, 100, 148).pages[0].slots if s.spec.name == "code"]
    assert code.size / MM * 0.73 >= 20  # height of the digits in mm; 3 mm per metre is the limit of reading


def test_every_face_is_the_file_of_the_catalogue(card, root):
    catalogue = read_catalogue()
    wanted = {*card.faces, *_compile_slip(root, 100, 148).faces}
    assert wanted <= catalogue.keys()
    for face in catalogue.values():
        face.check()


def test_job_names_the_layout_and_the_export(root):
    job = read_job(root / "samples/spring-sale/job.toml")
    assert job.layout == (root / "layouts/hagaki-coupon/layout.xml").resolve()
    assert job.records.source == (root / "samples/spring-sale/customers.csv").resolve()
    assert (job.output.profile, job.output.split, job.impose.lift) == ("pdf/x-4", 500_000_000, 500)
