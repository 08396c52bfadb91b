import os
import subprocess
import sys
import threading
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import load_file

import index.encoder
from index.bundled.engine import PASSAGE, QUERY, Engine
from index.encoder import Encoder, Vectors
from index.errors import EncoderError, SearchIndexError
from knowledge.script import simplified

TEXTS = [
    "茶叶怕潮，仓库要干燥。",
    "主播先学泡茶。",
    "主播先學泡茶，再學說話，最後才開播。",
    "Parcels leave within two days.",
    "礼盒",
]
CHARACTERS = "茶叶主播仓库价格礼盒送干燥学泡说话开"


def save_tiny_model(folder: Path, seed: int = 0) -> Path:
    """A Sentence Transformers model of our own: a random vector a character, averaged."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding
    from tokenizers import Regex, Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.pre_tokenizers import Split

    vocabulary = {character: number for number, character in enumerate(["?", *dict.fromkeys(CHARACTERS)])}
    tokenizer = Tokenizer(WordLevel(vocabulary, unk_token="?"))
    tokenizer.pre_tokenizer = Split(Regex("."), "isolated")
    weights = np.random.default_rng(seed).normal(size=(len(vocabulary), 12)).astype(np.float32)
    module = StaticEmbedding(tokenizer, embedding_weights=weights)
    SentenceTransformer(modules=[module], device="cpu").save(str(folder))
    return folder


def save_tiny_bert(folder: Path) -> Path:
    """A transformer of one layer that reads single characters, its weights as chance has it."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from tokenizers import Regex, Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.pre_tokenizers import Split
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    words = {word: number for number, word in enumerate(["[PAD]", "[UNK]", *dict.fromkeys(CHARACTERS)])}
    tokenizer = Tokenizer(WordLevel(words, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Split(Regex("."), "isolated")
    config = BertConfig(
        vocab_size=len(words), hidden_size=12, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16
    )
    BertModel(config).save_pretrained(str(folder / "bert"))
    marks = {"pad_token": "[PAD]", "unk_token": "[UNK]"}
    fast: Any = PreTrainedTokenizerFast  # its constructor has no types
    fast(tokenizer_object=tokenizer, **marks).save_pretrained(str(folder / "bert"))
    model = SentenceTransformer(modules=[Transformer(str(folder / "bert")), Pooling(12, "mean")], device="cpu")
    model.save(str(folder / "model"))
    return folder / "model"


@pytest.fixture(scope="module")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_tiny_model(tmp_path_factory.mktemp("models") / "tiny")


def unit(vectors: Vectors) -> Vectors:
    scaled: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return scaled


@pytest.mark.parametrize(("method", "prefix"), [("queries", QUERY), ("questions", QUERY), ("passages", PASSAGE)])
def test_the_bundled_model_gives_the_vectors_of_its_engine(
    encoder: Encoder, engine: Engine, method: str, prefix: str
) -> None:
    vectors = getattr(encoder, method)(TEXTS)
    texts = [simplified(text) for text in TEXTS] if method == "queries" else TEXTS
    assert vectors.shape == (len(TEXTS), 384)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    np.testing.assert_array_equal(vectors, [engine.encode(prefix, text) for text in texts])


def test_a_text_has_other_vectors_as_question_and_as_passage(encoder: Encoder) -> None:
    assert not np.allclose(encoder.queries(TEXTS[:1]), encoder.passages(TEXTS[:1]), atol=1e-3)


def test_vectors_come_in_the_order_of_the_texts_whatever_their_lengths(tiny_model: Path) -> None:
    encoder = Encoder(str(tiny_model))
    texts = [CHARACTERS[i % 7 : i % 7 + 1 + i % 5] for i in range(75)]
    one_by_one = np.concatenate([encoder.queries([text]) for text in texts])
    np.testing.assert_allclose(encoder.passages(texts), one_by_one, atol=1e-6)


def test_progress_counts_every_text_once_and_in_steps(tiny_model: Path) -> None:
    steps: list[int] = []
    Encoder(str(tiny_model)).passages(["茶"] * 70, steps.append)
    assert sum(steps) == 70
    assert len(steps) > 2


def test_any_text_can_be_encoded(encoder: Encoder) -> None:
    vectors = encoder.queries(["", " ", "\ud83d", "茶\udcff叶", "\x00", "😀" * 3])
    assert vectors.shape == (6, 384)
    assert np.isfinite(vectors).all()


def test_a_lone_surrogate_is_read_as_a_question_mark(encoder: Encoder) -> None:
    np.testing.assert_array_equal(encoder.queries(["茶\ud800叶"]), encoder.queries(["茶?叶"]))


def test_what_follows_the_first_thousand_characters_is_not_read(encoder: Encoder) -> None:
    start = " " * 999 + "茶"
    cut, whole, other = encoder.passages([start + "主播" * 9, start, " " * 998 + "茶"])
    np.testing.assert_allclose(cut, whole, atol=1e-6)
    assert np.abs(encoder.passages([start[1:] + "主播" * 9])[0] - other).max() > 1e-3


def test_a_bundled_text_is_nearer_to_its_answer_than_to_another(encoder: Encoder) -> None:
    question = encoder.queries(["茶叶怎么存放？"])[0]
    right, wrong = encoder.passages(["仓库要干燥，避免茶叶受潮。", "主播的收入由底薪和提成组成。"])
    assert question @ right > question @ wrong


def test_vectors_to_search_with_are_nearer_to_passages_in_other_words_than_those_of_questions(encoder: Encoder) -> None:
    asked = ["雨季里货放哪儿才不会坏？", "How do the people on camera get paid?"]
    passages = encoder.passages(["仓库要干燥，避免茶叶受潮。", "主播的收入由底薪和提成组成。"])
    queries, searching = encoder.queries(asked), encoder.search_vectors(asked)
    assert searching is not None
    assert searching.shape == (2, 384)
    assert searching.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(searching, axis=1), 1, atol=1e-5)
    of_queries, of_searching = queries @ passages.T, searching @ passages.T
    leads = [similar.diagonal() - similar[:, ::-1].diagonal() for similar in (of_queries, of_searching)]
    assert (leads[1] > leads[0]).all()


def test_vectors_to_search_with_are_the_same_in_either_script(encoder: Encoder) -> None:
    simple, traditional = encoder.search_vectors(["茶叶怎么存放"]), encoder.search_vectors(["茶葉怎麼存放"])
    assert simple is not None
    assert traditional is not None
    np.testing.assert_array_equal(simple, traditional)


def test_a_model_of_ones_own_has_no_vectors_of_its_own_to_search_with(tiny_model: Path) -> None:
    assert Encoder(str(tiny_model)).search_vectors(["茶"]) is None


def test_threads_that_start_together_load_the_model_once(tiny_model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    loads = []
    load = index.encoder._load
    together = threading.Barrier(8)

    def counted(model: str) -> object:
        loads.append(model)
        return load(model)

    def ask(_: int) -> Vectors:
        together.wait(timeout=30)
        return encoder.queries(["茶"])

    monkeypatch.setattr(index.encoder, "_load", counted)
    encoder = Encoder(str(tiny_model))
    with ThreadPoolExecutor(8) as pool:
        vectors = list(pool.map(ask, range(8)))
    assert loads == [str(tiny_model)]
    assert all(np.array_equal(vector, vectors[0]) for vector in vectors)


def test_threads_share_the_bundled_model(encoder: Encoder) -> None:
    texts = ["礼盒", "仓库"]
    expected = [encoder.queries([text]) for text in texts]
    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(lambda text: encoder.queries([text]), texts))
    np.testing.assert_array_equal(found, expected)


def test_nothing_is_loaded_before_it_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index.encoder, "_load", lambda model: pytest.fail("loaded"))
    assert Encoder("no/such/model").model == "no/such/model"


