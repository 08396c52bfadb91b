"""Write numbers as Chinese, Roman and other numerals, and read Chinese ones."""

_MAX_REPEATS = 30  # letters in a label such as "aaa", thousands in a Roman number; larger numbers stay digits


def chinese(number: int) -> str:
    """Return 21 as 二十一, 105 as 一百零五; digits beyond 999."""
    if not 0 < number < 1000:
        return str(number)
    return _in_places(number, "零一二三四五六七八九", "十百").removeprefix("一" if 10 <= number < 20 else "")


def formal(number: int, traditional: bool = False) -> str:
    """Return 21 as 贰拾壹, or 貳拾壹 in Traditional characters; digits beyond 999."""
    if not 0 < number < 1000:
        return str(number)
    digits = "零壹貳參肆伍陸柒捌玖" if traditional else "零壹贰叁肆伍陆柒捌玖"
    return _in_places(number, digits, "拾佰").removeprefix("壹" if 10 <= number < 20 else "")


def _in_places(number: int, digits: str, places: str) -> str:
    """Return a number below 1,000 with its digits before the names of their places."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    gap = digits[0] if hundreds and not tens and ones else ""
    parts = [digits[count] + place for count, place in ((hundreds, places[1]), (tens, places[0])) if count]
    return "".join([*parts, gap, digits[ones] if ones else ""])


def cyclic(number: int, signs: str) -> str:
    """Return 1 as the first of ``signs``, such as the heavenly stems 甲乙丙; digits beyond the last."""
    return signs[number - 1] if 0 < number <= len(signs) else str(number)


def value_of(numeral: str) -> int:
    """Return the value of digits or of a Chinese numeral below 1,000: 21 of 二十一, 105 of 一百零五 and of 一〇五."""
    if numeral.isascii():
        return int(numeral)
    digits = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
    if not {"百", "十"} & set(numeral):
        return int("".join(str(digits[digit]) for digit in numeral))
    total, last = 0, 0
    for sign in numeral:
        if sign in digits:
            last = digits[sign]
        else:
            total += (last or 1) * (100 if sign == "百" else 10)
            last = 0
    return total + last


def letters(number: int) -> str:
    """Return 1 as a, 27 as aa."""
    if number > 26 * _MAX_REPEATS:
        return str(number)
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def roman(number: int) -> str:
    """Return 4 as iv."""
    if number > 1000 * _MAX_REPEATS:
        return str(number)
    values = (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1)
    signs = ("m", "cm", "d", "cd", "c", "xc", "l", "xl", "x", "ix", "v", "iv", "i")
    result = ""
    for value, sign in zip(values, signs, strict=True):
        result += sign * (number // value)
        number %= value
    return result


def capital_letters(number: int) -> str:
    """Return 1 as A, 27 as AA."""
    return letters(number).upper()


def capital_roman(number: int) -> str:
    """Return 4 as IV."""
    return roman(number).upper()


def circled(number: int) -> str:
    """Return 1 as ①; digits beyond 20."""
    return chr(ord("①") + number - 1) if 0 < number <= 20 else str(number)
