"""Checking addresses and bundling: microseconds per record, seconds per million codes."""

from __future__ import annotations

import tracemalloc

import numpy as np
from fastest import fastest

from vdp.postal import open_authority
from vdp.postal.japan import Towns, load_towns
from vdp.postal.japan.towns import TABLE, TOWN

BATCH = 1000
RECORDS = 20_000
PIECES = 1_000_000
TAILS = ("1-2-3", "3丁目30-8　郵便ビル403号", "十一丁目六番地一号　郵便タワー601", " 80-25 J1ビル2-B", "１２３４番地")


def make_mailing(towns: Towns, *, places: int) -> tuple[list[str], list[str]]:
    """Return codes and addresses of a mailing to a number of places; a sixth of it is written in ways of its own."""
    chance = np.random.default_rng(20261)
    rows = [row for number in range(len(towns)) if (row := towns.row(number)).kind == TOWN and row.town]
    chosen = [rows[number] for number in chance.choice(chance.permutation(len(rows))[:places], RECORDS)]
    codes, addresses = [], []
    for number, row in enumerate(chosen):
        town = row.town[: row.base].partition("、")[0].replace("ケ", "ヶ" if number % 6 == 0 else "ケ")
        city = row.city if number % 6 else row.city + " 大字"
        codes.append(f"{row.code:07d}")
        addresses.append(row.prefecture + city + town + " " + TAILS[number % len(TAILS)])
    return codes, addresses


def main() -> None:
    seconds = fastest(lambda: load_towns.__wrapped__(TABLE), rounds=3)
    print(f"load the town table            {seconds * 1e3:8.1f} ms")
    towns = load_towns()
    for places in (1_000, 10_000, 100_000):
        codes, addresses = make_mailing(towns, places=places)

        def check(codes: list[str] = codes, addresses: list[str] = addresses) -> None:
            authority = open_authority("japan")
            for start in range(0, RECORDS, BATCH):
                authority.check(codes[start : start + BATCH], addresses[start : start + BATCH])

        micros = fastest(check, rounds=3) / RECORDS * 1e6
        print(f"check, {places:7,} places         {micros:8.1f} us per record (new authority, {RECORDS:,} records)")

    japan = open_authority("japan")
    known = np.array([towns.row(number).code for number in range(0, len(towns), 2)], dtype=np.int32)
    postal = np.sort(np.random.default_rng(1).choice(known, PIECES))
    print(f"bundle 1,000,000 codes         {fastest(lambda: japan.bundle(postal), rounds=3):8.2f} s")
    tracemalloc.start()
    japan.bundle(postal)
    print(f"  peak memory                  {tracemalloc.get_traced_memory()[1] / 2**20:8.0f} MB")


if __name__ == "__main__":
    main()
