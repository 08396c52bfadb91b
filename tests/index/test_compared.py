"""Which questions compare two things, by their words, in three scripts."""

import pytest

from index.compared import compared


@pytest.mark.parametrize(
    ("question", "first", "second", "common"),
    [
        ("主播培训和主播激励有什么区别？", "主播培训", "主播激励", ""),
        ("請問簽約主播跟獨立主播在收入上有什麼差別", "簽約主播", "獨立主播", "收入"),
        ("线上渠道和线下渠道的退货率有什么不同", "线上渠道", "线下渠道", "退货率"),
        ("产品和服务质量跟售后，两者差在哪", "产品和服务质量", "售后", ""),
        ("直播的优势和挑战，对比着看看", "优势", "挑战", "直播"),
        ("禮盒裝還是小包裝好？", "禮盒裝", "小包裝", ""),
        ("选主播难还是做内容难", "选主播", "做内容", ""),
        ("直播和门店哪个更省钱", "直播", "门店", "省钱"),
        ("自己开店和找人代销比哪个好？", "自己开店", "找人代销", ""),
        ("对比直播和门店哪个强", "直播", "门店", ""),
        ("直播比门店强在哪里", "直播", "门店", "强在哪里"),
        ("除了价格，线上和线下还有什么不一样", "线上", "线下", "除了价格"),
        ("培训跟激励分别起什么作用", "培训", "激励", ""),
        ("Gift boxes vs small packs", "Gift boxes", "small packs", ""),
        ("Compare live selling with shops in terms of cost", "live selling", "shops", "cost"),
        ("What is the difference between training and pay?", "training", "pay", ""),
        ("How do the two hosts and the shops differ in cost?", "two hosts", "shops", "cost"),
        ("compare plain boards with smart ones", "plain boards", "smart boards", ""),
    ],
)
def test_both_things_are_known_as_they_are_typed_and_in_what(
    question: str, first: str, second: str, common: str
) -> None:
    found = compared(question)
    assert found is not None
    assert (found.first, found.second, found.common) == (first, second, common)


@pytest.mark.parametrize(
    "question",
    [
        "售后和物流有哪些环节",
        "主播和品牌商家怎么合作",
        "报告为什么还是建议做直播",
        "我们做不做直播还是先看看再说",
        "你是机器人还是真人",
        "疫情之后家里和健身馆为什么还是愿意买",
        "怎么跟同行做出差异化",
        "公司和平台谁负责退货",
        "How do training and pay help hosts?",
        "Who are our rivals and how do they differ from us?",
        "Is it cold or hot?",
        "What should the host wear, a suit or sports clothes?",
        "",
        "和",
        "到底究竟" * 37,
        "和" * 500,
    ],
)
def test_a_question_that_only_joins_two_things_compares_nothing(question: str) -> None:
    assert compared(question) is None


def test_each_side_is_asked_about_in_what_they_are_compared() -> None:
    found = compared("线上渠道和线下渠道的退货率有什么不同")
    assert found is not None
    assert found.questions == ("线上渠道的退货率", "线下渠道的退货率")
