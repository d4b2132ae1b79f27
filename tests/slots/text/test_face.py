"""A face's tables against HarfBuzz shaping one character at a time, and against the tables as fontTools reads them."""

from __future__ import annotations

import io
import itertools
from functools import cache

import numpy as np
import pytest
import uharfbuzz as hb
from fontTools.cffLib import CFFFontSet
from fontTools.pens.recordingPen import RecordingPen
from fontTools.ttLib import TTFont
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vdp.errors import JobError
from vdp.slots.text import open_face, read_catalogue
from vdp.slots.text.catalogue import FaceFile
from vdp.slots.text.face import check_face

KEYS = ("Noto Sans JP/400", "Noto Serif JP/400", "Noto Sans CJK JP/700")
ALONE = {"kern": False, "locl": False}


@cache
def shipped(key):
    return open_face(read_catalogue()[key], "F0")


@cache
def tables(key):
    return TTFont(read_catalogue()[key].path, lazy=True)


@pytest.fixture(scope="module", params=KEYS)
def key(request):
    return request.param


def shape(font, text, direction="ltr", script="Hani", **features):
    buffer = hb.Buffer()
    buffer.add_codepoints(list(map(ord, text)))
    buffer.direction, buffer.script, buffer.language = direction, script, "ja"
    buffer.flags = hb.BufferFlags.PRESERVE_DEFAULT_IGNORABLES
    hb.shape(font, buffer, features)
    return buffer


def glyphs_of(buffer):
    return tuple(info.codepoint for info in buffer.glyph_infos)


def file_of(path, key="Made/400", index=0):
    return FaceFile(key, path, index, "", "")


def texts_of(codec, *leads):
    """Every text that a multi-byte code of a Japanese codec decodes to; a few are a base with a mark."""
    found = set()
    for code in itertools.product(*leads):
        try:
            found.add(bytes(code).decode(codec))
        except UnicodeDecodeError:
            continue
    return found


@cache
def japanese():
    """All of cp932 and all of JIS X 0213, by two of its encodings."""
    upper, trail = range(0x80, 0x100), range(0x40, 0x100)
    return (
        texts_of("cp932", range(0x100))
        | texts_of("cp932", upper, trail)
        | texts_of("shift_jis_2004", upper, trail)
        | texts_of("euc_jis_2004", upper, upper)
        | texts_of("euc_jis_2004", [0x8F], upper, upper)
    )


def sequences():
    """The characters of JIS X 0213 that Unicode writes as a base with a mark: 14 kana, 9 letters, 2 tone contours."""
    return [text for text in texts_of("euc_jis_2004", range(0x80, 0x100), range(0x80, 0x100)) if len(text) == 2]


def test_the_enumeration_holds_what_the_standards_hold():
    leads = [*range(0x81, 0xA0), *range(0xE0, 0xFD)]
    assert len(texts_of("shift_jis_2004", leads, range(0x40, 0xFD))) == 11_233  # JIS X 0213:2004
    assert len(texts_of("cp932", leads, range(0x40, 0xFD))) == 9_604 - 398  # codes less NEC and IBM twins
    assert len(sequences()) == 25


def test_characters_of_cp932_and_jis_x_0213_get_the_glyph_that_harfbuzz_and_the_cmap_give(key):
    face, cmap, order = shipped(key), tables(key).getBestCmap(), tables(key).getReverseGlyphMap()
    ours = dict(zip(face.codepoints.tolist(), face.glyphs.tolist(), strict=True))
    characters = sorted(text for text in japanese() if len(text) == 1)
    assert len(characters) > 12_000  # with the user-defined cells of cp932
    for character in characters:
        codepoint = ord(character)
        wanted = order[cmap[codepoint]] if codepoint in cmap else None
        assert ours.get(codepoint) == wanted
        if wanted is not None:
            assert glyphs_of(shape(face.font, character, **ALONE)) == (wanted,)


def test_every_code_point_is_in_the_table(key):
    assert shipped(key).codepoints.tolist() == sorted(tables(key).getBestCmap())


