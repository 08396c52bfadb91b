"""Which questions ask for more than one passage, by their words, in three scripts."""

import pytest

from index.breadth import broad


@pytest.mark.parametrize(
    ("question", "breadth", "subject"),
    [
        ("列出所有关于售后服务的内容", "all", "售后服务"),
        ("報告裡哪些地方提到物流？", "all", "物流"),
        ("List everything on after-sales", "all", "after-sales"),
        ("what do we know about hosts?", "overview", "hosts"),
        ("总结一下竞争对手的情况", "overview", "竞争对手"),
        ("為什麼要做直播？", "reasons", "要做直播"),
        ("有哪些促销手段", "list", "促销手段"),
        ("怎么提高转化率", "means", "怎么提高转化率"),
    ],
)
def test_a_broad_question_is_known_with_its_subject(question: str, breadth: str, subject: str) -> None:
    found = broad(question)
    assert found is not None
    assert (found.breadth, found.subject) == (breadth, subject)


@pytest.mark.parametrize(
    "question",
    [
        *("新主播要培训多久", "2020年的市场规模是多少？", "How much is it?", "物流", ""),
        "What share of guests order again once they have been here?",
    ],
)
def test_a_question_for_one_thing_is_not_broad(question: str) -> None:
    assert broad(question) is None


@pytest.mark.parametrize(
    ("question", "breadth"),
    [
        ("主播在团队里扮演什么角色", "overview"),
        ("give me the gist on stock", "overview"),
        ("售后干嘛要这么重视", "reasons"),
        ("新人培训都教些什么", "list"),
        ("What are the parts of the plan?", "list"),
        ("跟退货沾边的内容都给我", "all"),
        ("退货的事，报告里知道些什么", "overview"),
        ("what's in there about parcels", "overview"),
        ("茶饼有哪几种", "list"),
        ("What should we look at before a sale?", "list"),
    ],
)
def test_loose_wordings_are_known(question: str, breadth: str) -> None:
    found = broad(question)
    assert found is not None
    assert found.breadth == breadth


@pytest.mark.parametrize(
    "question", ["自我介绍什么时候写", "谁总结出这个规律", "文件里知道密码的是谁", "资料都清楚了吗"]
)
def test_words_that_only_look_like_asking_for_an_overview_are_not(question: str) -> None:
    assert broad(question) is None


def test_what_is_described_at_length_is_one_thing() -> None:
    assert broad("为什么主播要先学会泡茶") is not None
    assert broad("为什么那家把省下的租金投进直播间的某茶庄要在去年关掉两家门店又裁掉一半的店员") is None


@pytest.mark.parametrize(
    "question",
    [
        "What can I say to a buyer who hesitates?",
        "What do we have to file before June?",
        "How would you describe the mood to a new host?",
        "Can I get anything done without the key? On whose word?",
        "Which part wears out first?",
        "主持人要用几分钟介绍规则？",
        "货架要整理到什么程度才开放？",
    ],
)
def test_words_of_an_overview_that_a_question_is_about_do_not_ask_for_one(question: str) -> None:
    found = broad(question)
    assert found is None or not found.in_so_many_words
