"""Expressions against Python's own arithmetic and comparison."""

from __future__ import annotations

import operator
import pickle
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vdp.layout.expression import Expression, read_condition, read_template
from vdp.layout.syntax import ExpressionFault
from vdp.records import Field

FIELDS = {
    field.name: field
    for field in (
        Field("name", "text"),
        Field("word", "text"),
        Field("points", "integer"),
        Field("count", "integer"),
        Field("price", "decimal"),
        Field("day", "date"),
        Field("vip", "boolean"),
        Field("rank", "choice", values=("gold", "silver")),
    )
}
SIGNS = {"=": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}

small = st.integers(-50, 50)
laws = settings(deadline=None, max_examples=60)


def template(text: str, **columns: list) -> list[str]:
    return read_template(text, FIELDS).evaluate(columns, len(next(iter(columns.values()))))


def condition(text: str, **columns: list) -> list[bool]:
    return read_condition(text, FIELDS).evaluate(columns, len(next(iter(columns.values()))))


@st.composite
def sums(draw: st.DrawFn, depth: int = 4) -> str:
    """An expression of points, count, numbers, signs and parentheses that Python reads alike."""
    if depth == 0 or draw(st.booleans()):
        return draw(st.sampled_from(["points", "count", str(draw(st.integers(0, 9)))]))
    form = draw(st.sampled_from(["{} + {}", "{} - {}", "{} * {}", "({})", "-{}"]))
    return form.format(*(draw(sums(depth=depth - 1)) for _ in range(form.count("{}"))))


@st.composite
def conditions(draw: st.DrawFn, depth: int = 3) -> str:
    """A condition over sums, and, or, not."""
    if depth == 0 or draw(st.booleans()):
        return f"{draw(sums(depth=2))} {draw(st.sampled_from(list(SIGNS)))} {draw(sums(depth=2))}"
    form = draw(st.sampled_from(["{} and {}", "{} or {}", "not {}", "({})"]))
    return form.format(*(draw(conditions(depth=depth - 1)) for _ in range(form.count("{}"))))


def python(text: str, points: int, count: int) -> object:
    code = text.replace("!=", "≠").replace("<=", "≤").replace(">=", "≥").replace("=", "==")
    code = code.replace("≠", "!=").replace("≤", "<=").replace("≥", ">=")
    return eval(code, {"__builtins__": {}}, {"points": points, "count": count})  # noqa: S307 - the oracle


@laws
@given(sums(), st.lists(st.tuples(small, small), min_size=1, max_size=5))
def test_arithmetic_has_pythons_precedence_and_result(text: str, rows: list[tuple[int, int]]):
    got = template(f"{{{text}}}", points=[a for a, _ in rows], count=[b for _, b in rows])
    assert got == [str(python(text, a, b)) for a, b in rows]


@laws
@given(conditions(), st.lists(st.tuples(small, small), min_size=1, max_size=5))
def test_conditions_have_pythons_precedence_and_result(text: str, rows: list[tuple[int, int]]):
    got = condition(text, points=[a for a, _ in rows], count=[b for _, b in rows])
    assert got == [python(text, a, b) for a, b in rows]
    assert all(isinstance(value, bool) for value in got)


@laws
@given(st.sampled_from(list(SIGNS)), st.lists(st.none() | small, min_size=1), small)
def test_nothing_compares_false_with_every_sign(sign: str, column: list[int | None], other: int):
    got = condition(f"points {sign} {other}", points=column)
    assert got == [value is not None and SIGNS[sign](value, other) for value in column]


@laws
@given(st.sampled_from(list(SIGNS)), st.lists(st.none() | st.dates(), min_size=1), st.dates())
def test_dates_compare_with_quoted_dates(sign: str, column: list[date | None], other: date):
    got = condition(f"day {sign} '{other.isoformat()}'", day=column)
    assert got == [value is not None and SIGNS[sign](value, other) for value in column]


@laws
@given(st.lists(st.text(), min_size=1), st.text(st.characters(exclude_characters="\x00")))
def test_texts_compare_with_quoted_texts(column: list[str], other: str):
    quoted = other.replace("'", "''")
    assert condition(f"name = '{quoted}'", name=column) == [value == other for value in column]


