"""Write members.csv: members of the tea room with points, a goal and stamps, from the customers of samples/spring-sale.

    python make_members.py [--count 200] [--out members.csv]

What a member has follows from the member number, so the file is the same each time. A few rows test the limits of the
charts: no stamp, a full card, more points than the goal.
"""

from __future__ import annotations

import argparse
import csv
from pathlib import Path

HERE = Path(__file__).parent
SOURCE = HERE.parent / "spring-sale/customers.csv"
GOALS = {"ゴールド": 5000, "シルバー": 2000, "レギュラー": 1000}
RANKS = {"ゴールド": "gold", "シルバー": "silver", "レギュラー": "regular"}
COLUMNS = ("postal_code", "address1", "address2", "address3", "name", "rank", "points", "goal", "stamps")


def make_member(row: dict[str, str]) -> dict[str, object]:
    """Return what the card needs of one customer."""
    number = int(row["会員番号"])
    goal = GOALS[row["ランク"]]
    return {
        "postal_code": row["郵便番号"],
        "address1": row["住所1"],
        "address2": row["住所2"],
        "address3": row["住所3"],
        "name": row["氏名"],
        "rank": RANKS[row["ランク"]],
        "points": number * 7919 % (goal + goal // 20),
        "goal": goal,
        "stamps": number * 31 % 11,
    }


def main() -> None:
    """Write the file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--out", type=Path, default=HERE / "members.csv")
    wanted = parser.parse_args()
    with SOURCE.open(encoding="cp932", newline="") as source, wanted.out.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
        writer.writeheader()
        good = (row for row in csv.DictReader(source) if row["ランク"] in RANKS and None not in row)
        writer.writerows(make_member(row) for row, _ in zip(good, range(wanted.count), strict=False))


if __name__ == "__main__":
    main()
