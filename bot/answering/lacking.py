"""Find out what an answer lacks: names and words that the documents never mention, and what was asked for."""

from dataclasses import dataclass

from index.evidence import SAME_QUESTION_COSINE, Evidence, Verdict
from index.mentions import unmentioned_topics
from index.question_kinds import Kind, kind_asked_for
from index.search import Ranking, SearchIndex
from knowledge.script import has_chinese


@dataclass(frozen=True, slots=True)
class Lacking:
    """What an answer lacks, as far as that is known; each part may be empty.

    ``names`` and other ``words`` are in the question but not in the documents. ``asked_before`` is a similar unanswered
    question. ``thing`` is a short note of what such a question asks for. ``kind`` is the kind of thing asked for.
    """

    names: tuple[str, ...]
    words: tuple[str, ...]
    thing: str
    asked_before: str
    kind: Kind | None


def lacking_in(index: SearchIndex, ranking: Ranking, evidence: Evidence, status: Verdict) -> Lacking:
    """Return what an answer with that ``status`` lacks."""
    names = evidence.names
    if status == "answered":
        return Lacking(names, (), "", "", None)
    question = ranking.question
    kind = kind_asked_for(question.text)
    # A note helps only if it is in the asker's language and on the same kind of thing: a note on an amount does not
    # help with a price.
    alike = [
        known
        for known in index.unanswered_like(question, SAME_QUESTION_COSINE)
        if has_chinese(known.missing or known.question) == question.chinese and kind_asked_for(known.question) == kind
    ]
    thing = next((known.missing for known in alike if known.missing), "")
    text = index.text.vocabulary
    topics = unmentioned_topics(question.text, text, index.sample_text.vocabulary if index.sample_text else text)
    return Lacking(names, topics, thing, alike[0].question if alike else "", kind)
