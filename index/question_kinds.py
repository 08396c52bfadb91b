"""Recognise by its words what kind of thing a question asks for."""

import re
from typing import Literal, get_args

from knowledge.script import fold

Kind = Literal["frequency", "duration", "time", "price", "amount", "who", "where", "which"]

# Searched in folded text; the first kind that fits counts, so 多久一次 is no duration and 几点 no amount.
_ASKS: dict[Kind, re.Pattern[str]] = {
    "frequency": re.compile(
        r"多久(?:\S{0,4})一次|(?:一|每)(?:天|周|个?月|年)\S{0,3}几|隔多久|\bhow often\b|\bhow many times\b"
    ),
    "duration": re.compile(
        r"多久|多长时间|(?:几|多少)个?(?:小时|天|周|星期|礼拜|月|年|分钟)(?!份)"
        r"|\bhow long\b|\bhow many (?:minutes|hours|days|weeks|months|years)\b"
    ),
    "time": re.compile(
        r"什么时候|啥时候|何时|几点|几月|哪一?[年天月]|什么时间|\bwhen\b|\bwhat time\b|\bwhich (?:year|month|day)\b"
    ),
    "price": re.compile(
        r"多少钱|(?<!哪)几块|几毛|什么价(?!值)|啥价(?!值)|多少元"
        r"|\bhow much (?:does|do|is|are|would|to)\b|\bcosts?\b|\bprice of\b"
    ),
    "amount": re.compile(
        r"多少|几成|几个点|百分之几|几倍|(?<!哪)几(?:人|个|款|种|家|场)|(?:比例|占比|比率|份额)有多[高大少]"
        r"|\bhow (?:much|many)\b|\bwhat (?:percent|(?:share|proportion|fraction|ratio)\b)"
    ),
    "who": re.compile(r"谁|\bwhos?e?\b"),
    "where": re.compile(r"哪里|哪儿|在哪|去哪|\bwhere\b"),
    "which": re.compile(r"哪一?[个家款种条款项类]|哪些(?:平台|软件|工具|公司|品牌|法)|\bwhich\b"),
}
KINDS: tuple[Kind, ...] = get_args(Kind)


def kind_asked_for(question: str) -> Kind | None:
    """Return the kind of thing that ``question`` asks for, None for how, what, why and other open questions."""
    folded = fold(question)
    return next((kind for kind in KINDS if _ASKS[kind].search(folded)), None)
