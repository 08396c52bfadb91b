"""What buttons hold is small, comes back as it was, and cannot be made up."""

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.outline import Outline
from bot.telegram.callbacks import Action, Press, decode
from index.search import SearchIndex
from index.versions import new_version

ACTIONS = get_args(Action)
VERSION = "20261123-010755-465e8d"
MOST_BYTES = 64  # https://core.telegram.org/bots/api#inlinekeyboardbutton

ids = st.text("abcXYZ019_-", min_size=6, max_size=6)
passages = st.lists(ids, max_size=4).map(tuple)
presses = st.builds(
    Press, st.sampled_from([action for action in ACTIONS if action != "outline"]), st.just(VERSION), passages
) | st.builds(
    Press,
    st.just("outline"),
    st.just(VERSION),
    st.lists(ids, max_size=1).map(tuple),
    st.integers(0, 99),
    st.integers(0, 9999),
)


@given(presses)
def test_press_comes_back_as_it_was(press: Press) -> None:
    assert decode(press.encode()) == press


@given(presses)
def test_press_fits_into_a_button(press: Press) -> None:
    assert len(press.encode().encode()) <= MOST_BYTES


@pytest.mark.parametrize("action", ACTIONS)
def test_every_action_fits_with_four_passages(action: Action) -> None:
    press = Press(action, VERSION, ("-_aZ09",) * 4)
    assert len(press.encode().encode()) <= MOST_BYTES
    assert decode(press.encode()) == press


def test_name_of_a_fresh_version_comes_back() -> None:
    version, _ = new_version("465e8d" * 10)
    assert len(version) == len(VERSION)
    assert decode(Press("view", version, ("abcdef",)).encode()) == Press("view", version, ("abcdef",))


def test_ids_of_a_real_outline_come_back(tea_index: SearchIndex) -> None:
    outline = Outline(tea_index.passages, tea_index.manifest.version)
    for passage_id in outline.ids:
        press = Press("outline", outline.version, (passage_id,), 3, 2)
        assert decode(press.encode()) == press


def test_place_below_nine_headings_comes_back() -> None:
    press = Press("outline", VERSION, ("abcdef",), 10, 0)
    assert decode(press.encode()) == press


@pytest.mark.parametrize(
    "data",
    [
        "",
        "|",
        "||",
        "view",
        f"view|{VERSION}",
        "view||abcdef",
        f"|{VERSION}|abcdef",
        f"delete|{VERSION}|abcdef",
        f"VIEW|{VERSION}|abcdef",
        f"view|{VERSION}|abcde",
        f"view|{VERSION}|abcdefg",
        f"view|{VERSION}|abcdef.",
        f"view|{VERSION}|.abcdef",
        f"view|{VERSION}|abc def",
        f"view|{VERSION}|abcdéf",
        f"view|{VERSION}|茶茶茶茶茶茶",
        f"view|{VERSION}|abcdef\n",
        f" view|{VERSION}|abcdef",
        "view|../../etc/passwd|abcdef",
        f"view|{'9' * 33}|abcdef",
        f"view|{VERSION}|{'.'.join(['abcdef'] * 5)}",
        f"outline|{VERSION}|abcdef|1",
        f"outline|{VERSION}|abcdef|-1|0",
        f"outline|{VERSION}|abcdef|100|0",
        f"outline|{VERSION}|abcdef|1|99999",
        f"outline|{VERSION}|abcdef|1|0|0",
        f"outline|{VERSION}|abcdef|１|２",
        f"outline|{VERSION}|abcdef|²|0",
        "admit:12345",
    ],
)
def test_what_is_no_button_of_ours_is_none(data: str) -> None:
    assert decode(data) is None


@given(presses, st.integers(0, 63), st.text(max_size=3))
def test_tampered_data_is_none_or_well_formed(press: Press, position: int, junk: str) -> None:
    data = press.encode()
    forged = decode(data[:position] + junk + data[position + 1 :])
    if forged is not None:
        assert forged.action in ACTIONS
        assert all(len(passage) == 6 and passage.isascii() for passage in forged.passages)
        assert len(forged.passages) <= 4
        assert 0 <= forged.depth <= 99
        assert 0 <= forged.page <= 9999
