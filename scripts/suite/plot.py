"""Draw a run: at which ranks the expected passages came, and hit@1 by language and tag."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from bot.i18n import say
from bot.languages import Language
from bot.suites.cases import Suite
from bot.suites.figures import ranks_of
from bot.suites.report import Run
from knowledge.errors import UserError

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.font_manager import FontProperties

_COLOUR = "#3b6ea5"
_RANKS = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10)
_TEXTS = ("ranks", "rank", "questions", "not-found", "by-tag", "title", "nothing")
_MAX_BARS = 30


class PlotError(UserError):
    """A plot cannot be drawn, because a package or a font with all the characters is missing."""


def characters_of(suites: Iterable[Suite], language: Language) -> str:
    """Return all characters that a plot of a run of ``suites`` may show."""
    texts = [say(language, f"suite.plot.{key}", suites="", version="", cases=0) for key in _TEXTS]
    for suite in suites:
        texts += [suite.name, *(tag for case in suite.cases for tag in case.tags)]
    return "".join(sorted(set("".join(texts) + "0123456789. @-%")))


def find_font(characters: str, files: Iterable[str] | None = None) -> "FontProperties":
    """Find a font on this system, or among ``files``, that has all of ``characters``.

    Matplotlib's own font is taken if it has them; of the others regular sans-serif ones are tried first. Raises
    `PlotError`.
    """
    try:
        from matplotlib import font_manager
        from matplotlib.ft2font import FT2Font
    except ModuleNotFoundError as error:
        raise PlotError("plot-no-package", package=error.name) from error
    own = font_manager.findfont("DejaVu Sans")
    found = sorted(font_manager.findSystemFonts() if files is None else files, key=_unlikely)
    needed = {ord(character) for character in characters if not character.isspace()}
    fewest = needed
    for file in [own, *found]:
        try:
            missing = needed - FT2Font(file).get_charmap().keys()
        except (RuntimeError, OSError):  # a font that FreeType cannot read
            continue
        if not missing:
            return font_manager.FontProperties(fname=file)
        fewest = min(fewest, missing, key=len)
    raise PlotError("plot-no-font", character=chr(min(fewest)))


def draw(run: Run, path: Path, language: Language, font: "FontProperties") -> None:
    """Draw ``run`` as a PNG file.

    Raises `OSError`.
    """
    from matplotlib.figure import Figure

    groups = [group for group in run.figures if group.kind != "all" and group.hit_at_1 is not None][:_MAX_BARS]
    figure = Figure(figsize=(12, max(4.5, 1.5 + 0.3 * len(groups))), layout="constrained")
    names = ", ".join(dict.fromkeys(outcome.suite for outcome in run.outcomes))
    title = say(language, "suite.plot.title", suites=names, version=run.version, cases=len(run.outcomes))
    figure.suptitle(title, fontproperties=font, fontsize=13)
    left, right = figure.subplots(1, 2)
    _draw_ranks(left, run, language)
    _draw_groups(right, [(group.name, group.hit_at_1 or 0.0, group.questions) for group in groups], language)
    for axes in (left, right):
        axes.spines[["top", "right"]].set_visible(False)
        axes.title.set_fontproperties(font)
        axes.title.set_fontsize(12)
        for text in (axes.xaxis.label, axes.yaxis.label, *axes.get_xticklabels(), *axes.get_yticklabels(), *axes.texts):
            size = text.get_fontsize()
            text.set_fontproperties(font)
            text.set_fontsize(size)
    figure.savefig(path, format="png", dpi=120)


def _draw_ranks(axes: "Axes", run: Run, language: Language) -> None:
    ranks = Counter(ranks_of(run.outcomes))
    heights = [ranks[rank] for rank in (*_RANKS, None)]
    labels = [*map(str, _RANKS), say(language, "suite.plot.not-found")]
    bars = axes.bar(range(len(heights)), heights, color=[_COLOUR] * len(_RANKS) + ["#b04a3f"])
    axes.bar_label(bars, padding=2)
    axes.set_xticks(range(len(heights)), labels)
    axes.set_title(say(language, "suite.plot.ranks"))
    axes.set_xlabel(say(language, "suite.plot.rank"))
    axes.set_ylabel(say(language, "suite.plot.questions"))


def _draw_groups(axes: "Axes", groups: list[tuple[str, float, int]], language: Language) -> None:
    axes.set_title(say(language, "suite.plot.by-tag"))
    if not groups:
        axes.text(0.5, 0.5, say(language, "suite.plot.nothing"), ha="center", transform=axes.transAxes)
        return
    bars = axes.barh(range(len(groups)), [100 * share for _, share, _ in groups], color=_COLOUR)
    axes.bar_label(bars, [f"{100 * share:.1f} % ({count})" for _, share, count in groups], padding=3)
    axes.set_yticks(range(len(groups)), [name for name, _, _ in groups])
    axes.invert_yaxis()
    axes.set_xlim(0, 125)
    axes.set_xticks(range(0, 101, 20))
    axes.set_xlabel("%")


def _unlikely(file: str) -> tuple[bool, bool, str]:
    """Return a sort key that puts regular sans-serif fonts first."""
    name = Path(file).name.lower()
    return "regular" not in name, any(word in name for word in ("serif", "mono", "ming", "kai", "song")), name
