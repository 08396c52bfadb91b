"""The log: one event a line, and never a secret in it."""

import json
import logging
import sys
import warnings
from collections.abc import Iterator

import pytest
import structlog

from bot.logs import configure_logging

SECRET = "123456:AA-very_secret"


@pytest.fixture(autouse=True)
def _restored() -> Iterator[None]:
    root = logging.getLogger()
    before = root.handlers[:], root.level
    configured = structlog.get_config()
    yield
    root.handlers[:], _ = before
    root.setLevel(before[1])
    logging.captureWarnings(False)
    structlog.configure(**configured)


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_events_of_all_libraries_have_one_layout(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("INFO", [])
    structlog.stdlib.get_logger("bot.x").info("answered", chat=7, text="茶")
    logging.getLogger("library").warning("is %s", "late")
    own, library = lines(capsys)
    assert (own["event"], own["chat"], own["text"], own["level"]) == ("answered", 7, "茶", "info")
    assert (library["event"], library["logger"], library["level"]) == ("is late", "library", "warning")
    assert str(own["timestamp"]).endswith("Z")


def test_secrets_are_blotted_out_wherever_they_are(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("INFO", [SECRET, ""])
    log = structlog.stdlib.get_logger("bot.x")
    log.info(f"in the event {SECRET}", value=SECRET, deep={"url": [f"https://host/bot{SECRET}/getMe"]})
    log.info("quoted", url="https://host/?token=123456%3AAA-very_secret")
    logging.getLogger("library").error("bot%s", SECRET)
    try:
        raise RuntimeError(SECRET)
    except RuntimeError as error:
        log.error("failed", exc_info=error)
        logging.getLogger("library").exception("failed")
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn(f"careful with {SECRET}", stacklevel=1)
    written = capsys.readouterr().err
    assert written.count("[secret]") >= 7
    assert "very_secret" not in written
    assert written.count("RuntimeError") >= 2


@pytest.mark.parametrize("secret", ["p@ss/w%rd", 'quote"d', "dämlich", "back\\slash"])
def test_a_secret_with_odd_characters_is_blotted_out_too(secret: str, capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("INFO", [secret])
    logging.getLogger("library").warning("cannot connect: %r", {"password": secret})
    (line,) = lines(capsys)
    assert line["event"] == "cannot connect: {'password': '[secret]'}"


def test_a_person_who_watches_sees_no_secret_either(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    configure_logging("INFO", [SECRET])
    question, token = "谁的问题", SECRET
    try:
        raise RuntimeError("failed")
    except RuntimeError as error:
        structlog.stdlib.get_logger("bot.x").error("failed", exc_info=error)
    written = capsys.readouterr().err
    assert "RuntimeError" in written
    assert question not in written.replace('question, token = "谁的问题"', "")
    assert token.split(":")[1] not in written


def test_requests_are_not_logged_since_addresses_hold_the_token(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("INFO", [])
    logging.getLogger("httpx").info("HTTP Request: POST https://host/bot%s/getMe", SECRET)
    assert capsys.readouterr().err == ""


def test_less_is_logged_where_less_is_wanted(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("ERROR", [])
    structlog.stdlib.get_logger("bot.x").warning("not now")
    structlog.stdlib.get_logger("bot.x").error("now")
    assert [entry["event"] for entry in lines(capsys)] == ["now"]
