import pytest

from index.blanks import asks_no_figure, cells_are_blank, figure_is_blank, in_context


@pytest.mark.parametrize(
    "text",
    [
        "增长XX%",
        "约为XX亿元",
        "20XX年",
        "达到××万",
        "xx家",
        "____分钟",
        "□□个",
        "○○市",
        "XXXX亿",
    ],
)
def test_a_row_of_placeholders_is_a_blank(text: str) -> None:
    assert figure_is_blank("到底是多少", [text])


@pytest.mark.parametrize(
    "text",
    ["尺码XXL", "XXS", "maxx", "Exxon", "X光", "x轴", "3×4", "a__b", "增长20%", "**重点**", "●第一", "", "乘以 X"],
)
def test_letters_of_a_word_and_single_signs_are_no_blank(text: str) -> None:
    assert not figure_is_blank("到底是多少", [text])


@pytest.mark.parametrize(
    "question",
    [
        "市场规模有多大",
        "市場規模有多大？",
        "今年涨了多少",
        "占百分之几",
        "增速多快",
        "複購率是多少",
        "能卖几亿",
        "具体数字呢",
        "提升了几个百分点",
        "How much did it grow?",
        "HOW MANY parcels are returned?",
        "What share of sales is online?",
        "What is the growth rate?",
        "what percentage comes back",
        "轉化率具體數值",
        "賣咗幾多",
    ],
)
def test_questions_for_an_amount_a_share_or_a_rate_ask_for_a_figure(question: str) -> None:
    assert figure_is_blank(question, ["增长XX%"])


@pytest.mark.parametrize(
    "question",
    [
        "怎么存放茶叶",
        "主播多重要",
        "市场规模为什么变大",
        "How should tea be stored?",
        "Which hosts are best?",
        "為什麼要泡茶",
        "",
    ],
)
def test_other_questions_ask_for_no_figure(question: str) -> None:
    assert not figure_is_blank(question, ["增长XX%"])


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("市场规模有多大", "2022年的市场规模约为XX亿元。"),
        ("市場規模有多大", "2022年的市场规模约为XX亿元。"),
        ("流失率降了多少", "主播的流失率下降了XX%。"),
        ("How much did turnover fall?", "主播的流失率下降了 XX ％。"),
        ("多久发货", "下单后XX小时内发货。"),
        ("要培训多少天", "培训XX天后开播。"),
        ("How long is the training?", "培训XX周。"),
        ("哪一年开始的", "20XX年开始。"),
        ("关了几家门店", "某茶庄关掉XX家门店。"),
        ("有多少种茶", "售卖XX种茶。"),
        ("how many platforms are used", "使用XX个平台。"),
        ("多少万家门店", "共有XX万家门店。"),
        ("提升了几个百分点", "提升XX个百分点。"),
        ("多少个百分点", "提升XX%。"),
        ("近几年增速多快", "近几年增长XX%。"),
        ("那去年的市场规模呢？", "去年的市场规模约为XX亿元。"),
        ("2021年 茶叶 市場規模", "2021年的市场规模约为XX亿元。"),
        ("当时有多少人观看？", "直播期间的观看人数超过XX万。"),
        ("有多少家店开播", "开播家数达到XX万。"),
        ("受过训的和没受训的卖货额差距有多大", "前者比后者高出XX%。"),
        ("一块茶饼多少钱", "每块售价XX元。"),
        ("一场卖了多少钱", "单场卖出XX亿元。"),
        ("客单价提升了多少", "客单价提升XX%。"),
        ("售价下降百分之几", "售价下降XX%。"),
        ("主播一个月能挣多少钱", "主播月薪可达XX万元。"),
        ("一块茶饼多少钱", "每块售价XX美元。"),
        ("How much does each platform account for?", "各平台占XX%。"),
        ("份额最大的平台销售额是多少", "其销售额为XX亿元。"),
        ("市场规模和增速是多少", "市场规模为XX亿元。"),
        ("What percentage comes back?", "XX percent of parcels come back."),
        ("转化率涨了几个点", "转化率上升XX个点。"),
        ("卖了多少人民币", "销售额为XX亿元。"),
    ],
)
def test_a_blank_of_the_kind_that_is_asked_for_is_the_figure(question: str, sentence: str) -> None:
    assert figure_is_blank(question, [sentence])


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("市场规模有多大", "2022年的市场规模约为30亿元。"),
        ("为什么市场变大", "市场增长XX%。"),
        ("多久发货", "发货量增长XX%。"),
        ("When does the season start?", "销量增长XX%。"),
        ("什么时候卖得好", "销售额达到XX亿元。"),
        ("关了几家门店", "利润下降XX%。"),
        ("有几种方式", "占比XX%。"),
        ("how many types of tea", "份额为XX%。"),
        ("", "增长XX%。"),
        ("增长多少", ""),
        ("一块茶饼多少钱", "市场规模为XX亿元。"),
        ("How much does a tea cake cost?", "销售额达到XX万元。"),
        ("线上占比是多少", "市场规模为XX亿元。"),
        ("复购率太低了，怎么办", "复购率上升XX%。"),
        ("回头客怎么养，复购率太低", "复购率上升XX%。"),
        ("复购率", "复购率上升XX%。"),
        ("毛利率是多少", "市场规模为XX亿元。"),
        ("和国外的差距是什么", "市场规模约为XX亿元。"),
        ("双11咋提高转化率", "转化率提升XX%。"),
        ("店铺开了3年，想提高复购率", "复购率上升XX%。"),
        ("618该不该冲销量", "销量增长XX%。"),
        ("有多少万人观看", "销售额增长XX%。"),
        ("一盒茶多少钱", "市场规模为XX亿元。"),
        ("如何扩大2021年的市场规模", "2021年的市场规模约为XX亿元。"),
        ("有多少人买茶", "市场规模约为XX亿元。"),
    ],
)
def test_a_blank_of_another_kind_or_none_is_not(question: str, sentence: str) -> None:
    assert not figure_is_blank(question, [sentence])


