"""python read_document.py FILE MAX_BYTES [INTO OUT_OF]: read a document and print it as JSON, from within a jail.

INTO and OUT_OF are the descriptors of the pipes to and from a pandoc that was started beside it.

Of this project only the package `knowledge` can be read there, and no folder above it can be searched for it.
"""

import importlib.util
import json
import sys
from dataclasses import asdict
from functools import partial
from pathlib import Path


def _import_package() -> None:
    """Make ``knowledge`` known, the folder of this file."""
    spec = importlib.util.spec_from_file_location("knowledge", Path(__file__).with_name("__init__.py"))
    assert spec is not None
    assert spec.loader is not None
    sys.modules["knowledge"] = package = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(package)


def _main(path: str, max_bytes: int, *pipes: int) -> None:
    from knowledge.documents import load_document
    from knowledge.errors import DocumentError
    from knowledge.readers.pandoc import parse_through

    parse = partial(parse_through, into=pipes[0], out_of=pipes[1]) if pipes else None

    try:
        told = asdict(load_document(Path(path), max_bytes=max_bytes, parse=parse))
    except DocumentError as error:
        told = {"error": error.code, "details": error.details}
    answer = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    sys.stdout.buffer.write(answer.encode("utf-8", "replace"))


if __name__ == "__main__":
    _import_package()
    _main(sys.argv[1], *map(int, sys.argv[2:]))
