"""How rare a word is in general text, by the bundled encoder's vocabulary.

In a small collection an everyday word may stand in one passage only, and so look as telling as a term. The vocabulary
is a unigram model of text in a hundred languages (Kudo, "Subword Regularization", 2018): the score of a piece is the
natural logarithm of its probability.
"""

from functools import lru_cache

from index.bundled.inputs import shared_inputs

_TERM_NATS = 20.0  # nats; the rarity of a term; that of words that every text has is 10 to 14
_MEANING_NATS = 12.0  # nats; of what words of one meaning share, which is less certain than a word
_LEAST_NATS = 2.0  # nats
_KEPT = 50_000  # words


@lru_cache(_KEPT)
def rarity(token: str) -> float:
    """Return how rare a folded token is: about 1 for a term, 0.5 for a word that every text has.

    Tokens that begin with "=" are those of the thesaurus.
    """
    nats = _MEANING_NATS if token.startswith("=") else shared_inputs().improbability(token)
    return max(nats, _LEAST_NATS) / _TERM_NATS
