"""All settings, read from the environment, from ``.env``, and from systemd's credentials."""

import os
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import unquote, urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_core import ErrorDetails, PydanticCustomError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from pydantic_settings.exceptions import SettingsError as SourceError

from bot.data_folder import DataFolder
from bot.database_address import AddressError, parse_address, secrets_in
from bot.languages import Language
from bot.reporting.weeks import Weekday
from knowledge.errors import UserError
from knowledge.script import Script

_MAX_USER_ID = 2**52 - 1  # "at most 52 significant bits": Bot API, User.id
_MAX_COUNT = 10**6
_MAX_DAYS = 36_500
_MAX_MINUTES = 10**7
_MAX_TOKEN_CHARS = 200
_LAST_HOUR = 23
_MAX_FOLDERS = 100  # one in another; each takes some calls to make, and Python allows 1,000
_MAX_ADDRESS_CHARS = 2000


def _like_a_folder(path: object) -> object:
    if path == "" or len(Path(str(path)).parts) > _MAX_FOLDERS:
        raise PydanticCustomError("no-folder", "must name a folder")
    if _is_below_file(Path(str(path))):
        raise PydanticCustomError("a-file", "must be a folder")
    return path


def _is_below_file(path: Path) -> bool:
    """Say whether there is something else than a folder at ``path``, or where a folder above it should be."""
    try:
        return any(each.exists() and not each.is_dir() for each in (path, *path.absolute().parents))
    except OSError:  # such as a name that is too long, which is told when the folder is used
        return False


def _ids(listed: object) -> object:
    """Split a line of user ids at commas and spaces."""
    return listed.replace(",", " ").split() if isinstance(listed, str) else listed


def _paths(listed: object) -> object:
    """Split a line of paths at commas."""
    return [path.strip() for path in listed.split(",") if path.strip()] if isinstance(listed, str) else listed


def _like_a_token(token: SecretStr) -> SecretStr:
    text = token.get_secret_value().strip()
    if text and (len(text) > _MAX_TOKEN_CHARS or not re.fullmatch(r"[\w-]+:[\w-]+", text, re.ASCII)):
        raise PydanticCustomError("no-token", "is no bot token")
    return SecretStr(text)


def _like_a_webhook_secret(secret: SecretStr) -> SecretStr:
    if not re.fullmatch(r"[\w-]{0,256}", secret.get_secret_value(), re.ASCII):
        raise PydanticCustomError("webhook-secret", "has other characters")
    return secret


def _like_an_address(url: str) -> str:
    if url and (len(url) > _MAX_ADDRESS_CHARS or not _has_host(url)):
        raise PydanticCustomError("no-address", "is no address")
    return url.rstrip("/")


def _has_host(url: str) -> bool:
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").encode("idna")
        _ = parts.port  # raises ValueError where it is no port
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(host) and not re.search(r"\s", url)


def _like_a_host(host: str) -> str:
    try:
        encoded = host.encode("idna")  # as the system does to look the name up
    except UnicodeError:
        encoded = b""
    if not re.fullmatch(rb"[\w.:%-]+", encoded):
        raise PydanticCustomError("no-host", "is no host")
    return host


def _like_hours(hours: str) -> str:
    found = re.fullmatch(r"(\d{1,2})-(\d{1,2})", hours, re.ASCII)
    start, end = map(int, found.groups()) if found else (0, 0)
    if hours and (start == end or max(start, end) > _LAST_HOUR):
        raise PydanticCustomError("no-hours", "is no span of hours")
    return hours


def _like_a_database(address: SecretStr) -> SecretStr:
    try:
        if address.get_secret_value():
            parse_address(address.get_secret_value())
    except AddressError as error:
        raise PydanticCustomError(error.code, "is no address of a database") from None
    return address


_Paths = Annotated[tuple[Path, ...], NoDecode, BeforeValidator(_paths)]
_UserIds = Annotated[tuple[Annotated[int, Field(ge=1, le=_MAX_USER_ID)], ...], NoDecode, BeforeValidator(_ids)]
_Address = Annotated[str, AfterValidator(_like_an_address)]
_Host = Annotated[str, AfterValidator(_like_a_host)]
_Hours = Annotated[str, AfterValidator(_like_hours)]
_DatabaseAddress = Annotated[SecretStr, AfterValidator(_like_a_database)]


def _is_postgresql(address: SecretStr) -> bool:
    text = address.get_secret_value()
    return bool(text) and parse_address(text).kind == "postgresql"