@laws
@given(st.lists(st.text(), min_size=1), st.text(), st.text())
def test_a_template_keeps_text_and_values_as_they_are(column: list[str], before: str, after: str):
    source = f"{before.replace('{', '{{').replace('}', '}}')}{{name}}{after.replace('{', '{{').replace('}', '}}')}"
    assert template(source, name=column) == [f"{before}{value}{after}" for value in column]


@laws
@given(st.lists(st.none() | st.integers(-(10**15), 10**15), min_size=1))
def test_integers_print_as_python_formats_them(column: list[int | None]):
    assert template("{points}", points=column) == ["" if v is None else str(v) for v in column]
    assert template("{points:,}", points=column) == ["" if v is None else f"{v:,}" for v in column]
    assert template("{points:08d}", points=column) == ["" if v is None else f"{v:08d}" for v in column]


@laws
@given(st.lists(st.decimals(-(10**9), 10**9, places=4), min_size=1))
def test_decimals_round_half_up_away_from_zero(column: list[Decimal]):
    def rounded(value: Decimal) -> str:
        cents = (abs(value) * 100 + Decimal("0.5")) // 1  # by the definition of 四捨五入
        sign = "-" if value < 0 and cents else ""
        return f"{sign}{int(cents) // 100:,}.{int(cents) % 100:02d}"

    assert template("{price:,.2f}", price=column) == [rounded(value) for value in column]


@laws
@given(st.lists(st.none() | st.dates(), min_size=1))
def test_dates_print_as_strftime_does(column: list[date | None]):
    # %Y is not padded by every C library, so the year is formatted by itself.
    want = ["" if d is None else f"{d.year:04d}年{d.month}月{d.day}日 {d.strftime('%m/%d')}" for d in column]
    assert template("{day:yyyy年M月d日 MM/dd}", day=column) == want


@laws
@given(st.lists(st.dates(date(1900, 1, 1)), min_size=1))
def test_weekdays_follow_the_calendar(column: list[date]):
    want = ["日月火水木金土"[int(d.strftime("%w"))] for d in column]
    assert template("{day:E}", day=column) == want


@pytest.mark.parametrize(
    ("day", "text"),
    [
        # First and last days of the eras as their ordinances set them.
        (date(2026, 10, 1), "令和8年10月1日"),
        (date(2019, 5, 1), "令和元年5月1日"),
        (date(2019, 4, 30), "平成31年4月30日"),
        (date(1989, 1, 8), "平成元年1月8日"),
        (date(1989, 1, 7), "昭和64年1月7日"),
        (date(1926, 12, 25), "昭和元年12月25日"),
        (date(1926, 12, 24), "大正15年12月24日"),
        (date(1912, 7, 29), "明治45年7月29日"),
        (date(1867, 1, 1), "西暦1867年1月1日"),
    ],
)
def test_dates_print_in_their_era(day: date, text: str):
    assert template("{day:GGGGy年M月d日}", day=[day]) == [text]


def test_the_first_year_is_a_number_where_no_year_sign_follows():
    assert template("{day:GGGGy.M}", day=[date(2019, 5, 1)]) == ["令和1.5"]


def test_the_functions_do_what_the_manual_says():
    columns = {"name": ["\u3000Ab 𠮷 ", ""]}
    assert template("{upper(name)}|{lower(name)}|{trim(name)}|{left(name, 2)}", **columns) == [
        "\u3000AB 𠮷 |\u3000ab 𠮷 |Ab 𠮷|\u3000A",
        "|||",
    ]
    assert template("{length(name)}", **columns) == ["6", "0"]
    assert condition("empty(name) or empty(points)", name=["", "a", "a"], points=[1, None, 1]) == [True, True, False]


def test_a_boolean_field_is_a_condition_and_nothing_is_false():
    assert condition("vip", vip=[True, False, None]) == [True, False, False]
    assert condition("not vip", vip=[True, False, None]) == [False, True, True]


def test_a_single_field_gives_the_column_itself():
    column = ["a", "b"]
    assert read_template("{name}", FIELDS).evaluate({"name": column}, 2) is column


