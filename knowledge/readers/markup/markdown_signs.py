"""Signs between figures that Markdown would take for marks of emphasis: 30*40*50, 7~~10天, 13800****0000.

The rule is for `knowledge.readers.markup.markdown_rules`.
"""

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it.rules_inline import StateInline

_RUN = re.compile(r"\*+|~+")
_FIGURE = re.compile(r"[0-9](?:[A-Za-z]{1,3}|[厘毫]米|公分|[米天日月年元箱件])?\Z")
_FIGURE_CHARACTERS = 4  # at most, that `_FIGURE` looks at
_MIN_HIDING = 4  # asterisks that stand for hidden figures; fewer could begin or end emphasis


def sign_between_figures(state: "StateInline", silent: bool) -> bool:
    """Take for text what stands between figures: "*" for times, "~~" for a range, "****" for figures left out."""
    match = _RUN.match(state.src, state.pos)
    if match is None or not _is_sign(state.src, match):
        return False
    if not silent:
        state.pending += match[0]
    state.pos = match.end()
    return True


def _is_sign(text: str, run: re.Match[str]) -> bool:
    if not text[run.end() : run.end() + 1].isdecimal():
        return False
    signs, before = run[0], text[max(0, run.start() - _FIGURE_CHARACTERS) : run.start()]
    if signs == "*":
        return _FIGURE.search(before) is not None or all(_may_be_times(text, at) for at in _beside(text, run))
    if signs == "~~":
        return all(_is_range(text, at) for at in _beside(text, run))
    return signs[0] == "*" and len(signs) >= _MIN_HIDING and before[-1:].isalnum()


def _beside(text: str, run: re.Match[str]) -> list[int]:
    """Return where such a sign stands: the one before this one, this, and the next; emphasis needs two of them."""
    places = (text.rfind(run[0], 0, run.start()), run.start(), text.find(run[0], run.end()))
    return [place for place in places if place >= 0]


def _may_be_times(text: str, at: int) -> bool:
    """Say whether a figure stands right behind "*", as in 主机*1 电源线*1, and something before it."""
    return at > 0 and not text[at - 1].isspace() and text[at + 1 : at + 2].isdecimal()


def _is_range(text: str, at: int) -> bool:
    figure = _FIGURE.search(text[max(0, at - _FIGURE_CHARACTERS) : at])
    return figure is not None and text[at + 2 : at + 3].isdecimal()
