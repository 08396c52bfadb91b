"""The characters on a PDF's page that are read, turned so that their lines run from left to right."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from typing import Any

from knowledge.readers.pdf.weight import BOLD, REGULAR, is_fixed, weight_of
from knowledge.readers.text import clean, is_chinese

_SAME_PLACE_POINTS = 1.0  # points: the same character so near is the same one, printed once more
_SAME_PLACE_RATIO = 0.1  # of its size: so far is its shadow; no character is narrower
_UPRIGHT = 0.05  # of a character's width: as much as one that stands upright may lean
_MIN_VERTICAL = 12  # characters that tell whether a page is written in columns from the right
_VERTICAL_RATIO = 0.85  # of the step to the next line: so near below is the next character of a vertical line
_SOFT_HYPHEN = "\u00ad"
_HYPHENS = f"-‐{_SOFT_HYPHEN}"
_UNMAPPED = re.compile(r"\(cid:\d+\)")  # a glyph for which the file names no character
# Fonts often map common characters to the radicals and ligatures that look the same: ⽅ for 方, ⻋ for 车, ﬁ for fi.
_FORMS = {code: unicodedata.normalize("NFKC", chr(code)) for code in (*range(0x2F00, 0x2FD6), *range(0xFB00, 0xFB07))}
# What the radicals of the supplement stand for, after Unicode's EquivalentUnifiedIdeograph.txt; NFKC leaves them.
_SUPPLEMENT = str.maketrans(
    "⺁⺄⺅⺆⺈⺉⺊⺌⺍⺎⺐⺒⺓⺔⺕⺖⺘⺙⺛⺜⺝⺞⺟⺠⺡⺢⺣⺤⺥⺦⺧⺨⺩⺫⺬⺭⺮⺯⺰⺱⺲⺶⺷⺸⺹⺺⺻⺼⺽⺾⺿⻀⻁⻂⻃⻄⻅⻆⻇⻈⻉⻊⻋⻌⻍⻎⻏⻐⻑⻒⻓⻔⻖⻗⻘⻙⻚⻛⻜⻝⻟⻠⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳",
    "厂乙亻冂刀刂卜小小兀尢巳幺彑彐忄扌攵旡日月歺母民氵氺灬爫爫丬牛犭王目示礻竹糹纟罓罒羊羊羊耂肀聿月臼艹艹艹虎衤覀西见角角讠贝足车辶辶辶阝钅長镸长门阝雨青韦页风飞食飠饣马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟",
)
_MAPPED = _FORMS | _SUPPLEMENT


@dataclass(frozen=True, slots=True)
class Character:
    """A character and its place on the page (points from the top left corner); a blank may stand before it.

    Of one that is struck out there is only the place: what stands around it is no further apart.
    """

    text: str
    left: float
    top: float
    right: float
    bottom: float
    size: float
    after_blank: bool = False
    weight: int = REGULAR
    is_fixed: bool = False  # in a font whose characters are all as wide


def readable(text: str) -> str:
    """Return ``text`` cleaned, with the characters that its radicals and ligatures stand for."""
    return clean(_UNMAPPED.sub("", text)).translate(_MAPPED)


def unmapped_among(found: list[dict[str, Any]]) -> int:
    """Return how many of the characters ``found`` on a page have no name, so that they cannot be read."""
    return sum(_UNMAPPED.fullmatch(each["text"]) is not None for each in found)


def characters_of(
    found: list[dict[str, Any]], width: float, height: float, struck: frozenset[int] = frozenset()
) -> tuple[list[Character], bool]:
    """Return the characters to be read of those ``found`` on a page; say whether they stand as they did.

    Of characters printed twice, as bold ones are, one is read. Text that leans or stands on its side is a mark across
    or beside the page, unless it is most of what is there. Vertical lines are laid down: the page turned by a quarter.
    ``struck`` are the ids of characters that are struck out.
    """
    by_turn: dict[int | None, list[dict[str, Any]]] = {}
    for each in found:
        by_turn.setdefault(_turn(each["matrix"]), []).append(each)
    turns = [turn for turn in by_turn if turn is not None]
    if not turns:
        return [], True
    turn = max(turns, key=lambda each: (len(by_turn[each]), not each))
    characters = [*_laid(_once(by_turn[turn]), turn, width, height, struck)]
    if turn == 0 and _is_vertical(characters):
        return [_lying(each, width) for each in characters], False
    return characters, turn == 0


def on_their_side(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return those of the characters ``found`` on a page that are turned by a quarter, as they were found."""
    return [each for each in found if _turn(each["matrix"]) in (1, 3)]


