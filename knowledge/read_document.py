"""python read_document.py FILE MAX_BYTES: read a document and print it as JSON, from within a jail.

Of this project only the package `knowledge` can be read there, and no folder above it can be searched for it.
"""

import importlib.util
import json
import sys
from dataclasses import asdict
from pathlib import Path


def _import_package() -> None:
    """Make ``knowledge`` known, the folder of this file."""
    spec = importlib.util.spec_from_file_location("knowledge", Path(__file__).with_name("__init__.py"))
    assert spec is not None
    assert spec.loader is not None
    sys.modules["knowledge"] = package = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(package)


def _main(path: str, max_bytes: int) -> None:
    from knowledge.documents import load_document
    from knowledge.errors import DocumentError

    try:
        told = asdict(load_document(Path(path), max_bytes=max_bytes))
    except DocumentError as error:
        told = {"error": error.code, "details": error.details}
    answer = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    sys.stdout.buffer.write(answer.encode("utf-8", "replace"))


if __name__ == "__main__":
    _import_package()
    _main(sys.argv[1], int(sys.argv[2]))
