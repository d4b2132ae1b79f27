"""Linked slots: within a piece they are condensed and shrunk alike, whichever of them appear."""

from __future__ import annotations

import re

import pytest

FIT = 'style="body" x="10mm" height="5mm" fit="condense shrink" LINK'
WIDE = f'<text name="wide" {FIT} y="20mm" width="60mm">{{name}}</text>'
SLIM = f'<text name="slim" {FIT} y="30mm" width="20mm">{{name}}</text>'
FIXED = '<text name="fixed" style="body" x="10mm" y="50mm" width="60mm" height="5mm" LINK>限定</text>'
BLOCK = f'<text name="block" {FIT.replace("5mm", "40mm")} y="60mm" width="60mm" lines="0">{{name}}様へのお知らせ</text>'
LINK = 'link="a"'


def columns(names, *, ranks=None):
    none = [""] * len(names)
    return {"name": names, "rank": ranks or none, "url": none, "postal_code": none, "address1": none}


def linked(text):
    return text.replace("LINK", LINK)


def scales(content):
    """Return the scale of each text of a piece in percent."""
    found = [re.search(rb"([\d.]+) Tz", text) for text in content.split(b"BT")[1:]]
    return [float(match[1]) if match else 100 for match in found]


def test_linked_texts_are_condensed_as_the_one_with_least_room(composer):
    made = composer(linked(WIDE), linked(SLIM))
    pieces = made.compose(columns(["山田", "山田太郎左衛門尉"]), 2)
    assert scales(pieces.contents[0][0]) == scales(pieces.contents[1][0]) == [100]
    assert scales(pieces.contents[0][1]) == scales(pieces.contents[1][1]) == [78.74]


def test_texts_without_the_link_keep_their_own_setting(composer):
    made = composer(WIDE.replace("LINK", ""), SLIM.replace("LINK", ""))
    pieces = made.compose(columns(["山田太郎左衛門尉"]), 1)
    assert [scales(side[0]) for side in pieces.contents] == [[100], [78.74]]


def test_only_slots_that_appear_on_the_piece_count(composer):
    made = composer(linked(WIDE) + f"<block when=\"rank = 'gold'\">{linked(SLIM)}</block>")
    pieces = made.compose(columns(["山田太郎左衛門尉"] * 2, ranks=["silver", "gold"]), 2)
    assert scales(pieces.contents[0][0]) == [100]
    assert scales(pieces.contents[0][1]) == [78.74, 78.74]


@pytest.mark.parametrize("other", [FIXED, BLOCK])
def test_constant_texts_and_paragraphs_follow_the_link(composer, other):
    made = composer(linked(SLIM) + linked(other))
    assert made.static == [b""]
    pieces = made.compose(columns(["山田太郎左衛門尉", "山田"]), 2)
    assert scales(pieces.contents[0][0]) == [78.74, 78.74]
    assert scales(pieces.contents[0][1]) == [100, 100]


def test_fitted_texts_are_told_by_slot_with_their_place_in_the_batch(composer):
    made = composer(linked(WIDE) + f"<block when=\"rank = 'gold'\">{linked(SLIM)}</block>")
    survey = made.survey(columns(["山田太郎左衛門尉"] * 2, ranks=["silver", "gold"]), 2)
    assert survey.faults == []
    assert [(name, found.indices.tolist()) for name, found in survey.fitted] == [("wide", [1]), ("slim", [1])]