class Settings(BaseSettings):
    """All settings with their defaults, as ``.env.example`` describes them."""

    model_config = SettingsConfigDict(
        env_file=".env", env_file_encoding="utf-8", extra="forbid", frozen=True, hide_input_in_errors=True
    )

    data_dir: Annotated[Path, BeforeValidator(_like_a_folder)] = Path("var")
    encoder: str = Field("bundled", min_length=1)
    interface_language: Literal["auto"] | Language = "auto"
    quote_script: Literal["as-written"] | Script = "as-written"
    max_document_mb: int = Field(20, ge=1, le=500)
    suites: _Paths = ()
    drafted_cases: int = Field(300, ge=0, le=_MAX_COUNT)
    max_drafted_lost: int = Field(5, ge=0, le=100)
    pictures_mb: int = Field(64, ge=1, le=100_000)
    keep_versions: int = Field(10, ge=2, le=_MAX_COUNT)
    log_level: Literal["auto", "DEBUG", "INFO", "WARNING", "ERROR"] = "auto"

    api_listen: _Host = "127.0.0.1"
    api_port: int = Field(8080, ge=1, le=65535)
    metrics_listen: _Host = "127.0.0.1"
    metrics_port: int = Field(0, ge=0, le=65535)

    telegram_token: Annotated[SecretStr, AfterValidator(_like_a_token)] = SecretStr("")
    telegram_admins: _UserIds = ()
    telegram_members: _UserIds = ()
    guest_mode: Literal["off", "on"] = "off"
    telegram_api_url: _Address = Field("https://api.telegram.org", min_length=1)
    telegram_file_url: _Address = ""
    webhook_url: _Address = ""
    webhook_listen: _Host = "127.0.0.1"
    webhook_port: int = Field(8443, ge=1, le=65535)
    webhook_secret: Annotated[SecretStr, AfterValidator(_like_a_webhook_secret)] = SecretStr("")
    database_url: _DatabaseAddress = SecretStr("")
    index_store: Literal["folder", "postgres"] = "folder"
    questions_per_minute: int = Field(20, ge=1, le=_MAX_COUNT)
    questions_per_minute_in_all: int = Field(600, ge=1, le=_MAX_COUNT)
    keep_questions_days: int = Field(90, ge=1, le=_MAX_DAYS)
    backlog_minutes: int = Field(60, ge=1, le=_MAX_MINUTES)
    tell_changes_days: int = Field(90, ge=0, le=_MAX_DAYS)
    quiet_hours: _Hours = ""
    report_day: Literal["off"] | Weekday = "monday"
    report_hour: int = Field(9, ge=0, le=23)

    @field_validator("*", mode="before")
    @classmethod
    def _writable(cls, value: object) -> object:
        """Refuse what no file name, address or number holds, and what cannot be written in UTF-8."""
        if not isinstance(value, str):
            return value
        if any(unicodedata.category(character) in ("Cc", "Cs") for character in value.strip()):
            raise PydanticCustomError("odd-characters", "has odd characters")
        return value.strip()

    @field_validator("index_store")
    @classmethod
    def _in_a_database(cls, value: str, given: ValidationInfo) -> str:
        """Refuse PostgreSQL for the index where the database, if it has an address at all, is none."""
        address = given.data.get("database_url")
        if value == "postgres" and address is not None and not _is_postgresql(address):
            raise PydanticCustomError("store-needs-postgres", "needs DATABASE_URL with PostgreSQL")
        return value

    @property
    def data_folder(self) -> DataFolder:
        """The paths in the data directory."""
        return DataFolder(self.data_dir)

    @property
    def on_postgresql(self) -> bool:
        """Whether the database is a PostgreSQL server, which several processes may share."""
        return _is_postgresql(self.database_url)

    @property
    def shares_updates(self) -> bool:
        """Whether equal bots may run beside this one, each of which gets some of the updates."""
        return bool(self.webhook_url) and self.on_postgresql

    def secrets(self) -> Iterator[str]:
        """Yield what must be shown and logged nowhere; some may be empty."""
        yield self.telegram_token.get_secret_value()
        yield self.webhook_secret.get_secret_value()
        if self.database_url.get_secret_value():
            yield from secrets_in(self.database_url.get_secret_value())
        for url in (self.telegram_api_url, self.telegram_file_url, self.webhook_url):
            written = urlsplit(url).password or ""
            yield from (written, unquote(written))


class SettingsError(UserError):
    """Settings are unknown or invalid; with the code "settings-impossible", ``details`` hold the ``problems``."""


@dataclass(frozen=True, slots=True)
class SettingProblem:
    """What is wrong with the setting ``key``: a ``code``, and pydantic's ``message`` for a code without a text."""

    key: str
    code: str
    message: str


def load_settings() -> Settings:
    """Load the settings of this process. Raises `SettingsError`, and OSError if a credential cannot be read."""
    try:
        return Settings(_secrets_dir=_credentials())
    except ValidationError as error:
        problems = tuple(SettingProblem(_key(each), each["type"], each["msg"]) for each in error.errors())
        raise SettingsError("settings-impossible", problems=problems) from None
    except UnicodeDecodeError:
        raise SettingsError("settings-encoding") from None
    except SourceError as error:  # around what was raised as a credential was read
        if isinstance(error.__cause__, OSError):
            raise error.__cause__ from None
        raise SettingsError("settings-encoding") from None


def _credentials() -> Path | None:
    """Return the folder of credentials, a file for each setting, if there is one; see systemd.exec(5)."""
    folder = os.environ.get("CREDENTIALS_DIRECTORY")
    return Path(folder) if folder and Path(folder).is_dir() else None


def _key(error: ErrorDetails) -> str:
    """Return the name of the setting; what is no name may be a secret that was pasted into the file without one."""
    name = str(error["loc"][0]).upper()
    return name if re.fullmatch(r"[A-Z][A-Z0-9_]*", name) else ".env"
