"""Recognise figures that a report leaves blank (XX%), and questions that ask for a figure."""

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

from index.analysis import analyse
from knowledge.script import fold

_BLANK = re.compile(r"(?<![A-Za-z])(?:[Xx×✕]{2,}|[_＿]{2,}|[□■○●]{2,})(?![A-Za-z])")

_SHARE_MEASURES = "占比|比例|比重|比率|份额|增速|增幅|涨幅|降幅|增长率|转化率|复购率|回购率|退货率|毛利率|利润率"
_SUM_MEASURES = "规模|销量|销售额|成交额|卖货额|金额|体量|盘子"
_MEASURES = f"{_SHARE_MEASURES}|{_SUM_MEASURES}"
# Searched in folded text. A bare "how" or "which" asks for no figure; nor does 多 in 多重要.
_ASKS_FIGURE = re.compile(
    r"多少|百分之|多大(?:的)?(?:比例|比重|份额|规模|体量)|几(?:成|倍|个点|个百分点|亿|万|千|百|十|%|分之|块|元)|几\s*%"
    rf"|(?:{_MEASURES})[^,。?!]{{0,8}}?(?:多大|多高|多快|几何|是啥|是什么|为何值|数字|数值|具体数)"
    r"|(?:差距|差额|相差)[^,。?!]{0,4}?多大|(?:具体|准确|确切)(?:的)?(?:数字|数值|数据|金额|比例)|几多"
    r"|\bhow (?:much|many|big|large|high|fast)\b|\bby how\b|\bpercent(?:age)?\b|\bwhat (?:share|proportion|fraction)\b"
    r"|\b(?:what|which)(?:'s| is| was| are| were)?(?: \w+){0,5}"
    r" (?:rate|size|figure|number|amount|value|volume|share)s?\b"
)
# A short question that ends with a measure asks for it, as in "2021年 规模" and "那规模呢", unless its other words ask
# for or want something else.
_ENDS_WITH_MEASURE = re.compile(
    r"^(?!.*(?:怎|如何|为什么|为何|为啥|咋|哪些|什么|吗|想|要|该|能|提高|提升|扩大|增加|冲))"
    rf"(?:.{{0,16}}\d.{{0,16}}(?:{_MEASURES})|.{{0,16}}(?:{_MEASURES})呢)\W*$"
)
_ASKS_OTHERWISE = re.compile(
    r"怎|如何|为什么|为何|为啥|咋|哪|什么|谁|吗|是否"
    r"|\b(?:how(?! (?:much|many|big|large|high|fast))|why|what|which|who)\b"
)
_ASKS_TIME = re.compile(
    r"哪一?年|(?<![来近这去前后])几年|何时|什么时候|多久|多长时间|(?:几|多少)个?(?:小时|天|月|周|分钟)"
    r"|\bhow many minutes\b|\bwhen\b|\bhow long\b|\bwhich year\b"
)
_ASKS_COUNT = re.compile(
    r"(?:几|多少)[万千百亿]*(?:大|人(?!民币)|个(?!百分点|点|亿|万)|种|类|家|项|点|步|条|款|名|位|层|轮|环节|阶段|方面"
    r"|年代|领域|品牌|平台)"
    r"|\bhow many (?:\w+ ){0,3}?(?:brands?|types?|kinds?|ways?|stages?|steps?|phases?|parts?|platforms?|categories"
    r"|reasons|factors|hours?|days?|weeks?|years?)\b"
)
_ASKS_SHARE = re.compile(
    rf"百分之|几成|几\s*%|百分点|{_SHARE_MEASURES}|\bpercent(?:age)?\b|\bwhat (?:share|proportion|fraction)\b|\brate\b"
)
_ASKS_SUM = re.compile(rf"{_SUM_MEASURES}|\b(?:sales|revenue|turnover|market size|volume)\b")
# The price of one piece is not the sum of many; a change of that price is a share.
_ASKS_PRICE = re.compile(
    r"[一每](?:块|台|件|款|张|套|副|只|斤|盒|份|瓶|袋)\S{0,4}?(?:多少钱|什么价|啥价|几块钱)"
    r"|(?:单价|售价|标价)(?!.*(?:涨|降|升|高|低|跌))"
    r"|\bhow much (?:is|does|do|are) (?:a|an|one|each)\b.*\b(?:cost|sell)|\bhow much is (?:a|an|one)\b"
    r"|\bprice of (?:a|an|one)\b|\bunit price\b"
)
_UNIT_AFTER = re.compile(
    r"\s*(?P<many>[万亿千百]*)(?P<unit>个百分点|个点|percent|美元|港元|[%％倍成分小天月年周个家种项名款位秒人元块])?"
)
_COUNTED_BEFORE = re.compile(r"(?P<unit>[人户家])[数次][^,，。;；]{0,6}$")  # "观看人数超过XX万"
_FILLED = re.compile(
    r"(?<![A-Za-z0-9.,])(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?![\d后GXx×✕_＿□■○●])(?!\s*年代)"
    r"|百分之[一二三四五六七八九十百]+|(?:[一二两三四五六七八九十]+|数)(?=成|倍)"
)
# Words of which a figure has one and the question the other: then it is not the figure that is asked for.
_REGIONS = [
    re.compile(pattern)
    for pattern in (
        r"全球|世界|国际|海外|国外|\b(?:global|globally|worldwide|world|abroad)\b",
        r"中国|国内|我国|全国|\b(?:china|chinese|domestic|domestically)\b",
        r"线上|网上|\bonline\b",
        r"线下|门店|\boffline\b",
    )
]
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)(?:\s*年)?")
_CLAUSE_END = re.compile(r"[，,。；;、！？!?]")
_TIMES = set("分小天月年周秒")
_COUNTED = set("个家种项名款位人户")
_PRICES = {"元", "块", "美元", "港元"}
_SHARES = {"%", "％", "倍", "成", "个百分点", "个点", "percent"}


