"""Draft cases from the passages of an index without a model, to measure that what could be found still can be.

Each heading is asked alone and as a plain question, each passage by its rarest words and by a definition or a figure in
it, and each section has a look-alike: its heading together with a name that the documents never mention.
"""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import islice

from pydantic import BaseModel, ConfigDict

from bot.i18n import language_of_question, say
from bot.suites.cases import Case, Expectation, ExpectedPassage
from bot.suites.matching import PassageFinder
from index.analysis import words
from index.mentions import content_words, unmentioned_names
from index.resources import brand_names, common_words
from index.search import SearchIndex
from knowledge.script import fold, has_chinese
from knowledge.types import Passage

DRAFTED = "drafted"  # the tag of drafted cases, and the name under which a run tells their suite

_A_PASSAGE = 3  # drafted cases
_WITHIN = 3  # ranks
_PLACE = "place "  # what the intent of a place begins with
_PIECE_CHARACTERS = 30  # of the text by which a case knows its passage
_RAREST = 3  # words
_MIN_CLAUSE_CHARACTERS = 8
_MAX_CLAUSE_CHARACTERS = 50
_MIN_NAME_CHARACTERS = 3

_CLAUSE_END = re.compile(r"[，；：。！？\n]|[,;:.!?](?=\s|$)")
_FIGURE = re.compile(
    r"\d[\d,]*(?:\.\d+)?\s?(?P<unit>[%％]|[万萬亿億]*(?:元|人|次|件|台|家|个|個|倍|天|小时|小時|分钟|分鐘|公里|米|吨|噸)"
    r"|(?:percent|million|billion|dollars|euros|hours|minutes|days|weeks|months|years|people|km|kg)\b)"
)
_DEFINITIONS = (
    re.compile(r"(?:所谓|所謂)?(?P<term>[\w“”「」]{2,12}?)(?:是指|指的是|就是指|是[一1][种種类類项項门門个個])"),
    re.compile(r"(?:The |An? )?(?P<term>[A-Za-z][\w-]*(?: [\w-]+){0,3}?) (?:is an?|are|means|refers to) \w+"),
)
_POINTS_BACK = re.compile(r"[这這那该該此其它他她我你本每另有第一]|(?:This|That|It|There|They|These|Those|He|She|We)\b")


class Draft(BaseModel):
    """A drafted case, and what must be in an index for it to hold.

    ``passage`` is the digest of the passage that it was made from, ``there`` a place by its headings, None if any will
    do; if it is a ``look_alike``, the documents must not mention the name in its question.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    case: Case
    passage: str
    there: ExpectedPassage | None = None
    look_alike: bool = False

    @property
    def question(self) -> str:
        return self.case.conversation[0].question


class Drafter:
    """Drafts the cases of an index, passage by passage, always the same."""

    def __init__(self, index: SearchIndex) -> None:
        self._index = index
        self._finder = PassageFinder(index.passages)
        self.digests = [digest_of(passage) for passage in index.passages]
        self._known = frozenset(self.digests)
        self._on_text = [list(self._cases_on(passage)) for passage in index.passages]
        self._on_headings = self._spread()

    def drafts(self, number: int) -> list[Draft]:
        """Return the cases of the passage with that number (row), at most three."""
        digest = self.digests[number]
        on_headings = [draft.model_copy(update={"passage": digest}) for draft in self._on_headings[number]]
        on_text = [Draft(case=case, passage=digest) for case in self._on_text[number]]
        return list({draft.case.id: draft for draft in (*on_headings, *on_text)}.values())[:_A_PASSAGE]

    def holds(self, draft: Draft) -> bool:
        """Say whether what ``draft`` was made from is in the index, unchanged."""
        if draft.passage not in self._known or (draft.there and not self._finder.find(draft.there)):
            return False
        return not draft.look_alike or self._lacks_name(draft.question)

    def _spread(self) -> dict[int, list[Draft]]:
        """Return cases on headings by the passage that each goes to: the first one below with room, the deepest first.

        What a passage's own text gives is not crowded out.
        """
        below: dict[tuple[str, tuple[str, ...]], list[int]] = defaultdict(list)
        for number, passage in enumerate(self._index.passages):
            for depth in range(1, len(passage.headings) + 1):
                below[passage.document, passage.headings[:depth]].append(number)
        sections = {(passage.document, passage.headings) for passage in self._index.passages}
        spread: dict[int, list[Draft]] = defaultdict(list)
        for key in sorted(below, key=lambda key: -len(key[1])):
            for found in self._on_heading(key[1], section=key in sections):
                with_room = (row for row in below[key] if len(spread[row]) + len(self._on_text[row]) < _A_PASSAGE)
                for row in islice(with_room, 1):
                    spread[row].append(found)
        return spread

    def _on_heading(self, headings: tuple[str, ...], *, section: bool) -> Iterator[Draft]:
        heading, there = headings[-1], ExpectedPassage(headings=headings)
        below = Expectation(passages=(there,), within=_WITHIN)
        yield Draft(case=_case(heading, below), passage="", there=there)
        if section and (question := self._look_alike(heading)):
            case = _case(question, Expectation(status=("refused", "hedged")))
            yield Draft(case=case, passage="", there=there, look_alike=True)
        question = say(language_of_question(heading), "draft.heading", heading=heading)
        yield Draft(case=_case(question, below), passage="", there=there)

    def _look_alike(self, heading: str) -> str | None:
        """Return a question on ``heading`` with a name that the documents never mention."""
        language, names = language_of_question(heading), _names(chinese=has_chinese(heading))
        start = int.from_bytes(hashlib.sha256(heading.encode()).digest()[:4])
        for step in range(len(names)):
            name = names[(start + step) % len(names)]
            question = say(language, "draft.look-alike", heading=heading, name=name)
            if self._lacks_name(question):
                return question
        return None

    def _lacks_name(self, question: str) -> bool:
        return bool(unmentioned_names(question, self._index.text.vocabulary))

    def _cases_on(self, passage: Passage) -> Iterator[Case]:
        here = Expectation(passages=(ExpectedPassage(quote=passage.text[:_PIECE_CHARACTERS].strip()),), within=_WITHIN)
        for question in (self._by_rarest_words(passage.text), _definition_or_figure(passage)):
            if question:
                yield _case(question, here)

    def _by_rarest_words(self, text: str) -> str:
        found = [word for word in dict.fromkeys(content_words(fold(text))) if not _runs_into_another(word)]
        rarity = {word: max(self._index.text.weights(words(word)).values(), default=0.0) for word in found}
        rarest = sorted(found, key=lambda word: -rarity[word])[:_RAREST]
        return " ".join(word for word in found if word in rarest) if len(rarest) > 1 else ""


def placed(draft: Draft, intent: str) -> Draft:
    """Return ``draft``, a heading alone, if it is taken for the name of a place: as a case with that ``intent``."""
    headings = draft.there.headings if draft.there else ()
    there = ExpectedPassage(ref=intent.removeprefix(_PLACE), headings=headings)
    case = draft.case.model_copy(update={"expect": Expectation(intent=intent)})
    return draft.model_copy(update={"case": case, "there": there})


def digest_of(passage: Passage) -> str:
    """Return what tells a passage's text from any other."""
    return hashlib.sha256(passage.text.encode("utf-8", "replace")).hexdigest()[:16]


