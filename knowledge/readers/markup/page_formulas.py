"""Write each formula of a page once, as a line of text: KaTeX and MathJax have it two or three times."""

from typing import TYPE_CHECKING

from knowledge.readers.formula import formula_text
from knowledge.readers.markup.html_tags import Sizes, around, classes, drop, inside, sizes_of, tags_in, text_of

if TYPE_CHECKING:
    from bs4 import BeautifulSoup
    from bs4.element import Tag

_TEX = "application/x-tex"
_AGAIN = {"mjx_assistive_mathml"}  # beside what MathJax draws


def write_formulas(soup: "BeautifulSoup") -> None:
    """Write the formulas of a page whose TeX is noted as text, and drop what repeats a formula."""
    from bs4.element import NavigableString

    tags = list(tags_in(soup))
    noted = [tag for tag in tags if tag.name == "annotation" and tag.get("encoding") == _TEX]
    formulas = inside(tags, ("math",))
    with_tex, sizes = around(noted), sizes_of(soup)
    written: set[int] = set()
    for note in noted:
        math = formulas.get(id(note))
        if math is not None and id(math) not in written:
            written.add(id(math))
            math.contents = [NavigableString(formula_text(text_of(note)))]
    drop(soup, {id(tag) for tag in tags if _repeats(tag, with_tex, sizes)})


def _repeats(tag: "Tag", with_tex: set[int], sizes: Sizes) -> bool:
    """Say whether a tag holds a formula again; what MathJax draws may be a picture, and then it holds the only text."""
    names = classes(tag).split()
    if tag.name == "mjx-assistive-mml" or not _AGAIN.isdisjoint(names):
        return tag.parent is not None and sizes[id(tag.parent)][0] > sizes[id(tag)][0]
    return "katex-html" in names and id(tag.parent) in with_tex