@dataclass(frozen=True, slots=True)
class _Figure:
    """A figure in a sentence, or a blank in its place.

    ``unit`` is what it counts or measures, ``year`` the last year before it in the sentence (empty if none), ``words``
    are those of its clause, ``around`` those since the figure before it, and ``regions`` what of `_REGIONS` is there.
    """

    blank: bool
    unit: str
    year: str
    words: frozenset[str]
    around: frozenset[str]
    regions: frozenset[int]


def figure_is_blank(question: str, sentences: Sequence[str]) -> bool:
    """Say whether ``sentences``, which answer ``question``, leave the figure blank that ``question`` asks for.

    If the question asks for a time, a count, the price of one piece or a share, only a figure of that kind counts:
    "XX 分钟", "XX 家", "XX 元", "XX%". Where others of that kind are filled in, the one counts that stands in the year
    and among the words that the question names.
    """
    figures = [figure for sentence in sentences for figure in _figures(sentence)]
    if not any(figure.blank for figure in figures):
        return False
    folded = fold(question)
    units = _units_asked_for(folded)
    asked = [figure for figure in figures if units is None or figure.unit in units]
    if all(figure.blank for figure in asked):
        return bool(asked)
    years, words, regions = {year[:4] for year in _YEAR.findall(folded)}, _words_in(folded), _regions_in(folded)

    def fits(figure: _Figure) -> tuple[bool, bool, bool, int, bool, int]:
        elsewhere = bool(regions and figure.regions and not regions & figure.regions)
        shared, further = len(words & figure.words), len(words & figure.around)
        stated = not years.isdisjoint(figure.around)
        return figure.year in years, not years or not figure.year, not elsewhere, shared, stated, further

    best = max(map(fits, asked))
    return all(figure.blank for figure in asked if fits(figure) == best)


def cells_are_blank(question: str, cells: Sequence[str]) -> bool:
    """Say whether the ``cells`` that a question asks for are figures left blank, and it asks for no reason or the like.

    A figure filled in beside a blank in one of them is an answer.
    """
    figures = [list(_figures(cell)) for cell in cells]
    return (
        bool(figures) and all(each and all(f.blank for f in each) for each in figures) and not asks_no_figure(question)
    )


def _units_asked_for(folded: str) -> Set[str] | None:
    """Return the units of the figure that a question asks for, none if it asks for no figure; None stands for any."""
    if _ASKS_TIME.search(folded):
        return _TIMES
    if _ASKS_COUNT.search(folded):
        return _COUNTED
    if not _ASKS_FIGURE.search(folded) and not _ENDS_WITH_MEASURE.search(folded):
        return frozenset()
    if _ASKS_SHARE.search(folded):
        return None if _ASKS_SUM.search(folded) else _SHARES
    return _PRICES if _ASKS_PRICE.search(folded) else None


def _figures(sentence: str) -> Iterator[_Figure]:
    years = list(_YEAR.finditer(sentence))
    found = [match for pattern in (_BLANK, _FILLED) for match in pattern.finditer(sentence)]
    found = [match for match in found if not any(year.start() <= match.start() < year.end() for year in years)]
    before = 0
    for match in sorted(found, key=re.Match.start):
        end = _CLAUSE_END.search(sentence, match.end())
        after = sentence[match.end() : end.start() if end else None]
        around = fold(sentence[before : match.start()] + after)
        clause = fold(_CLAUSE_END.split(sentence[before : match.start()])[-1] + after)
        named = [year[0][:4] for year in years if year.end() <= match.start()]
        yield _Figure(
            blank=bool(_BLANK.fullmatch(match[0])),
            unit=_unit(sentence, match),
            year=named[-1] if named else "",
            words=_words_in(clause),
            around=_words_in(around),
            regions=_regions_in(clause) or _regions_in(around),
        )
        before = match.end()


def _words_in(folded: str) -> frozenset[str]:
    """Return the tokens that say what a figure is of; single characters and numbers but years say little."""
    tokens = frozenset(token for token in analyse(_YEAR.sub(" ", folded)) if len(token) > 1 and not token.isdigit())
    return tokens | {year[:4] for year in _YEAR.findall(folded)}


def _regions_in(folded: str) -> frozenset[int]:
    return frozenset(number for number, pattern in enumerate(_REGIONS) if pattern.search(folded))


def asks_no_figure(question: str) -> bool:
    """Say whether ``question`` asks how, why, what or who, so not for a figure, not even one asked for just before."""
    folded = fold(question)
    return bool(_ASKS_OTHERWISE.search(folded)) and not _ASKS_FIGURE.search(folded) and not _ASKS_TIME.search(folded)


def in_context(before: str, question: str) -> str:
    """Return ``question`` after the one ``before`` it, without the years of that one if it names a year itself."""
    return f"{_YEAR.sub('', before) if _YEAR.search(question) else before} {question}"


def count_blanks(text: str) -> int:
    """Return how many figures ``text`` leaves blank."""
    return len(_BLANK.findall(text))


def _unit(sentence: str, figure: re.Match[str]) -> str:
    """Return the unit that a figure counts or measures, empty if none is stated or for large sums (XX万元)."""
    if figure[0].startswith("百分之"):
        return "%"
    after = _UNIT_AFTER.match(sentence, figure.end())
    if after and after["unit"]:
        return "" if after["unit"] in _PRICES and after["many"] else after["unit"]
    before = _COUNTED_BEFORE.search(sentence, 0, figure.start())
    return before["unit"] if before else ""
