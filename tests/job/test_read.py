from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest

from vdp.errors import JobError
from vdp.job import read_job
from vdp.job.read import KEYS, REQUIRED

LEAST = Path(__file__).with_name("least.toml").read_text(encoding="utf-8")


@pytest.fixture
def folder(folder):
    for name in ("stop.csv", "press.icc"):
        (folder / name).touch()
    return folder


@pytest.fixture
def job(folder):
    """Read a job file of some text."""

    def read(text=LEAST, *, data=None):
        path = folder / "job.toml"
        path.write_bytes(data if data is not None else text.encode("utf-8"))
        return read_job(path)

    return read


@pytest.fixture
def refusal(job):
    def refuse(text, **options):
        with pytest.raises(JobError) as caught:
            job(text, **options)
        assert caught.value.exit_status == 2
        return caught.value

    return refuse


def with_key(section, line):
    """Return the least job with one line more (or instead) in a section."""
    key = line.split("=")[0].strip()
    kept = [old for old in LEAST.splitlines() if old.split("=")[0].strip() != key or old.startswith("[")]
    text = "\n".join(kept)
    if f"[{section}]" not in text:
        return f"{text}\n[{section}]\n{line}\n"
    return text.replace(f"[{section}]", f"[{section}]\n{line}") + "\n"


def test_what_is_not_said_has_its_default(job, folder):
    found = job()
    assert (found.name, found.layout, found.records.source) == ("spring", folder / "layout.xml", folder / "list.csv")
    assert found.records.max_held == 0.05
    assert found.records.suppress is None
    assert (found.postal.authority, found.postal.mail_class) == ("japan", "postcard")
    assert (found.impose.press, found.impose.scheme, found.impose.lift) == ("sra3-toner", "cut-stack", 500)
    assert (found.output.profile, found.output.condition, found.output.icc) == ("pdf/x-4", "FOGRA39", None)
    assert found.output.split == 500_000_000
    assert (found.policy.overflow, found.policy.missing_glyph, found.policy.missing_image) == ("hold",) * 3
    assert found.folder == folder


GOOD = [
    ("records", "max-held = 0", lambda job: job.records.max_held == 0.0),
    ("records", "max-held = 1", lambda job: job.records.max_held == 1.0),
    ("records", 'suppress = "stop.csv"', lambda job: job.records.suppress.name == "stop.csv"),
    ("postal", "date = 2027-04-30", lambda job: job.postal.date == date(2027, 4, 30)),
    ("postal", 'authority = "none"', lambda job: job.postal.authority == "none"),
    ("postal", 'mail-class = "letter"', lambda job: job.postal.mail_class == "letter"),
    ("postal", 'delay = "7-day"', lambda job: job.postal.delay == "7-day"),
    ("impose", "lift = 1", lambda job: job.impose.lift == 1),
    ("impose", 'press = "our own"', lambda job: job.impose.press == "our own"),
    ("output", 'files = ["pieces", "imposed"]', lambda job: job.output.pieces and job.output.imposed),
    ("output", 'files = ["pieces"]', lambda job: job.output.pieces and not job.output.imposed),
    ("output", 'external-id = "member"', lambda job: job.output.external_id == "member"),
    ("output", 'split = "2GB"', lambda job: job.output.split == 2_000_000_000),
    ("output", 'split = "1500 KB"', lambda job: job.output.split == 1_500_000),
    ("output", 'dpm = ["product", "store"]', lambda job: job.output.dpm == ("product", "store")),
    ("output", 'dpm-prefix = "SHOP"', lambda job: job.output.dpm_prefix == "SHOP"),
    ("output", "dpi = 812.8", lambda job: job.output.dpi == 812.8),
    ("output", "bar-width-reduction = 0", lambda job: job.output.bar_width_reduction == 0),
    ("output", "ink-limit = 300", lambda job: job.output.ink_limit == 300),
    ("output", 'icc = "press.icc"', lambda job: job.output.icc.name == "press.icc"),
    ("policy", 'ink = "fail"', lambda job: job.policy.ink == "fail"),
    ("policy", 'overflow = "clip"', lambda job: job.policy.overflow == "clip"),
    ("policy", 'missing-glyph = "geta"', lambda job: job.policy.missing_glyph == "geta"),
    ("policy", 'missing-image = "skip"', lambda job: job.policy.missing_image == "skip"),
    ("job", 'name = "春のご優待 2026"', lambda job: job.name == "春のご優待 2026"),
]


@pytest.mark.parametrize(("section", "line", "holds"), GOOD, ids=[line for _, line, _ in GOOD])
def test_a_value_is_read(job, section, line, holds):
    assert holds(job(with_key(section, line)))


OWN = ("fonts", "assets", "codes")
"""Sections with a test file of their own."""

