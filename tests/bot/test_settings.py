"""Settings come from the environment and .env; what is unknown or impossible is refused by name."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from annotated_types import Le

from bot.errors import explain
from bot.settings import Settings, SettingsError, load_settings

EXAMPLE = Path(__file__).parent.parent.parent / ".env.example"


@pytest.fixture(autouse=True)
def _clean(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for key in Settings.model_fields:
        monkeypatch.delenv(key.upper(), raising=False)
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)


def test_example_documents_every_setting_with_its_default() -> None:
    written = dict(re.findall(r"^#?([A-Z_]+)=(.*)$", EXAMPLE.read_text("utf-8"), re.M))
    defaults = {key: getattr(Settings(_env_file=None), key) for key in Settings.model_fields}
    assert written == {
        key.upper(): ",".join(value) if isinstance(value, tuple) else str(value) for key, value in defaults.items()
    }


def test_example_can_be_used_as_it_is(tmp_path: Path) -> None:
    uncommented = re.sub(r"^#([A-Z_]+=)", r"\1", EXAMPLE.read_text("utf-8"), flags=re.M)
    (tmp_path / ".env").write_text(uncommented, "utf-8")
    assert load_settings() == Settings(_env_file=None)


def test_environment_comes_before_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text("MAX_DOCUMENT_MB=3\nENCODER=from-file\n", "utf-8")
    monkeypatch.setenv("MAX_DOCUMENT_MB", "7")
    settings = load_settings()
    assert (settings.max_document_mb, settings.encoder) == (7, "from-file")


@pytest.fixture
def credentials(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of credentials, as systemd hands one over."""
    folder = tmp_path / "credentials"
    folder.mkdir()
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(folder))
    return folder


def test_secrets_may_come_as_credentials_and_are_blotted_out_like_others(credentials: Path) -> None:
    (credentials / "telegram_token").write_text("1:token\n")
    (credentials / "webhook_secret").write_text("webhook\n")
    (credentials / "database_url").write_text("postgresql://me:password@host/db\n")
    (credentials / "of-another-program").write_text("other")
    settings = load_settings()
    assert settings.telegram_token.get_secret_value() == "1:token"
    assert settings.database_url.get_secret_value() == "postgresql://me:password@host/db"
    assert {"1:token", "webhook", "password"} <= set(settings.secrets())
    assert "1:token" not in repr(settings)


