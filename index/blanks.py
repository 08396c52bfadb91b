"""Figures that a report leaves blank (XX%), and questions that ask for a figure."""

import re

from knowledge.script import fold

_BLANK = re.compile(r"(?<![A-Za-z])(?:[Xx×✕]{2,}|[_＿]{2,}|[□■○●]{2,})(?![A-Za-z])")

_MEASURES = (
    "占比|比例|比重|比率|份额|增速|增幅|涨幅|降幅|增长率|转化率|复购率|规模|销量|销售额|卖货额|金额|体量|盘子|差距|差额"
)
# Asked of folded text. A bare "how" or "which" asks for no figure; nor does 多 in 多重要.
_ASKS_FIGURE = re.compile(
    r"多少|百分之|多大(?:的)?(?:比例|比重|份额|规模|体量)|几(?:成|倍|个点|个百分点|亿|万|千|百|十|%|分之|块|元)|\d*\s*几\s*%"
    rf"|(?:{_MEASURES})[^,。?!]{{0,8}}?(?:多大|多高|多快|几何|是啥|是什么|为何值|数字|数值|具体数)"
    r"|(?:具体|准确|确切)(?:的)?(?:数字|数值|数据|金额|比例)|几多"
    r"|\bhow (?:much|many|big|large|high|fast)\b|\bby how\b|\bpercent(?:age)?\b|\bwhat (?:share|proportion|fraction)\b"
    r"|\b(?:what|which)(?:'s| is| was| are| were)?(?: \w+){0,5}"
    r" (?:rate|size|figure|number|amount|value|volume|share)s?\b"
)
# A measure that a few words end with is asked for, as in "2021年 规模" and "那规模呢", unless they ask how or why.
_ENDS_WITH_MEASURE = re.compile(
    rf"^(?!.*(?:怎么|怎样|如何|为什么|为何|哪些|什么|吗))(?:.*\d.*(?:{_MEASURES})|.*(?:{_MEASURES})呢)\W*$"
)
_ASKS_TIME = re.compile(
    r"哪一?年|(?<![来近这去前后])几年|何时|什么时候|多久|多长时间|(?:几|多少)个?(?:小时|天|月|周|分钟)"
    r"|\bhow many minutes\b|\bwhen\b|\bhow long\b|\bwhich year\b"
)
_ASKS_COUNT = re.compile(
    r"(?:几|多少)(?:大|人|个(?!百分点|点|亿|万)|种|类|家|项|点|步|条|款|名|位|层|轮|环节|阶段|方面|年代|领域|品牌|平台)"
    r"|\bhow many (?:\w+ ){0,3}?(?:brands?|types?|kinds?|ways?|stages?|steps?|phases?|parts?|platforms?|categories"
    r"|reasons|factors|hours?|days?|weeks?|years?)\b"
)
# One piece's price is no sum of many pieces.
_ASKS_PRICE = re.compile(
    r"[一每](?:块|台|个|件|款|张|套|副|只)\S{0,4}?(?:多少钱|什么价|啥价|几块钱)|单价|售价|标价"
    r"|\bhow much (?:is|does|do|are) (?:a|an|one|each)\b|\bprice of (?:a|an|one)\b|\bunit price\b"
)
_ASKS_SHARE = re.compile(
    r"百分之|几成|几\s*%|百分点|占比|比例|比重|比率|份额|增速|增幅|涨幅|降幅|增长率|转化率|复购率"
    r"|\bpercent(?:age)?\b|\bwhat (?:share|proportion|fraction)\b|\brate\b"
)
_UNIT_AFTER_BLANK = re.compile(r"\s*(?P<many>[万亿千百]*)(?P<unit>个百分点|[%％倍分小天月年周个家种项名款位秒人元块])?")
_COUNTED_BEFORE_BLANK = re.compile(r"(?P<unit>[人户家])[数次][^,，。;；]{0,6}$")  # "观看人数超过XX万"
_TIMES = set("分小天月年周秒")
_COUNTED = set("个家种项名款位人户")
_PRICES = set("元块")
_SHARES = {"%", "％", "倍", "个百分点"}


def figure_is_blank(question: str, sentence: str) -> bool:
    """Whether ``sentence``, the one that answers, leaves the figure blank that ``question`` asks for.

    A question for a time, a count, one piece's price or a share is met only by a blank of that kind: "XX 分钟",
    "XX 家", "XX 元", "XX%".
    """
    units = {_unit(sentence, blank) for blank in _BLANK.finditer(sentence)}
    if not units:
        return False
    folded = fold(question)
    if _ASKS_TIME.search(folded):
        return bool(units & _TIMES)
    if _ASKS_COUNT.search(folded):
        return bool(units & _COUNTED)
    if not _ASKS_FIGURE.search(folded) and not _ENDS_WITH_MEASURE.search(folded):
        return False
    if _ASKS_PRICE.search(folded):
        return bool(units & _PRICES)
    return bool(units & _SHARES) if _ASKS_SHARE.search(folded) else True


def count_blanks(text: str) -> int:
    """How many figures ``text`` leaves blank."""
    return len(_BLANK.findall(text))


def _unit(sentence: str, blank: re.Match[str]) -> str:
    """What a blank counts or measures; empty where that is not said, or for sums of many."""
    after = _UNIT_AFTER_BLANK.match(sentence, blank.end())
    if after and after["unit"]:
        return "" if after["unit"] in _PRICES and after["many"] else after["unit"]
    before = _COUNTED_BEFORE_BLANK.search(sentence, 0, blank.start())
    return before["unit"] if before else ""