@pytest.mark.parametrize(
    ("question", "otherwise"),
    [
        ("那主播怎么培训", True),
        ("why is that?", True),
        ("那2021年呢", False),
        ("那占比是什么数字", False),
        ("and how much in China?", False),
    ],
)
def test_a_follow_up_that_asks_something_else_inherits_no_figure(question: str, otherwise: bool) -> None:
    assert asks_no_figure(question) == otherwise


def test_one_fitting_blank_among_several_is_enough() -> None:
    assert figure_is_blank("多久发货", ["增长XX%，发货需XX小时。"])


def test_a_question_for_people_is_not_met_by_a_blank_share() -> None:
    assert not figure_is_blank("有多少人买茶", ["销售额增长XX%。"])


FILLED = "2020年市场规模为12.5亿美元，到2025年可达XX亿美元，每年增长XX%，主播有300家，直播不到10分钟"


@pytest.mark.parametrize(
    ("question", "blank"),
    [
        ("2020年市场规模是多少", False),
        ("2025年市场规模是多少", True),
        ("2025年的规模会扩大到多少", True),
        ("市场规模是多少", False),
        ("每年增长百分之几", True),
        ("主播有多少家", False),
        ("直播多长时间", False),
        ("How big was the market in 2020?", False),
        ("How big will the market be in 2025?", True),
        ("How many hours does it last?", False),
    ],
)
def test_of_several_figures_the_one_that_is_asked_for_counts(question: str, blank: bool) -> None:
    assert figure_is_blank(question, [FILLED]) == blank
    assert figure_is_blank(question, FILLED.split("，")[:1]) is False


def test_a_blank_in_the_next_sentence_is_not_the_figure_that_the_first_one_gives() -> None:
    assert not figure_is_blank("线上销售额是多少", ["线上销售额为3.2亿元。", "线下门店的客流为XX万。"])
    assert figure_is_blank("线下客流是多少", ["线上销售额为3.2亿元。", "线下门店的客流为XX万。"])


@pytest.mark.parametrize(
    "text", ["90后占XX%", "5G用户达XX亿", "20XX年卖出XX亿元", "2021年卖出XX亿元", "上世纪90年代为XX亿元"]
)
def test_what_is_no_figure_hides_no_blank(text: str) -> None:
    assert figure_is_blank("占比和规模是多少", [text])


@pytest.mark.parametrize(
    ("question", "sentence", "blank"),
    [
        ("2021年市场增长了多少", "2021年的规模约合XX亿元，较上年增长18.3%。", False),
        ("2021年市场规模是多少", "2021年的规模约合XX亿元，较上年增长18.3%。", True),
        ("2025年国内直播规模是多少", "2025年全球直播规模将升至XX亿美元，国内市场有机会做到4.9万亿元。", False),
        ("2025年全球直播规模是多少", "2025年全球直播规模将升至XX亿美元，国内市场有机会做到4.9万亿元。", True),
        ("广告费用削减了多少", "广告费用削减了三成，转化率则提升了XX%。", False),
        ("转化率提升了多少", "广告费用削减了三成，转化率则提升了XX%。", True),
        ("2020年国内市场比上一年增长多少", "2020年国内市场达到9610亿元，比上一年增长XX%。", True),
        ("2020年国内市场规模是多少", "2020年国内市场规模达到9610亿元，比上一年增长XX%。", False),
        ("话题挑战获得观看多少次", "引发讨论80万次，获得观看XX万次。", True),
        ("复购率提高多少", "复购率提高百分之三十，退货率降低XX%。", False),
    ],
)
def test_a_figure_is_known_by_its_clause_and_region(question: str, sentence: str, blank: bool) -> None:
    assert figure_is_blank(question, [sentence]) == blank


def test_a_follow_up_that_names_a_year_asks_for_that_year() -> None:
    assert in_context("2020年市场规模是多少？", "那2025年呢？") == "市场规模是多少？ 那2025年呢？"
    assert in_context("2020年市场规模是多少？", "那增速呢？") == "2020年市场规模是多少？ 那增速呢？"
    assert figure_is_blank(in_context("2020年市场规模是多少？", "那2025年呢？"), [FILLED])


@pytest.mark.parametrize(
    ("question", "cells", "blank"),
    [
        ("退货率是多少", ["XX%"], True),
        ("退货率", ["约 XX 家"], True),
        ("return rate and sales", ["XX%", "□□"], True),
        ("退货率是多少", ["3%–XX%"], False),
        ("return rate and sales", ["XX%", "12"], False),
        ("退货率是多少", ["3.1%"], False),
        ("退货率是多少", [""], False),
        ("退货率是多少", [], False),
        ("为什么退货率这么高", ["XX%"], False),
    ],
)
def test_cells_are_blank_if_no_figure_stands_in_them(question: str, cells: list[str], blank: bool) -> None:
    assert cells_are_blank(question, cells) == blank