def test_the_environment_and_the_file_come_before_credentials(
    credentials: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (credentials / "telegram_token").write_text("1:credential")
    (tmp_path / ".env").write_text("TELEGRAM_TOKEN=1:file")
    assert load_settings().telegram_token.get_secret_value() == "1:file"
    monkeypatch.setenv("TELEGRAM_TOKEN", "1:environment")
    assert load_settings().telegram_token.get_secret_value() == "1:environment"


@pytest.mark.parametrize("content", [b"not a token", "1:令牌".encode("gb18030")])
def test_a_credential_that_cannot_be_used_is_refused_without_being_shown(credentials: Path, content: bytes) -> None:
    (credentials / "telegram_token").write_bytes(content)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    told = explain(caught.value, "en", "terminal")
    assert "TELEGRAM_TOKEN" in told or "CREDENTIALS_DIRECTORY" in told
    assert "not a token" not in told


def test_a_credential_that_cannot_be_read_is_told_with_its_file(
    credentials: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = credentials / "telegram_token"
    file.write_text("1:token")

    def refuse(path: Path, **_: object) -> str:  # as another owner's file would, but to root
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "read_text", refuse)
    with pytest.raises(PermissionError, match="telegram_token"):
        load_settings()


@pytest.mark.parametrize("folder", ["", "/nowhere", "/dev/null"])
def test_where_there_are_no_credentials_there_is_no_warning(folder: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", folder)
    assert load_settings() == Settings(_env_file=None)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("MAX_DOCUMENT_MB", "0"),
        ("MAX_DOCUMENT_MB", "many"),
        ("INTERFACE_LANGUAGE", "xx"),
        ("QUOTE_SCRIPT", "gothic"),
        ("ENCODER", ""),
        ("LOG_LEVEL", "LOUD"),
        ("DATA_DIR", ""),
        ("TELEGRAM_TOKEN", "not a token"),
        ("TELEGRAM_ADMINS", "@somebody"),
        ("TELEGRAM_API_URL", "localhost:8081"),
        ("WEBHOOK_PORT", "70000"),
        ("WEBHOOK_SECRET", "with spaces"),
        ("QUIET_HOURS", "22"),
        ("QUIET_HOURS", "8-8"),
        ("QUIET_HOURS", "22-24"),
        ("TELL_CHANGES_DAYS", "-1"),
        ("KEEP_QUESTIONS_DAYS", "0"),
        ("BACKLOG_MINUTES", "soon"),
        ("BACKLOG_MINUTES", "9" * 30),
        ("KEEP_QUESTIONS_DAYS", "9" * 30),
        ("KEEP_VERSIONS", "9" * 30),
        ("QUESTIONS_PER_MINUTE", "9" * 30),
        ("QUESTIONS_PER_MINUTE_IN_ALL", "9" * 5000),
        ("TELEGRAM_ADMINS", "0"),
        ("TELEGRAM_ADMINS", "-1001234567890"),
        ("TELEGRAM_MEMBERS", "7,9999999999999999999"),
        ("TELEGRAM_TOKEN", "1:" + "a" * 70_000),
        ("TELEGRAM_API_URL", ""),
        ("TELEGRAM_API_URL", "http://["),
        ("TELEGRAM_API_URL", "https://host:port"),
        ("TELEGRAM_FILE_URL", "https://host:99999"),
        ("TELEGRAM_FILE_URL", "https://" + "a" * 70),
        ("WEBHOOK_URL", "https://"),
        ("WEBHOOK_URL", "https://host/" + "a" * 70_000),
        ("WEBHOOK_LISTEN", ""),
        ("WEBHOOK_LISTEN", "a..b"),
        ("WEBHOOK_LISTEN", "http://127.0.0.1"),
        ("DATA_DIR", " "),
        ("DATA_DIR", "a\nb"),
        ("DATA_DIR", "a/" * 1000),
        ("DATA_DIR", "a\udcff"),
        ("SUITES", "a\tb"),
        ("ENCODER", "\x01"),
        ("DATABASE_URL", "mysql://host/db"),
        ("DATABASE_URL", "postgresql://me:pass@word@host/db"),
    ],
)
def test_impossible_values_are_refused_with_the_key(key: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(key, value)
    with pytest.raises(SettingsError, match=key):
        load_settings()


def test_numbers_are_refused_where_dates_and_columns_would_overflow() -> None:
    most = {
        name: bound.le
        for name, field in Settings.model_fields.items()
        for bound in field.metadata
        if isinstance(bound, Le)
    }
    assert most.keys() == {name for name, field in Settings.model_fields.items() if field.annotation is int}
    assert datetime.now(UTC) - timedelta(days=float(str(most["keep_questions_days"]))) > datetime.min.replace(
        tzinfo=UTC
    )


def test_a_secret_before_an_equals_sign_is_not_taken_for_the_name_of_a_setting(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("postgresql://me:hidden@host/db?ssl=on\n123:hidden=token\n", "utf-8")
    with pytest.raises(SettingsError) as caught:
        load_settings()
    told = explain(caught.value, "en", "terminal")
    assert "hidden" not in told.lower()
    assert told.count(".env: ") == 2


def test_all_secrets_are_known_to_whoever_blots_them_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_TOKEN", "1:token")
    monkeypatch.setenv("WEBHOOK_SECRET", "webhook")
    monkeypatch.setenv("DATABASE_URL", "postgresql://me:data%20base@host/db")
    monkeypatch.setenv("TELEGRAM_API_URL", "https://me:a%2Fpi@host")
    known = set(load_settings().secrets()) - {""}
    assert known == {"1:token", "webhook", "data%20base", "data base", "a%2Fpi", "a/pi"}


def test_unknown_keys_are_refused_with_the_key(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("DATA_DIRECTORY=/elsewhere\n", "utf-8")
    with pytest.raises(SettingsError, match="DATA_DIRECTORY"):
        load_settings()


def test_settings_file_of_another_encoding_is_named(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes("DATA_DIR=数据".encode("gb18030"))
    with pytest.raises(SettingsError, match="encoding"):
        load_settings()


def test_the_desktops_own_language_variable_is_no_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", "en_US:en")
    assert load_settings().interface_language == "auto"


@pytest.mark.parametrize("written", ["7,8", "7, 8", "7 8", " 7 , 8,"])
def test_user_ids_are_read_however_they_are_set_apart(written: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_ADMINS", written)
    assert load_settings().telegram_admins == (7, 8)


def test_secrets_show_in_no_message_and_no_printed_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_TOKEN", " 123456:secret-part\n")
    monkeypatch.setenv("DATABASE_URL", "postgresql://me:secret-part@host/db")
    settings = load_settings()
    assert settings.telegram_token.get_secret_value() == "123456:secret-part"
    assert "secret-part" not in repr(settings)
    monkeypatch.setenv("TELEGRAM_TOKEN", "123456 secret-part")
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert "secret-part" not in str(caught.value)


@pytest.mark.parametrize("address", ["", "sqlite:///state.sqlite", "postgresql://host/db"])
def test_an_index_in_postgresql_needs_its_address(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", address)
    monkeypatch.setenv("INDEX_STORE", "postgres")
    if address.startswith("postgresql"):
        assert load_settings().index_store == "postgres"
        return
    with pytest.raises(SettingsError) as refused:
        load_settings()
    assert "INDEX_STORE: needs DATABASE_URL with the address of a PostgreSQL" in explain(
        refused.value, "en", "terminal"
    )
