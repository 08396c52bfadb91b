"""Mend the text of Markdown's paragraphs after parsing: sites' own marks, wiki links, ends of lines.

The rules are for `knowledge.readers.markup.markdown_rules`.
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from knowledge.readers.inline_text import LOWERED, RAISED
from knowledge.readers.markup.markdown_lines import break_line, break_meant_lines

if TYPE_CHECKING:
    from markdown_it.rules_core import StateCore
    from markdown_it.token import Token

_CALLOUT = re.compile(r"\[!\w+\][+-]?[ \t]*")
_TOLD = r"(?:(?:[.#][\w-]+)+|[\w-]+=[^{}\s]*)"  # parted by blanks: else a value could end at each of its signs
# An icon's name, and what a site is told about the picture, link or heading before it; the marks around what is
# highlighted, of which the last may stand behind other marks; a note nobody sees, and the mark of a footnote that is
# not there.
_SITE_MARKS = re.compile(
    r"(?<![\w:]):(?:[a-z]{2,}(?:[-_][a-z0-9]+)*|\+1|-1|100):(?![A-Za-z0-9:])[ \t]?"
    rf"|\{{:?[ \t]*{_TOLD}(?:[ \t]+{_TOLD})*[ \t]*\}}"
    # The marks of a highlight, but not the sign between two names or figures: a==b.
    r"|(?<![A-Za-z0-9_)\]\"'=])==(?=[^\s=])|(?<=[^\s=])==(?![A-Za-z0-9_\"'=-])|\A==(?=[ \t]|\Z)"
    r"|\[\^\d{1,3}\]|\{/\*[^\n]*?\*/\}|%%[^%\n]*%%|!\[\[[^\[\]\n]{1,200}\]\]"
)
_WIKI_LINK = re.compile(r"\[\[(?:[^\[\]|\n]{1,200}\|)?([^\[\]|\n]{1,200})\]\]")

# Keys and what was put in, in ++ on both sides; a figure between ~ behind a letter, as in CO~2~, or between ^ behind
# anything, as in m^2^ and 18%^3^.
_PUT_IN = re.compile(r"(?<![A-Za-z0-9+])\+\+(?=[^\s+])([^+\n]{1,200})(?<=\S)\+\+(?![A-Za-z0-9+])")
_LOW_FIGURE = re.compile(r"(?<=[A-Za-z])~(\d{1,2})~")
_HIGH_FIGURE = re.compile(r"(?<=[^\s^])\^(-?\d{1,2})\^(?![\d^])")  # not the powers of 2^3^2
_PLACE_NAME = re.compile(r"[ \t]\^(?=[a-z0-9-]*[a-z])[a-z0-9-]{4,40}\Z")  # by which a notebook points at a paragraph


def mend_texts(state: "StateCore") -> None:
    """Take icons and the like out of all texts; break lines behind a callout's title, and where that is meant."""
    for token in state.tokens:
        if token.type != "inline" or not token.children:
            continue
        if _CALLOUT.match(token.content):
            _break_behind_title(token.children)
        elif "\n" in token.content:
            break_meant_lines(token.children)
        last = token.children[-1]
        last.content = _PLACE_NAME.sub("", last.content) if last.type == "text" else last.content
        for number, child in enumerate(token.children):
            if child.type == "text":
                text = _CALLOUT.sub("", child.content, count=1) if number == 0 else child.content
                child.content = _with_figures(_WIKI_LINK.sub(r"\1", _SITE_MARKS.sub("", text)))


def _with_figures(text: str) -> str:
    """Return ``text`` with small figures raised or lowered, and without the marks around what was put in."""
    text = _LOW_FIGURE.sub(lambda found: found[1].translate(LOWERED), _PUT_IN.sub(r"\1", text))
    return _HIGH_FIGURE.sub(lambda found: found[1].translate(RAISED), text)


def _break_behind_title(children: list["Token"]) -> None:
    end = next((child for child in children if child.type == "softbreak"), None)
    if end is not None:
        break_line(end)


def keep_unused_notes(state: "StateCore") -> None:
    """Make the footnotes that nothing points at text where they stand: the library would leave them out."""
    known = state.env.get("footnotes", {}).get("refs", {})
    state.tokens = list(_without_marks(state.tokens, {label[1:] for label, number in known.items() if number < 0}))


def _without_marks(tokens: list["Token"], unused: set[str]) -> Iterator["Token"]:
    inside = False
    for token in tokens:
        if token.type == "footnote_reference_open" and token.meta["label"] in unused:
            inside = True
        elif token.type == "footnote_reference_close" and inside:
            inside = False
        else:
            token.level -= inside
            yield token
