"""Where a sentence ends, in Chinese and in Latin script."""

import re

_CLOSING = "”’」』）)\\]】》\"'"
_END = re.compile(
    rf"[。！？!?；;…]+[{_CLOSING}]*"  # Chinese marks end a sentence wherever they stand
    rf"|\.(?:[{_CLOSING}]+)?(?=\s+[^\sa-z])"  # a full stop does before white space and no small letter
    r"|\n+"
)


def split_sentences(text: str) -> list[tuple[int, int]]:
    """Spans (start, end) of the sentences of ``text``, in order, white space at their edges left out.

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