BAD = [
    ("job", "name = 3"),
    ("job", 'name = ""'),
    ("job", 'name = "  "'),
    ("job", 'name = "../../etc"'),
    ("job", r'name = "a\\b"'),
    ("job", r'name = "a\u0007b"'),
    ("job", 'name = "."'),
    ("job", f'name = "{"長" * 90}"'),
    ("job", "layout = true"),
    ("records", "profile = []"),
    ("records", "max-held = 5"),
    ("records", "max-held = -0.1"),
    ("records", "max-held = nan"),
    ("records", "max-held = true"),
    ("records", "join = 1"),
    ("records", 'max-held = "5 %"'),
    ("postal", 'authority = "france"'),
    ("postal", 'mail-class = "parcel"'),
    ("postal", 'date = "2026-12-01"'),
    ("postal", "date = 2026-12-01T10:00:00"),
    ("postal", 'delay = "2-day"'),
    ("impose", "press = 3"),
    ("impose", 'scheme = "booklet"'),
    ("impose", "lift = 0"),
    ("impose", "lift = 5001"),
    ("impose", "lift = 2.5"),
    ("impose", "lift = true"),
    ("output", 'profile = "pdf/a"'),
    ("output", "condition = 39"),
    ("output", 'files = "pieces"'),
    ("output", "files = []"),
    ("output", 'files = ["pieces", "pieces"]'),
    ("output", 'files = ["pages"]'),
    ("output", "external-id = 5"),
    ("output", 'split = "500"'),
    ("output", "split = 500"),
    ("output", 'split = "999KB"'),
    ("output", 'split = "10GB"'),
    ("output", 'dpm = "product"'),
    ("output", 'dpm = ["product", "product"]'),
    ("output", 'dpm-prefix = "GTS"'),
    ("output", 'dpm-prefix = "A_B"'),
    ("output", 'split = "-1GB"'),
    ("output", "dpi = 72"),
    ("output", 'dpi = "600"'),
    ("output", "bar-width-reduction = -5"),
    ("output", "bar-width-reduction = 101"),
    ("output", "bar-width-reduction = 2.5"),
    ("output", "ink-limit = 99"),
    ("output", "ink-limit = 401"),
    ("output", 'ink-limit = "300 %"'),
    ("policy", 'ink = "hold"'),
    ("policy", 'overflow = "shrug"'),
    ("policy", 'missing-glyph = "tofu"'),
    ("policy", 'missing-image = "whatever"'),
    ("policy", 'artwork-rgb = "keep"'),
    ("policy", "artwork-black = true"),
]


@pytest.mark.parametrize(("section", "line"), BAD, ids=[line[:40] for _, line in BAD])
def test_a_value_of_another_kind_is_refused_at_its_line(refusal, section, line):
    text = with_key(section, line)
    error = refusal(text)
    assert error.code == "job.bad-value"
    assert f"[{section}] {line.split('=')[0].strip()}:" in error.text
    assert error.where is not None
    assert error.where.line == text.splitlines().index(line) + 1


def test_every_key_that_names_no_file_has_a_bad_value_above():
    tried = {(section, line.split("=")[0].strip()) for section, line in BAD}
    known = {(section, key) for section, keys in KEYS.items() for key in keys if section not in OWN}
    assert known - tried == {("records", "source"), ("records", "suppress"), ("output", "icc")}


@pytest.mark.parametrize(
    ("section", "line"),
    [
        ("job", 'layout = "nowhere.xml"'),
        ("records", 'source = "nowhere.csv"'),
        ("records", 'suppress = "."'),
        ("output", 'icc = "nowhere.icc"'),
    ],
)
def test_a_file_that_is_not_there_is_named_with_its_line(refusal, section, line):
    text = with_key(section, line)
    error = refusal(text)
    assert error.code == "job.missing-file"
    assert error.where.line == text.splitlines().index(line) + 1


@pytest.mark.parametrize(
    ("section", "wrong", "meant"),
    [
        ("records", "max-hled", "max-held"),
        ("records", "max_held", "max-held"),
        ("postal", "mailclass", "mail-class"),
        ("impose", "lifts", "lift"),
        ("policy", "missing-glyphs", "missing-glyph"),
    ],
)
def test_a_misspelt_key_is_refused_with_the_one_that_was_meant(refusal, section, wrong, meant):
    text = with_key(section, f"{wrong} = 1")
    error = refusal(text)
    assert error.code == "job.unknown-key"
    assert error.cure == f'Did you mean "{meant}"?'
    assert error.where.line == text.splitlines().index(f"{wrong} = 1") + 1


def test_a_key_like_none_is_refused_with_all_that_there_are(refusal):
    error = refusal(with_key("impose", "zzz = 1"))
    assert error.cure == "Known here: press, scheme, lift."


