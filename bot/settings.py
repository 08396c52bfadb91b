"""All settings, from the environment and from ``.env``."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

Language = Literal["zh-Hans", "zh-Hant", "en"]


def _not_blank(path: object) -> object:
    if path == "":
        raise ValueError("must name a folder")
    return path


class Settings(BaseSettings):
    """Every setting with its default; ``.env.example`` describes them to whoever runs the program."""

    model_config = SettingsConfigDict(env_file=".env", env_file_encoding="utf-8", extra="forbid", frozen=True)

    data_dir: Annotated[Path, BeforeValidator(_not_blank)] = Path("var")
    encoder: str = Field("bundled", min_length=1)
    interface_language: Literal["auto", "zh-Hans", "zh-Hant", "en"] = "auto"
    quote_script: Literal["as-written", "zh-Hans", "zh-Hant"] = "as-written"
    max_document_mb: int = Field(20, ge=1, le=500)
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "WARNING"


class SettingsError(Exception):
    """A setting is unknown or impossible; the message names its key."""


def load_settings() -> Settings:
    """The settings of this process. Raises `SettingsError`."""
    try:
        return Settings()
    except ValidationError as error:
        raise SettingsError("; ".join(_describe(problem) for problem in error.errors())) from error
    except UnicodeDecodeError as error:
        raise SettingsError(".env: the file is not UTF-8 text; save it as UTF-8") from error


def _describe(problem: object) -> str:
    assert isinstance(problem, dict)
    key = str(problem["loc"][0]).upper()
    if problem["type"] == "extra_forbidden":
        return f"{key}: there is no such setting (see .env.example)"
    return f"{key}: {problem['msg']}"
