"""Split a text into sentences, in Chinese and in Latin script."""

import re

_CLOSING = "”’」』）)\\]】》\"'"
_END = re.compile(
    rf"[。！？!?；;…]+[{_CLOSING}]*"  # Chinese marks end a sentence wherever they stand
    rf"|\.(?:[{_CLOSING}]+)?(?=\s+[^\sa-z])"  # a full stop only before white space that no small letter follows
    r"|\n+"
)
_QUESTION_END = re.compile(rf"[？?][{_CLOSING}]*\Z")


def ends_as_question(text: str) -> bool:
    """Say whether ``text`` ends with a question mark, quotation marks and brackets behind it left aside."""
    return _QUESTION_END.search(text) is not None


def split_sentences(text: str) -> list[tuple[int, int]]:
    """Return the spans (start, end) of the sentences of ``text`` in order, without white space at their edges.

    Every character that is not white space lies in exactly one span.
    """
    ends = [match.end() for match in _END.finditer(text)]
    spans = []
    start = 0
    for end in [*ends, len(text)]:
        sentence = text[start:end]
        stripped = sentence.strip()
        if stripped:
            first = start + len(sentence) - len(sentence.lstrip())
            spans.append((first, first + len(stripped)))
        start = end
    return spans
