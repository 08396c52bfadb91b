"""Split a text into sentences, in Chinese and in Latin script."""

import re

_CLOSING = "”’」』）)\\]】》\"'"
_END = re.compile(
    rf"[。！？!?；;…]+[{_CLOSING}]*"  # Chinese marks end a sentence wherever they stand
    rf"|\.(?:[{_CLOSING}]+)?(?=\s+[^\sa-z])"  # a full stop only before white space that no small letter follows
    r"|\n+"
)


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
