"""Codes of a job: a plain reading of the rules, one code at a time, is the oracle."""

from __future__ import annotations

import csv
import hmac
from collections import Counter

import numpy as np
import pyarrow as pa
import pytest
from stdnum import damm
from stdnum.iso7064 import mod_37_2

from vdp.errors import JobError, SourceError
from vdp.job import RecordsSettings
from vdp.job.codes import LETTERS, build_code
from vdp.records import Field, check_chunk, open_source
from vdp.records import codes as codes_module
from vdp.records.codes import CodeSeries
from vdp.records.derive import find_repeats, group_sizes

SECRET = bytes(range(40, 72))


class Records:
    """A source of numbered records with keys; some numbers may be missing, as those of rows that cannot be read."""

    def __init__(self, keys, *, missing=()):
        self.count = len(keys)
        self._rows = [(number, key) for number, key in enumerate(keys, start=1) if number not in missing]

    def tables(self, rows):
        for at in range(0, len(self._rows), rows):
            numbers, keys = zip(*self._rows[at : at + rows], strict=True)
            yield pa.RecordBatch.from_pydict({"_record": pa.array(numbers, pa.int64()), "id": list(keys)})


@pytest.fixture
def make(tmp_path):
    """Return a series of codes that is ready for some records."""

    def make(records, *, job="spring", data=SECRET, **values):
        (tmp_path / "coupon.key").write_bytes(data)
        settings = {"name": "coupon", "kind": "coupon", "secret": tmp_path / "coupon.key", **values}
        series = CodeSeries(build_code(settings), job=job)
        series.prepare(records)
        return series

    return make


def column(series, records, name="coupon", rows=7):
    """Return a field of all records, attached in batches."""
    return [value for table in records.tables(rows) for value in series.attach(table).column(name).to_pylist()]


def number_of(identity, *, kind="record", count, attempt=0, job="spring", name="coupon"):
    """Return the number that a recipient draws, by the rule and with whole numbers of Python."""
    message = b"\0".join((b"vdp-code-1", job.encode(), name.encode(), kind.encode(), identity, b"%d" % attempt))
    redraw = 0
    while True:
        tail = b"" if redraw == 0 else b"\0" + b"0" + b"\0" + b"%d" % redraw
        word = int.from_bytes(hmac.digest(SECRET, message + tail, "sha256")[:8], "big")
        if word < 2**64 - 2**64 % count:
            return word % count
        redraw += 1


def text_of(number, places, alphabet):
    text = ""
    for _ in range(places):
        number, digit = divmod(number, len(alphabet))
        text = alphabet[digit] + text
    return text


def test_a_code_is_the_hmac_of_job_name_and_record(make):
    records = Records(["x"] * 40)
    wanted = [text_of(number_of(b"%d" % n, count=31**9), 9, LETTERS) for n in range(1, 41)]
    found = column(make(records), records)
    assert found == [text + mod_37_2.calc_check_digit(text, LETTERS) for text in wanted]


def test_a_key_gives_the_same_code_wherever_its_record_stands(make):
    keys = [f"C{n}" for n in range(30)]
    there, back = Records(keys), Records(keys[::-1])
    found = dict(zip(keys, column(make(there, key="id"), there), strict=True))
    assert found == dict(zip(keys[::-1], column(make(back, key="id"), back), strict=True))
    wanted = text_of(number_of(b"C7", kind="key", count=31**9), 9, LETTERS)
    assert found["C7"].startswith(wanted)


def test_keys_that_differ_in_width_or_blanks_only_are_one(make):
    one, other = Records(["C7"]), Records([" Ｃ７\u3000"])
    assert column(make(one, key="id"), one) == column(make(other, key="id"), other)


def test_numbers_of_the_incomplete_round_are_drawn_again(make, monkeypatch):
    """Of 3^39 possible codes, one in six words is above the last whole round: that many draws repeat."""
    monkeypatch.setattr(codes_module, "GUESSES", 1)
    records = Records(["x"] * 60)
    series = make(records, alphabet="ABC", check=False, length=39)
    count = 3**39
    assert 2**64 % count / 2**64 > 0.1
    assert column(series, records) == [text_of(number_of(b"%d" % n, count=count), 39, "ABC") for n in range(1, 61)]


def test_twenty_thousand_codes_differ_and_have_their_check_character(make):
    records = Records(["x"] * 20_000)
    found = column(make(records), records, rows=2000)
    assert len(set(found)) == 20_000
    assert all(mod_37_2.is_valid(code, LETTERS) for code in found)


