"""The texts that ship with this project and are encoded whenever its report is indexed."""

from bot.answering.intents import examples
from bot.suites.loading import SHIPPED_SUITE, read_suite
from index.resources import background_sentences
from knowledge.documents import SHIPPED_EDITION, SHIPPED_QUESTIONS, load_document
from knowledge.samples import read_samples


def shipped_questions() -> list[str]:
    """Return the questions of the shipped edition and its suite, everyday sentences, and examples of intents."""
    places = read_samples(SHIPPED_QUESTIONS)
    samples = [question for place in places for question in place.questions]
    unanswered = [asked.question for place in places for asked in place.unanswered]
    everyday = [sentence for sentences in background_sentences().values() for sentence in sentences]
    first_things = [text for _, text in examples()]
    suite = [turn.question for case in read_suite(SHIPPED_SUITE).cases for turn in case.conversation]
    return list(dict.fromkeys([*samples, *unanswered, *everyday, *first_things, *suite]))


def shipped_passages() -> list[str]:
    """Return the passages of the shipped edition and their sentences."""
    document = load_document(SHIPPED_EDITION, max_bytes=2**20)
    passages = [passage.text for passage in document.passages]
    sentences = [passage.text[start:end] for passage in document.passages for start, end in passage.sentences]
    return list(dict.fromkeys([*passages, *sentences]))
