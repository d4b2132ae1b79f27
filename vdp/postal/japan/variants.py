"""Characters that addresses use for one another, as one table of single characters."""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import Final

# Old form or variant (旧字体, 異体字), then the form it is compared as.
KANJI_PAIRS: Final = (
    "澤沢 濱浜 濵浜 櫻桜 廣広 國国 嶋島 嶌島 齊斉 齋斉 斎斉 邊辺 邉辺 髙高 﨑崎 嵜崎 碕崎 龍竜 瀧滝 檜桧 鹽塩 竈釜 "
    "竃釜 瀨瀬 萬万 條条 惠恵 曾曽 藪薮 淵渕 渊渕 鶯鴬 螢蛍 鐵鉄 縣県 榮栄 峯峰 籠篭 鷗鴎 萊莱 來来 頸頚 祗祇 禱祷 "
    "蘆芦 壺壷 麴麹 麸麩 簞箪 冨富 埜野 檮梼 穗穂 眞真 鎭鎮 豐豊 學学 寶宝 圓円 驛駅 舘館 靏鶴 靍鶴 龜亀 絲糸 靈霊 "
    "關関 鑛鉱 當当 兔兎 莵兎 菟兎 鰺鯵 槙槇 燈灯 會会 實実 壽寿 靜静 淨浄 淸清 禮礼 稻稲 黑黒 綠緑 諫諌 遙遥 鄕郷 "
    "鄉郷 樂楽 藥薬 應応 蠟蝋 繩縄 彌弥 德徳 惣総 總総 寬寛 橫横 溫温 濤涛 瀆涜 發発 盡尽 礪砺 竝並 聲声 臺台 與与 "
    "號号 覺覚 觀観 讚讃 輕軽 轉転 邨村 醫医 釋釈 險険 隱隠 雙双 靑青 雞鶏 鷄鶏 麥麦 黃黄 點点 乘乗 佛仏 假仮 傳伝 "
    "兒児 兩両 勸勧 單単 參参 吳呉 吞呑 團団 圖図 增増 奧奥 嶽岳 巖巌 巢巣 帶帯 庵菴 廳庁 戀恋 戶戸 數数 晉晋 曉暁 "
    "桒桑 楳梅 樓楼 槗橋 歡歓 步歩 歸帰 每毎 氣気 溪渓 滿満 澁渋 澀渋 濟済 灣湾 爲為 畫画 疊畳 疉畳 皐皋 硏研 祿禄 "
    "穰穣 竒奇 經経 縱縦 舊旧 舍舎 莊荘 藏蔵 藝芸 蟲虫 衞衛 裝装 譽誉 賴頼 釀醸 錢銭 鑄鋳 閒間 隣鄰 雜雑 顯顕 餠餅 "
    "驒騨 體体 鬪闘 皷鼓 齒歯 黨党"
)

# One sound, many letters: 霞ヶ関, 霞が関; 丸ノ内, 丸の内; 四ッ谷, 四つ谷.
KANA_PAIRS: Final = "ヶケ がケ ガケ ヵケ のノ 之ノ 乃ノ っツ つツ ッツ"

OPTIONAL: Final = "字ケノツ"
"""Folded characters that an address may have or lack inside a town's name: 字本町, 市谷, 井頭, 四谷."""

_BLANKS: Final = "\t\u00a0\u2002\u2003\u2009\u3000"


@cache
def fold_table() -> dict[int, str]:
    """Return the table for str.translate that makes spellings of one place equal, one character for one.

    Positions are kept: blanks of all kinds and variation selectors become a plain blank.
    """
    pairs = {pair[0]: pair[1] for pair in f"{KANJI_PAIRS} {KANA_PAIRS}".split()}
    # Compatibility ideographs, full-width signs and letters, half-width katakana.
    codes = (*range(0xF900, 0xFADA), *range(0xFF01, 0xFF9E), *map(ord, "abcdefghijklmnopqrstuvwxyz"))
    single = {code: _compatible(chr(code)) for code in codes}
    table = {code: pairs.get(char, char) for code, char in single.items()}
    blanks = (*map(ord, _BLANKS), *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))
    return table | dict.fromkeys(blanks, " ") | {ord(char): plain for char, plain in pairs.items()}


def fold(text: str) -> str:
    """Return text with one spelling for places; same length, same positions."""
    return text.translate(fold_table())


def _compatible(char: str) -> str:
    plain = unicodedata.normalize("NFKC", char).upper()
    return plain if len(plain) == 1 else char