def test_every_variation_sequence_of_the_font_gets_its_glyph(key):
    face, order = shipped(key), tables(key).getReverseGlyphMap()
    nominal = dict(zip(face.codepoints.tolist(), face.glyphs.tolist(), strict=True))
    listed = next(table for table in tables(key)["cmap"].tables if table.format == 14).uvsDict
    pairs = [(base, selector, name) for selector, rows in listed.items() for base, name in rows]
    assert len(pairs) == 14_787
    for base, selector, name in pairs:
        assert face.variation_glyph(base, selector) == (nominal[base] if name is None else order[name])


def test_a_variation_that_the_font_does_not_list_has_no_glyph(key):
    face = shipped(key)
    assert face.variation_glyph(0x3042, 0xE0100) == 0
    assert face.variation_glyph(0x908A, 0xE01EF) == 0


def test_vertical_glyphs_are_those_of_shaping_each_character_vertically(key):
    face = shipped(key)
    rows = zip(face.codepoints.tolist(), face.glyphs.tolist(), face.vertical_codes().tolist(), strict=True)
    for codepoint, nominal, vertical in rows:
        down = glyphs_of(shape(face.font, chr(codepoint), "ttb", kern=False))
        across = glyphs_of(shape(face.font, chr(codepoint), "ltr", kern=False))
        assert (vertical,) == (down if down != across else (nominal,))


def test_vertical_text_changes_punctuation_and_small_kana_but_no_kanji(key):
    face = shipped(key)
    changed = {chr(c) for c in face.codepoints[face.vertical_codes() != face.glyphs].tolist()}
    assert set("、。「」（）ーゃッ…―—") <= changed
    assert not [c for c in changed if 0x4E00 <= ord(c) <= 0x9FFF]


def test_vertical_metrics_are_those_of_vmtx_and_vorg(key):
    face, font = shipped(key), tables(key)
    order, scale = font.getGlyphOrder(), 1000 / font["head"].unitsPerEm
    assert face.vertical_advances.tolist() == [font["vmtx"][name][0] * scale for name in order]
    origins = font["VORG"]
    tops = [origins.VOriginRecords.get(name, origins.defaultVertOriginY) * scale for name in order]
    assert face.vertical_origins[:, 1].tolist() == tops
    assert np.abs(face.vertical_origins[:, 0] - face.advances / 2).max() <= 0.5


def test_a_subset_states_the_vertical_metrics_that_are_not_those_of_most_glyphs(key):
    face, font = shipped(key), tables(key)
    order, origins = font.getGlyphOrder(), font["VORG"]
    glyphs = [int(glyph) for glyph in np.unique(face.vertical_codes()[::7]) if glyph]
    program = face.with_vertical(face.subset(glyphs))
    assert (program.vertical_default, face.subset(glyphs).vertical) == ((880.0, -1000.0), {})
    for glyph in glyphs:
        name = order[glyph]
        top = origins.VOriginRecords.get(name, origins.defaultVertOriginY)
        stated = program.vertical.get(glyph, (-1000.0, face.advances[glyph] / 2, 880.0))
        assert (-stated[0], stated[2]) == (font["vmtx"][name][0], top)
        assert abs(stated[1] - face.advances[glyph] / 2) <= 0.5
    assert program.vertical


def test_a_font_without_vertical_metrics_takes_them_from_the_em_box_not_from_hhea(make_font):
    face = open_face(file_of(make_font()), "F0")
    assert face.vertical_advances.tolist() == [1000.0] * 5
    assert face.vertical_origins.tolist() == [[advance / 2, 880.0] for advance in face.advances.tolist()]


def test_kerning_is_what_shaping_each_pair_adds(key):
    face, pairs = shipped(key), shipped(key).kern_pairs()
    assert pairs.shape == (95, 95)
    assert pairs.dtype == np.int16
    for first, second in itertools.product(range(0x20, 0x7F), repeat=2):
        buffer = shape(face.font, chr(first) + chr(second), script="Latn", kern=True, liga=False, locl=False)
        added = sum(p.x_advance for p in buffer.glyph_positions) - sum(face.advances[list(glyphs_of(buffer))])
        assert pairs[first - 0x20, second - 0x20] == added
    assert pairs[ord("A") - 0x20, ord("V") - 0x20] < 0


