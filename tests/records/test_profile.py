from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from vdp.errors import JobError
from vdp.records.profile import PROFILES_FOLDER, fold_header, read_profile


@pytest.mark.parametrize("path", sorted(PROFILES_FOLDER.glob("*.toml")), ids=lambda path: path.stem)
def test_every_shipped_profile_reads_and_can_be_sent_to_a_worker(path: Path) -> None:
    profile = read_profile(path.stem, folder=Path())
    assert pickle.loads(pickle.dumps(profile)) == profile  # noqa: S301


@pytest.mark.parametrize("path", sorted(PROFILES_FOLDER.glob("*.toml")), ids=lambda path: path.stem)
def test_no_header_means_two_fields(path: Path) -> None:
    singles: dict[str, str] = {}
    for field, options in read_profile(path.stem, folder=Path()).headers:
        for columns in options:
            if len(columns.names) == 1:
                assert singles.setdefault(columns.names[0], field) == field


def test_a_profile_of_the_job_folder_states_only_what_differs(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text('inherit = "shop-cp932"\n[headers]\nname = ["御芳名"]\n', encoding="utf-8")
    mine, shop = read_profile("mine.toml", folder=tmp_path), read_profile("shop-cp932", folder=tmp_path)
    assert dict(mine.headers)["name"][0].names == ("御芳名",)
    assert dict(mine.headers)["name"][1:] == dict(shop.headers)["name"]
    assert (mine.dates, mine.choices) == (shop.dates, shop.choices)


def test_an_unknown_profile_names_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(JobError, match="shop-cp932") as caught:
        read_profile("shop-sjis", folder=tmp_path)
    assert caught.value.code == "records.profile"


@pytest.mark.parametrize("name", ["../x.toml", "/etc/x.toml", "none.toml", "../shop-cp932"])
def test_a_profile_outside_the_job_folder_is_refused(name: str, tmp_path: Path) -> None:
    (tmp_path / "x.toml").write_text('inherit = "shop-cp932"', encoding="utf-8")
    (tmp_path / "job").mkdir()
    with pytest.raises(JobError):
        read_profile(name, folder=tmp_path / "job")


@pytest.mark.parametrize(
    "text",
    [
        'encodings = ["shift_jis"]',
        'encodings = "cp932"',
        "delimiter = '|'",
        'delimiter = "::"',
        'quote = "x"',
        'dialect = "excel"',
        "encodings = [",
        'dates = ["MM/DD"]',
        'dates = ["YYYY/MM/DD hh:MM:ss"]',
        'inherit = "mine.toml"',
    ],
)
def test_a_malformed_profile_is_refused(text: str, tmp_path: Path) -> None:
    first = "" if text.startswith("inherit") else 'inherit = "shop-cp932"\n'
    (tmp_path / "mine.toml").write_text(f"{first}{text}\n", encoding="utf-8")
    with pytest.raises(JobError) as caught:
        read_profile("mine.toml", folder=tmp_path)
    assert caught.value.code == "records.profile"


def test_headers_fold_width_case_and_spaces() -> None:
    assert fold_header("　ＵＲＬ （１）") == "url(1)"
