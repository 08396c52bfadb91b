import pytest

from index.question_kinds import Kind, kind_asked_for


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("多久播一次", "frequency"),
        ("多久一次培训", "frequency"),
        ("一周播几场", "frequency"),
        ("每場要播多久", "duration"),
        ("几点开播好", "time"),
        ("主播底薪多少钱", "price"),
        ("要招几个人", "amount"),
        ("谁来写脚本", "who"),
        ("仓库放哪里", "where"),
        ("哪个平台好", "which"),
        ("how often do we stream", "frequency"),
        ("how many hours a day", "duration"),
        ("when is the best slot", "time"),
        ("what does a host cost", "price"),
        ("how many hosts", "amount"),
        ("What share of guests come back?", "amount"),
        ("what proportion is sent back", "amount"),
        ("退货的比例有多高", "amount"),
        ("who signs the contract", "who"),
        ("主播怎么培训", None),
        ("培训有什么价值", None),
        ("培训分哪几块", None),
        ("why do people buy", None),
    ],
)
def test_the_kind_of_thing_asked_for(question: str, kind: Kind | None) -> None:
    assert kind_asked_for(question) == kind
