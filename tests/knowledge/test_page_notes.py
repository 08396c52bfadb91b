"""Comments and footnotes of pages that Word and Google's editor save."""

from knowledge.types import Note
from tests.knowledge.test_pages_around import texts
from tests.knowledge.test_readers_pages import page

MARK = "<a href='#_ftn1' name='_ftnref1'><span class=MsoFootnoteReference>[1]</span></a>"
WORD = f"""<div class=WordSection1><p>明前茶{MARK}每斤八百元。<a class=msocomanchor href='#_msocom_1'>[李1]</a></p>
<p>雨前茶八十元。</p></div>
<div style='mso-element:footnote-list'><hr><div style='mso-element:footnote' id=ftn1><p class=MsoFootnoteText><a
href='#_ftnref1' name='_ftn1'>[1]</a> 清明前采。</p></div></div>
<div style='mso-element:comment-list'><hr><div style='mso-element:comment'><div id=_com_1><p class=MsoCommentText><a
href='#_msoanchor_1'>[李1]</a>价格要改</p></div></div></div>"""
GOOGLE = """<p>明前茶<sup><a href='#ftnt1' id=ftnt_ref1>[1]</a></sup>每斤八百元。<sup><a href='#cmnt1'>[a]</a></sup></p>
<p>雨前茶八十元。</p><hr><div><p><a href='#ftnt_ref1' id=ftnt1>[1]</a><span>&nbsp;清明前采。</span></p></div>
<div><p><a href='#cmnt_ref1' id=cmnt1>[a]</a><span>价格要改</span></p><p>下周</p></div>"""
READ = ["明前茶¹每斤八百元。", "¹ 清明前采。", "雨前茶八十元。"]


def test_notes_stand_behind_what_points_at_them_and_comments_are_no_text() -> None:
    assert texts(WORD) == texts(GOOGLE) == READ
    assert page(WORD).notes == page(GOOGLE).notes == (Note("comments", 1),)


def test_notes_that_nothing_points_at_stay_where_they_are() -> None:
    assert texts(WORD.replace(MARK, "")) == ["明前茶每斤八百元。", "雨前茶八十元。", "¹ 清明前采。"]
    assert texts(WORD.replace(MARK, "").replace("清明前采", f"清明前采{MARK}"))[-1] == "¹ 清明前采[1]。"
