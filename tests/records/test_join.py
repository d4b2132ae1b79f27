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
    assert source.unjoined == {"purchases": (1, 2, 0)}


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
    assert source.unjoined == {"purchases": (1, 0, 0)}


CUSTOMERS = "customer_id,name\n7,北\n8,東\n"
SECOND = """item,receipt,customer_id,amount
茶,"a
b",7,1
豆,2,5,4

菓子,3,8,2
菓子,4,8,2
豆,2,5,4
茶,"a
b",7,1
"""


def strays(source, folder):
    """Return the lists of rows that need a look, read by the csv module: per file, its rows without the header."""
    found = {}
    for path in source.write_strays(folder):
        with path.open(encoding="utf-8", newline="") as file:
            found[path.name] = list(csv.DictReader(file))
    return found


def test_rows_without_a_record_and_rows_that_stand_twice_are_listed_with_their_lines(join, tmp_path):
    found, _, source = join(CUSTOMERS, SECOND)
    assert found == {1: [("茶", 1), ("茶", 1)], 2: [("菓子", 2), ("菓子", 2)]}, "a repeated row is in the list"
    assert source.unjoined == {"purchases": (0, 2, 2)}
    rows = strays(source, tmp_path)["orphans.csv"]
    assert [(row["ファイル"], row["行"], row["状態"]) for row in rows] == [
        ("purchases.csv", "4", "該当なし"),
        ("purchases.csv", "8", "該当なし / 重複"),
        ("purchases.csv", "9", "重複"),
    ]
    assert [row["receipt"] for row in rows] == ["2", "2", "a\nb"], "columns that fill no field tell rows apart"
    assert "equal to line 4;" in rows[1]["理由"]
    assert "equal to line 2;" in rows[2]["理由"]


def test_listed_rows_are_the_senders_bytes(join, tmp_path):
    _, _, source = join(CUSTOMERS, SECOND)
    [path] = source.write_strays(tmp_path)
    data = path.read_bytes()
    for line in SECOND.encode().splitlines()[3:4]:
        assert line + b",purchases.csv,4," in data


def test_nothing_to_list_gives_the_header(join, tmp_path):
    _, _, source = join(CUSTOMERS, "customer_id,item,amount\n7,茶,1\n")
    [path] = source.write_strays(tmp_path)
    assert path.read_text(encoding="utf-8") == "customer_id,item,amount,ファイル,行,状態,理由\n"


def test_rows_that_cannot_be_read_are_listed_when_the_job_stops(tmp_path):
    (tmp_path / "customers.csv").write_text(CUSTOMERS, encoding="utf-8")
    (tmp_path / "purchases.csv").write_text(
        "customer_id,item,amount\n7,茶,1\n7,豆\n8,茶,1,2\n5,茶,1\n", encoding="utf-8"
    )
    second = JoinSettings("purchases", tmp_path / "purchases.csv", "customer_id", "crm-utf8")
    source = open_source(
        RecordsSettings(tmp_path / "customers.csv", "crm-utf8", join=(second,)), FIELDS, folder=tmp_path
    )
    with pytest.raises(SourceError, match="1 more such row"):
        next(source.write_chunks(tmp_path / "work"))
    [path] = source.write_strays(tmp_path)
    lines = path.read_text(encoding="utf-8").splitlines()
    assert [line.split(",")[:2] for line in lines[1:]] == [["7", "豆"], ["8", "茶"], ["5", "茶"]]
    assert '不備,"the row has 2 columns, the header 3 [records.column-count]"' in lines[1]


def test_records_that_are_not_asked_for_are_not_counted_and_their_rows_are_no_orphans(tmp_path, join):
    _, _, source = join("customer_id,name\n1,北\n2,東\n3,西\n", "customer_id,item,amount\n3,茶,1\n9,茶,1\n")
    for _ in source.write_chunks(tmp_path / "work", selected=lambda records: records <= 1):
        pass
    assert source.unjoined == {"purchases": (1, 1, 0)}


def test_a_key_with_too_many_rows_holds_its_record_only(join):
    rows = "".join(f"7,{n},1\n" for n in range(2500))
    found, findings, _ = join(CUSTOMERS, f"customer_id,item,amount\n{rows}8,茶,1\n")
    assert found == {1: [], 2: [("茶", 1)]}
    assert findings == [(1, "purchases", "records.list")]


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
    repeated = len(purchases) - len(set(purchases))  # the item's name has the amount in it
    assert source.unjoined["purchases"] == (sum(not rows for rows in found.values()), orphans, repeated)
