"""List fields: rows of a JSON array become typed columns, and every row that does not fit is named by its number."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vdp.records import Field, Spool, open_records
from vdp.records.batch import Batch
from vdp.records.check import check_table
from vdp.records.lists import MOST_ROWS
from vdp.records.profile import read_profile

PROFILE = read_profile("crm-utf8", folder=Path())
PURCHASES = Field(
    "purchases",
    "list",
    fields=(Field("date", "date"), Field("item", "text"), Field("amount", "integer"), Field("price", "decimal")),
)


def check(*texts, field=PURCHASES):
    numbers = pa.array(range(1, len(texts) + 1), pa.int64())
    raw = pa.RecordBatch.from_arrays([numbers, pa.array(texts, pa.string())], names=["_record", field.name])
    return check_table(Batch(raw), [field], profile=PROFILE)


def faults(*texts, field=PURCHASES):
    return [(finding.record, finding.slot, finding.code) for finding in check(*texts, field=field)[1]]


def test_objects_and_arrays_become_typed_rows():
    batch, findings = check(
        '[{"item":"茶","date":"2026/1/2","price":12.50,"amount":"1,200","shop":"x"}, ["2026-02-03","菓子",-7,null]]', ""
    )
    assert findings == []
    assert batch.column("purchases") == [
        [(date(2026, 1, 2), "茶", 1200, Decimal("12.50")), (date(2026, 2, 3), "菓子", -7, None)],
        [],
    ]
    assert batch.columns()["purchases.amount"] == [[1200, -7], []]
    assert str(batch.column("purchases.price")[0][0]) == "12.50"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            '[["","a",1,""],["","b","two",""],["not a day","c",3,"x"]]',
            ["[2].amount integer", "[3].date date", "[3].price decimal"],
        ),
        ("{}", [" list"]),
        ("[1]", [" list"]),
        ("[[1]]", [" list"]),
        ('[{"item":["a"]}]', [" list"]),
        ('[{"item":"a","item":"b"}]', [" list"]),
        ('[{"item":"a","ITEM":"b"}]', [" list"]),
        ("[" * 100_000, [" list"]),
        ('[{"item":"\\ud83d"}]', [" list"]),
        ("[" + ",".join(["{}"] * (MOST_ROWS + 1)) + "]", [" list"]),
        ('[{"item":"a\\u0007"}]', ["[1].item control-character"]),
        ("null", []),
        ("[]", []),
        (" NULL ", []),
    ],
)
def test_what_does_not_fit_is_named_by_row_and_field(text, found):
    wanted = [(1, f"purchases{place}", f"records.{code}") for place, code in (entry.split(" ") for entry in found)]
    assert faults(text) == wanted


def test_no_finding_quotes_a_value():
    _, findings = check('[["","茶","secret",""]]', '[["secret"]]', "secret")
    assert findings
    assert not any("secret" in finding.text for finding in findings)


def test_a_required_list_needs_a_row_and_a_required_field_a_value():
    field = Field("p", "list", required=True, fields=(Field("item", "text", required=True),))
    assert faults('[{"item":"a"}]', "[]", '[{"item":"a"},{"item":" "}]', "nonsense", field=field) == [
        (2, "p", "records.required"),
        (3, "p[2].item", "records.required"),
        (4, "p", "records.list"),
    ]


rows = st.lists(
    st.tuples(st.dates(), st.text("茶a\"\\/ 'é\U0001f375", min_size=1), st.integers(-(10**9), 10**9)), max_size=5
)


@settings(deadline=None, max_examples=60)
@given(st.lists(rows, min_size=1, max_size=6))
def test_rows_are_those_that_python_reads_from_the_json(records):
    texts = [
        json.dumps(
            [{"date": day.isoformat(), "item": item, "amount": n} for day, item, n in record], ensure_ascii=n_ % 2 == 0
        )
        for n_, record in enumerate(records)
    ]
    batch, findings = check(*texts)
    assert findings == []
    expected = [
        [(date.fromisoformat(r["date"]), r["item"].strip(), r["amount"], None) for r in json.loads(t)] for t in texts
    ]
    assert batch.column("purchases") == expected
    assert [sum(amounts) for amounts in batch.column("purchases.amount")] == [
        sum(row["amount"] for row in json.loads(text)) for text in texts
    ]


def test_rows_survive_the_spool_its_order_and_slices(tmp_path):
    texts = [json.dumps([["2026-01-02", f"{n}-{k}", k, "1.50"] for k in range(n % 4)]) for n in range(30)]
    batch, _ = check(*texts)
    batch.write(tmp_path / "checked.arrow")
    order = [30, 1, 17, *range(2, 17), *range(18, 30)]
    with Spool(tmp_path / "spool.duckdb") as spool:
        spool.add(tmp_path / "checked.arrow")
        spool.write_ordered(order, tmp_path / "sorted.arrow")
    found = open_records(tmp_path / "sorted.arrow").read([(2, 9), (0, 2)])
    assert found.column("purchases") == [batch.column("purchases")[n - 1] for n in (*order[2:9], *order[:2])]
    kept = found.keep([n % 2 == 0 for n in range(found.count)])
    assert kept.column("purchases.item") == found.column("purchases.item")[::2]
