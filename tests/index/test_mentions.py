import pytest

from index.analysis import analyse
from index.lexical import build_lexical
from index.mentions import passages_naming, unmentioned_names, unmentioned_topics
from index.resources import known_names
from knowledge.script import fold

TEXT = "中国的主播先学泡茶，再在直播间介绍茶叶。杭州的仓库用抖音发货，2022年销量增加。The tea ships from TikTok."


def vocabulary(text: str = TEXT) -> set[str]:
    return set(analyse(fold(text)))


def names(question: str, text: str = TEXT) -> tuple[str, ...]:
    return unmentioned_names(question, vocabulary(text))


def topics(question: str, samples: str = TEXT) -> tuple[str, ...]:
    return unmentioned_topics(question, vocabulary(), vocabulary(samples))


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("淘宝的主播怎么样", ("淘宝",)),
        ("淘寶的主播怎麼樣", ("淘寶",)),
        ("How does Taobao pay its hosts?", ("Taobao",)),
        ("迪卡侬的茶叶卖得好吗", ("迪卡侬",)),
        ("郑州有仓库吗", ("郑州",)),
        ("2031年的销量", ("2031",)),
        ("What about TikTok Shop?", ("TikTok Shop",)),
        ("Do they sell to Zzyzx stores?", ("Zzyzx",)),
        ("京东和淘宝哪个好", ("京东", "淘宝")),
    ],
)
def test_a_name_that_the_text_lacks_is_given_as_the_question_writes_it(
    question: str, expected: tuple[str, ...]
) -> None:
    assert names(question) == expected


@pytest.mark.parametrize(
    "question",
    [
        "抖音怎么发货",
        "杭州的仓库在哪里",
        "2022年的销量",
        "Does tiktok ship tea?",
        "主播怎么介绍茶叶",
        "How is tea stored?",
        "Why?",
        "Did sales in China or on Douyin grow in November?",
        "",
        "？！",
    ],
)
def test_names_of_the_text_and_common_words_are_not_missing(question: str) -> None:
    assert names(question) == ()


def test_the_longest_listed_name_at_a_place_counts() -> None:
    assert {"淘宝", "淘宝直播"} <= known_names()
    assert names("淘宝直播的主播") == ("淘宝直播",)


def test_a_latin_name_inside_a_longer_word_is_none() -> None:
    assert "ups" in known_names()
    assert names("how do groups work") == ()
    assert names("how does ups work") == ("ups",)


def test_a_latin_name_beside_chinese_stands_alone() -> None:
    assert names("用ups发货吗") == ("ups",)


def test_the_first_word_of_an_english_question_is_no_name_for_its_capital() -> None:
    assert names("Blorble the tea") == ()
    assert names("Is Blorble the tea?") == ("Blorble",)


@pytest.mark.parametrize("question", ["Is TEA good?", "Do the Prices differ?"])
def test_a_common_word_in_capitals_is_no_name(question: str) -> None:
    assert names(question) == ()


def test_other_words_that_are_nowhere_are_topics() -> None:
    assert topics("怎么给轮胎补气") == ("轮胎补气",)  # rare words in a row are not told apart
    assert names("怎么给轮胎补气") == ()


def test_a_chinese_name_that_no_list_has_is_a_topic() -> None:
    assert topics("鲁智深怎么介绍茶叶") == ("鲁智深",)
    assert names("鲁智深怎么介绍茶叶") == ()


def test_words_of_samples_are_no_topics() -> None:
    assert topics("怎么给轮胎打气") != ()
    assert topics("怎么给轮胎打气", samples=TEXT + "轮胎打气") == ()


@pytest.mark.parametrize("question", ["带货怎么做", "livestreams", "網購的退貨"])
def test_words_of_the_thesaurus_are_no_topics(question: str) -> None:
    assert unmentioned_topics(question, set(), set()) == ()


def test_a_name_is_not_a_topic_too() -> None:
    assert names("迪卡侬的轮胎") == ("迪卡侬",)
    assert topics("迪卡侬的轮胎") == ("轮胎",)


def test_every_topic_counts_once_and_common_words_are_none() -> None:
    assert topics("轮胎，轮胎，淘宝") == ("轮胎",)
    assert topics("怎么的什么") == ()


def test_a_name_is_given_once_however_often_it_stands() -> None:
    assert names("淘宝比淘宝好吗") == ("淘宝",)


def test_traditional_and_simplified_questions_miss_the_same() -> None:
    simplified, traditional = "淘宝的轮胎怎么样", "淘寶的輪胎怎麼樣"
    assert topics(simplified) == topics(traditional)
    assert len(names(simplified)) == len(names(traditional)) == 1


def test_a_missing_name_leaves_longer_words_whole() -> None:
    assert "gro" not in topics("用ups的groups")


def test_a_name_that_begins_a_longer_one_is_found_when_the_longer_does_not_stand_alone() -> None:
    assert {"taobao", "taobao live"} <= known_names()
    assert names("how do taobao livestreams work") == ("taobao",)


@pytest.mark.parametrize("name", ["facebook live", "louis vuitton", "united kingdom"])
def test_a_long_listed_name_is_found(name: str) -> None:
    assert name in known_names()
    assert names(f"how does {name} sell tea") == (name,)


@pytest.mark.parametrize("question", ["Which Hosts are best?", "What Do Streamers earn?", "Is the MCN good?"])
def test_a_thesaurus_word_in_capitals_is_no_name(question: str) -> None:
    assert names(question) == ()


def test_a_name_with_digits_is_there_in_chinese_too() -> None:
    text = "双十一的促销"
    assert names("双11怎么做促销", text) == ()
    assert names("天猫双11怎么做促销", text) == ("天猫双11",)
    assert names("双11怎么做促销", "节日的促销") == ("双11",)


@pytest.mark.parametrize(
    ("subject", "wide_and_narrow"),
    [
        ("hosts", [[True, True, False], [True, False, False]]),  # one who sells, presents or holds an event
        ("after-sales service", [[False, False, True]]),  # a single meaning, but "service" alone is in no passage
        ("售后服务", [[False, False, True]]),
        ("zeppelins", [[False, False, False]]),
        ("齐柏林", []),
    ],
)
def test_an_english_subject_is_named_by_any_meaning_or_by_all(subject: str, wide_and_narrow: list[list[bool]]) -> None:
    texts = ["主播主持活动，举办比赛。", "主播卖货。", "售后服务很重要。"]
    text = build_lexical(analyse(each) for each in texts)
    assert [names.tolist() for names in passages_naming(text, subject)] == wide_and_narrow
