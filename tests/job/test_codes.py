"""[[codes]] of a job file: what is read, and what is refused at which line."""

from __future__ import annotations

from pathlib import Path

import pytest

from vdp.errors import JobError
from vdp.job import read_job
from vdp.job.codes import CODE_KEYS, LETTERS

SECRET = bytes(range(40, 72))

HEAD = Path(__file__).with_name("least.toml").read_text(encoding="utf-8")
COUPON = '[[codes]]\nname = "coupon"\nkind = "coupon"\nsecret = "coupon.key"\n'
SERIAL = '[[codes]]\nname = "ticket"\nkind = "serial"\n'


@pytest.fixture
def read(folder, write_job):
    (folder / "coupon.key").write_bytes(SECRET)
    (folder / "short.key").write_bytes(SECRET[:15])
    (folder / "dull.key").write_bytes(b"secret" * 9)
    return lambda codes: read_job(write_job(codes)).codes


def test_a_coupon_and_a_serial_have_their_defaults(read):
    coupon, serial = read(COUPON + SERIAL)
    assert (coupon.name, coupon.pattern, coupon.alphabet, coupon.check) == ("coupon", "#" * 10, LETTERS, True)
    assert (coupon.key, coupon.arms, coupon.shares, coupon.url) == ("", (), (), "")
    assert (serial.pattern, serial.alphabet, serial.start, serial.step) == ("#" * 8, "0123456789", 1, 1)
    assert serial.secret is None


def test_the_default_alphabet_has_no_look_alikes():
    assert len(set(LETTERS)) == 31
    assert not set(LETTERS) & set("0O1IL")


def test_what_is_said_is_read(read):
    [code] = read(
        COUPON + 'pattern = "H-###-###"\nalphabet = "ABCDE"\nkey = "id"\narms = ["A", "B"]\n'
        'shares = [0.25, 0.75]\nurl = "https://example.jp/{arm}/{code}"\n'
    )
    assert (code.pattern, code.alphabet, code.key) == ("H-###-###", "ABCDE", "id")
    assert (code.arms, code.shares, code.url) == (("A", "B"), (0.25, 0.75), "https://example.jp/{arm}/{code}")
    assert read(COUPON + 'arms = ["A", "B", "C", "D"]\n')[0].shares == (0.25,) * 4


BAD = [
    "name = 3",
    'name = "Coupon"',
    'name = "_record"',
    'kind = "voucher"',
    "length = 1",
    "length = 41",
    "length = true",
    'pattern = "ABC"',
    'pattern = "### ###"',
    'pattern = "日本###"',
    'alphabet = "AAB"',
    'alphabet = "A"',
    'alphabet = "AB-C"',
    "check = 1",
    'secret = "short.key"',
    'secret = "dull.key"',
    "secret = 12345678901234567890",
    'key = ""',
    "start = -1",
    "step = 0",
    'arms = ["A"]',
    'arms = ["A", "A"]',
    'arms = ["A", "甲"]',
    "shares = [0.5, 0.6]",
    "shares = [1, 0]",
    'url = "https://example.jp/"',
    'url = "ftp://example.jp/{code}"',
    'url = "https://example.jp/{code}/{name}"',
]


@pytest.mark.parametrize("line", BAD)
def test_a_bad_value_is_refused_at_its_line(read, line):
    key = line.split(" = ")[0]
    rows = [row for row in COUPON.splitlines() if not row.startswith(f"{key} =")]
    text = SERIAL + "\n".join([*rows, line, ""])
    with pytest.raises(JobError) as caught:
        read(text)
    assert caught.value.code == "job.bad-value"
    assert caught.value.text.startswith(f"[codes] {key}:")
    assert caught.value.where.line == (HEAD + text).splitlines().index(line) + 1


def test_every_key_has_a_bad_value_above():
    assert {line.split(" = ")[0] for line in BAD} == CODE_KEYS.keys()


@pytest.mark.parametrize("name", ["short.key", "dull.key"])
def test_what_a_secret_holds_is_never_told(read, name):
    with pytest.raises(JobError) as caught:
        read(COUPON.replace("coupon.key", name))
    assert "secretsecret" not in str(caught.value)
    assert SECRET[:15].decode() not in str(caught.value)


def test_a_secret_that_is_not_there_is_named(read):
    with pytest.raises(JobError) as caught:
        read(COUPON.replace("coupon.key", "nowhere.key"))
    assert caught.value.code == "job.missing-file"
    assert caught.value.where.line == len(HEAD.splitlines()) + 4


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[[codes]]\nkind = "serial"\n', '"name" is missing'),
        ('[[codes]]\nname = "coupon"\n', '"kind" is missing'),
        ('[[codes]]\nname = "coupon"\nkind = "coupon"\n', '"secret" is missing'),
        (SERIAL + 'arms = ["A", "B"]\n', '"secret" is missing'),
        (COUPON + "start = 5\n", "start and step belong to a serial"),
        (SERIAL + 'key = "id"\n', "key belongs to a coupon"),
        (COUPON + 'length = 9\npattern = "###-###"\n', "leave one out"),
        (COUPON + "shares = [1.0]\n", "as many shares as arms"),
        (COUPON + 'url = "https://example.jp/{arm}/{code}"\n', "there are no arms"),
        (COUPON + 'alphabet = "ABCD"\n', "cannot have a check character"),
    ],
)
def test_settings_that_do_not_go_together_are_refused(read, text, says):
    with pytest.raises(JobError) as caught:
        read(text)
    assert caught.value.code == "job.bad-value"
    assert says in caught.value.text


def test_codes_written_as_a_section_are_refused(read):
    with pytest.raises(JobError, match="write \\[\\[codes"):
        read(SERIAL.replace("[[codes]]", "[codes]"))


def test_an_even_alphabet_may_do_without_a_check_character(read):
    assert read(COUPON + 'alphabet = "ABCD"\ncheck = false\n')[0].check is False


def test_an_unknown_key_is_refused_at_its_line(read):
    with pytest.raises(JobError) as caught:
        read(SERIAL + COUPON + "lenght = 9\n")
    assert (caught.value.code, caught.value.cure) == ("job.unknown-key", 'Did you mean "length"?')
    assert caught.value.where.line == len((HEAD + SERIAL + COUPON).splitlines()) + 1
