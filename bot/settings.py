"""All settings, read from the environment and from ``.env``."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.data_folder import DataFolder
from bot.languages import Language
from knowledge.errors import UserError
from knowledge.script import Script


def _not_blank(path: object) -> object:
    if path == "":
        raise PydanticCustomError("no-folder", "must name a folder")
    return path


def _ids(listed: object) -> object:
    """Split a line of user ids at commas and spaces."""
    return listed.replace(",", " ").split() if isinstance(listed, str) else listed


def _paths(listed: object) -> object:
    """Split a line of paths at commas."""
    return [path.strip() for path in listed.split(",") if path.strip()] if isinstance(listed, str) else listed


def _like_a_token(token: SecretStr) -> SecretStr:
    text = token.get_secret_value().strip()
    if text and not re.fullmatch(r"[\w-]+:[\w-]+", text, re.ASCII):
        raise PydanticCustomError("no-token", "is no bot token")
    return SecretStr(text)


def _like_a_webhook_secret(secret: SecretStr) -> SecretStr:
    if not re.fullmatch(r"[\w-]{0,256}", secret.get_secret_value(), re.ASCII):
        raise PydanticCustomError("webhook-secret", "has other characters")
    return secret


def _like_an_address(url: str) -> str:
    if url and not re.fullmatch(r"https?://\S+", url):
        raise PydanticCustomError("no-address", "is no address")
    return url.rstrip("/")


_Paths = Annotated[tuple[Path, ...], NoDecode, BeforeValidator(_paths)]
_UserIds = Annotated[tuple[int, ...], NoDecode, BeforeValidator(_ids)]
_Address = Annotated[str, AfterValidator(_like_an_address)]


class Settings(BaseSettings):
    """All settings with their defaults, as ``.env.example`` describes them."""

    model_config = SettingsConfigDict(env_file=".env", env_file_encoding="utf-8", extra="forbid", frozen=True)

    data_dir: Annotated[Path, BeforeValidator(_not_blank)] = Path("var")
    encoder: str = Field("bundled", min_length=1)
    interface_language: Literal["auto"] | Language = "auto"
    quote_script: Literal["as-written"] | Script = "as-written"
    max_document_mb: int = Field(20, ge=1, le=500)
    suites: _Paths = ()
    keep_versions: int = Field(10, ge=2)
    log_level: Literal["auto", "DEBUG", "INFO", "WARNING", "ERROR"] = "auto"

    telegram_token: Annotated[SecretStr, AfterValidator(_like_a_token)] = SecretStr("")
    telegram_admins: _UserIds = ()
    telegram_members: _UserIds = ()
    telegram_api_url: _Address = "https://api.telegram.org"
    telegram_file_url: _Address = ""
    webhook_url: _Address = ""
    webhook_listen: str = "127.0.0.1"
    webhook_port: int = Field(8443, ge=1, le=65535)
    webhook_secret: Annotated[SecretStr, AfterValidator(_like_a_webhook_secret)] = SecretStr("")
    database_url: SecretStr = SecretStr("")
    questions_per_minute: int = Field(20, ge=1)
    questions_per_minute_in_all: int = Field(600, ge=1)
    keep_questions_days: int = Field(90, ge=1)
    backlog_minutes: int = Field(60, ge=1)

    @property
    def data_folder(self) -> DataFolder:
        """The paths in the data directory."""
        return DataFolder(self.data_dir)


class SettingsError(UserError):
    """Settings are unknown or invalid; with the code "settings-impossible", ``details`` hold the ``problems``."""


@dataclass(frozen=True, slots=True)
class SettingProblem:
    """What is wrong with the setting ``key``: a ``code``, and pydantic's ``message`` for a code without a text."""

    key: str
    code: str
    message: str


def load_settings() -> Settings:
    """Load the settings of this process. Raises `SettingsError`."""
    try:
        return Settings()
    except ValidationError as error:
        problems = tuple(SettingProblem(str(e["loc"][0]).upper(), e["type"], e["msg"]) for e in error.errors())
        raise SettingsError("settings-impossible", problems=problems) from error
    except UnicodeDecodeError as error:
        raise SettingsError("settings-encoding") from error
