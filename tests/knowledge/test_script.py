"""Folding for comparison, converting for readers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.script import Script, beginning, convert, fold
from tests.growth import grows_linearly


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("直播電商", "直播电商"),
        ("直播电商", "直播电商"),
        ("裏面和裡面", "里面和里面"),
        ("２０２２年ＡＢＣ", "2022年abc"),
        ("Tea HOUSE", "tea house"),
        ("茶Tea", "茶tea"),
        ("（１），！", "(1),!"),
        ("①⑴", "1(1)"),
        ("Straße", "strasse"),
        ("顯著", "显着"),
        ("看著", "看着"),
        ("", ""),
        ("50% off!", "50% off!"),
    ],
)
def test_folded_text_is_simplified_half_width_and_small(text: str, expected: str) -> None:
    assert fold(text) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [("開播前要先學什麼", "开播前要先学什么"), ("ＴＥＡ", "tea"), ("茶葉：倉儲", "茶叶:仓储"), ("沿著", "沿着")],
)
def test_texts_that_differ_in_script_width_and_case_fold_to_the_same(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_different_words_stay_different() -> None:
    assert fold("买茶") != fold("卖茶")


@given(st.text(st.sampled_from("茶葉電商発Ａａ１①（著髮發乾 aZ9"), max_size=20))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("text", "script", "expected"),
    [
        ("直播電商的發展", "zh-Hans", "直播电商的发展"),
        ("直播电商的发展", "zh-Hant", "直播電商的發展"),
        ("头发与发展", "zh-Hant", "頭髮與發展"),
        ("皇后在后面", "zh-Hant", "皇后在後面"),
        ("理髮後面", "zh-Hans", "理发后面"),
        ("这里的群众，看着床上", "zh-Hant", "這裡的群眾，看著床上"),
        ("為了裏面的羣衆", "zh-Hant", "為了裡面的群眾"),
        ("软件、视频和网络", "zh-Hant", "軟件、視頻和網絡"),
        ("已是简体", "zh-Hans", "已是简体"),
        ("已是繁體", "zh-Hant", "已是繁體"),
        ("Tea 2022, ＡＢ！", "zh-Hant", "Tea 2022, ＡＢ！"),
        ("", "zh-Hans", ""),
    ],
)
def test_conversion_goes_by_the_word_and_changes_the_characters_only(text: str, script: Script, expected: str) -> None:
    assert convert(text, script) == expected


def test_no_more_marks_are_kept_on_a_letter_than_any_language_has() -> None:
    assert fold("a" + "\u0301" * 200) == fold("a" + "\u0301" * 30)
    assert fold("a\u0301……" + "…" * 40) == "á" + "." * 126
    assert grows_linearly(lambda size: fold("a" + "\u0315\u0300\u0327" * size), 8_000)


def test_a_beginning_is_counted_by_what_it_is_written_out_as() -> None:
    assert beginning("茶叶怎么储存", 4) == "茶叶怎么"
    assert beginning("茶叶", 4) == "茶叶"
    assert beginning("\ufdfa" * 10, 40) == "\ufdfa\ufdfa"  # each is written out as 18 characters
    assert beginning("㌖ab", 7) == "㌖a"
    assert beginning("", 4) == ""