def test_a_template_without_fields_is_static():
    expression = read_template("100%{{x}}{'あ'}", FIELDS)
    assert (expression.is_static, expression.text) == (True, "100%{x}あ")
    assert expression.evaluate({}, 3) == ["100%{x}あ"] * 3
    assert not read_template("{name}", FIELDS).is_static


def test_an_expression_names_the_columns_it_reads():
    text = "{left(name, 3)}{points + count:,}"
    assert read_template(text, FIELDS).fields == ("count", "name", "points")
    assert read_condition("not (vip and day < '2026-01-01') or rank = 'gold'", FIELDS).fields == ("day", "rank", "vip")


def test_a_quotient_is_a_decimal_and_nothing_stays_nothing():
    assert template("{points / 8}", points=[1, None]) == ["0.125", ""]
    assert template("{points / 3:.2f}", points=[2, -2]) == ["0.67", "-0.67"]


def test_used_expressions_pickle_without_their_closures():
    expression = read_template("{name}様{points:,}", FIELDS)
    fresh = pickle.dumps(expression)
    expression.evaluate({"name": ["a"], "points": [1]}, 1)
    assert expression.fields
    assert pickle.dumps(expression) == fresh
    again = pickle.loads(fresh)  # noqa: S301
    assert isinstance(again, Expression)
    assert again == expression
    assert again.evaluate({"name": ["a"], "points": [1000]}, 1) == ["a様1,000"]


@pytest.mark.parametrize(
    ("text", "index", "code"),
    [
        ("points", 0, "layout.expression-type"),
        ("points > 1 points", 11, "layout.expression"),
        ("points == 1", 7, "layout.expression"),
        ("points < 1 < 2", 11, "layout.expression"),
        ("(points > 1", 11, "layout.expression"),
        ("points > 'a", 9, "layout.expression"),
        ("points > ;", 9, "layout.expression"),
        ("points > 1 and count", 15, "layout.expression-type"),
        ("not points", 4, "layout.expression-type"),
        ("name < 'a'", 5, "layout.expression-type"),
        ("name + 'a' = 'b'", 0, "layout.expression-type"),
        ("day = '2026-02-30'", 6, "layout.expression-type"),
        ("day = '20260228'", 6, "layout.expression-type"),
        ("vip = vip", 0, "layout.expression-type"),
        ("points / 0 = 1", 9, "layout.expression-type"),
        ("points / count = 1", 9, "layout.expression-type"),
        ("'gld' = rank", 0, "layout.unknown-value"),
        ("length(points) = 1", 7, "layout.expression-type"),
        ("length() = 1", 0, "layout.expression-type"),
        ("left(name, count) = 'a'", 11, "layout.expression-type"),
        ("__import__('os')", 0, "layout.unknown-function"),
        ("name.upper = 'a'", 0, "layout.unknown-field"),
        ("(" * 5000, 33, "layout.expression"),
        ("not " * 5000, 33 * 4, "layout.expression"),
        ("-" * 200 + "1 = 1", 33, "layout.expression"),
        ("1" + "+1" * 200 + " = 1", 129, "layout.expression"),
    ],
)
def test_a_fault_is_named_at_its_character(text: str, index: int, code: str):
    with pytest.raises(ExpressionFault) as caught:
        read_condition(text, FIELDS)
    assert (caught.value.code, caught.value.index) == (code, index), caught.value.text


def outcome(read: Callable[..., object], text: str) -> int:
    """Return where `text` is refused; 0 where it is read."""
    try:
        read(text, FIELDS)
    except ExpressionFault as fault:
        return fault.index
    return 0


@settings(deadline=None, max_examples=300)
@given(st.text(alphabet="{}()'\"=<>!+-*/,:. 09aあ\n" + "pointsnameandornot", max_size=40))
def test_any_text_is_read_or_refused_inside_itself(text: str):
    assert 0 <= outcome(read_template, text) <= len(text)
    assert 0 <= outcome(read_condition, text) <= len(text)


def test_an_empty_choice_can_be_asked_for():
    assert condition("rank = ''", rank=["", "gold"]) == [True, False]
