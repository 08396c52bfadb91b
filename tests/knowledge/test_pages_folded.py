"""What pages fold away, what they hide for good, and what people are told of it."""

import pytest

from knowledge.types import Note
from tests.knowledge.test_pages_around import LINKS, texts
from tests.knowledge.test_readers_pages import page

TEXT = "清明前采下的茶叶香气最好，泡三次还有味道，雨天采的就差一些。"
ANSWER = "清明前五天。"


@pytest.mark.parametrize(
    "question",
    [
        "<h2><button>何时采茶？</button></h2>",
        "<h2><button aria-expanded=false><span>何时采茶？</span><svg><title>v</title></svg></button></h2>",
        "<button class=accordion>何时采茶？</button>",
        "<dl><dt><button>何时采茶？</button></dt></dl>",
    ],
)
def test_a_button_that_is_a_heading_is_read(question: str) -> None:
    assert texts(f"<h1>茶</h1>{question}<p>{ANSWER}</p>") == ["茶", "何时采茶？", ANSWER]


def test_a_button_beside_a_headings_text_is_not_read() -> None:
    assert texts(f"<h2>采茶<button>复制</button></h2><p>{ANSWER}<button>复制</button></p>") == ["采茶", ANSWER]


@pytest.mark.parametrize(
    "closed",
    [
        f"<h3>何时采茶？</h3><div style='display:none'><p>{ANSWER}</p></div>",
        f"<h3>何时采茶？</h3><p>问茶园。</p><div class=faq-answer hidden><p>{ANSWER}</p></div>",
        f"<h3 aria-controls=a1>何时采茶？</h3><p>问茶园。</p><div id=a1 hidden>{ANSWER}</div>",
        f"<h3><a href=#a1>何时采茶？</a></h3><p>问茶园。</p><div id=a1 style='display: none'>{ANSWER}</div>",
        f"<ul><li role=tab>春茶<li role=tab>秋茶</ul><div role=tabpanel hidden>{ANSWER}</div>",
        f"<div class='tab-pane fade' style='display:none'>{ANSWER}</div>",
        f"<p hidden=until-found>{ANSWER}</p>",
    ],
)
def test_what_opens_at_a_press_is_read(closed: str) -> None:
    content = page(f"<h1>茶</h1><p>{TEXT}</p>{closed}")
    assert content.blocks[-1].text == ANSWER
    assert content.notes == ()


@pytest.mark.parametrize(
    "hidden",
    [
        f"<h3>登录</h3><div style='display:none'><form><p>{ANSWER}</p></form></div>",
        f"<h3>目录</h3><ul hidden>{LINKS}</ul>",
        f"<p>{TEXT}</p><div hidden>{ANSWER}</div>",
        f"<div class=collapsed hidden>{ANSWER}</div>",
    ],
)
def test_what_is_hidden_for_good_is_not_read(hidden: str) -> None:
    assert ANSWER not in texts(f"<h1>茶</h1><p>{TEXT}</p>{hidden}")


def test_people_are_told_how_much_was_left_out() -> None:
    around = "<div class=menu>首页 <!-- 旧 --><a>关于</a></div><p hidden>内部备注</p>"
    assert page(f"<h1>茶</h1><p>{TEXT}</p>{around}").notes == (Note("hidden-text", 4), Note("menus", 4))
