"""What belongs to the text of a page, though it stands where menus and the like usually do."""

import pytest

from tests.knowledge.test_pages_around import LINKS, texts
from tests.knowledge.test_readers_pages import page

TEXT = "清明前采下的茶叶香气最好，泡三次还有味道，雨天采的就差一些。"
NOTE = "雨天不采。"


@pytest.mark.parametrize(
    "aside",
    [
        f"<aside class=warning><p>{NOTE}</p></aside>",
        f"<aside class='md-note'>{NOTE}</aside>",
        f"<aside role=doc-footnote id=fn1>{NOTE}</aside>",
        f"<main><p>{TEXT}</p><aside><p>{NOTE}</p></aside></main>",
    ],
)
def test_an_aside_that_is_a_note_is_text(aside: str) -> None:
    assert texts(f"<h1>茶</h1><p>{TEXT}</p>{aside}<p>{TEXT}</p>")[-2] == NOTE


@pytest.mark.parametrize(
    "aside",
    [
        f"<aside><p>{NOTE}</p></aside>",
        f"<main><p>{TEXT}</p><aside><h3>茶庄</h3><p>{NOTE}</p></aside></main>",
        f"<main><p>{TEXT}</p><aside><form><p>{NOTE}</p></form></aside></main>",
        f"<main><p>{TEXT}</p><aside class=subscribe><p>{NOTE}</p></aside></main>",
        f"<article><p>{TEXT}</p><aside class=note><ul>{LINKS}</ul></aside></article>",
    ],
)
def test_other_asides_are_none(aside: str) -> None:
    assert set(texts(f"<h1>茶</h1><p>{TEXT}</p>{aside}<p>{TEXT}</p>")) == {"茶", TEXT}


def test_a_header_with_the_title_of_the_page_is_text() -> None:
    header = "<header><h1>春茶</h1><p>2026 年</p><nav>目录</nav></header>"
    assert texts(f"<title>春茶</title>{header}<p>{TEXT}</p>") == ["春茶", "2026 年", TEXT]
    assert texts(f"<title>春茶 - 茶庄</title>{header}<p>{TEXT}</p>")[0] == "春茶"


@pytest.mark.parametrize("title", ["", "<title>茶庄的春茶</title>"])
def test_the_header_of_a_site_is_none(title: str) -> None:
    assert texts(f"{title}<header><h1>茶庄</h1>热线 8001</header><h2>春茶</h2><p>{TEXT}</p>") == ["春茶", TEXT]


def test_a_list_of_links_below_a_heading_of_the_text_is_text() -> None:
    content = page(f"<h1>茶</h1><p>{TEXT}</p><h2>价目</h2><ul class=list>{LINKS}</ul><p>{TEXT}</p>")
    assert [block.kind for block in content.blocks] == ["heading", "paragraph", "heading", "list", "paragraph"]


@pytest.mark.parametrize(
    "links",
    [
        f"<h2>相关阅读</h2><ul>{LINKS}</ul>",
        f"<h2>See also</h2><ul>{LINKS}</ul>",
        f"<div><h2>茶庄</h2><ul>{LINKS}</ul></div>",
        f"<h2>本文</h2><ul>{LINKS.replace('href=', 'href=#')}</ul>",
        f"<ul>{LINKS}</ul>",
    ],
)
def test_a_list_of_links_that_leads_elsewhere_is_none(links: str) -> None:
    assert "list" not in [block.kind for block in page(f"<h1>茶</h1><p>{TEXT}</p>{links}<p>{TEXT}</p>").blocks]
