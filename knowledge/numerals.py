"""Write numbers as Chinese, Roman and other numerals, and read Chinese ones."""

_MAX_REPEATS = 30  # letters in a label such as "aaa", thousands in a Roman number; larger numbers stay digits


def chinese(number: int) -> str:
    """Return 21 as 二十一; digits beyond 99."""
    tens, ones = divmod(number, 10)
    if not 0 < number < 100:
        return str(number)
    digits = "零一二三四五六七八九"
    return (digits[tens] if tens > 1 else "") + ("十" if tens else "") + (digits[ones] if ones else "")


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


def circled(number: int) -> str:
    """Return 1 as ①; digits beyond 20."""
    return chr(ord("①") + number - 1) if 0 < number <= 20 else str(number)
