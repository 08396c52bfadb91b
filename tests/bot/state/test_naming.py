"""Names that were typed are told from user names, whatever was typed."""

import pytest

from bot.languages import Language
from bot.state.naming import introduction, name_to_keep, shown_name, signature

TYPED = [
    "Ben (@ben)",
    "Ben” @ben",
    "“Ben” @ben",
    "「Ben」@ben",
    'Ben" @ben "',
    "“Ben",
    "Ben”",
    "3",
    "„Ben‟ @ben",
    "@ben",
    "»Ben«",
]


@pytest.mark.parametrize("typed", TYPED)
@pytest.mark.parametrize(("language", "marks"), [("en", "“”"), ("zh-Hans", "“”"), ("zh-Hant", "「」")])
def test_whatever_is_typed_stays_between_the_quotation_marks(typed: str, language: Language, marks: str) -> None:
    shown = shown_name(name_to_keep(typed, None), language)
    assert (shown[0], shown[-1]) == (marks[0], marks[1])
    assert not set(shown[1:-1]) & set('“”「」"„‟»«')
    assert shown != shown_name(name_to_keep("Ben", "ben"), language)


def test_a_user_name_stands_outside_and_its_lack_is_said_to_who_decides() -> None:
    with_one, without = name_to_keep("Ben", "ben"), name_to_keep("Ben (@ben)", None)
    assert [shown_name(with_one, "en"), shown_name(without, "en")] == ["“Ben” @ben", "“Ben (@ben)”"]
    assert introduction(with_one, "zh-Hant") == "「Ben」@ben"
    assert introduction(without, "en") == "“Ben (@ben)” (no user name)"


def test_names_that_an_older_program_kept_are_quoted_whole() -> None:
    assert introduction("Ben (@ben)", "en") == "“Ben (@ben)”"
    assert shown_name("4", "en") == "4"  # the id of who never wrote to the bot


def test_what_is_no_user_name_is_not_shown_as_one() -> None:
    assert name_to_keep("Ben", "ben” @ada") == "“Ben”"


def test_what_an_admin_did_is_signed_without_marks() -> None:
    assert [signature(name_to_keep("Ada", name)) for name in ("ada", None)] == ["Ada @ada", "Ada"]
    assert signature("Ada (@ada)") == "Ada (@ada)"
