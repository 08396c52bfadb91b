"""A place of one edition in the next: by number and headings, and a point by its text."""

import random

import pytest

from knowledge.documents import SHIPPED_EDITION, load_document
from knowledge.places import Found, Place, find_places, place_of_point
from knowledge.types import Passage
from tests.growth import grows_linearly

ABOUT = {
    "退": "消费者在七天之内可以无理由退回训练器，运费由店铺承担，拆封不影响退货。",
    "修": "整机保修两年，易损件保修六个月；超过期限的按配件价目表收取费用。",
    "赔": "运输途中损坏的一律补发新件，客户只要拍三张照片，不必把旧件寄回。",
    "评": "差评在两小时之内由专人回访，查明原因以后公开回复，不得用红包换删评。",
}


def report(*points: str, chapter: str = "售后服务", section: str = "退换", document: str = "报告") -> list[Passage]:
    """A report with one section of these points."""
    return [
        Passage(
            document,
            f"5.2.{number}",
            f"五、2 ({number})",
            (chapter, section),
            text,
            (),
            heading_labels=("五、", "五、2"),
        )
        for number, text in enumerate(points, start=1)
    ]


OLD = report(*ABOUT.values())
PLACES = dict(zip(ABOUT, map(place_of_point, OLD), strict=True))


def texts(place: Place, passages: list[Passage], *others: Place) -> list[str]:
    found = find_places([place, *others], passages)[0]
    return [passages[row].text for row in found.rows] if found else []


def test_a_point_that_is_gone_is_not_the_one_that_took_its_number() -> None:
    new = report(ABOUT["退"], ABOUT["赔"], ABOUT["评"])
    assert [texts(PLACES[name], new) for name in ABOUT] == [[ABOUT["退"]], [], [ABOUT["赔"]], [ABOUT["评"]]]


def test_a_point_is_where_its_text_is_now() -> None:
    order = list(ABOUT.values())
    for seed in range(10):
        random.Random(seed).shuffle(order)
        assert all(texts(PLACES[name], report("前言在此。", *order)) == [text] for name, text in ABOUT.items())


def test_an_edited_point_stays_itself_wherever_it_is() -> None:
    edited = ABOUT["修"].replace("两年", "三年").replace("六个月", "一年")
    assert texts(PLACES["修"], report(ABOUT["退"], edited)) == [edited]
    assert texts(PLACES["修"], report(edited, ABOUT["退"])) == [edited]
    assert texts(PLACES["修"], report(edited, section="保修", chapter="服务")) == [edited]


def test_of_alike_points_each_text_is_found_once() -> None:
    models = [f"{name}型训练器的板面长一米二，弹簧片有{name}组，适合体重六十公斤以下的人使用。" for name in "甲乙丙"]
    places = [place_of_point(passage) for passage in report(*models)]
    new = report(*models[1:])
    assert find_places(places, new) == [None, Found((0,), True), Found((1,), True)]
    changed = report(models[1].replace("六十", "七十"), models[2])
    assert find_places(places, changed) == [None, Found((0,), True), Found((1,), True)]


def test_a_point_of_which_only_the_number_is_known_is_found_by_it() -> None:
    assert texts(Place("5.2.2", ("售后服务", "退换")), report(ABOUT["退"], ABOUT["赔"])) == [ABOUT["赔"]]


def test_of_two_editions_side_by_side_a_point_is_in_the_one_that_has_its_text() -> None:
    both = [*OLD, *report(ABOUT["退"], ABOUT["赔"], document="新版")]
    assert texts(PLACES["修"], both) == [ABOUT["修"]]
    assert texts(PLACES["退"], both) == [ABOUT["退"], ABOUT["退"]]


def test_all_parts_of_a_long_point_are_found_by_one() -> None:
    parts = [
        Passage("报告", f"5.2.2/{n}", "", ("售后服务", "退换"), text, ())
        for n, text in enumerate((ABOUT["修"], ABOUT["赔"]), 1)
    ]
    moved = [Passage("报告", p.ref.replace("5.2.2", "5.2.1"), "", p.headings, p.text, ()) for p in parts]
    for part in parts:
        assert texts(place_of_point(part), moved) == [ABOUT["修"], ABOUT["赔"]]


@pytest.mark.parametrize(
    ("place", "found"),
    [
        (Place("5", ("售后服务",)), True),
        (Place("4", ("售后服务",)), True),  # another number
        (Place("4.9", ("售后服务", "退换")), True),
        (Place("5", ("售后服务体系",)), True),  # a similar heading with the same number
        (Place("4", ("售后服务体系",)), False),
        (Place("5", ("主播培养",)), False),
        (Place("5.2", ("售后服务", "物流")), False),
        (Place("5.2", ("售后服务", "退换", "运费")), False),
    ],
)
def test_a_chapter_or_section_is_known_by_its_headings(place: Place, found: bool) -> None:
    assert find_places([place], OLD) == [Found((0, 1, 2, 3), False) if found else None]


def test_every_point_of_the_edition_follows_its_text_where_another_is_left_out() -> None:
    edition = load_document(SHIPPED_EDITION, max_bytes=2**20)
    places = [place_of_point(passage) for passage in edition.passages]
    left = [passage for passage in edition.passages if passage.ref != "5.2.2"]
    new = [
        Passage(**{name: getattr(passage, name) for name in Passage.__slots__} | {"ref": f"5.2.{number}"})
        if passage.ref.startswith("5.2.") and (number := int(passage.ref.split(".")[2].split("/")[0]) - 1) >= 2
        else passage
        for passage in left
    ]
    for place, found in zip(places, find_places(places, new), strict=True):
        if place.ref == "5.2.2":
            assert found is None
        else:
            assert found
            assert place.begins in {place_of_point(new[row]).begins for row in found.rows}


@pytest.mark.slow
def test_the_work_grows_with_the_number_of_places() -> None:
    def work(size: int) -> object:
        chance = random.Random(size)
        made = ["".join(chance.choices("茶园直播退换修赔评运费", k=80)) for _ in range(size)]
        places = [place_of_point(passage) for passage in report(*made)]
        return find_places(places, report(*made[1:]))

    assert grows_linearly(work, 4000)
