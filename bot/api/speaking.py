"""In which language a request wants to be told, and in which characters it wants quotes."""

from typing import Literal

from starlette.requests import Request

from bot.languages import Language, language_called
from bot.settings import Settings
from knowledge.script import Script

QuoteScript = Literal["as-written", "zh-Hans", "zh-Hant"]


def script_of(chosen: QuoteScript) -> Script | None:
    return None if chosen == "as-written" else chosen


def language_wanted(request: Request) -> Language:
    """Return the language that the header Accept-Language prefers, else that of the settings, else English."""
    settings: Settings = request.app.state.services.settings
    default: Language = "en" if settings.interface_language == "auto" else settings.interface_language
    ranges = [_weighed(each) for each in request.headers.get("accept-language", "").split(",") if each.strip()]
    _, tag = max(ranges, key=lambda weighed: weighed[0], default=(0.0, ""))
    return default if tag in ("", "*") else language_called(tag) or default


def _weighed(given: str) -> tuple[float, str]:
    """Return the weight and the tag of one range, such as "zh-TW;q=0.8"; what has no weight that can be read has 0."""
    tag, _, parameters = given.strip().partition(";")
    name, _, weight = parameters.strip().partition("=")
    try:
        return (float(weight) if name.strip() == "q" else 1.0), tag.strip()
    except ValueError:
        return 0.0, tag.strip()
