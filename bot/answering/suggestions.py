"""Suggestions: questions to go on with below an answer, and questions to start with, in the person's language."""

import base64
import hashlib
import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from itertools import chain, islice, pairwise

from rich.cells import cell_len

from bot.answering.asides import Aside
from bot.answering.assistant import Answer, clean_question
from bot.answering.intents import Kind
from bot.answering.outline import Outline
from bot.answering.snapshot import Snapshot
from bot.answering.wording import written
from bot.i18n import language_of_question, say
from bot.languages import LANGUAGES, Language
from index.blanks import asks_no_figure
from index.suggesting import next_questions, typical_questions
from knowledge.script import Script, comparable, has_chinese

MAX_SUGGESTIONS = 3
MAX_CELLS = 36  # of a question that a button shows in full; a Chinese character takes two
KEY_CHARACTERS = 16  # of base64, so 96 bits: no two questions share them
STARTING: tuple[Kind, ...] = ("greeting", "identity", "abilities")  # what a person says who does not know what to ask

_ABOUT_AS_LONG_CELLS = 20  # of two questions that a button cuts off, the longer by less is as good
# Written as it is spoken, Cantonese is hard to read for others; who speaks it reads the common written Chinese too.
_CANTONESE = re.compile("[嘅咁啲喺唔乜咩嗰嚟冇佢哋咗睇嘢噉攞搵]|點解|點樣|邊[個啲度]|幾[耐多]|係咪|而家")
_HASTY = re.compile("[ ,?]|[？。].")  # in Chinese: keywords, another alphabet's marks, several sentences
_MAX_RELUCTANCES = 20_000  # that are remembered; mostly those of all questions of an index


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A question that a person may ask next: its ``text`` as it is shown and asked, in characters of ``script``.

    ``key`` tells it from all others, from the question as it is in the index or was typed. ``kept`` is the id of the
    question of a person that it repeats, 0 if it repeats none.
    """

    text: str
    script: Script | None
    key: str
    kept: int = 0


def suggestion_of(question: str, language: Language, kept: int = 0) -> Suggestion:
    """Return the suggestion to ask ``question``, in the characters of ``language`` if it is Chinese."""
    script = LANGUAGES[language].script
    return Suggestion(clean_question(written(question, script)), script, key_of(question), kept)


def key_of(question: str) -> str:
    """Return what names a question in a button."""
    return base64.urlsafe_b64encode(hashlib.sha256(question.encode()).digest())[:KEY_CHARACTERS].decode()


def language_asked_in(question: str, interface: Language, script: Script | None) -> Language:
    """Return the language of who asked ``question``; Chinese is in the ``script`` they read, if they chose one."""
    language = language_of_question(clean_question(question), interface)
    return script if script and LANGUAGES[language].script else language


def suggestions_after(snapshot: Snapshot, answer: Answer, language: Language) -> tuple[Suggestion, ...]:
    """Return questions that the passages next to an answer in its ranking answer, the nearest first.

    A passage without sample questions in that language is asked for by its heading. After a refusal, where nothing is
    near, there are none. ``snapshot`` must be what answered.
    """
    if answer.status == "refused":
        return ()
    return tuple(islice(_after(snapshot, answer, language), MAX_SUGGESTIONS))


def _after(snapshot: Snapshot, answer: Answer, language: Language) -> Iterator[Suggestion]:
    ranking, past = answer.turn.ranking, answer.turn.past
    asked = {comparable(question.text) for question in past.questions}
    for number, question in next_questions(snapshot.index, ranking, past, reluctance_in(language)):
        if question:
            yield suggestion_of(question, language)
        elif (headed := _heading_above(snapshot.outline, number, past.passages)) is not None:
            text = about(headed, language)
            if comparable(text) not in asked:
                asked.add(comparable(text))
                yield suggestion_of(text, language)


def starters(
    snapshot: Snapshot, language: Language, often: Sequence[tuple[int, str, int]] = ()
) -> tuple[Suggestion, ...]:
    """Return questions to start with: those asked ``often``, else sample questions from all over the documents.

    Each of those asked often is given by its id, its text, and the row of the passage that answers it.
    """
    fitting = [each for each in often if _is_in(each[1], language) and cell_len(each[1]) <= MAX_CELLS]
    chosen = [suggestion_of(text, language, kept) for kept, text, _ in fitting[:MAX_SUGGESTIONS]]
    answering = {row for _, _, row in fitting[:MAX_SUGGESTIONS]}
    outline = snapshot.outline
    parts = [part for part in _thirds(outline) if not answering.intersection(part)]
    for part, question in zip(parts, typical_questions(snapshot.index, parts, reluctance_in(language)), strict=True):
        headings = (_heading_above(outline, row, ()) for row in (part[len(part) // 2], *part))
        headed = None if question else next(filter(None, headings), None)
        if text := question or (headed and about(headed, language)):
            chosen.append(suggestion_of(text, language))
    return tuple(chosen[:MAX_SUGGESTIONS])


def suggestions(
    snapshot: Snapshot, said: Answer | Aside, message: str, language: Language, script: Script | None
) -> tuple[Suggestion, ...]:
    """Return the questions to go on with after what was ``said`` to ``message``.

    ``language`` is that of the interface, ``script`` that in which quotes are read.
    """
    if isinstance(said, Aside):
        asked_in = language_asked_in(message, language, script)
        return starters(snapshot, asked_in) if said.kind in STARTING else ()
    return suggestions_after(snapshot, said, language_asked_in(said.read_as or message, language, script))


def suggestion_called(snapshot: Snapshot, key: str, script: Script | None) -> str | None:
    """Return the question that a button names, in the characters of ``script``; None if it is not there any more."""
    samples = snapshot.index.samples
    headings = {title for passage in snapshot.index.passages for title in passage.headings}
    worded = (about(title, language) for title in sorted(headings) for language in LANGUAGES)
    for question in (*(samples.questions if samples else ()), *worded):
        if key_of(question) == key:
            return clean_question(written(question, script))
    return None


def about(heading: str, language: Language) -> str:
    """Return the question what the documents say below a ``heading``."""
    return say(language, "suggestion.about", heading=written(heading, LANGUAGES[language].script))


def heading_asked_about(message: str) -> str:
    """Return the heading that a question such as `about` makes asks about; empty if it is no such question."""
    found = (pattern.fullmatch(message.strip()) for pattern in _asking_about())
    return next((match[1] for match in found if match), "")


@cache
def _asking_about() -> tuple[re.Pattern[str], ...]:
    halves = (say(language, "suggestion.about", heading="\0").split("\0") for language in LANGUAGES)
    return tuple(re.compile(f"{re.escape(before)}(.+){re.escape(after)}") for before, after in halves)


def _heading_above(outline: Outline, number: int, shown: Sequence[int]) -> str | None:
    """Return the heading right above a passage, None if there is none, it opens another place, or that was shown."""
    headings = outline.passages[number].headings
    found = outline.titled(headings[-1]) if headings else None
    opens = found is not None and number in found[0] and not set(found[0]).intersection(shown)
    return headings[-1] if opens else None


def _thirds(outline: Outline) -> list[range]:
    """Return the passages in three parts of whole documents, chapters or sections; of few passages there are fewer."""
    nodes = outline.children(0, outline.root)
    while len(nodes) < MAX_SUGGESTIONS:
        opened = (outline.children(node.first, node.depth) if node.passages else [node] for node in nodes)
        below = list(chain.from_iterable(opened))
        if below == nodes:
            break
        nodes = below
    edges = [len(nodes) * third // MAX_SUGGESTIONS for third in range(MAX_SUGGESTIONS + 1)]
    ends = [*(node.first for node in nodes), len(outline.passages)]
    return [range(ends[start], ends[end]) for start, end in pairwise(edges) if start < end]


def reluctance_in(language: Language) -> Callable[[str], tuple[int, ...] | None]:
    """Return what says of a sample question how much speaks against suggesting it to who asks in ``language``."""
    return partial(_reluctance, language=language)


@lru_cache(_MAX_RELUCTANCES)
def _reluctance(question: str, language: Language) -> tuple[int, ...] | None:
    """Return what speaks against a sample question: spoken Cantonese, the other script, no whole sentence, its length.

    One in another language is not suggested at all. Its length counts as far as a button cuts it off.
    """
    if not _is_in(question, language):
        return None
    shown = written(question, LANGUAGES[language].script)
    cut_off = math.ceil(max(cell_len(shown) - MAX_CELLS, 0) / _ABOUT_AS_LONG_CELLS)
    cantonese = bool(_CANTONESE.search(question))
    return int(cantonese), int(shown != question), int(not _is_whole(question)), cut_off


def _is_whole(question: str) -> bool:
    """Say whether a question is one whole sentence; some samples are as people type: in keywords, or in haste."""
    hasty = _HASTY.search(question) if has_chinese(question) else question[0].islower()
    return asks_no_figure(question) and not hasty


def _is_in(question: str, language: Language) -> bool:
    """Say whether a question is in ``language``, in whichever script."""
    spoken = language_of_question(question, language)
    return spoken == language or bool(LANGUAGES[spoken].script and LANGUAGES[language].script)
