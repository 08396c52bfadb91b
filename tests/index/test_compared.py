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
        # Words that part or frame other questions are part of these names.
        ("物流跟踪和退换货有什么区别", "物流跟踪", "退换货", ""),
        ("会话令牌和访问令牌有什么区别", "会话令牌", "访问令牌", ""),
        ("能源成本和人工成本有什么区别", "能源成本", "人工成本", ""),
        ("在线客服和人工客服有什么不同", "在线客服", "人工客服", ""),
        ("国有企业和私有企业有什么区别", "国有企业", "私有企业", ""),
        ("是否认证和是否授权有什么区别", "是否认证", "是否授权", ""),
        ("最低价和最高价有什么区别", "最低价", "最高价", ""),
        ("成都和首都有什么区别", "成都", "首都", ""),
        ("跟播和带播有什么区别", "跟播", "带播", ""),
        ("选主播难还是做内容难", "选主播", "做内容", ""),
        ("直播和门店哪个更省钱", "直播", "门店", "省钱"),
        ("自己开店和找人代销比哪个好？", "自己开店", "找人代销", ""),
        ("对比直播和门店哪个强", "直播", "门店", ""),
        ("直播比门店强在哪里", "直播", "门店", "强在哪里"),
        ("除了价格，线上和线下还有什么不一样", "线上", "线下", "除了价格"),
        ("培训跟激励分别起什么作用", "培训", "激励", ""),
        ("同行和我们有什么区别", "同行", "我们", ""),
        ("和田玉与翡翠有什么区别", "和田玉", "翡翠", ""),
        ("那份合同和这份合同有什么不同", "那份合同", "这份合同", ""),
        ("租仓库还是自己建？两种办法有什么差别", "租仓库", "自己建", ""),
        ("早班和晚班，两拨人各管什么", "早班", "晚班", ""),
        ("红茶跟绿茶，保存方法对照一下", "红茶", "绿茶", "保存方法"),
        ("門市相較於網店，成本高在哪", "門市", "網店", "成本高在哪"),
        ("老客户看重什么，新客户又看重什么", "老客户", "新客户", ""),
        ("那家茶行和那家酒行，哪家更大", "那家茶行", "那家酒行", ""),
        ("将来的货架和现在的货架，变化在哪里", "将来的货架", "现在的货架", "变化在哪里"),
        ("Night shift or day shift? How do they differ", "Night shift", "day shift", ""),
        ("Compare cost-plus pricing and value pricing on risk", "cost-plus pricing", "value pricing", "risk"),
        ("How do green tea and black tea differ on caffeine?", "green tea", "black tea", "caffeine"),
        ("add-on teas vs main teas on margin", "add-on teas", "main teas", "margin"),
        ("compare tax on imports and tax on exports", "tax on imports", "tax on exports", ""),
        ("taxes on imports vs taxes on exports on rates", "taxes on imports", "taxes on exports", "rates"),
        ("compare teas at full price and teas on sale", "teas at full price", "teas on sale", ""),
        ("compare prices and their effect on sales", "prices", "effect on sales", ""),
        (
            "Compare tea in Japan with the local one: price and packing",
            "tea in Japan",
            "local tea",
            "price and packing",
        ),
        ("Compare how the north shop and the south shop pack tea", "north shop", "south shop", "pack tea"),
        ("Put green tea and black tea side by side.", "green tea", "black tea", ""),
        ("How do tins stack up against paper boxes?", "tins", "paper boxes", ""),
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
        "要问司机些什么、记录些什么？",
        "茶行和我们，两头都要签字吗",
        "茶饼和茶罐，要放在一起卖吗",
        "一个季度、一个月，要卖出多少",
        "If we sell tins or boxes, what do they need?",
        "Did sales do better than last year?",
        "The shop next to the station, when does it open?",
        "跟红茶、绿茶比，白茶怎么样",
        "不想开店，只想跟着大商家卖，该挑哪种平台？",
        "How do you stay with less than three hosts?",
        "What does she compare the talk to, so that hosts come and look?",
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
