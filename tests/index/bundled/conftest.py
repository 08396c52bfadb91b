import pytest

from index.bundled.tokenizer import Tokenizer, read_table
from index.bundled.weights import Weights, open_weights


@pytest.fixture(scope="session")
def weights() -> Weights:
    return open_weights()


@pytest.fixture(scope="session")
def tokenizer(weights: Weights) -> Tokenizer:
    return Tokenizer(weights.vocabulary, read_table())


def mixed_texts(count: int) -> list[str]:
    """Questions, passages and odd strings of this project in all its languages, ``count`` of them."""
    import random

    from scripts.bundle.texts import shipped_passages, shipped_questions

    odd = [
        " ",
        "  两  个 空格 ",
        "ＡＢＣ ｶﾅ ﬁ ㎏",
        "嗨～",
        "\ufdfa",
        "😀👍🏽",
        "ÄÖÜ ßçñ",
        "ไทย हिन्दी العربية",
        "𠮷野家",
    ]
    texts = [*shipped_questions(), *shipped_passages()]
    return odd + random.Random(5).sample(texts, count - len(odd))