def _case(question: str, expect: Expectation) -> Case:
    known = f"{question}\0{expect.model_dump_json()}".encode("utf-8", "replace")
    return Case(id=f"d-{hashlib.sha256(known).hexdigest()[:8]}", question=question, tags=(DRAFTED,), expect=expect)


def _runs_into_another(word: str) -> bool:
    """Say whether a Chinese word begins or ends with one that is everywhere: 也将, 强大的 may be no words."""
    return has_chinese(word) and not common_words().isdisjoint((word[0], word[-1]))


def _names(*, chinese: bool) -> Sequence[str]:
    """Return names in the script of a heading, always in the same order; English ones as English writes them."""
    names = sorted(brand_names() - common_words())
    if chinese:
        return [name for name in names if has_chinese(name) and len(name) >= _MIN_NAME_CHARACTERS]
    return [name.title() for name in names if name.isascii() and name.isalpha() and len(name) > _MIN_NAME_CHARACTERS]


def _definition_or_figure(passage: Passage) -> str | None:
    """Return a question for a definition or else a figure in a passage's sentences; rows of a table are none."""
    end = passage.table[0] if passage.table else len(passage.text)
    sentences = [passage.text[start:stop] for start, stop in passage.sentences if stop <= end]
    asked = (question for ask in (_definition, _figure) for question in map(ask, sentences) if question)
    return next(asked, None)


def _definition(sentence: str) -> str | None:
    for pattern in _DEFINITIONS:
        found = pattern.match(sentence)
        if found and not _POINTS_BACK.match(sentence):
            term = found["term"].strip("“”「」")
            return say(language_of_question(sentence), "draft.definition", term=term)
    return None


def _figure(sentence: str) -> str | None:
    """Return the clause with the first figure, asked for that figure."""
    found = _FIGURE.search(sentence)
    if found is None:
        return None
    ends = [0, *(match.end() for match in _CLAUSE_END.finditer(sentence)), len(sentence) + 1]
    start = max(end for end in ends if end <= found.start())
    stop = min(end for end in ends if end > found.end()) - 1
    if not _MIN_CLAUSE_CHARACTERS <= stop - start <= _MAX_CLAUSE_CHARACTERS:
        return None
    before, after = sentence[start : found.start()].lstrip(), sentence[found.end() : stop]
    return say(language_of_question(sentence), "draft.figure", before=before, unit=found["unit"], after=after)