def test_characters_are_spread_evenly_at_every_place(make):
    """Chi-square with 30 degrees of freedom is above 70 by chance once in 20,000; the secret is fixed."""
    records = Records(["x"] * 20_000)
    found = column(make(records), records, rows=2000)
    for place in range(9):
        counts = Counter(code[place] for code in found)
        share = len(found) / len(LETTERS)
        assert sum((counts[letter] - share) ** 2 / share for letter in LETTERS) < 70


@pytest.mark.parametrize("other", [{"job": "summer"}, {"data": SECRET[::-1]}, {"name": "second"}, {"key": "id"}])
def test_another_job_secret_name_or_identity_gives_other_codes(make, other):
    records = Records([str(n) for n in range(1, 200)])
    first = column(make(records), records)
    second = column(make(records, **other), records, other.get("name", "coupon"))
    assert not set(first) & set(second)


def test_equal_codes_are_drawn_again_as_if_records_came_one_by_one(make, monkeypatch):
    monkeypatch.setattr(codes_module, "GUESSES", 2)
    records = Records(["x"] * 300, missing={7, 8})
    series = make(records, alphabet="ABCDE", check=False, length=4)  # 625 codes
    taken, wanted, again = set(), [], 0
    for number in range(1, 301):
        if number in {7, 8}:
            continue
        attempt = 0
        while (code := text_of(number_of(b"%d" % number, count=625, attempt=attempt), 4, "ABCDE")) in taken:
            attempt += 1
        taken.add(code)
        wanted.append(code)
        again += attempt > 0
    assert column(series, records) == wanted
    assert series.repeated == again > 30


def test_the_same_key_twice_gives_two_codes(make):
    records = Records(["a", "b", "a"])
    series = make(records, key="id")
    found = column(series, records)
    assert len(set(found)) == 3
    assert series.repeated == 1
    alone = Records(["a", "b"])
    assert found[:2] == column(make(alone, key="id"), alone)


def test_a_key_that_is_the_same_everywhere_stops_the_job(make):
    with pytest.raises(SourceError) as caught:
        make(Records(["a"] * 60), key="id")
    assert caught.value.code == "records.code-key"


def test_too_few_codes_for_the_records_are_refused_with_the_length_that_does(make):
    make(Records(["x"] * 28), length=6)  # 31^5 is 28.6 million
    with pytest.raises(JobError) as caught:
        make(Records(["x"] * 29), length=6)
    assert caught.value.code == "records.code-space"
    assert "length = 7" in caught.value.cure
    make(Records(["x"] * 29), length=7)


def test_a_code_longer_than_a_digest_fills_is_refused(make):
    assert group_sizes(31, 36) == [12, 12, 12]
    with pytest.raises(JobError) as caught:
        make(Records(["x"]), length=38)
    assert caught.value.code == "records.code-space"


def test_a_long_code_is_drawn_in_groups_that_differ(make):
    records = Records(["x"] * 500)
    found = column(make(records, length=37), records)
    assert {len(code) for code in found} == {37}
    parts = [code[at : at + 12] for code in found for at in (0, 12, 24)]
    assert len(set(parts)) == 1500


def test_a_pattern_sets_the_characters_apart(make):
    records = Records(["x"] * 9)
    plain = column(make(records), records)
    parted = column(make(records, pattern="HARU-#####-#####"), records)
    assert parted == [f"HARU-{code[:5]}-{code[5:]}" for code in plain]


def test_a_serial_counts_records_and_has_the_check_digit_of_damm(make):
    records = Records(["x"] * 5, missing={2})
    series = make(records, kind="serial", secret=None, name="ticket", start=100, step=10, length=6)
    assert [code[:5] for code in column(series, records, "ticket")] == ["00100", "00120", "00130", "00140"]
    assert all(damm.is_valid(code) for code in column(series, records, "ticket"))


def test_a_serial_that_outgrows_its_length_is_refused(make):
    make(Records(["x"] * 9), kind="serial", secret=None, length=2, check=True)
    with pytest.raises(JobError, match="too short for 10 records"):
        make(Records(["x"] * 10), kind="serial", secret=None, length=2, check=True)


def test_a_serial_that_outgrows_64_bits_is_refused_and_never_wraps_around(make):
    settings = {"kind": "serial", "secret": None, "length": 31, "check": True, "step": 10**15}
    make(Records(["x"] * 9224), **settings)
    with pytest.raises(JobError, match="beyond 9223372036854775807"):
        make(Records(["x"] * 9225), **settings)


