"""The naive bot for comparison: the same weights in Sentence Transformers, and one vector per passage in FAISS.

``python -m scripts.benchmark.naive FOLDER QUESTION`` answers one question: it imports, loads and searches.
"""

import json
import sys
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

    from index.encoder import Vectors

_MODEL = "model"
_VECTORS = "passages.faiss"
_PASSAGES = "passages.json"
_PARTS = {  # parts of a layer: the name in Transformers' BERT, and the one in the bundled file
    "attention.self.query": "q",
    "attention.self.key": "k",
    "attention.self.value": "v",
    "attention.output.dense": "ao",
    "intermediate.dense": "fi",
    "output.dense": "fo",
}
_NORMS = {"attention.output.LayerNorm": "aln", "output.LayerNorm": "oln"}


def save_model(folder: Path) -> Path:
    """Write the bundled encoder as a Sentence Transformers model of float32 weights into ``folder``."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer

    from index.bundled.engine import PASSAGE, QUERY

    source = folder / "transformer"
    _save_transformer(source)
    transformer = Transformer(str(source))
    pooling = Pooling(transformer.get_embedding_dimension(), pooling_mode="mean")
    prompts = {"query": QUERY, "document": PASSAGE}
    model = SentenceTransformer(modules=[transformer, pooling, Normalize()], prompts=prompts, device="cpu")
    model.save(str(folder / _MODEL))
    return folder / _MODEL


def build(model: "SentenceTransformer", texts: Sequence[str], folder: Path) -> None:
    """Index ``texts`` into ``folder`` in the way of a typical first program."""
    write(model.encode_document(list(texts), show_progress_bar=False), texts, folder)


def write(vectors: "Vectors", texts: Sequence[str], folder: Path) -> None:
    """Write an index of ``texts`` that have these ``vectors`` into ``folder``."""
    import faiss

    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(vectors)
    faiss.write_index(index, str(folder / _VECTORS))
    (folder / _PASSAGES).write_text(json.dumps(list(texts), ensure_ascii=False), "utf-8")


class NaiveBot:
    """A bot that answers with the passage whose vector is nearest to the question's."""

    def __init__(self, model: "SentenceTransformer", folder: Path) -> None:
        import faiss

        self._model = model
        self._index = faiss.read_index(str(folder / _VECTORS))
        self._passages = json.loads((folder / _PASSAGES).read_text("utf-8"))

    def ask(self, question: str) -> str:
        """Return the nearest passage."""
        return str(self._passages[self.rank(question, 1)[0]])

    def rank(self, question: str, limit: int) -> list[int]:
        """Return the rows of the ``limit`` nearest passages, the nearest first."""
        vector = self._model.encode_query([question], show_progress_bar=False)
        _, rows = self._index.search(vector, limit)
        found: list[int] = rows[0].tolist()
        return found


def _save_transformer(folder: Path) -> None:
    import torch
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    from index.bundled.weights import open_weights

    weights = open_weights()
    kinds = len(weights.floats("emb.type")) // weights.width
    words = weights.matrix("emb.word", weights.tensors["emb.word"][1] // (weights.width // 32 * 18))
    config = BertConfig(
        vocab_size=len(words),
        hidden_size=weights.width,
        num_hidden_layers=weights.layers,
        num_attention_heads=weights.heads,
        intermediate_size=weights.inner,
        max_position_embeddings=weights.longest,
        type_vocab_size=kinds,
        layer_norm_eps=weights.epsilon,
    )
    state: dict[str, Any] = {
        "embeddings.word_embeddings.weight": words,
        "embeddings.position_embeddings.weight": weights.floats("emb.pos").reshape(weights.longest, -1),
        "embeddings.token_type_embeddings.weight": weights.floats("emb.type").reshape(kinds, -1),
        "embeddings.LayerNorm.weight": weights.floats("emb.ln.w"),
        "embeddings.LayerNorm.bias": weights.floats("emb.ln.b"),
    }
    for number in range(weights.layers):
        layer = f"encoder.layer.{number}"
        for name, part in _PARTS.items():
            rows = weights.inner if part == "fi" else weights.width
            state[f"{layer}.{name}.weight"] = weights.matrix(f"l{number}.{part}.w", rows)
            state[f"{layer}.{name}.bias"] = weights.floats(f"l{number}.{part}.b")
        for name, norm in _NORMS.items():
            state[f"{layer}.{name}.weight"] = weights.floats(f"l{number}.{norm}.w")
            state[f"{layer}.{name}.bias"] = weights.floats(f"l{number}.{norm}.b")
    model = BertModel(config, add_pooling_layer=False)
    model.load_state_dict({name: torch.tensor(np.array(values)) for name, values in state.items()}, strict=True)
    model.save_pretrained(str(folder))
    marks = {"bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>", "pad_token": "<pad>"}
    tokenizer = PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_object=library_tokenizer(), model_max_length=weights.longest, padding_side="right", **marks
    )
    tokenizer.save_pretrained(str(folder))


def library_tokenizer() -> Any:
    """Return the vocabulary as a tokenizer of Hugging Face's tokenizers library."""
    from tokenizers import Regex, Tokenizer, normalizers, pre_tokenizers, processors
    from tokenizers.models import Unigram

    from index.bundled.weights import open_weights

    vocabulary = open_weights().vocabulary
    data, starts = vocabulary.text.tobytes(), vocabulary.starts.tolist()
    pieces = [data[start:end].decode() for start, end in pairwise(starts)]
    tokenizer = Tokenizer(Unigram(list(zip(pieces, vocabulary.scores.tolist(), strict=True)), vocabulary.unknown))
    # The vocabulary was made with SentencePiece's nmt_nfkc, which is NFKC except that it keeps the full-width tilde.
    kept, apart = "\uff5e", "\ue000"
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Replace(kept, apart),
            normalizers.NFKC(),
            normalizers.Replace(apart, kept),
            normalizers.Replace(Regex(" {2,}"), " "),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    marks = [("<s>", vocabulary.begin), ("</s>", vocabulary.end)]
    tokenizer.post_processor = processors.TemplateProcessing(single="<s> $A </s>", special_tokens=marks)
    return tokenizer


def _main(folder: Path, question: str) -> None:
    from sentence_transformers import SentenceTransformer

    print(NaiveBot(SentenceTransformer(str(folder / _MODEL), device="cpu"), folder).ask(question))


if __name__ == "__main__":
    _main(Path(sys.argv[1]), sys.argv[2])
