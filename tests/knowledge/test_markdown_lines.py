"""Ends of lines in Markdown that are meant, and those of wrapped text."""

import pytest

from tests.knowledge.test_markdown_marks import texts

WRAPPED = "茶园在山的南坡，每年清明前后开始采摘，早上露水干了才进园，\n下午四点以前收工，采下的芽当天炒完，\n不过夜。"


@pytest.mark.parametrize(
    "text",
    [
        "各茶庄庄主\n南山 王五\n北山 李四",
        "清明前采一次。\n谷雨前采两次。",
        "明前茶\n清明以前采的茶叫明前茶，芽叶细嫩，产量不多，所以价钱也最高。\n雨前茶\n谷雨以前采的茶。",
        "采茶前检查：\n-竹篓\n-天气",
        "采茶后完成，把当天的斤数记在账上，由庄主签字，第二天送到县里的茶站过秤：\n•过秤\n●记账",
        "| 茶 | 价 |\n| 明前 | 80 |",
        "｜茶｜价｜\n｜明前｜80｜",
        "Tea house\nNorth road 7",
    ],
)
def test_lines_that_are_meant_stay_apart(text: str) -> None:
    assert texts(text) == [text]


def test_lines_that_are_links_stay_apart() -> None:
    links = "Ask the tea house\n[Prices](https://tea.example/prices/of/all/teas)\n[Roads](https://tea.example/roads)"
    assert texts(links) == ["Ask the tea house\nPrices\nRoads"]


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        (WRAPPED, WRAPPED.replace("\n", "")),
        ("采茶的人说：今年好，\n茶香。", "采茶的人说：今年好，茶香。"),
        (
            "Tea is picked in the morning when the dew has dried,\nand fired on the same\nday before it turns.",
            "Tea is picked in the morning when the dew has dried, and fired on the same day before it turns.",
        ),
        (f"茶庄要把茶卖给南山的\n{'茶' * 30}庄。", f"茶庄要把茶卖给南山的{'茶' * 30}庄。"),
        (
            "Tea is weighed by the\n[Tea house](https://tea.example/north/road/7) daily.",
            "Tea is weighed by the Tea house daily.",
        ),
        ("Tea is sold at the\n[Tea house](https://tea.example/7)\nand here.", "Tea is sold at the Tea house and here."),
        ("Tea picked early\nis fired at once", "Tea picked early is fired at once"),
        (f"{'茶' * 30}最低的时候到\n-5度，{'茶' * 30}。", f"{'茶' * 30}最低的时候到 -5度，{'茶' * 30}。"),
        (f"{'茶' * 30}见`甲\n-乙`。", f"{'茶' * 30}见甲 -乙。"),
    ],
)
def test_the_lines_of_wrapped_text_are_joined(text: str, joined: str) -> None:
    assert texts(text) == [joined]
