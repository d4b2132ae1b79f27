"""Joined files: each record gets exactly its own rows, in the order of the file; Python's csv is the oracle."""

from __future__ import annotations

import csv
import io
from collections import defaultdict

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vdp.errors import JobError, SourceError
from vdp.job import RecordsSettings
from vdp.job.settings import JoinSettings
from vdp.records import Field, check_chunk, open_source

PURCHASES = Field("purchases", "list", fields=(Field("item", "text"), Field("amount", "integer")))
FIELDS = (Field("name", "text"), PURCHASES)


def table(header, rows):
    text = io.StringIO()
    csv.writer(text).writerows([header, *rows])
    return text.getvalue()


@pytest.fixture
def join(tmp_path):
    """Return what joins records with purchases: the lists by record, the findings, and the source."""

    def run(customers, purchases, *, fields=FIELDS, field="purchases", key="customer_id", rows=3):
        (tmp_path / "customers.csv").write_text(customers, encoding="utf-8")
        (tmp_path / "purchases.csv").write_text(purchases, encoding="utf-8")
        second = JoinSettings(field, tmp_path / "purchases.csv", key, "crm-utf8")
        source = open_source(
            RecordsSettings(tmp_path / "customers.csv", "crm-utf8", join=(second,)), fields, folder=tmp_path
        )
        found, findings = {}, []
        for path in source.write_chunks(tmp_path / "work", rows=rows):
            batch, faults = check_chunk(path, fields, profile=source.profile)
            found |= dict(zip(batch.records, batch.column("purchases"), strict=True))
            findings += [(finding.record, finding.slot, finding.code) for finding in faults]
        assert not list((tmp_path / "work").glob("join*")), "the database is personal data"
        return found, findings, source

    return run


def test_each_record_gets_its_rows_in_the_order_of_the_file(join):
    found, findings, source = join(
        "customer_id,name\n7,北\n8,東\n９,西\n,南\n",
        "customer_id,item,amount\n8,茶,1\n7,菓子,2\n 8 ,豆,3\n9,缶,4\n5,誰,5\n,無,6\n",
    )
    assert found == {1: [("菓子", 2)], 2: [("茶", 1), ("豆", 3)], 3: [("缶", 4)], 4: []}
    assert findings == []
    assert source.unjoined == {"purchases": (1, 2)}
    assert [(f.record, f.severity, f.code) for f in source.findings] == [
        (5, "warn", "records.join-orphan"),
        (6, "warn", "records.join-orphan"),
        (4, "warn", "records.join-unmatched"),
    ]


def test_a_bad_row_holds_the_record_that_it_belongs_to(join):
    _, findings, _ = join("customer_id,name\n7,北\n8,東\n", "customer_id,item,amount\n8,茶,1\n8,豆,many\n")
    assert findings == [(2, "purchases[2].amount", "records.integer")]


def test_a_row_of_another_length_stops_the_job(join):
    with pytest.raises(SourceError, match="row 2 of the joined file") as caught:
        join("customer_id,name\n7,北\n", "customer_id,item,amount\n7,茶,1\n7,豆\n")
    assert caught.value.code == "records.join-row"


def test_a_key_that_a_file_lacks_stops_the_job(join):
    for customers, purchases in (
        ("code,name\n7,北\n", "customer_id,item,amount\n"),
        ("customer_id,name\n7,北\n", "code,item\n7,茶\n"),
    ):
        with pytest.raises(SourceError) as caught:
            join(customers, purchases)
        assert caught.value.code == "records.missing-column"


@pytest.mark.parametrize(
    ("field", "key"), [("purchase", "customer_id"), ("name", "customer_id"), ("purchases", "item")]
)
def test_a_join_that_the_layout_does_not_know_is_refused(join, field, key):
    with pytest.raises(JobError) as caught:
        join("customer_id,name\n7,北\n", "customer_id,item,amount\n", field=field, key=key)
    assert caught.value.code == "records.join-field"


def test_a_file_with_a_header_only_gives_empty_lists(join):
    found, _, source = join("customer_id,name\n7,北\n", "customer_id,item,amount\n")
    assert found == {1: []}
    assert source.unjoined == {"purchases": (1, 0)}


keys = st.sampled_from(["a", "b", "c", "d", "e", "f"])


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(keys, min_size=1, max_size=9), st.lists(st.tuples(keys, st.integers(0, 999)), max_size=25))
def test_the_join_is_that_of_two_dictionaries(join, customers, purchases):
    found, findings, source = join(
        table(["customer_id", "name"], [[key, "x"] for key in customers]),
        table(["customer_id", "item", "amount"], [[key, f"i{n}", n] for key, n in purchases]),
    )
    wanted = defaultdict(list)
    for key, amount in purchases:
        wanted[key].append((f"i{amount}", amount))
    assert found == {record: wanted.get(key, []) for record, key in enumerate(customers, start=1)}
    assert findings == []
    orphans = sum(key not in customers for key, _ in purchases)
    assert source.unjoined["purchases"] == (sum(not rows for rows in found.values()), orphans)
