"""Signs that programs put into a page's text."""

import pytest

from tests.knowledge.test_pages_around import texts

TEXT = "清明前采下的茶叶香气最好，泡三次还有味道。"


@pytest.mark.parametrize(
    "mark",
    [
        "<a class=headerlink href=#a title=永久链接>¶</a>",
        "<a class=anchor href=#a>#</a>",
        "<a href=#a>🔗</a>",
        "<span class=mw-editsection>[<a href=b>编辑</a>]</span>",
        "<a class=hash-link href=#a aria-label=链接>\u200b</a>",
    ],
)
def test_a_headings_link_to_itself_is_no_text(mark: str) -> None:
    assert texts(f"<h2 id=a>采茶{mark}</h2><p>{TEXT}</p>") == ["采茶", TEXT]


def test_a_heading_that_is_a_link_is_read() -> None:
    assert texts(f"<h2><a href=#a>采茶</a></h2><h2><a href=#c>#</a></h2><p>C<a href=#c>#</a>。{TEXT}</p>") == [
        "采茶",
        "#",
        f"C#。{TEXT}",
    ]


@pytest.mark.parametrize(
    "mark",
    ["<a href=#r class=footnote-back role=doc-backlink>↩︎</a>", "<a href=#r class=reversefootnote>↩</a>"],
)
def test_the_way_back_from_a_footnote_is_no_text(mark: str) -> None:
    assert texts(f"<p>{TEXT}</p><ol><li id=n><p>按含税价计算。{mark}</p></ol>") == [TEXT, "1. 按含税价计算。"]


@pytest.mark.parametrize(
    "code",
    [
        "<table><tr><td class=linenos><pre>1\n2</pre><td><pre>cha --pao\ncha --he</pre></table>",
        "<table><tr><td class=gutter>1<br>2<td class=code><pre>cha --pao\ncha --he</pre></table>",
        "<pre><span class=lineno>1 </span>cha --pao\n<span class=lineno>2 </span>cha --he</pre>",
    ],
)
def test_the_numbers_of_lines_are_no_text(code: str) -> None:
    assert texts(f"<p>{TEXT}</p>{code}") == [TEXT, "cha --pao\ncha --he"]


def test_columns_with_a_gutter_are_read() -> None:
    assert texts(f"<div class='row gutter'><div class=gutter>{TEXT}</div></div>") == [TEXT]
