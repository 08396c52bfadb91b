"""Handling of published versions that several tests share."""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import index.versions
from index.search import SearchIndex
from index.versions import add_version, current_version, switch_to
from knowledge.samples import SamplePlace

ROOT = Path(index.versions.__file__).parent.parent
DATA_FILES = (
    "passages.jsonl",
    "places.jsonl",
    "samples.jsonl",
    "unanswered.jsonl",
    "arrays.npz",
    "words.json",
    "passages.faiss",
    "sentences.faiss",
    "samples.faiss",
)


def publish(index: SearchIndex, folder: Path, places: Sequence[SamplePlace] = ()) -> SearchIndex:
    """Add ``index`` as a version and make it live; as it was read back."""
    loaded = add_version(index, folder, places)
    switch_to(folder, index.manifest.version, index.manifest.by, index.manifest.why)
    return loaded


def version_path(folder: Path) -> Path:
    return folder / "versions" / str(current_version(folder))


def renamed(index: SearchIndex, version: str) -> SearchIndex:
    return replace(index, manifest=index.manifest.model_copy(update={"version": version}))


def edit_manifest(path: Path, **changes: object) -> None:
    file = path / "manifest.json"
    file.write_text(json.dumps(json.loads(file.read_text("utf-8")) | changes), "utf-8")
    (path / "manifest.sha256").write_text(sha256(file.read_bytes()).hexdigest(), "utf-8")


def accept(path: Path, name: str) -> None:
    """Enter the present checksum of a file in the manifest."""
    files = json.loads((path / "manifest.json").read_text("utf-8"))["files"]
    edit_manifest(path, files=files | {name: sha256((path / name).read_bytes()).hexdigest()})


@contextmanager
def other_process(code: str, folder: Path) -> Iterator["subprocess.Popen[str]"]:
    """Run ``code`` until it says that it is ready."""
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(folder)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        yield process
        if process.poll() is None:
            process.kill()
