"""Write numbers, dates and lengths of time as a spreadsheet's formats say; see ECMA-376, part 1, 18.8.31."""

import datetime
import re

# Of a number format: what stands for room or colour; a currency; a sign that is set among the digits, not a point.
_ROOM = re.compile(r"_.|\*.|\[(?!\$)[^\]]*\]|[\\!](?=.)")
_CURRENCY = re.compile(r"\[\$([^\]-]*)[^\]]*\]")
_SET_POINT = re.compile(r"[\\!]\.")
_POINT = "\ue000"  # stands for such a sign
_NUMBER = re.compile(rf"([^#0?.,%]*)(#,##)?([#0?]+)(?:([.{_POINT}])([#0?]+))?(,{{0,4}})(%?)([^#0?.,%/Ee]*)")
_GROUPED = re.compile(r"0+(?:[- ]0+)+")  # a code such as 000-0000
_GENERAL = re.compile(r"general", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]")
_NO_LETTER = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')  # of a date's format
_MAX_WHOLE = 10**15  # the program keeps so many digits; exports write even telephone numbers as 1.3800138E10


def number_text(value: float, stated: str) -> str:
    """Return a number with the thousands, decimals, unit, currency or words that the format ``stated`` has."""
    return _formatted(value, stated).replace(_POINT, ".").strip()


def _formatted(value: float, stated: str) -> str:
    sections = [_plain(section) for section in stated.split(";")]
    if value == 0 and len(sections) > 2 and _WORD.search(_GENERAL.sub("", sections[2])) and "0" not in sections[2]:
        return sections[2]
    pattern, sign = sections[0], "-" if value < 0 else ""
    below = _WORD.findall(_GENERAL.sub("", sections[1])) if sign and len(sections) > 1 else []
    if below and below != _WORD.findall(pattern):
        pattern, sign = sections[1], ""  # other words say what the minus does: "盈"0;"亏"0
    around = _GENERAL.split(pattern)
    match = _NUMBER.fullmatch(pattern)
    if len(around) == 2:
        return f"{sign}{around[0]}{_general(abs(value))}{around[1]}"
    if _GROUPED.fullmatch(pattern):
        return sign + _grouped(abs(value), pattern)
    if match is None:
        return _general(value)
    before, thousands, digits, point, decimals, scale, percent, behind = match.groups(default="")
    count = len(decimals)
    shown = abs(value) * (100 if percent else 1) / 1000 ** len(scale)
    if point == _POINT:  # 0!.0,"万" sets a point among the digits of the thousands
        shown = round(shown) / 10**count
    number = f"{shown:{',' if thousands else ''}.{count}f}"
    while count > decimals.count("0") and number.endswith(("0", ".")):
        number, count = number[:-1], count - 1
    number = number.removesuffix(".")
    if sign:
        before = before.replace("+", "")  # +0.0;-0.0 shows a plus of numbers above zero alone
    if not decimals:  # a code such as 0042
        number = number.zfill(digits.count("0"))
    return f"{sign}{before}{number}{percent}{behind}"


def _plain(section: str) -> str:
    return _CURRENCY.sub(r"\1", _ROOM.sub("", _SET_POINT.sub(_POINT, section))).replace('"', "")


def _grouped(value: float, pattern: str) -> str:
    digits = list(f"{value:.0f}".zfill(pattern.count("0")))
    signs = [sign if sign != "0" else digits.pop() for sign in reversed(pattern)]
    return "".join([*digits, *reversed(signs)])


def _general(value: float) -> str:
    if isinstance(value, float) and value.is_integer() and abs(value) < _MAX_WHOLE:
        value = int(value)
    return f"{value:.10g}" if isinstance(value, float) else str(value)


def date_text(value: datetime.datetime, stated: str) -> str:
    """Return a date and time as ISO 8601 writes them, a month or year alone as the format ``stated`` names it."""
    letters = set(_NO_LETTER.sub("", stated.split(";")[0]).lower())
    year, month = "y" in letters, "m" in letters
    if (year or month) and not letters & set("dhsp"):
        if "月" in stated and month:
            return f"{value.year}年{value.month}月" if year else f"{value.month}月"
        return f"{value.year}-{value.month:02}" if month else str(value.year)
    return str(value.date()) if value.time() == datetime.time() else value.isoformat(" ", "minutes")


def length_text(value: datetime.timedelta) -> str:
    """Return a length of time in hours and minutes, such as 26:30, and seconds if there are any."""
    minutes, seconds = divmod(abs(round(value.total_seconds())), 60)
    text = f"{minutes // 60}:{minutes % 60:02}" + (f":{seconds:02}" if seconds else "")
    return f"-{text}" if value < datetime.timedelta() else text
