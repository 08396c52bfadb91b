"""Write out in an OpenDocument text the numbers that pandoc does not know: of headings, in Chinese, going on."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from knowledge.numerals import capital_letters, capital_roman, chinese, circled, cyclic, formal, letters, roman
from knowledge.readers.office.open_text_parts import STYLE, TEXT
from knowledge.readers.xml_elements import remove

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_MAX_AFFIX_CHARACTERS = 20  # characters before or behind a number
_LEVELS = range(1, 11)
_MAX_DEPTH = 10  # of lists in each other
_ID = "{http://www.w3.org/XML/1998/namespace}id"
_GOES_ON = f"{TEXT}continue-numbering"
_WESTERN = ("1", "a", "A", "i", "I")
_FORMS: dict[str, Callable[[int], str]] = {
    "1": str,
    "a": letters,
    "A": capital_letters,
    "i": roman,
    "I": capital_roman,
    "一, 二, 三, ...": chinese,
    "壹, 贰, 叁, ...": formal,
    "壹, 貳, 參, ...": partial(formal, traditional=True),
    "甲, 乙, 丙, ...": partial(cyclic, signs="甲乙丙丁戊己庚辛壬癸"),
    "子, 丑, 寅, ...": partial(cyclic, signs="子丑寅卯辰巳午未申酉戌亥"),
    "①, ②, ③, ...": circled,
}


class _Level(NamedTuple):
    form: str
    prefix: str
    suffix: str
    shown: int  # how many levels up to this one are in the number
    start: int


_Levels = dict[int, _Level]


def write_numbers_out(content: "Element", styles: "Element | None") -> None:
    """Put the numbers of headings before their text, and write lists that pandoc cannot count as paragraphs."""
    roots = [root for root in (styles, content) if root is not None]
    outline = next((_levels(each) for root in roots for each in root.iter(f"{TEXT}outline-style")), {})
    unnumbered = {
        style.get(f"{STYLE}name", "")
        for root in roots
        for style in root.iter(f"{STYLE}style")
        if style.get(f"{STYLE}list-style-name") == ""
    }
    _number_headings(content, outline, unnumbered)
    lists = {each.get(f"{STYLE}name", ""): _levels(each) for root in roots for each in root.iter(f"{TEXT}list-style")}
    counted: dict[str, int] = {}  # items of the lists so far, by their styles and ids
    for each in list(content.iter(f"{TEXT}list")):
        if next(each.iterancestors(f"{TEXT}list"), None) is None:
            _number_list(each, lists, counted)


def _levels(style: "Element") -> _Levels:
    return {
        depth: _Level(
            level.get(f"{STYLE}num-format", ""),
            level.get(f"{STYLE}num-prefix", "")[:_MAX_AFFIX_CHARACTERS],
            level.get(f"{STYLE}num-suffix", "")[:_MAX_AFFIX_CHARACTERS],
            _integer(level.get(f"{TEXT}display-levels"), 1),
            _integer(level.get(f"{TEXT}start-value"), 1),
        )
        for level in style
        if isinstance(level.tag, str) and (depth := _integer(level.get(f"{TEXT}level"), 0)) in _LEVELS
    }


def _integer(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 7 else otherwise


def _number_headings(content: "Element", outline: _Levels, unnumbered: set[str]) -> None:
    counts: dict[int, int] = {}
    for heading in content.iter(f"{TEXT}h"):
        depth = _integer(heading.get(f"{TEXT}outline-level"), 1)
        out = heading.get(f"{TEXT}is-list-header") == "true" or heading.get(f"{TEXT}style-name") in unnumbered
        in_list = next(heading.iterancestors(f"{TEXT}list"), None) is not None
        if out or in_list or depth not in outline or not "".join(heading.itertext()).strip():
            continue
        start = outline[depth].start
        counts[depth] = _integer(heading.get(f"{TEXT}start-value"), counts.get(depth, start - 1) + 1)
        for deeper in [each for each in counts if each > depth]:
            del counts[deeper]
        if outline[depth].form in _FORMS:
            heading.text = _label(outline, depth, counts) + (heading.text or "")


def _label(levels: _Levels, depth: int, counts: dict[int, int]) -> str:
    above = [each for each in range(depth - levels[depth].shown + 1, depth + 1) if each in levels]
    numbers = [
        _FORMS[levels[each].form](counts.get(each, levels[each].start)) for each in above if levels[each].form in _FORMS
    ]
    text = f"{levels[depth].prefix}{'.'.join(numbers)}{levels[depth].suffix}".strip()
    return text if text.endswith(("、", "）")) else f"{text} "


def _number_list(each: "Element", lists: dict[str, _Levels], counted: dict[str, int]) -> None:
    """Count a list, and write it as numbered paragraphs if pandoc would number it otherwise."""
    name = each.get(f"{TEXT}style-name", "")
    levels = lists.get(name, {})
    if 1 not in levels or levels[1].form not in _FORMS:
        return
    items = each.findall(f"{TEXT}list-item")
    goes_on = each.get(f"{TEXT}continue-list") or (name if each.get(_GOES_ON) == "true" else "")
    before = counted.get(goes_on, 0) if goes_on else 0
    numbers = list(_counted(items, levels[1].start + before))
    counted[name] = counted[each.get(_ID, name)] = before + len(items)
    first = levels[1]
    plain = first.form in _WESTERN and not first.prefix.strip("(（") and first.suffix in (".", ")", "")
    each.attrib.pop(_GOES_ON, None)  # pandoc goes on with any list before
    above = each.getprevious()
    if plain and before and above is not None and above.tag == each.tag and above.get(f"{TEXT}style-name") == name:
        above.extend(list(each))
        remove(each, keep_tail=True)
    elif not plain or numbers != list(range(first.start, first.start + len(items))):
        _write_as_paragraphs(each, levels, 1, numbers)


def _counted(items: "list[Element]", number: int) -> Iterator[int]:
    """Yield the numbers of items, from ``number`` on, unless an item states another."""
    for item in items:
        number = _integer(item.get(f"{TEXT}start-value"), number)
        yield number
        number += 1


def _write_as_paragraphs(each: "Element", levels: _Levels, depth: int, numbers: list[int]) -> None:
    """Put the paragraphs of a list and of the lists in it into its place, each first one with its number."""
    left = iter(numbers)
    for item in each:
        inner = [child for child in item if child.tag == f"{TEXT}list"]
        for nested in inner if depth < _MAX_DEPTH else ():
            start = levels[depth + 1].start if depth + 1 in levels else 1
            _write_as_paragraphs(nested, levels, depth + 1, list(_counted(nested.findall(f"{TEXT}list-item"), start)))
        paragraph = next((child for child in item if child.tag in (f"{TEXT}p", f"{TEXT}h")), None)
        if item.tag != f"{TEXT}list-item":
            continue
        number = next(left)
        if paragraph is not None and "".join(paragraph.itertext()).strip():
            numbered = depth in levels and levels[depth].form in _FORMS
            paragraph.text = (_label(levels, depth, {depth: number}) if numbered else "- ") + (paragraph.text or "")
    for child in [child for item in each for child in item]:
        each.addprevious(child)
    remove(each, keep_tail=True)
