"""Character rules on batches of 1000 twelve-character strings, against str.translate on the same batch."""

from __future__ import annotations

from collections.abc import Callable

from fastest import fastest

from vdp.slots.text.characters import CharacterRules, apply_rules
from vdp.slots.text.gaiji import GaijiTable, apply_gaiji

COUNT = 1000
BATCHES = {
    "addresses": [f"千代田区神田{n % 9 + 1}-{n % 20 + 1}-{n % 30 + 1}ﾋﾞﾙ"[:12] for n in range(COUNT)],
    "names": [f"山田\u3000太郎{'花子一郎次郎三郎'[n % 7 :][:2]}さまへの手紙"[:12] for n in range(COUNT)],
    "one dirty in ten": [
        f"神田{n % 9 + 1}-{n % 20 + 1}\u200b番か\u3099いビル"
        if n % 10 == 0
        else f"神田{n % 9 + 1}-{n % 20 + 1}番街西ビル別館"
        for n in range(COUNT)
    ],
    "one PUA in ten": [f"千代田区{chr(0xE000 + n % 7) if n % 10 == 0 else '髙'}橋様方の荷物" for n in range(COUNT)],
}
RULES = {
    "keep": CharacterRules(),
    "full": CharacterRules("full", kana="full"),
    "half": CharacterRules("half", kana="full", wave="unify"),
    "hyphen full": CharacterRules(digits="full", hyphen="full"),
    "kanji": CharacterRules("full", digits="kanji", kana="full", wave="unify"),
    "kanji-units": CharacterRules("full", digits="kanji-units", kana="full", wave="unify"),
}


def time_of(run: Callable[[], object]) -> float:
    """Return microseconds per string."""
    return fastest(run, rounds=50) / COUNT * 1e6


def main() -> None:
    table = GaijiTable({0xE000 + n: "\u9ad9" for n in range(7)})
    full = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
    for title, values in BATCHES.items():
        plain = time_of(lambda values=values: [value.translate(full) for value in values])
        print(f"{title} ({sum(map(len, values)) / COUNT:.1f} characters): str.translate {plain:.3f} us")
        for name, rules in RULES.items():
            took = time_of(lambda rules=rules, values=values: apply_rules(rules, values))
            print(f"  {took:6.3f} us per string, {plain / took:4.1f} times as fast  {name}")
        print(f"  {time_of(lambda values=values: apply_gaiji(table, values)):6.3f} us per string  gaiji table")


if __name__ == "__main__":
    main()