def test_a_folder_with_a_sentence_transformers_model_is_used(tiny_model: Path) -> None:
    table = next(iter(load_file(tiny_model / "model.safetensors").values()))
    order = ["?", *dict.fromkeys(CHARACTERS)]
    expected = unit(np.stack([table[[order.index(c) for c in text]].mean(axis=0) for text in ("茶叶", "主播")]))
    np.testing.assert_allclose(Encoder(str(tiny_model)).queries(["茶叶", "主播"]), expected, atol=1e-5)


@pytest.mark.parametrize("method", ["queries", "questions", "passages"])
def test_vectors_of_a_model_in_a_folder_have_unit_length(tiny_model: Path, method: str) -> None:
    vectors = getattr(Encoder(str(tiny_model)), method)(["茶叶仓库", "主播"])
    assert vectors.shape == (2, 12)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


@pytest.mark.parametrize("kind", ["missing", "empty", "a file", "broken modules", "without weights"])
def test_a_folder_without_a_usable_model_is_refused(tmp_path: Path, kind: str) -> None:
    model = tmp_path / "model"
    if kind == "empty":
        model.mkdir()
    elif kind == "a file":
        model.write_text("not a model", "utf-8")
    elif kind == "broken modules":
        (save_tiny_model(model) / "modules.json").write_text("{", "utf-8")
    elif kind == "without weights":
        (save_tiny_model(model) / "model.safetensors").unlink()
    with pytest.raises(EncoderError) as caught:
        Encoder(str(model)).queries(["茶"])
    assert caught.value.code == "encoder-unusable"
    assert caught.value.details["model"] == str(model)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("file", ["model.safetensors", "tokenizer.json"])
