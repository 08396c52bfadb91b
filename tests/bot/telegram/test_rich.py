"""Styled text is parted into messages that Telegram takes, and loses nothing on the way."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.telegram.rich import MAX_MESSAGE_UNITS, MAX_SPANS, Rich, Span, Style, join, split, units

STYLES: tuple[Style, ...] = ("bold", "italic", "expandable_blockquote")

pieces = st.sampled_from(
    [
        "茶",
        "x",
        "😀",
        "e\u0301",
        "👩\u200d🚀",
        "👍🏽",
        "🇨🇳",
        "\u0301",
        "\u200d",
        "𠮷。",
        "完。”",
        "a b ",
        "\n",
        "\n\n",
        "\u3000",
        " ",
    ]
) | st.text(min_size=1, max_size=4)
texts = st.lists(st.tuples(pieces, st.sampled_from([1, 2, 40, 700, 2500])), min_size=1, max_size=6).map(
    lambda runs: "".join(piece * times for piece, times in runs)
)


@st.composite
def riches(draw: st.DrawFn) -> Rich:
    """A text of up to some ten thousand characters, with up to a thousand spans of each style."""
    text = draw(texts)
    spans: list[Span] = []
    for style in STYLES:
        start, length, gap = draw(
            st.tuples(st.integers(0, 50), st.sampled_from([1, 3, 60, 9000]), st.sampled_from([0, 1, 45, 3000, 10**6]))
        )
        starts = range(start, len(text), length + gap)[:1000]
        spans += [Span(style, at, min(at + length, len(text))) for at in starts]
    return Rich(text, tuple(spans))


def styled_characters(rich: Rich) -> list[tuple[str, frozenset[str]]]:
    """Each character that is not white space, in order, with the styles it has."""
    styles: list[set[str]] = [set() for _ in rich.text]
    for span in rich.spans:
        for position in range(span.start, span.end):
            styles[position].add(span.style)
    return [(c, frozenset(s)) for c, s in zip(rich.text, styles, strict=True) if not c.isspace()]


def check(whole: Rich) -> list[Rich]:
    """The messages of ``whole``, after checking all that holds of any."""
    messages = split(whole)
    for message in messages:
        assert len(message.text.encode("utf-16-le")) // 2 <= 4096
        assert len(message.spans) <= 100
        assert message.text == message.text.strip()
        assert all(0 <= span.start < span.end <= len(message.text) for span in message.spans)
    assert [c for message in messages for c in styled_characters(message)] == styled_characters(whole)
    if whole.text.strip():
        assert all(message.text for message in messages)
    return messages


@pytest.mark.slow
@given(riches())
@settings(max_examples=40)
def test_any_text_is_parted_into_messages_that_telegram_takes(whole: Rich) -> None:
    check(whole)


@given(
    st.text(max_size=30),
    st.lists(st.tuples(st.sampled_from(STYLES), st.integers(0, 30), st.integers(0, 30))),
    st.data(),
)
def test_piece_is_styled_as_it_was(text: str, drawn: list[tuple[Style, int, int]], data: st.DataObject) -> None:
    spans = tuple(Span(style, start, end) for style, start, end in drawn if start < end <= len(text))
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    whole = Rich(text, spans)
    piece = whole.cut(start, end)
    assert piece.text == text[start:end].strip()
    before = sum(not character.isspace() for character in text[:start])
    kept = styled_characters(piece)
    assert kept == styled_characters(whole)[before : before + len(kept)]
    assert all(0 <= span.start < span.end <= len(piece.text) for span in piece.spans)


@pytest.mark.parametrize(
    ("text", "messages"),
    [("茶" * 4096, 1), ("茶" * 4097, 2), ("😀" * 2048, 1), ("😀" * 2048 + "x", 2), ("😀" * 4097, 3)],
)
def test_length_counts_in_utf_16(text: str, messages: int) -> None:
    assert len(check(Rich(text))) == messages
    assert Rich(text).fits() == (messages == 1)
    assert Rich(text).units == units(text) == len(text.encode("utf-16-le")) // 2


@pytest.mark.parametrize(("spans", "messages"), [(100, 1), (101, 2), (5000, 50)])
def test_spans_are_counted_too(spans: int, messages: int) -> None:
    words = join([Rich("字").styled("bold")] * spans, " ")
    assert words.fits() == (messages == 1)
    parts = check(words)
    assert [len(part.spans) for part in parts[:-1]] == [MAX_SPANS] * (messages - 1)
    assert len(parts) == messages


def test_thousands_of_spans_that_touch() -> None:
    whole = Rich("茶叶。" * 1000, tuple(Span("bold", at, at + 1) for at in range(3000)))
    assert len(check(whole.styled("expandable_blockquote"))) == 31  # 33 sentences a message: 99 spans and the quote's


def test_quote_over_a_break_goes_on_in_the_next_message() -> None:
    parts = check(Rich("长" * 10_000).styled("expandable_blockquote"))
    assert [len(part.text) for part in parts] == [4096, 4096, 1808]
    assert all(part.spans == (Span("expandable_blockquote", 0, len(part.text)),) for part in parts)


def test_text_that_fits_stays_as_it_is() -> None:
    whole = Rich("一。\n\n二。", (Span("bold", 1, 5), Span("italic", 4, 6)))
    assert split(whole) == [whole]


def test_break_is_after_the_last_paragraph_that_fits() -> None:
    paragraphs = ["一" * 1500 + "。", "二" * 1500 + "。再来。", "三" * 1500 + "。", "四。"]
    parts = check(Rich("\n\n".join(paragraphs)))
    assert [part.text for part in parts] == ["\n\n".join(paragraphs[:2]), "\n\n".join(paragraphs[2:])]


def test_break_is_after_a_sentence_where_the_paragraph_ends_too_early() -> None:
    parts = check(Rich("标题\n\n" + ("长" * 99 + "。") * 100))
    assert [len(part.text) for part in parts] == [4004, 4000, 2000]
    assert all(part.text.endswith("。") for part in parts)


def test_closing_mark_stays_with_its_sentence() -> None:
    # The full stop is the last character that fits, the mark that closes the quotation is the next.
    first, second = "短句。", "“" + "长" * 4091 + "。”"
    parts = check(Rich(first + second + "完。"))
    assert [part.text for part in parts] == [first, second + "完。"]


@pytest.mark.parametrize("blank", [" ", "\n"])
def test_words_of_a_very_long_sentence_stay_whole(blank: str) -> None:
    words = [f"word{number}" for number in range(2000)]
    parts = check(Rich(blank.join(words)))
    assert [word for part in parts for word in part.text.split()] == words
    assert len(parts) == 5


@pytest.mark.slow
@pytest.mark.parametrize(
    "character",
    [
        "e\u0301",
        "e\u0301\u0323",
        "नि",
        "葛\U000e0100",
        "👩\u200d👩\u200d👧\u200d👦",
        "❤\ufe0f",
        "1\ufe0f\u20e3",
        "👍🏽",
        "🇨🇳",
        "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
    ],
    ids=["accent", "two accents", "vowel sign", "variant", "family", "heart", "keycap", "skin", "flag", "tags"],
)
@pytest.mark.parametrize("before", range(4))
def test_what_is_shown_as_one_character_stays_whole(character: str, before: int) -> None:
    parts = check(Rich("x" * before + character * 2500))
    assert len(parts) > 1
    assert all(part.text.removeprefix("x" * before).replace(character, "") == "" for part in parts)


@pytest.mark.parametrize("mark", ["\u0301", "\u200d", "🇨", "\U000e0067"])
def test_flood_of_marks_is_parted_all_the_same(mark: str) -> None:
    assert len(check(Rich("a" + mark * 9000))) <= 6


@pytest.mark.parametrize("text", ["", " ", "\n\n", " \u3000\t" * 3000])
def test_nothing_is_one_message_without_text(text: str) -> None:
    assert split(Rich(text, (Span("bold", 0, len(text)),) if text else ())) == [Rich("")]


def test_white_space_at_the_edges_of_messages_goes() -> None:
    parts = check(Rich("  一" + " " * 9000 + "二\n\n"))
    assert [part.text for part in parts] == ["一", "二"]


def test_sum_keeps_both_styled() -> None:
    whole = Rich("茶😀").styled("bold") + Rich("叶") + Rich("水").styled("italic")
    assert whole == Rich("茶😀叶水", (Span("bold", 0, 2), Span("italic", 3, 4)))


def test_style_goes_around_what_is_styled() -> None:
    inner = Rich("茶") + Rich("叶").styled("bold")
    assert inner.styled("italic").spans == (Span("italic", 0, 2), Span("bold", 1, 2))
    assert Rich("").styled("bold") == Rich("")


def test_join_leaves_out_empty_parts() -> None:
    parts = [Rich(""), Rich("一").styled("bold"), Rich(""), Rich("二").styled("italic"), Rich("")]
    assert join(parts, "\n\n") == Rich("一\n\n二", (Span("bold", 0, 1), Span("italic", 3, 4)))
    assert join([], "\n") == join([Rich("")], "\n") == Rich("")


def test_limits_are_those_of_telegram() -> None:
    assert (MAX_MESSAGE_UNITS, MAX_SPANS) == (4096, 100)
