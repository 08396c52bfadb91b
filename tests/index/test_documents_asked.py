"""Which documents a question names: two that it compares, or those of a year."""

import pytest

from index.documents_asked import compared_in, documents_compared, documents_of_year, title_named
from index.types import IndexedDocument, Manifest

SHOPS, ONLINE = "门店经营报告", "线上渠道手册"
HANDBOOK, RULES = "Shop Handbook", "Warehouse Rules"
OLD, NEW = "2025年度经营报告", "经营年报"


MADE = {
    "format_version": 6,
    "version": "20260101-000000-abcdef",
    "created": "2026-01-01T00:00:00+00:00",
    "content": "",
    "resources": "",
    "model": "",
    "engine": "",
    "dimension": 384,
    "passages": 9,
    "sentences": 9,
    "samples": 0,
    "unanswered": 0,
    "files": {},
}


def manifest(*documents: tuple[str, str, str]) -> Manifest:
    held = tuple(
        IndexedDocument(title=title, name=name, sha256="", passages=3, date=date) for title, name, date in documents
    )
    return Manifest.model_validate(MADE | {"documents": held})


CHINESE = manifest((SHOPS, "shop.md", "2025-03-01"), (ONLINE, "online.docx", "2025-06-01"))
ENGLISH = manifest((HANDBOOK, "hr.md", "2025-03-01"), (RULES, "warehouse.pdf", "2024-06-01"))
YEARS = manifest((OLD, "a.md", "2026-01-20"), (NEW, "b.md", "2026-12-31"), ("采购手册", "c.md", "2024-02"))


@pytest.mark.parametrize(
    ("held", "question", "titles", "topic"),
    [
        (CHINESE, "门店经营报告和线上渠道手册在带薪假期上有什么区别", (SHOPS, ONLINE), "带薪假期"),
        (CHINESE, "門店經營報告跟線上渠道手冊對退貨的規定有什麼不同？", (SHOPS, ONLINE), "退貨的規定"),
        (CHINESE, "对比一下门店报告和线上手册的带薪假期", (SHOPS, ONLINE), "带薪假期"),
        (CHINESE, "退货期限在门店经营报告和线上渠道手册里有什么不一样", (SHOPS, ONLINE), "退货期限"),
        (CHINESE, "门店经营报告和线上渠道手册分别怎么说退货", (SHOPS, ONLINE), "退货"),
        (CHINESE, "门店经营报告里的退货期限和线上渠道手册里的有什么区别", (SHOPS, ONLINE), "退货期限"),
        (CHINESE, "online.docx和shop.md在退货上有什么不同", (ONLINE, SHOPS), "退货"),
        (CHINESE, "compare shop.md and online.docx on returns", (SHOPS, ONLINE), "returns"),
        (ENGLISH, "How do Shop Handbook and Warehouse Rules differ in paid leave?", (HANDBOOK, RULES), "paid leave"),
        (ENGLISH, "compare the shop handbook with the warehouse rules on leave", (HANDBOOK, RULES), "leave"),
        (ENGLISH, "What is the difference in pay between Warehouse Rules and Shop Handbook?", (RULES, HANDBOOK), "pay"),
        (ENGLISH, "Shop Handbook vs Warehouse Rules: paid leave", (HANDBOOK, RULES), "paid leave"),
        (ENGLISH, "what do hr.md and warehouse.pdf each say about returns?", (HANDBOOK, RULES), "returns"),
        (ENGLISH, "Do hr.md and warehouse.pdf agree on returns?", (HANDBOOK, RULES), "returns"),
        (ENGLISH, "main differences in pay between hr.md and warehouse.pdf", (HANDBOOK, RULES), "pay"),
        (ENGLISH, "what do hr.md and warehouse.pdf each say about same-day pay?", (HANDBOOK, RULES), "same-day pay"),
        (CHINESE, "门店经营报告和线上渠道手册在冲突处理上有没有矛盾", (SHOPS, ONLINE), "冲突处理"),
        (
            ENGLISH,
            "Is hr.md consistent with warehouse.pdf on conflict resolution?",
            (HANDBOOK, RULES),
            "conflict resolution",
        ),
        (CHINESE, "两份报告对退货怎么说", (SHOPS, ONLINE), "退货"),
        (CHINESE, "兩份報告裡退貨期限一樣嗎", (SHOPS, ONLINE), "退貨期限"),
        (CHINESE, "退货期限在这两份文件里有冲突吗", (SHOPS, ONLINE), "退货期限"),
        (CHINESE, "两份文件都提到了退款吗", (SHOPS, ONLINE), "退款"),
        (ENGLISH, "What do both reports say about returns?", (HANDBOOK, RULES), "returns"),
        (ENGLISH, "Is there a conflict between the two documents on returns?", (HANDBOOK, RULES), "returns"),
        (ENGLISH, "Do both documents mention refunds?", (HANDBOOK, RULES), "refunds"),
        (YEARS, "2025版和2024版的报告在退货上有什么区别", (OLD, "采购手册"), "退货"),
        (YEARS, "2024年和2025年的报告在退货上有什么变化", ("采购手册", OLD), "退货"),
        (YEARS, "compare the 2025 and 2024 reports on returns", (OLD, "采购手册"), "returns"),
    ],
)
def test_two_documents_and_what_they_are_compared_in_are_known(
    held: Manifest, question: str, titles: tuple[str, str], topic: str
) -> None:
    asked = compared_in(held, question)
    assert asked is not None
    assert (asked.titles, asked.common) == (titles, topic)
    assert asked.questions == (topic, topic)