def test_proportional_metrics_are_those_of_shaping_each_character_with_palt(key):
    face, found = shipped(key), shipped(key).proportional()
    changed = 0
    for codepoint, glyph in zip(face.codepoints.tolist(), face.glyphs.tolist(), strict=True):
        plain = shape(face.font, chr(codepoint), **ALONE).glyph_positions[0]
        proportional = shape(face.font, chr(codepoint), palt=True, **ALONE).glyph_positions[0]
        assert found.advances[glyph] - face.advances[glyph] == proportional.x_advance - plain.x_advance
        assert found.offsets[glyph] == proportional.x_offset - plain.x_offset
        changed += proportional.x_advance != plain.x_advance
    assert changed > 290


def test_a_font_without_palt_and_kern_keeps_its_advances(make_font):
    face = open_face(file_of(make_font()), "F0")
    assert face.proportional().advances.tolist() == face.advances.tolist()
    assert not face.proportional().offsets.any()
    assert not face.kern_pairs().any()
    assert {"palt", "kern", "vert"} & face.features == set()


def test_kana_with_marks_of_jis_x_0213_have_one_glyph_of_their_own(key):
    face = shipped(key)
    nominal = dict(zip(face.codepoints.tolist(), face.glyphs.tolist(), strict=True))
    clusters = [text for text in sequences() if text[1] == "\u309a"]
    assert len(clusters) == 14  # か゚ … ㇷ゚
    for cluster in clusters:
        (glyph,) = face.shape_cluster(cluster)
        assert glyph not in (0, nominal[ord(cluster[0])])
        assert len(face.shape_cluster(cluster, vertical=True)) == 1


def test_a_mark_that_the_font_cannot_join_stays_a_second_glyph(key):
    assert len(shipped(key).shape_cluster("\u912d\u0301")) == 2


@pytest.mark.parametrize("kind", ["truetype", "cff"])
def test_a_subset_keeps_the_numbers_and_outlines_of_its_glyphs_and_empties_the_others(make_font, kind):
    path = make_font(kind)
    program = open_face(file_of(path), "F0").subset([2])
    assert outline(embedded(program)[2]) == outline(original(path)[2]) != []
    assert outline(embedded(program)[1]) == []


@pytest.mark.parametrize("kind", ["truetype", "cff"])
def test_a_font_that_forbids_subsetting_is_embedded_whole(make_font, kind):
    path = make_font(kind, fs_type=0x0100)
    program = open_face(file_of(path), "F0").subset([2])
    assert [outline(glyph) for glyph in embedded(program)] == [outline(glyph) for glyph in original(path)]


def outline(glyph):
    pen = RecordingPen()
    glyph.draw(pen)
    return pen.value


def original(path):
    font = TTFont(path)
    return [font.getGlyphSet()[name] for name in font.getGlyphOrder()]


def embedded(program):
    if program.kind == "truetype":
        return original(io.BytesIO(program.data))
    cff = CFFFontSet()
    cff.decompile(io.BytesIO(program.data), None)
    return [cff[0].CharStrings[name] for name in cff[0].charset]


# OpenType 1.9, OS/2 table, fsType.
@pytest.mark.parametrize("fs_type", [0x0000, 0x0004, 0x0008, 0x0100, 0x000A])
def test_fonts_that_allow_embedding_are_opened(make_font, fs_type):
    assert open_face(file_of(make_font(fs_type=fs_type)), "F0").fs_type == fs_type


@pytest.mark.parametrize("fs_type", [0x0002, 0x0102, 0x0200, 0x0208])
def test_fonts_that_forbid_embedding_are_refused(make_font, fs_type):
    assert code_of(file_of(make_font(fs_type=fs_type))) == "text.font-embedding"


def test_the_font_of_a_collection_is_the_one_of_the_index(make_font):
    path = make_font("collection", name="made.ttc")
    kinds = [open_face(file_of(path, index=index), "F0").subset([1]).kind for index in (0, 1)]
    assert kinds == ["truetype", "cff"]
    assert code_of(file_of(path, index=2)) == "text.font-index"