def test_arms_have_their_shares_and_do_not_change_with_the_codes(make):
    records = Records(["x"] * 6000)
    series = make(records, arms=("A", "B", "C"), shares=(0.5, 0.3, 0.2))
    arms = column(series, records, "coupon_arm", rows=1000)
    counts = Counter(arms)
    for arm, share in (("A", 0.5), ("B", 0.3), ("C", 0.2)):
        assert abs(counts[arm] / 6000 - share) < 4 * (share * (1 - share) / 6000) ** 0.5
    longer = make(records, arms=("A", "B", "C"), shares=(0.5, 0.3, 0.2), length=12)
    assert column(longer, records, "coupon_arm", rows=1000) == arms


def test_an_url_carries_code_and_arm(make):
    records = Records(["x"] * 30)
    series = make(records, arms=("A", "B"), url="https://example.jp/{arm}/p?c={code}&again={code}")
    codes, arms, urls = (column(series, records, name) for name in series.fields)
    assert urls == [f"https://example.jp/{arm}/p?c={code}&again={code}" for arm, code in zip(arms, codes, strict=True)]
    assert set(arms) == {"A", "B"}


def test_repeats_are_the_later_ones():
    values = np.array([[1, 2], [3, 4], [1, 2], [1, 3], [3, 4], [1, 2]], np.uint64)
    assert find_repeats(values).tolist() == [2, 4, 5]


FIELDS = (Field("name", "text"), Field("coupon", "text"), Field("coupon_arm", "choice", values=("A", "B")))
FIELDS += (Field("coupon_url", "url"),)
CUSTOMERS = "id,name\n7,北\n8,東\n,西\n9\n10,南\n"


@pytest.fixture
def open_with(tmp_path):
    def open_with(text=CUSTOMERS, fields=FIELDS, **values):
        (tmp_path / "customers.csv").write_text(text, encoding="utf-8")
        (tmp_path / "coupon.key").write_bytes(SECRET)
        values = {"name": "coupon", "kind": "coupon", "secret": tmp_path / "coupon.key", **values}
        settings = RecordsSettings(tmp_path / "customers.csv", "crm-utf8")
        return open_source(settings, fields, folder=tmp_path, codes=[build_code(values)], job="spring")

    return open_with


MORE = {"key": "id", "arms": ("A", "B"), "url": "https://example.jp/{code}"}


def test_a_code_is_a_field_of_the_record_and_a_record_without_key_is_held(open_with, tmp_path):
    source = open_with(**MORE)
    found, held = {}, []
    for path in source.write_chunks(tmp_path / "work", rows=2):
        batch, findings = check_chunk(path, FIELDS, profile=source.profile)
        found |= dict(zip(batch.records, batch.column("coupon"), strict=True))
        held += [(finding.record, finding.slot, finding.code) for finding in findings]
    assert [number for number, code in found.items() if code] == [1, 2, 5]
    assert {entry for entry in held if entry[1] == "coupon"} == {(3, "coupon", "records.code-key")}
    assert {record for record, _, _ in held} == {3}


def test_the_list_for_the_crm_has_printed_records_only(open_with, tmp_path):
    source = open_with(**MORE)
    batches = [check_chunk(path, FIELDS, profile=source.profile)[0] for path in source.write_chunks(tmp_path / "work")]
    [path] = source.write_codes(tmp_path, np.array([5, 1]))
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["record"], row["id"]) for row in rows] == [("1", "7"), ("5", "10")]
    assert rows[1]["coupon"] == batches[0].column("coupon")[-1]
    assert rows[1]["coupon_url"] == f"https://example.jp/{rows[1]['coupon']}"
    assert rows[1]["coupon_arm"] in {"A", "B"}


@pytest.mark.parametrize(
    ("fields", "text", "says"),
    [
        (FIELDS[:1], CUSTOMERS, "has no field"),
        ((FIELDS[0], Field("coupon", "integer")), CUSTOMERS, "has the type integer"),
        ((*FIELDS[:2], Field("coupon_arm", "choice", values=("A", "C"))), CUSTOMERS, 'has no value "B"'),
        (FIELDS, "id,name,coupon\n7,北,X\n", "column 3 of the source and a code"),
    ],
)
def test_a_code_without_a_field_of_its_own_is_refused(open_with, fields, text, says):
    with pytest.raises(JobError) as caught:
        open_with(text, fields, **MORE)
    assert caught.value.code == "records.code-field"
    assert says in caught.value.text


def test_a_key_that_is_no_column_is_refused(open_with):
    with pytest.raises(SourceError) as caught:
        open_with(**MORE | {"key": "nowhere"})
    assert caught.value.code == "records.missing-column"