@pytest.mark.parametrize(
    ("held", "question"),
    [
        (CHINESE, "门店和线上在退货上有什么区别"),  # two ways to sell, no documents
        (CHINESE, "门店经营报告和线上渠道手册有什么区别"),  # in nothing
        (CHINESE, "门店经营报告里怎么说退货"),
        (CHINESE, "从2024年到2025年，退货率有什么变化"),
        (ENGLISH, "Do shop handbooks and warehouse people differ?"),
        (manifest((SHOPS, "shop.md", "")), "shop.md和手册在退货上有什么不同"),
        (YEARS, "两份报告对退货怎么说"),  # of three
        (CHINESE, "客户要交两份文件吗"),
        (CHINESE, "两份文件由谁签字"),
        (CHINESE, "客户退货要交的两份文件分别是什么"),
        (CHINESE, "客户退货要交的这两份文件有什么不同"),
        (ENGLISH, "Who signs both documents?"),
        (ENGLISH, "Which two documents must a customer bring each time?"),
        (CHINESE, "两份报告里门店和线上有什么区别"),
    ],
)
def test_other_questions_compare_no_documents(held: Manifest, question: str) -> None:
    asked = compared_in(held, question)
    assert asked is None or asked.titles is None


@pytest.mark.parametrize(
    ("held", "question", "titles"),
    [
        (CHINESE, "门店经营报告和线上渠道手册有什么区别", (SHOPS, ONLINE)),
        (CHINESE, "《线上渠道手册》和《门店经营报告》比较一下", (ONLINE, SHOPS)),
        (CHINESE, "门店经营报告和线上渠道手册的内容哪里不一样", (SHOPS, ONLINE)),
        (CHINESE, "這兩份報告有什麼不同？", (SHOPS, ONLINE)),
        (CHINESE, "compare the two documents", (SHOPS, ONLINE)),
        (ENGLISH, "What's the difference between the Shop Handbook and the Warehouse Rules?", (HANDBOOK, RULES)),
        (ENGLISH, "put hr.md and warehouse.pdf side by side", (HANDBOOK, RULES)),
        (CHINESE, "门店经营报告和线上渠道手册差在哪", (SHOPS, ONLINE)),
        (CHINESE, "《門店經營報告》跟《線上渠道手冊》差異為何", (SHOPS, ONLINE)),
        (CHINESE, "门店经营报告和线上渠道手册说的一样吗", (SHOPS, ONLINE)),
        (CHINESE, "这两份文件差在哪里", (SHOPS, ONLINE)),
        (ENGLISH, "how are these two reports different", (HANDBOOK, RULES)),
        (ENGLISH, "Do hr.md and warehouse.pdf agree?", (HANDBOOK, RULES)),
        (ENGLISH, "What's different between hr.md and warehouse.pdf?", (HANDBOOK, RULES)),
        (ENGLISH, "main differences between hr.md and warehouse.pdf", (HANDBOOK, RULES)),
        (ENGLISH, "give me a comparison of hr.md and warehouse.pdf", (HANDBOOK, RULES)),
        (ENGLISH, "compare hr.md and warehouse.pdf for me", (HANDBOOK, RULES)),
        (CHINESE, "两份报告有冲突吗", (SHOPS, ONLINE)),
        (CHINESE, "门店经营报告和线上渠道手册各有什么特点", (SHOPS, ONLINE)),
        (ENGLISH, "Where do the two reports contradict each other?", (HANDBOOK, RULES)),
        (YEARS, "2024版和2025版有什么区别", ("采购手册", OLD)),
        (YEARS, "两份报告有什么区别", None),  # of three
        (CHINESE, "门店经营报告和线上渠道手册在退货上有什么区别", None),
        (CHINESE, "两份报告在退货上有什么区别", None),
        (CHINESE, "门店和线上有什么区别", None),
        (CHINESE, "门店经营报告和线上渠道手册都在哪里", None),
        (ENGLISH, "compare the shop handbook with the warehouse rules on leave", None),
        (manifest((SHOPS, "shop.md", "")), "这两份报告有什么区别", None),
    ],
)
def test_two_documents_compared_as_such_are_known(
    held: Manifest, question: str, titles: tuple[str, str] | None
) -> None:
    assert documents_compared(held, question) == titles


@pytest.mark.parametrize(
    ("name", "title"), [("warehouse", RULES), ("Handbook", HANDBOOK), ("the 2024 edition", None), ("2024", RULES)]
)
def test_a_document_is_known_by_its_file_its_title_or_its_year(name: str, title: str | None) -> None:
    assert title_named(ENGLISH, name) == title


def test_a_name_of_several_documents_names_none() -> None:
    assert title_named(manifest(("退货手册", "a.md", ""), ("退货手册二", "b.md", "")), "退货的手册") is None


def test_a_year_in_a_title_goes_before_the_date_of_another_document() -> None:
    assert documents_of_year(YEARS, "2025") == (OLD,)
    assert documents_of_year(YEARS, "2026") == (OLD, NEW)  # by their dates
    assert documents_of_year(YEARS, "2023") == ()
