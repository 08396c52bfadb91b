"""Where sentences end."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.sentences import split_sentences

TEXTS = st.text(st.sampled_from("茶a A1。！？!?；;…..”’」』）)]】》\"' \n\t\u3000,，：（“"), max_size=60)


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("茶香。水甜。", ["茶香。", "水甜。"]),
        ("茶香！水甜？好；不好", ["茶香！", "水甜？", "好；", "不好"]),
        ("茶香!水甜?好;不好", ["茶香!", "水甜?", "好;", "不好"]),
        ("真的？！是的……好吧", ["真的？！", "是的……", "好吧"]),
        ("他说：“好。”然后走了。", ["他说：“好。”", "然后走了。"]),
        ("她說：「好。」然後走了。", ["她說：「好。」", "然後走了。"]),
        ("『好！』』又說。", ["『好！』』", "又說。"]),
        ("（见第二章。）下一句", ["（见第二章。）", "下一句"]),
        ("(See above!) Next", ["(See above!)", "Next"]),
        ("【完。】《好！》[对？]是", ["【完。】", "《好！》", "[对？]", "是"]),
        ("增长1.5倍，占2.5%。又增长3.0个点", ["增长1.5倍，占2.5%。", "又增长3.0个点"]),
        ("Tea grew by 2.5 percent. Sales fell.", ["Tea grew by 2.5 percent.", "Sales fell."]),
        ('"Tea is hot." He drank.', ['"Tea is hot."', "He drank."]),
        ("Leaves, buds etc. are picked by hand.", ["Leaves, buds etc. are picked by hand."]),
        ("Visit tea.example.com now", ["Visit tea.example.com now"]),
        ("The tea sold out. 2022年再来。", ["The tea sold out.", "2022年再来。"]),
        ("第一行\n第二行\n\n第三行", ["第一行", "第二行", "第三行"]),
        ("  茶香。  水甜 ", ["茶香。", "水甜"]),
        ("", []),
        (" \n\u3000\n", []),
        ("没有句号", ["没有句号"]),
        ("好”吗", ["好”吗"]),
    ],
)
def test_sentences_end_where_a_reader_hears_them_end(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


@given(TEXTS)
def test_spans_are_in_order_and_leave_out_white_space_only(text: str) -> None:
    position = 0
    for start, end in split_sentences(text):
        assert position <= start < end <= len(text)
        assert text[position:start].strip() == ""
        position = end
    assert text[position:].strip() == ""


@given(TEXTS)
def test_no_sentence_is_blank_or_has_white_space_at_its_edges(text: str) -> None:
    for sentence in sentences(text):
        assert sentence
        assert sentence == sentence.strip()


@given(st.text(max_size=80))
def test_every_character_of_any_text_that_is_not_white_space_is_kept(text: str) -> None:
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())
