"""What pages fold away, what they hide for good, and what people are told of it."""

from knowledge.types import Note
from tests.knowledge.test_readers_pages import page

TEXT = "清明前采下的茶叶香气最好，泡三次还有味道，雨天采的就差一些。"


def test_people_are_told_how_much_was_left_out() -> None:
    around = "<div class=menu>首页 <!-- 旧 --><a>关于</a></div><p hidden>内部备注</p>"
    assert page(f"<h1>茶</h1><p>{TEXT}</p>{around}").notes == (Note("hidden-text", 4), Note("menus", 4))
