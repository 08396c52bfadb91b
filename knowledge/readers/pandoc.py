"""Have the program pandoc parse a file into its syntax tree, JSON; see https://pandoc.org/using-the-pandoc-api.html.

The process that reads a file may start no other, so whoever starts that one starts pandoc beside it; see
`knowledge.isolation`. What is to be parsed goes through one pipe, the tree comes through another.
"""

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

from knowledge.errors import DocumentError

Tree = dict[str, Any]
Parse = Callable[[bytes, str], Tree]  # of a file's bytes and name
_MEMORY_MB = 768  # MB; a tree takes about a hundred times the bytes of its text while it is made
# One thread: in the jail there is no other. -V0 takes away the clock that would need one.
_RUNTIME = ("+RTS", "-V0", f"-M{_MEMORY_MB}M", "-RTS")


def program() -> Path:
    """Return where pandoc is."""
    import pypandoc

    return Path(pypandoc.get_pandoc_path())


def command(form: str) -> list[str]:
    """Return the command that parses its standard input, of the pandoc format ``form``, and prints the tree."""
    return [str(program()), "--sandbox", *_RUNTIME, "--from", form, "--to", "json"]


def parse_beside(data: bytes, name: str, form: str) -> Tree:
    """Return the tree of ``data`` by a pandoc of its own. Raises `DocumentError` ("damaged")."""
    done = subprocess.run(command(form), input=data, capture_output=True, check=False)
    return _tree(done.stdout, name)


def parse_through(data: bytes, name: str, into: int, out_of: int) -> Tree:
    """Return the tree of ``data`` by the pandoc behind two pipes, given as descriptors, once.

    Raises `DocumentError` ("damaged").
    """
    try:
        with os.fdopen(into, "wb") as pipe:
            pipe.write(data)
    except BrokenPipeError:
        return _tree(b"", name)
    with os.fdopen(out_of, "rb") as pipe:
        return _tree(pipe.read(), name)


def _tree(printed: bytes, name: str) -> Tree:
    try:
        tree: Tree = json.loads(printed)
    except ValueError:
        raise DocumentError("damaged", name=name) from None
    return tree
