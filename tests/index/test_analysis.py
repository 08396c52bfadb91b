from collections import Counter

import pytest

from index.analysis import analyse, concepts, is_thesaurus_word, meanings, stem, words
from knowledge.script import fold


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("茶", ["茶"]),
        ("高山茶", ["高", "山", "茶", "高山", "山茶"]),
        ("高山，茶", ["高", "山", "高山", "茶"]),
        ("app下单", ["app", "下", "单", "下单"]),
        ("下单48小时", ["下", "单", "下单", "48", "小", "时", "小时"]),
        ("tea-time, 2x", ["tea", "time", "2x"]),
        ("one_two", ["one", "two"]),
        ("café", ["café"]),
        ("㐂茶", ["㐂", "茶", "㐂茶"]),
        ("", []),
        ("。？ \n", []),
    ],
)
def test_a_text_gives_its_characters_their_pairs_and_its_latin_words(text: str, expected: list[str]) -> None:
    assert Counter(words(text)) == Counter(expected)


def test_tokens_are_repeated_as_often_as_they_occur() -> None:
    assert Counter(words("茶茶 tea tea"))["茶"] == 2
    assert Counter(words("茶茶 tea tea"))["tea"] == 2
    assert concepts("主播和主播").count("=主播") == 2


def test_all_tokens_are_words_and_meanings() -> None:
    text = "主播介绍仓库 hosts"
    assert Counter(analyse(text)) == Counter(words(text)) + Counter(concepts(text))


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ("播主", "主播"),
        ("host", "主播"),
        ("hosts", "主播"),
        ("网购", "电商"),
        ("live shopping", "直播电商"),
        ("LIVE   Shopping", "直播带货"),
        ("網購", "電商"),
    ],
)
def test_words_of_one_meaning_share_a_token(asked: str, written: str) -> None:
    assert set(concepts(fold(asked))) & set(concepts(fold(written)))


@pytest.mark.parametrize(("one", "other"), [("仓库", "主播"), ("host", "warehouse"), ("今天", "明天")])
def test_words_of_different_meanings_share_none(one: str, other: str) -> None:
    assert not set(concepts(one)) & set(concepts(other))


def test_the_longest_word_at_a_place_counts() -> None:
    assert "=直播" not in concepts("直播电商")
    assert "=直播电商" in concepts("直播电商")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("茶叶店员", ["=店铺", "=员工"]),
        ("茶叶店铺面", ["=店铺", "=地方"]),
        ("茶叶铺面", ["=茶", "=地方"]),
        ("山茶叶铺", ["=花", "=茶"]),
    ],
)
def test_a_word_that_begins_in_the_last_character_of_another_is_found_too(
    monkeypatch: pytest.MonkeyPatch, text: str, expected: list[str]
) -> None:
    terms = {"茶叶店": "=店铺", "店员": "=员工", "铺面": "=地方", "茶叶": "=茶", "山茶": "=花", "叶店": "=错"}
    monkeypatch.setattr("index.analysis._terms", lambda: {term: (token,) for term, token in terms.items()})
    monkeypatch.setattr("index.analysis._mixed_terms", lambda: ())  # it keeps what it first makes
    assert concepts(text) == expected


def test_a_word_across_a_punctuation_mark_is_none() -> None:
    assert "=主播" not in concepts("主，播")


def test_a_meaning_has_the_first_word_of_its_group_as_token() -> None:
    assert concepts("播主") == ["=主播"]


@pytest.mark.parametrize(
    ("subject", "tokens"),
    [
        ("after-sales service", [("=售后服务",)]),
        ("hosts", [("hosts", "=主持", "=主播", "=举办")]),
        ("hosts of acme", [("hosts", "=主持", "=主播", "=举办"), ("of",), ("acme",)]),
        ("", []),
    ],
)
def test_words_that_are_a_term_together_have_its_meaning_alone(subject: str, tokens: list[tuple[str, ...]]) -> None:
    assert meanings(subject) == tokens


def test_a_word_of_two_groups_gives_both_tokens() -> None:
    assert {"=主播", "=主持"} <= set(concepts("host"))


@pytest.mark.parametrize(
    ("form", "base"),
    [
        ("hosts", "host"),
        ("selling", "sell"),
        ("shopping", "shop"),
        ("shipped", "ship"),
        ("stores", "store"),
        ("stored", "store"),
        ("storing", "store"),
        ("boxes", "box"),
        ("stages", "stage"),
    ],
)
def test_forms_of_a_word_have_one_stem(form: str, base: str) -> None:
    assert stem(form) == stem(base)


@pytest.mark.parametrize("word", ["tea", "ing", "bus", "app", "es", "a"])
def test_a_short_word_is_its_own_stem(word: str) -> None:
    assert stem(word) == word


@pytest.mark.parametrize(("one", "other"), [("host", "store"), ("tea", "team"), ("price", "prize")])
def test_different_words_have_different_stems(one: str, other: str) -> None:
    assert stem(one) != stem(other)


@pytest.mark.parametrize(
    ("word", "known"), [("主播", True), ("host", True), ("hosts", True), ("采茶", False), ("teapot", False)]
)
def test_the_thesaurus_knows_a_word_in_any_form(word: str, known: bool) -> None:
    assert is_thesaurus_word(word) is known


@pytest.mark.parametrize(("asked", "written"), [("e-commerce", "电商"), ("after-sales", "售后")])
def test_a_hyphenated_english_word_meets_the_chinese_one(asked: str, written: str) -> None:
    assert set(concepts(asked)) & set(concepts(written))


@pytest.mark.parametrize("word", ["streamer", "customer", "supplier", "policy", "category", "setting"])
def test_the_thesaurus_knows_the_plural_of_an_english_word(word: str) -> None:
    plural = f"{word[:-1]}ies" if word.endswith("y") else f"{word}s"
    assert is_thesaurus_word(word)
    assert concepts(plural) == concepts(word)
