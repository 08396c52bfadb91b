"""What buttons hold is small, comes back as it was, and cannot be made up."""

import re
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.outline import Outline
from bot.telegram.admin_buttons import (
    AccessButton,
    BrowseButton,
    ReindexButton,
    StopButton,
    VersionButton,
)
from bot.telegram.callbacks import OthersButton, OutlineButton, PassageButton
from bot.telegram.packed import MAX_DATA_BYTES, Button
from index.search import SearchIndex
from index.versions import new_version

VERSION = "20261123-010755-465e8d"
KINDS = Button.__subclasses__()

ids = st.text("abcXYZ019_-", min_size=6, max_size=6)
passages = st.lists(ids, max_size=4).map(tuple)
buttons = (
    st.builds(PassageButton, action=st.sampled_from(["prev", "view"]), version=st.just(VERSION), passages=passages)
    | st.builds(OthersButton, version=st.just(VERSION), passages=passages)
    | st.builds(
        OutlineButton,
        version=st.just(VERSION),
        passages=st.lists(ids, max_size=1).map(tuple),
        depth=st.integers(0, 99),
        page=st.integers(0, 9999),
    )
    | st.builds(
        BrowseButton,
        purpose=st.sampled_from(["alike", "case"]),
        question=st.integers(0, 10**18 - 1),
        passage=ids,
        depth=st.integers(0, 99),
        page=st.integers(0, 9999),
    )
    | st.builds(AccessButton, action=st.just("leave"), number=st.integers(1 - 10**16, 10**16 - 1))
    | st.builds(StopButton)
)


@given(buttons)
def test_a_button_comes_back_as_it_was_and_fits(button: Button) -> None:
    data = button.pack()
    assert type(button).unpack(data) == button
    assert len(data.encode()) <= MAX_DATA_BYTES == 64
    assert re.match(type(button).pattern(), data)


def test_what_is_too_long_for_telegram_is_refused_when_it_is_made() -> None:
    with pytest.raises(ValueError, match="64 bytes"):
        ReindexButton(action="plan", plan=f"add.{'a' * 60}.").pack()
    longest = ReindexButton(action="changes", plan=f"replace.{'a' * 16}.{'b' * 12}", number=99_999)
    assert ReindexButton.unpack(longest.pack()) == longest


@pytest.mark.parametrize(("kind", "other"), list(permutations(KINDS, 2)))
def test_no_kind_takes_another_for_its_own(kind: type[Button], other: type[Button]) -> None:
    data = kind.prefix or re.sub(r"[\^()\\]|\|.*", "", kind.pattern())
    assert re.match(kind.pattern(), data + ("|x" if kind.model_fields else ""))
    assert not re.match(other.pattern(), data + ("|x" if kind.model_fields else ""))


def test_name_of_a_fresh_version_comes_back() -> None:
    version, _ = new_version("465e8d" * 10)
    assert len(version) == len(VERSION)
    button = VersionButton(action="ask", version=version)
    assert VersionButton.unpack(button.pack()) == button


def test_ids_of_a_real_outline_come_back(tea_index: SearchIndex) -> None:
    outline = Outline(tea_index.passages, tea_index.manifest.version)
    for passage_id in outline.ids:
        button = OutlineButton(version=outline.version, passages=(passage_id,), depth=3, page=2)
        assert OutlineButton.unpack(button.pack()) == button


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
        f"outline|{VERSION}|abcdef|01|0",
        f"outline|{VERSION}|abcdef|1.0|0",
        f"outline|{VERSION}|abcdef|１|２",
        f"outline|{VERSION}|abcdef|²|0",
        "admit:12345",
        "admit|1e3",
        "admit| 12",
        "admit|99999999999999999",
        "stop-build|x",
        "index|build|add.zz.|0",
        "document|download|../../../etc",
        "language|xx",
        "curate|take|never|1|abcdef",
    ],
)
def test_what_is_no_button_of_ours_is_none(data: str) -> None:
    assert all(kind.unpack(data) is None for kind in KINDS)


@given(buttons, st.integers(0, 63), st.text(max_size=3))
def test_tampered_data_is_none_or_well_formed(button: Button, position: int, junk: str) -> None:
    data = button.pack()
    tampered = data[:position] + junk + data[position + 1 :]
    forged = type(button).unpack(tampered)
    if forged is not None:
        assert forged.pack() == tampered
        assert type(forged).model_validate(forged.model_dump()) == forged
