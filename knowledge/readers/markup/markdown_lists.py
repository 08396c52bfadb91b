"""What lists in Markdown stand for: contents of links, and steps that hold a table.

The rules are for `knowledge.readers.markup.markdown_rules`.
"""

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it.rules_core import StateCore
    from markdown_it.token import Token

LINES_OF_CONTENTS = "lines of contents"  # the key in the parser's environment under which their number stands
_CONTENTS_TITLE = re.compile(r"(?:本[页頁])?目\s*[录錄次]|(?:table of )?contents", re.IGNORECASE)
_SUMMARY = re.compile(r"<summary>\s{0,9}(?:<\w+>)?([^<>\n]{0,40})(?:</\w+>)?\s{0,9}</summary>", re.IGNORECASE)
_COMMENTS = re.compile(r"(?:\s|<!--(?:(?!-->).)*-->)*", re.DOTALL)
_MIN_LINKS = 3  # in a table of contents
_LISTS = ("bullet_list", "ordered_list")
_TEXTS = ("paragraph_open", "heading_open")


def drop_contents(state: "StateCore") -> None:
    """Take out lists of links to the headings of the page, with the line above that says that they are contents."""
    headings = {
        _key(state.tokens[number + 1].content)
        for number, token in enumerate(state.tokens)
        if token.type == "heading_open"
    }
    kept: list[Token] = []
    start = 0
    for number, token in enumerate(state.tokens):
        if token.level or token.nesting > 0:
            continue
        block, start = state.tokens[start : number + 1], number + 1
        links = _links(block) if token.type.removesuffix("_close") in _LISTS else []
        if len(links) < _MIN_LINKS or 2 * sum(link in headings for link in links) < len(links):
            kept += block
            continue
        state.env[LINES_OF_CONTENTS] = state.env.get(LINES_OF_CONTENTS, 0) + len(links)
        _drop_title(kept)
    state.tokens = kept


def _drop_title(tokens: list["Token"]) -> None:
    """Take out the line, or the summary of a folded part, at the end of ``tokens`` that says: contents."""
    end = len(tokens)
    while end and tokens[end - 1].type == "html_block" and _COMMENTS.fullmatch(tokens[end - 1].content):
        end -= 1
    if end and tokens[end - 1].type == "html_block":
        last = tokens[end - 1]
        last.content = _SUMMARY.sub(lambda summary: "" if _heads_contents(summary[1]) else summary[0], last.content)
    elif end > 2 and tokens[end - 3].type in _TEXTS and _heads_contents(tokens[end - 2].content):
        del tokens[end - 3 : end]


def _heads_contents(text: str) -> bool:
    return _CONTENTS_TITLE.fullmatch(text.strip("* :：")) is not None


def _links(block: list["Token"]) -> list[str]:
    """Return the texts of a list's items, if each is a link within the page."""
    links = []
    for token in block:
        inside = token.children or []
        if token.type != "inline":
            continue
        if not inside or inside[0].type != "link_open" or not str(inside[0].attrs["href"]).startswith("#"):
            return []
        if [child.type for child in inside if child.type.startswith("link_")] != ["link_open", "link_close"]:
            return []
        if inside[-1].type != "link_close":
            return []
        links.append(_key("".join(child.content for child in inside)))
    return links


def _key(text: str) -> str:
    return "".join(filter(str.isalnum, text)).casefold()


def number_steps(state: "StateCore") -> None:
    """Write the numbers of a list that holds a table or headings before its items' texts: it is read as blocks."""
    lists: list[list[int]] = []  # the places of the items of each list around
    large: list[bool] = []
    for place, token in enumerate(state.tokens):
        if token.type in ("bullet_list_open", "ordered_list_open"):
            lists.append([])
            large.append(False)
        elif token.type == "list_item_open":
            lists[-1].append(place)
        elif token.type in ("table_open", "heading_open") or (token.type == "html_block" and "<table" in token.content):
            large = [True for _ in large]
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            items = lists.pop()
            if large.pop() and token.type == "ordered_list_close":
                _write_numbers(state.tokens, items)


def _write_numbers(tokens: list["Token"], items: list[int]) -> None:
    from markdown_it.token import Token

    numbers = [int(tokens[place].info) for place in items]
    if len(set(numbers)) == 1:
        numbers = list(range(numbers[0], numbers[0] + len(numbers)))
    for place, number in zip(items, numbers, strict=True):
        if tokens[place + 1].type in _TEXTS:
            text = tokens[place + 2]
            text.children = [Token("text", "", 0, content=f"{number}. "), *(text.children or ())]
