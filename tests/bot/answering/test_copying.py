"""What is copied of a sheet or of two sides: whole sentences with their places, as many as a button holds."""

from dataclasses import replace

from bot.answering.assistant import Assistant
from bot.answering.copying import MAX_COPIED_CHARACTERS, copyable
from bot.answering.sheet import Sheet
from bot.answering.sides import Side, Sides
from tests.bot.telegram.made import quote

PLACE = " —— 一、(1)  仓储"


def sheet_of(*texts: str) -> Sheet:
    return Sheet(tuple(quote(text, (0, len(text)), number=row) for row, text in enumerate(texts)), ())


def test_the_first_sentences_are_copied_whole_with_their_places_and_their_document(store: Assistant) -> None:
    sheet = store.ask("列出所有关于库存的内容").sheet
    assert sheet
    *lines, source = copyable(sheet, "zh-Hans", "zh-Hans").split("\n")
    said = [quote.text[slice(*span)] for quote in sheet.shown for span in sorted(quote.key_sentences)]
    assert [line.split(" —— ")[0] for line in lines] == said[: len(lines)]
    assert len(lines) > 1
    assert source.startswith(sheet.shown[0].document)


def test_no_sentence_is_cut() -> None:
    sheet = sheet_of("长" * 120, "更" * 120, "短")
    assert copyable(sheet, "en", None) == f"{'长' * 120}{PLACE}\n茶"


def test_what_is_too_long_by_itself_is_passed_over_and_alone_there_is_nothing() -> None:
    assert copyable(sheet_of("长" * 250, "短"), "en", None) == f"短{PLACE}\n茶"
    assert copyable(sheet_of("长" * 250), "en", None) == ""


def test_two_sides_are_copied_in_turn_below_their_names() -> None:
    first, second = (sheet_of(*(letter * 50 for _ in range(3))).shown for letter in "甲乙")
    sides = Sides(Side("A", first), Side("B", second), (), "", ())
    copied = copyable(sides, "en", None)
    assert copied == f"A\n{'甲' * 50}{PLACE}\n{'甲' * 50}{PLACE}\nB\n{'乙' * 50}{PLACE}\n茶"
    assert len(copied) <= MAX_COPIED_CHARACTERS
    both = replace(sides, both=sheet_of("丙" * 50).shown)
    assert copyable(both, "en", None).startswith(f"Of both at once:\n{'丙' * 50}{PLACE}\nA\n")


def test_of_several_documents_each_place_names_its_own() -> None:
    tea, water = sheet_of("短").shown[0], replace(sheet_of("浅").shown[0], document="水")
    assert copyable(Sheet((tea, water), ()), "en", None) == "短 —— 茶 · 一、(1)  仓储\n浅 —— 水 · 一、(1)  仓储"