def test_a_misspelt_section_is_refused_with_the_one_that_was_meant(refusal):
    error = refusal(LEAST + '[outptu]\nsplit = "1GB"\n')
    assert (error.code, error.cure) == ("job.unknown-key", 'Did you mean "output"?')
    assert error.where.line == 9


def test_a_key_before_all_sections_is_refused(refusal):
    assert refusal("title = 1\n" + LEAST).code == "job.unknown-key"


def test_a_section_written_as_a_list_is_refused(refusal):
    error = refusal(LEAST.replace("[records]", "[[records]]"))
    assert error.code == "job.bad-value"
    assert "[records]" in error.text


@pytest.mark.parametrize(("section", "key"), [(section, key) for section, keys in REQUIRED.items() for key in keys])
def test_a_key_without_a_default_must_be_there(refusal, section, key):
    text = "\n".join(line for line in LEAST.splitlines() if not line.startswith(f"{key} ="))
    error = refusal(text)
    assert error.code == "job.missing-key"
    assert f'"{key}" is missing from [{section}]' in error.text


def test_an_empty_file_lacks_its_first_key(refusal):
    assert refusal("").code == "job.missing-key"


def test_a_file_that_is_no_toml_is_refused_at_its_place(refusal):
    error = refusal(LEAST.replace('"spring"', "spring"))
    assert error.code == "job.malformed"
    assert (error.where.line, error.where.column > 0) == (2, True)


def test_a_key_written_twice_is_refused(refusal):
    assert refusal(LEAST.replace("[records]", '[records]\nsource = "list.csv"')).code == "job.malformed"


def test_a_file_in_another_encoding_is_refused(refusal):
    assert refusal("", data=LEAST.replace("spring", "春").encode("cp932")).code == "job.unreadable"


def test_a_byte_order_mark_is_no_mistake(job):
    assert job(data=b"\xef\xbb\xbf" + LEAST.encode()).name == "spring"


def test_a_folder_is_no_job_file(tmp_path):
    with pytest.raises(JobError) as caught:
        read_job(tmp_path)
    assert caught.value.code == "job.unreadable"


def test_a_job_file_that_is_not_there(tmp_path):
    with pytest.raises(JobError) as caught:
        read_job(tmp_path / "job.toml")
    assert caught.value.code == "job.missing-file"


def test_a_pipe_is_no_list_as_lists_are_read_several_times(folder, refusal):
    os.mkfifo(folder / "pipe.csv")
    error = refusal(with_key("records", 'source = "pipe.csv"'))
    assert error.code == "job.missing-file"
    assert "is a pipe or a device" in error.text


def test_paths_count_from_the_job_file(folder, tmp_path):
    (folder / "sub").mkdir()
    text = LEAST.replace('"layout.xml"', '"../layout.xml"').replace('"list.csv"', '"../list.csv"')
    (folder / "sub/job.toml").write_text(text)
    found = read_job(folder / "sub/job.toml")
    assert found.layout == folder / "layout.xml"
    assert found.folder == folder / "sub"


INLINE = """job = { name = "spring", layout = "layout.xml" }
records = { source = "list.csv", profile = "crm-utf8" }
postal.date = 2026-12-01
"""


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ('"spring"', "5", 1),
        ('profile = "crm-utf8"', "profile = true", 2),
        ("2026-12-01", '"2026-12-01"', 3),
        ("postal.date", "postal.dte", 3),
        ("source =", "sauce =", 2),
        ('name = "spring"', 'nam = "spring"', 1),
        ("records =", "recrods =", 2),
        ("postal.date", "[impose]\nlift = 1.5\n[postal]\ndate", 4),
    ],
)
def test_mistakes_in_inline_and_dotted_tables_have_their_lines(job, refusal, old, new, line):
    assert job(INLINE).name == "spring"
    assert refusal(INLINE.replace(old, new)).where.line == line


def test_a_path_that_leads_nowhere_is_refused_at_its_line(folder, job, refusal):
    (folder / "circle").symlink_to("circle")
    for name in ("circle", "n" * 300, "."):
        error = refusal(INLINE.replace("list.csv", name))
        assert (error.code, error.where.line) == ("job.missing-file", 2)


def test_a_job_file_that_is_no_file_is_told_so(folder):
    (folder / "circle").symlink_to("circle")
    for path in (folder, folder / "circle"):
        with pytest.raises(JobError, match="cannot be read") as caught:
            read_job(path)
        assert "UTF-8" not in str(caught.value)


def test_a_job_knows_every_file_that_it_names(folder, job):
    text = with_key("records", 'suppress = "stop.csv"') + '[output]\nicc = "press.icc"\n'
    names = {path.name for path in job(text).inputs}
    assert names == {"job.toml", "layout.xml", "list.csv", "stop.csv", "press.icc"}
