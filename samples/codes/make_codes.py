"""Write codes.csv: values of every symbology on the code card, made from the record's number."""

from __future__ import annotations

import csv
from pathlib import Path

RECORDS = 12


def main() -> None:
    """Write the file beside this script."""
    with (Path(__file__).parent / "codes.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(["number", "jan", "jan8", "gs1", "url", "imb", "mailmark", "cmdm"])
        writer.writerows(row(number) for number in range(1, RECORDS + 1))


def row(number: int) -> list[str]:
    """Return the values of one record."""
    jan = with_check(f"4901234{number:05d}")
    return [
        f"{10_000_000 + number * 7919:08d}",
        jan,
        with_check(f"49{number:05d}"),
        f"(01)0{jan}(10)LOT{number}",
        f"https://example.jp/c/{number:06d}",
        f"0123456709498765{number:04d}-01234567891",
        f"410384224165{number:05d}EF61AH8T",
        f"JGB 0121001234123456{number:02d}AB19XY1A 0",
    ]


def with_check(digits: str) -> str:
    """Return the digits of a JAN code with its check digit."""
    total = sum(int(digit) * (1 if place % 2 else 3) for place, digit in enumerate(reversed(digits)))
    return f"{digits}{-total % 10}"


if __name__ == "__main__":
    main()