def lying_in(found: list[dict[str, Any]], box: tuple[float, float, float, float]) -> list[Character]:
    """Return those of ``found`` (see `on_their_side`) in ``box`` (left, top, right, bottom), laid down; none if one
    stands over its edge, as a mark across a table does.
    """
    left, top, right, bottom = box
    inside = [
        each
        for each in found
        if left <= (each["x0"] + each["x1"]) / 2 < right and top <= (each["top"] + each["bottom"]) / 2 < bottom
    ]
    turns = {_turn(each["matrix"]) for each in inside}
    reach = _SAME_PLACE_POINTS
    is_whole = all(
        left - reach <= each["x0"]
        and each["x1"] <= right + reach
        and top - reach <= each["top"]
        and each["bottom"] <= bottom + reach
        for each in inside
    )
    turn = next(iter(turns), None)
    return [*_laid(_once(inside), turn, right, bottom)] if turn and is_whole and len(turns) == 1 else []


def _turn(matrix: tuple[float, ...]) -> int | None:
    """Return by how many quarters a character is turned against the clock; None if it leans."""
    a, b, c, d = matrix[:4]
    if max(abs(b), abs(c)) <= _UPRIGHT * max(abs(a), abs(d)):
        return 0 if a > 0 else 2
    if max(abs(a), abs(d)) <= _UPRIGHT * max(abs(b), abs(c)):
        return 1 if b > 0 else 3
    return None


def _once(found: list[dict[str, Any]]) -> list[tuple[dict[str, Any], int]]:
    """Return the characters that do not stand on the same one as before, with their weights: printed twice is bold.

    The library's `dedupe_chars` takes time with the square of the number of characters.
    """
    places: dict[tuple[Any, ...], tuple[float, float, int]] = {}
    kept: list[tuple[dict[str, Any], int]] = []
    for each in found:
        left, top = each["x0"], each["top"]
        step = max(_SAME_PLACE_POINTS, _SAME_PLACE_RATIO * each["size"])
        column, row = left // step, top // step
        kind = (each["text"], each["fontname"], each["size"])
        near = (places.get((*kind, column + x, row + y)) for x in (-1, 0, 1) for y in (-1, 0, 1))
        same = (at for at in near if at and max(abs(at[0] - left), abs(at[1] - top)) <= step)
        if first := next(same, None):
            kept[first[2]] = kept[first[2]][0], BOLD
        else:
            places[(*kind, column, row)] = (left, top, len(kept))
            kept.append((each, weight_of(each["fontname"], each["stroke"])))
    return kept


def _laid(
    found: Iterable[tuple[dict[str, Any], int]],
    turn: int,
    width: float,
    height: float,
    struck: frozenset[int] = frozenset(),
) -> Iterator[Character]:
    after_blank = False
    for each, weight in found:
        text = readable(_hyphened(each))
        if not text.strip():
            after_blank = after_blank or bool(text)
            continue
        left, top, right, bottom = each["x0"], each["top"], each["x1"], each["bottom"]
        size = each["size"] if turn in (0, 2) else right - left
        if turn == 1:
            left, top, right, bottom = height - bottom, left, height - top, right
        elif turn == 2:
            left, top, right, bottom = width - right, height - bottom, width - left, height - top
        elif turn == 3:
            left, top, right, bottom = top, width - right, bottom, width - left
        shown = "" if id(each) in struck else text
        yield Character(shown, left, top, right, bottom, size, after_blank, weight, is_fixed(each["fontname"]))
        after_blank = False


def _hyphened(each: dict[str, Any]) -> str:
    """Return a character's text; a soft hyphen that takes room is one that is printed.

    Programs of macOS name one hyphen by three characters: a hyphen, a soft one and one that is nothing else.
    """
    text: str = each["text"]
    if _SOFT_HYPHEN not in text or each["width"] <= _UPRIGHT * each["size"]:
        return text
    return text.replace(_SOFT_HYPHEN, "-") if text.strip(_HYPHENS) else "-"


def _lying(each: Character, width: float) -> Character:
    return replace(each, left=each.top, top=width - each.right, right=each.bottom, bottom=width - each.left)


def _is_vertical(characters: list[Character]) -> bool:
    """Say whether most characters are nearer to the one below than to the one beside them."""
    chinese = [each for each in characters if is_chinese(each.text)]
    if len(chinese) < _MIN_VERTICAL or 2 * len(chinese) < len(characters):
        return False
    down = [*_steps((round(each.left), each.top, each.size) for each in chinese)]
    across = [*_steps((round(each.top), each.left, each.size) for each in chinese)]
    if 2 * len(down) < len(chinese):
        return False
    return not across or median(down) < _VERTICAL_RATIO * median(across)


def _steps(places: Iterable[tuple[float, float, float]]) -> Iterator[float]:
    """Yield how far it is from each character to the next one of its line, in characters; a blank line is too far."""
    for (line, at, size), (next_line, next_at, _) in pairwise(sorted(places)):
        step = (next_at - at) / (size or 1.0)
        if line == next_line and 0.5 < step < 4:
            yield step


def usual_size(characters: Iterable[Character]) -> float:
    """Return the font size of most of the ``characters``, to half a point."""
    sizes = Counter(round(each.size * 2) / 2 for each in characters)
    return sizes.most_common(1)[0][0] if sizes else 0.0
