"""Write the letter's customers, and what they bought in a year, as the till of a shop exports it.

    python make_purchases.py [--folder .] [--count 300] [--seed 20261210] [--members ../spring-sale/customers.csv]

The customers are the first members of samples/spring-sale, byte for byte. Most bought a few times, one in twelve never,
one in forty more often than a letter's table has rows. The lines come in the order of the days, so that one customer's
are scattered over the whole file. Three lines are those of people who left since, and one stands twice.
"""

from __future__ import annotations

import argparse
import csv
import random  # noqa: TID251 -- seeded, and of the sample only
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

HERE = Path(__file__).parent
MEMBERS = HERE.parent / "spring-sale" / "customers.csv"
SEED, COUNT = 20261210, 300
LEFT = ("19990017", "19991204", "19995530")
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


def read_members(path: Path, count: int) -> tuple[bytes, list[str]]:
    """Return header and first rows of the export as they are, and their customer numbers, those of broken rows too."""
    rows = path.read_bytes().split(b"\r\n")[: count + 1]
    text = b"\r\n".join([*rows, b""])
    return text, [row[0] for row in list(csv.reader(text.decode("cp932").splitlines()))[1:]]


def main() -> None:
    """Write both files."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, default=HERE)
    parser.add_argument("--count", type=int, default=COUNT, help="how many customers")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--members", type=Path, default=MEMBERS)
    options = parser.parse_args()
    text, customers = read_members(options.members, options.count)
    (options.folder / "customers.csv").write_bytes(text)
    chance = random.Random(options.seed)
    lines = list(draw_lines(customers, chance))
    article, price = ARTICLES[0]
    days = [(FIRST_DAY + timedelta(days=20 * number)).isoformat() for number in range(len(LEFT))]
    lines += [(day, who, article, "1", f"{price:,}") for day, who in zip(days, LEFT, strict=True)]
    lines.append(lines[len(customers)])
    with (options.folder / "purchases.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        writer.writerows(sorted(lines))


if __name__ == "__main__":
    main()