def test_a_single_font_has_no_second_index(make_font):
    assert code_of(file_of(make_font(), index=1)) == "text.font-index"


def test_a_font_of_bitmaps_is_refused(make_font):
    assert code_of(file_of(make_font("bitmap"))) == "text.font-outlines"


@pytest.mark.parametrize("content", [b"", b"wOF2" + bytes(200), b"OTTO" + bytes(200), b"not a font at all"])
def test_what_is_no_opentype_font_is_refused(tmp_path, content):
    path = tmp_path / "broken.otf"
    path.write_bytes(content)
    assert code_of(file_of(path)) == "text.font-broken"


def test_a_missing_file_is_refused(tmp_path):
    assert code_of(file_of(tmp_path / "none.otf")) == "text.font-broken"


def test_damaged_outlines_are_found_before_a_run(make_font):
    path = make_font("cff")
    table = TTFont(path).reader.tables["CFF "]
    data = bytearray(path.read_bytes())
    data[table.offset : table.offset + table.length] = b"\xff" * table.length
    path.write_bytes(data)
    file = read_own(path)
    with pytest.raises(JobError) as caught:
        check_face(file)
    assert caught.value.code == "text.font-broken"


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    kind=st.sampled_from(["truetype", "variable", "cff", "cff2"]),
    cut=st.integers(0, 4000),
    spots=st.lists(st.tuples(st.integers(0, 3999), st.integers(0, 255)), max_size=6),
)
def test_a_damaged_font_is_refused_or_gives_numbers_of_glyphs_that_it_has(make_font, kind, cut, spots):
    path = make_font(kind)
    data = bytearray(path.read_bytes())
    data = data[: max(cut, len(data) // 2)]
    for spot, value in spots:
        data[spot % len(data)] = value
    path.write_bytes(data)
    try:
        face = open_face(file_of(path), "F0")
        glyphs = {0, *face.vertical_codes().tolist(), *face.shape_cluster("AB"), face.variation_glyph(0x41, 0xFE00)}
        assert max(glyphs | set(face.glyphs.tolist())) < len(face.advances)
        assert len(face.vertical_advances) == len(face.vertical_origins) == len(face.proportional().advances)
        assert face.kern_pairs().shape == (95, 95)
        assert face.features is not None
        face.subset(glyphs)
    except JobError as error:
        assert error.code.startswith("text.font-")  # noqa: PT017 - either outcome


def read_own(path):
    catalogue = path.with_name("fonts.toml")
    catalogue.write_text(f'[[face]]\nfamily = "Made"\nweight = 400\nfile = "{path.name}"\n', encoding="utf-8")
    return read_catalogue(catalogue)["Made/400"]


def code_of(file):
    with pytest.raises(JobError) as caught:
        open_face(file, "F0")
    return caught.value.code


def test_vertical_proportional_metrics_are_those_of_shaping_each_character_with_vpal(key):
    face, found = shipped(key), shipped(key).vertical_proportional()
    changed = 0
    kana = [*range(0x3001, 0x3020), *range(0x3041, 0x3097), *range(0x30A1, 0x30FD), *range(0xFF01, 0xFF5F), 0x6771]
    features = {**ALONE, "locl": True}
    for codepoint in kana:
        plain = shape(face.font, chr(codepoint), direction="ttb", **features)
        narrow = shape(face.font, chr(codepoint), direction="ttb", vpal=True, **features)
        [glyph] = glyphs_of(narrow)
        before, after = plain.glyph_positions[0], narrow.glyph_positions[0]
        assert face.vertical_advances[glyph] - found.advances[glyph] == after.y_advance - before.y_advance
        assert -found.offsets[glyph] == after.y_offset - before.y_offset
        changed += before.y_advance != after.y_advance
    assert changed > 150


def test_a_font_without_vpal_keeps_its_vertical_advances(make_font):
    face = open_face(file_of(make_font()), "F0")
    assert face.vertical_proportional().advances.tolist() == face.vertical_advances.tolist()
    assert not face.vertical_proportional().offsets.any()
