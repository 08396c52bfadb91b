from pathlib import Path

import pytest

from index import resources
from index.analysis import concepts
from knowledge.script import fold

LISTS = {
    "thesaurus": "_THESAURUS",
    "background": "_BACKGROUND",
    "common words": "_COMMON_WORDS",
    "names": "_NAMES",
}


@pytest.fixture
def own_lists(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Path]:
    """Small lists in place of the shipped ones."""
    texts = {
        "thesaurus": "# 说明\n主播, 播主, host\n仓库, 库房, 貨倉\n",
        "background": "# 说明\n## zh-Hans\n今天吃什么\n明天呢\n## zh-Hant\n今天吃什麼\n## en\nwhat is for lunch\n",
        "common words": "# words\n## zh\n的\n## en\nthe\n",
        "names": "## places\n苏州\n\n## brands\nacme\n",
    }
    paths = {}
    for name, attribute in LISTS.items():
        paths[name] = tmp_path / f"{attribute}.txt"
        paths[name].write_text(texts[name], "utf-8")
        monkeypatch.setattr(resources, attribute, paths[name])
    return paths


@pytest.mark.usefixtures("own_lists")
def test_a_thesaurus_line_is_a_group_with_the_reports_word_first() -> None:
    assert resources.thesaurus_groups.__wrapped__() == (("主播", "播主", "host"), ("仓库", "库房", "货仓"))


@pytest.mark.usefixtures("own_lists")
def test_everyday_sentences_stand_under_their_language_in_the_order_of_the_file() -> None:
    assert resources.background_sentences.__wrapped__() == {
        "zh-Hans": ("今天吃什么", "明天呢"),
        "zh-Hant": ("今天吃什麼",),
        "en": ("what is for lunch",),
    }


@pytest.mark.usefixtures("own_lists")
def test_headings_comments_and_empty_lines_are_no_words() -> None:
    assert resources.common_words.__wrapped__() == {"的", "the"}
    assert resources.known_names.__wrapped__() == {"苏州", "acme"}


@pytest.mark.parametrize("name", ["thesaurus", "background"])
def test_the_fingerprint_changes_with_what_decides_tokens_and_comparisons(
    own_lists: dict[str, Path], name: str
) -> None:
    before = resources.fingerprint.__wrapped__()
    own_lists[name].write_text(own_lists[name].read_text("utf-8") + "新的, 一行\n", "utf-8")
    after = resources.fingerprint.__wrapped__()
    assert before != after
    assert len(after) == 64


@pytest.mark.parametrize("name", ["common words", "names"])
def test_the_fingerprint_stays_when_a_list_that_only_questions_meet_changes(
    own_lists: dict[str, Path], name: str
) -> None:
    before = resources.fingerprint.__wrapped__()
    own_lists[name].write_text("新词\n", "utf-8")
    assert resources.fingerprint.__wrapped__() == before


def test_every_shipped_group_has_two_different_words_at_least_and_its_own_first_word() -> None:
    groups = resources.thesaurus_groups()
    assert len(groups) > 100
    assert [group for group in groups if len(set(group)) != len(group) or len(group) < 2] == []
    assert len({group[0] for group in groups}) == len(groups)


def test_no_shipped_word_has_white_space_at_its_edges() -> None:
    terms = [term for group in resources.thesaurus_groups() for term in group]
    lines = [*terms, *resources.common_words(), *resources.known_names()]
    assert [line for line in lines if line != line.strip() or not line] == []


def test_the_everyday_sentences_are_in_three_languages_without_a_repetition() -> None:
    sentences = resources.background_sentences()
    assert set(sentences) == {"zh-Hans", "zh-Hant", "en"}
    assert all(len(lines) >= 100 for lines in sentences.values())
    everything = [line for lines in sentences.values() for line in lines]
    assert len(set(everything)) == len(everything)


def test_the_everyday_sentences_of_a_language_are_written_in_it() -> None:
    sentences = resources.background_sentences()
    assert all(line.isascii() for line in sentences["en"])
    for language in ("zh-Hans", "zh-Hant"):
        chinese = [line for line in sentences[language] if any("\u3400" <= c <= "\u9fff" for c in line)]
        assert len(chinese) > 0.95 * len(sentences[language])


@pytest.mark.parametrize("word", ["什么", "怎么", "的", "how", "what", "the"])
def test_question_words_are_common(word: str) -> None:
    assert word in resources.common_words()


@pytest.mark.parametrize("name", ["淘宝", "taobao", "迪卡侬"])
def test_platforms_and_brands_are_known_names(name: str) -> None:
    assert name in resources.known_names()


@pytest.mark.parametrize("words", ["thesaurus", "common words", "names"])
def test_every_shipped_word_is_folded(words: str) -> None:
    lists = {
        "thesaurus": [term for group in resources.thesaurus_groups() for term in group],
        "common words": resources.common_words(),
        "names": resources.known_names(),
    }
    assert [word for word in lists[words] if fold(word) != word] == []


def test_every_shipped_thesaurus_word_is_found_where_it_stands() -> None:
    groups = resources.thesaurus_groups()
    assert [term for group in groups for term in group if f"={group[0]}" not in concepts(fold(term))] == []
