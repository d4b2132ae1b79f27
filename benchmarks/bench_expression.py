"""Templates and conditions on batches of 1000 records, against the plainest Python loop that does the same."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

from fastest import fastest

from vdp.layout.expression import read_condition, read_template
from vdp.records import Field

COUNT = 1000
ROUNDS = 50
FIELDS = {
    f.name: f for f in (Field("name", "text"), Field("points", "integer"), Field("day", "date"), Field("rank", "text"))
}
COLUMNS = {
    "name": [f"山田{n}" for n in range(COUNT)],
    "points": [n * 37 for n in range(COUNT)],
    "day": [date(2026, 10, 1) + timedelta(days=n % 30) for n in range(COUNT)],
    "rank": ["gold" if n % 3 else "silver" for n in range(COUNT)],
}
CASES = (
    ("{name}", 1),
    ("{name}様", 1),
    ("{points:,}", 1),
    ("{day:yyyy年M月d日}", 1),
    ("{day:GGGGy年M月d日（E）}", 1),
    ("{name}様の現在のポイントは{points:,}ポイントです。有効期限は{day:M月d日}。", 3),
)


def plain_loop() -> list[str]:
    return [
        f"{n}様の現在のポイントは{p:,}ポイントです。有効期限は{d.month}月{d.day}日。"
        for n, p, d in zip(COLUMNS["name"], COLUMNS["points"], COLUMNS["day"], strict=True)
    ]


def main() -> None:
    for text, substitutions in CASES:
        expression = read_template(text, FIELDS)
        seconds = fastest(partial(expression.evaluate, COLUMNS, COUNT), rounds=ROUNDS)
        took = seconds / COUNT / substitutions
        print(f"{took * 1e6:6.3f} us per record and substitution  {text}")
    for text in ("rank = 'gold'", "rank = 'gold' and points >= 1000 or not day < '2026-10-15'"):
        expression = read_condition(text, FIELDS)
        took = fastest(partial(expression.evaluate, COLUMNS, COUNT), rounds=ROUNDS) / COUNT
        print(f"{took * 1e6:6.3f} us per record                   {text}")
    last = read_template(CASES[-1][0], FIELDS)
    assert last.evaluate(COLUMNS, COUNT) == plain_loop()
    ratio = fastest(partial(last.evaluate, COLUMNS, COUNT), rounds=ROUNDS) / fastest(plain_loop, rounds=ROUNDS)
    print(f"{ratio:6.2f} times the hand-written loop of the last template")


if __name__ == "__main__":
    main()
