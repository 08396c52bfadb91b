"""Signs in Markdown that are meant as they stand, not as marks."""

import pytest

from tests.knowledge.test_markdown_marks import texts


@pytest.mark.parametrize(
    "text",
    [
        "茶箱40*60*30cm，每车5*6=30箱，共3*30箱。",
        "茶箱40厘米*60厘米*30厘米，另有 4cm*6cm*3cm 的。",
        "茶壶*1 茶杯*4 茶盘*1",
        "电话138****0000，或 139****0001。",
        "送到约3~~5天，远处7天~~10天，再远10~~15天。",
        "价100~~120元。",
    ],
)
def test_signs_between_figures_are_text(text: str) -> None:
    assert texts(text) == [text]
    assert texts(f"- {text}") == [f"- {text}"]
    assert texts(f"| 茶 |\n|---|\n| {text} |") == [f"茶\n{text}"]


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("共*30*箱，见*图*3，**5**6*箱*，另有 *30* 箱。", "共30箱，见图3，56箱，另有 30 箱。"),
        ("**茶箱40*60*30cm**，*要紧*：5*6箱。", "茶箱40*60*30cm，要紧：5*6箱。"),
        ("was ~~100~~80 yuan", "was 80 yuan"),
        ("价~~100~~80元。", "价80元。"),
        ("售**30****40**元。", "售3040元。"),
        ("约\\*3\\*箱，`4*5*6`。", "约*3*箱，4*5*6。"),
    ],
)
def test_marks_beside_figures_stay_marks(text: str, plain: str) -> None:
    assert texts(text) == [plain]
