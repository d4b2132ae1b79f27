"""Write what the customers of samples/spring-sale bought in a year, as the till of a shop exports it.

    python make_purchases.py [--customers ../spring-sale/customers.csv] [--out purchases.csv] [--seed 20261210]

Most customers bought a few times, one in twelve never, one in forty more often than a letter's table has rows. The
lines come in the order of the days, so that one customer's are scattered over the whole file.
"""

from __future__ import annotations

import argparse
import csv
import random  # noqa: TID251 -- seeded, and of the sample only
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

HERE = Path(__file__).parent
CUSTOMERS = HERE.parent / "spring-sale" / "customers.csv"
SEED = 20261210
HEADER = ("販売日", "会員番号", "商品名", "数量", "税込金額")
FIRST_DAY, DAYS = date(2025, 12, 1), 365
ARTICLES = (
    ("深蒸し煎茶「春霞」100g", 1_296),
    ("玉露「白露」50g", 2_700),
    ("ほうじ茶ティーバッグ　20包入", 864),
    ("和紅茶　リーフ缶", 1_620),
    ("はるのやブレンド　珈琲豆200g", 1_404),
    ("エチオピア・イルガチェフェ　浅煎り200g", 1_836),
    ("水出し珈琲パック　4個入", 972),
    ("焼き菓子詰め合わせ（小）", 2_160),
    ("焼き菓子詰め合わせ（大）　季節のフィナンシェとマドレーヌ、抹茶のパウンドケーキ入り", 4_320),
    ("桜の羊羹", 1_080),
    ("どら焼き　5個", 1_350),
    ("抹茶ロールケーキ", 1_944),
    ("常滑焼の急須", 6_480),
    ("有田焼の湯呑み　一対", 5_400),
    ("ギフトカード", 3_000),
)
COUNTS = (1, 1, 1, 2, 2, 2, 3, 3, 4, 5, 7, 10, 12)


def draw_lines(customers: list[str], chance: random.Random) -> Iterator[tuple[str, ...]]:
    """Yield one line per article sold, by customer."""
    for customer in customers:
        kind = chance.random()
        count = 0 if kind < 1 / 12 else chance.randint(13, 18) if kind > 39 / 40 else chance.choice(COUNTS)
        for _ in range(count):
            day = FIRST_DAY + timedelta(days=chance.randrange(DAYS))
            article, price = chance.choice(ARTICLES)
            quantity = chance.choice((1, 1, 1, 2, 2, 3))
            yield day.isoformat(), customer, article, str(quantity), f"{price * quantity:,}"


def read_customers(path: Path) -> list[str]:
    """Return the customer numbers of the export, those of broken rows too."""
    with path.open(encoding="cp932", newline="") as file:
        return [row[0] for row in list(csv.reader(file))[1:] if row]


def main() -> None:
    """Write the file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--customers", type=Path, default=CUSTOMERS)
    parser.add_argument("--out", type=Path, default=HERE / "purchases.csv")
    parser.add_argument("--seed", type=int, default=SEED)
    options = parser.parse_args()
    lines = sorted(draw_lines(read_customers(options.customers), random.Random(options.seed)))
    with options.out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        writer.writerows(lines)


if __name__ == "__main__":
    main()
