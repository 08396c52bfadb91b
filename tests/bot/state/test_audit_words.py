"""The audit log in words: everything that is noted has a text."""

import ast
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

import bot
from bot.state.audit import AuditEntry
from bot.state.audit_words import entry_lines, people_in
from bot.state.curation import Remedy
from bot.state.groups import GroupAccess
from tests.bot.test_i18n import catalogue

AT = datetime(2026, 11, 27, 2, 56, tzinfo=UTC)


def noted() -> set[str]:
    """The actions that the source notes, as far as they are written there in full."""
    trees = [ast.parse(path.read_text("utf-8")) for path in Path(bot.__file__).parent.rglob("*.py")]
    calls = [
        node
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in ("record", "record_of_anybody", "note", "_note", "note_fetched")
    ]
    return {
        argument.value
        for call in calls
        for argument in call.args
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    }


def test_everything_that_is_noted_has_a_text_and_there_is_no_other() -> None:
    actions = noted() - {"built"} | {f"built {state}" for state in ("live", "held", "same")}
    actions |= {f"person-{access}" for access in ("member", "refused", "revoked")}
    actions |= {f"group-{access}" for access in get_args(GroupAccess)}
    actions |= {f"question {remedy}" for remedy in get_args(Remedy)}
    actions |= {"published a held version", "rolled back", "bot"}
    actions |= {f"{done} a drafted case" for done in ("confirmed", "mended", "dropped")}
    actions |= {"quotes-only", "given-out"}
    told = {key for key in catalogue("en") if key.startswith("audit.")}
    assert {f"audit.{action.replace(' ', '-')}" for action in actions} == told


def test_people_are_named_with_their_ids_and_what_is_not_known_is_left_open() -> None:
    used = AuditEntry(AT, 4, "code-used", {"code": "1a2b3c4d", "made_by": 1})
    assert people_in([used]) == {1, 4}
    line = "2026-11-27 02:56 UTC · “Sam” @sam (4) · came in with a pairing code of “Ada” (1)"
    assert entry_lines([used], {1: "“Ada”", 4: "“Sam” @sam"}, "en") == [line]
    old = AuditEntry(AT, 9, "built", {"plan": "add.0123456789abcdef.", "version": "v1", "state": "held"})
    assert entry_lines([old], {}, "en")[0].endswith("· 9 · built version v1, which is held back: –")
    moved = AuditEntry(AT, 0, "group-moved", {"title": "Team", "group": -2, "was": -1})
    assert entry_lines([moved], {}, "zh-Hans") == ["2026-11-27 02:56 UTC · 机器人 · 群“Team”变为超级群（-1 → -2）"]


def test_an_action_of_a_newer_program_is_shown_as_it_is() -> None:
    assert entry_lines([AuditEntry(AT, 9, "did something", {})], {}, "en")[0].endswith("· did something")
