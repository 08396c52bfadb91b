"""How rare a word is in general text, by the bundled encoder's vocabulary.

In a small collection an everyday word may stand in one passage only, and so look as telling as a term. The vocabulary
is a unigram model of text in a hundred languages (Kudo, "Subword Regularization", 2018): the score of a piece is the
natural logarithm of its probability.
"""

from functools import lru_cache

from index.bundled.inputs import shared_inputs

_TYPICAL_NATS = 10.0  # nats; the rarity of most words of a document is 8 to 14
_LEAST_NATS = 2.0  # nats; of what is in every text
_KEPT = 50_000  # words


@lru_cache(_KEPT)
def rarity(token: str) -> float:
    """Return how rare a folded token is: about 1 for most words, 0.2 to 0.5 for those that every text has.

    Tokens of the thesaurus, which begin with "=", count as terms.
    """
    nats = _TYPICAL_NATS if token.startswith("=") else shared_inputs().improbability(token)
    return max(nats, _LEAST_NATS) / _TYPICAL_NATS