def test_a_folder_with_a_damaged_model_is_refused(tmp_path: Path, file: str) -> None:
    model = save_tiny_model(tmp_path / "model")
    (model / file).write_bytes((model / file).read_bytes()[:50])
    with pytest.raises(EncoderError):
        Encoder(str(model)).queries(["茶"])


def test_a_model_that_brings_its_own_code_is_refused_and_the_code_not_run(tmp_path: Path) -> None:
    model = save_tiny_model(tmp_path / "model")
    trap = tmp_path / "ran"
    (model / "custom.py").write_text(f"open({str(trap)!r}, 'w').close()\nclass Custom: ...\n", "utf-8")
    modules = '[{"idx": 0, "name": "0", "path": "", "type": "custom.Custom"}]'
    (model / "modules.json").write_text(modules, "utf-8")
    with pytest.raises(EncoderError):
        Encoder(str(model)).queries(["茶"])
    assert not trap.exists()


def test_a_model_that_failed_to_load_is_tried_again(tmp_path: Path) -> None:
    encoder = Encoder(str(tmp_path / "model"))
    with pytest.raises(EncoderError):
        encoder.queries(["茶"])
    save_tiny_model(tmp_path / "model")
    assert encoder.queries(["茶"]).shape == (1, 12)


@pytest.mark.slow
def test_an_unknown_name_without_network_is_an_encoder_error(tmp_path: Path) -> None:
    code = (
        "from index.encoder import Encoder\n"
        "from index.errors import EncoderError\n"
        "try:\n"
        "    Encoder('nobody-at-all/no-such-model').queries(['茶'])\n"
        "except EncoderError as error:\n"
        "    print(error.details['model'], '|', error.code)\n"
    )
    environment = os.environ | {"HF_HUB_OFFLINE": "1", "HF_HOME": str(tmp_path), "PYTHONIOENCODING": "utf-8"}
    root = Path(index.encoder.__file__).parent.parent
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=root, env=environment, capture_output=True, encoding="utf-8", timeout=120
    )
    assert ran.stdout.strip() == "nobody-at-all/no-such-model | encoder-unusable", ran.stderr


def test_a_model_to_be_run_by_onnx_says_what_is_not_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "optimum", None)
    monkeypatch.setitem(sys.modules, "optimum.onnxruntime", None)
    folder = save_tiny_bert(tmp_path)
    assert Encoder(str(folder)).queries(["茶"]).shape == (1, 12)
    with pytest.raises(EncoderError, match="ONNX") as caught:
        Encoder(f"onnx:{folder}").queries(["茶"])
    assert caught.value.details["model"] == f"onnx:{folder}"
    assert "pip install" in caught.value.details["problem"]


def test_the_identity_of_a_folder_run_by_onnx_follows_its_files(tiny_model: Path) -> None:
    assert Encoder(f"onnx:{tiny_model}").identity.startswith(f"onnx:{tiny_model}@")
    assert Encoder(f"onnx:{tiny_model}").identity != Encoder(str(tiny_model)).identity


def test_an_encoder_error_is_an_index_error() -> None:
    assert issubclass(EncoderError, SearchIndexError)


@pytest.mark.parametrize("method", ["queries", "questions", "passages"])
def test_no_texts_give_no_vectors(tiny_model: Path, method: str) -> None:
    assert getattr(Encoder(str(tiny_model)), method)([]).shape == (0, 12)


def test_a_ligature_of_eighteen_letters_is_encoded(encoder: Encoder) -> None:
    written_out, ligature = encoder.queries([unicodedata.normalize("NFKC", "\ufdfa" * 30), "\ufdfa" * 30])
    assert (written_out == ligature).all()
