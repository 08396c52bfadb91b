"""How rare words are in general text."""

import pytest

from index.lexical import build_lexical
from index.rarity import rarity


@pytest.mark.parametrize(
    ("everyday", "term"), [("does", "devops"), ("mean", "kubernetes"), ("的", "麸"), ("可以", "阻燃")]
)
def test_terms_are_rarer_than_everyday_words(everyday: str, term: str) -> None:
    assert rarity(everyday) < rarity(term)


def test_a_meaning_counts_less_than_a_term_and_no_word_counts_nothing() -> None:
    assert 0 < rarity("=主播") < rarity("devops")
    assert rarity("的") > 0.2
    assert rarity("") > 0


def test_a_term_outweighs_an_everyday_word_that_is_as_rare_in_a_small_collection() -> None:
    index = build_lexical([["does", "it"], ["devops", "it"], ["it"]])
    plain = index.score(["does", "devops"]).scores
    assert plain[0] == plain[1]
    weighed = index.score(["does", "devops"], rarity).scores
    assert weighed[1] > weighed[0] > 0
