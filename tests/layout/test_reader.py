"""Hostile and broken XML."""

from __future__ import annotations

import pytest
from lxml import etree

from vdp.errors import LayoutError
from vdp.layout import compile_layout

HEAD = '<layout xmlns="urn:vdp:layout:1" name="n">'


def place(error) -> tuple[int, int]:
    return error.where.line, error.where.column


def test_a_document_type_is_refused_at_its_place(refusal):
    error = refusal(f'<?xml version="1.0"?>\n  <!DOCTYPE layout SYSTEM "http://example.com/x.dtd">\n{HEAD}</layout>')
    assert (error.code, place(error)) == ("layout.doctype", (2, 3))


def test_an_entity_that_reads_a_file_is_refused_unread(refusal, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("canary")
    error = refusal(f'<!DOCTYPE layout [<!ENTITY x SYSTEM "{secret.as_uri()}">]>{HEAD}&x;</layout>')
    assert error.code == "layout.doctype"
    assert "canary" not in str(error)


def test_an_entity_bomb_is_refused_before_it_goes_off(refusal):
    lines = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 30))
    assert refusal(f'<!DOCTYPE layout [<!ENTITY a0 "a">{lines}]>{HEAD}&a29;</layout>').code == "layout.doctype"


def test_an_undefined_entity_is_malformed(refusal):
    error = refusal(f"{HEAD}\n <piece>&nbsp;</piece></layout>")
    assert (error.code, place(error)) == ("layout.malformed", (2, 9))


@pytest.mark.parametrize(
    ("text", "where"),
    [
        (f"{HEAD}\n  <piece></page></layout>", (2, 12)),
        (f"{HEAD}\n日本<piece size=9mm/></layout>", (2, 15)),
        (f"{HEAD}\n", (2, 1)),
        ("", (1, 1)),
        (f'{HEAD}<piece a="1" a="2"/></layout>', (1, 56)),
    ],
)
def test_malformed_xml_is_refused_at_its_place(refusal, text, where):
    error = refusal(text)
    assert (error.code, place(error)) == ("layout.malformed", where)
    with pytest.raises(etree.XMLSyntaxError):  # a parser that is not ours agrees
        etree.fromstring(text.encode())


def test_deep_nesting_is_refused_at_the_first_level_too_many(refusal):
    error = refusal(HEAD + '<block when="vip">' * 5000 + "</block>" * 5000 + "</layout>")
    assert error.code == "layout.too-large"
    assert place(error) == (1, len(HEAD) + 31 * len('<block when="vip">') + 1)


def test_twenty_thousand_attributes_are_refused(refusal):
    attributes = " ".join(f'a{n}=""' for n in range(20_000))
    error = refusal(f"{HEAD}\n<piece {attributes}/></layout>")
    assert (error.code, place(error)) == ("layout.too-large", (2, 1))


def test_too_many_elements_are_refused(refusal):
    assert refusal(HEAD + "<a/>" * 20_000 + "</layout>").code == "layout.too-large"


def test_a_file_over_the_limit_is_refused(refusal):
    assert refusal(HEAD + " " * (1 << 20) + "</layout>").code == "layout.too-large"


def test_a_million_line_ends_are_read_in_reasonable_time(refusal):
    assert refusal(HEAD + "\n" * 1_000_000 + "</layout>").code == "layout.missing-element"


def test_another_encoding_is_refused_at_its_first_foreign_byte(refusal):
    error = refusal(f'<?xml version="1.0"?>\n{HEAD}\n<piece n="名"/></layout>'.encode("cp932"))
    assert (error.code, place(error)) == ("layout.encoding", (3, 11))


def test_a_declaration_of_another_encoding_is_refused(refusal):
    assert refusal(f'<?xml version="1.0" encoding="Shift_JIS"?>{HEAD}</layout>').code == "layout.encoding"


def test_a_byte_order_mark_takes_no_column(refusal):
    error = refusal(b"\xef\xbb\xbf" + b"<layout/>")
    assert (error.code, place(error)) == ("layout.namespace", (1, 1))


def test_a_layout_that_is_not_there_is_named(tmp_path):
    with pytest.raises(LayoutError) as caught:
        compile_layout(tmp_path / "none.xml")
    assert caught.value.code == "layout.no-file"
