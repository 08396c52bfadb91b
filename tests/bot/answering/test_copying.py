"""What is copied of a sheet or of two sides: whole sentences with their places, as many as a button holds."""

from dataclasses import replace

from bot.answering.assistant import Assistant
from bot.answering.copying import MAX_COPIED_CHARACTERS, copyable
from bot.answering.quotes import Quote
from bot.answering.sheet import Sheet
from bot.answering.sides import Side, Sides
from index.types import IndexedDocument
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


def test_of_two_editions_the_source_is_named_once() -> None:
    texts = "甲" * 60, "乙" * 60
    then, now = (dated(year, sheet_of(text).shown) for year, text in zip((2025, 2026), texts, strict=True))
    editions = Sides(then, now, (), "", ())
    first, second = (f"{text}{PLACE}" for text in texts)
    assert copyable(editions, "en", None) == f"茶 · March 1, 2025\n{first}\n茶 · March 1, 2026\n{second}"
    same = replace(editions, first=replace(then, quotes=()), second=replace(now, quotes=()), both=then.quotes)
    assert copyable(same, "en", None) == f"Of both at once:\n{first}\n茶 · March 1, 2025"


def dated(year: int, quotes: tuple[Quote, ...]) -> Side:
    """That edition of a document, with what it says."""
    date = f"{year}-03-01"
    document = IndexedDocument(title="茶", name="tea.md", sha256="0" * 64, passages=1, date=date)
    return Side("茶", tuple(replace(quote, date=date) for quote in quotes), document)


def test_of_several_documents_each_place_names_its_own() -> None:
    tea, water = sheet_of("短").shown[0], replace(sheet_of("浅").shown[0], document="水")
    assert copyable(Sheet((tea, water), ()), "en", None) == "短 —— 茶 · 一、(1)  仓储\n浅 —— 水 · 一、(1)  仓储"
