"""Run as a program: re-index a data directory in a child process that is killed with -9, again and again.

The libraries are loaded once; each trial is a fork on a fresh copy of the directory. Prints one line of JSON a trial.
Reading the document touches nothing of the directory and takes longest: where a build is killed at a step, what was
read before is taken.
"""

import json
import os
import random
import shutil
import signal
import sys
import time
from pathlib import Path
from unittest import mock

from bot.answering.assistant import Assistant
from bot.answering.snapshot import snapshot_of
from bot.data_folder import DataFolder
from bot.reindexing.collection import Request
from bot.reindexing.engine import clean_up, reindex
from bot.settings import Settings
from index.encoder import Encoder
from index.files import load
from index.locks import clear_interrupted
from index.versions import current_version, list_versions, load_current
from knowledge.isolation import load_isolated
from knowledge.types import Document

_STEPS = {"open", "os.rename", "os.mkdir", "os.remove", "os.rmdir", "sqlite3.connect"}


def build(home: Path, document: Path) -> None:
    settings = Settings(_env_file=None, data_dir=home, keep_versions=2)
    request = Request("Ada", add=(document,), although_alike=True)
    reindex(settings, request, lambda _: None, lambda *_: None)


def die_at(step: int, home: Path) -> None:
    """Kill this process right before the ``step``-th time that it opens, makes, renames or deletes something."""
    seen = 0

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal seen
        if event in _STEPS and str(arguments[0]).startswith(str(home)):
            seen += 1
            if seen == step:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)


def run_child(
    home: Path, document: Path, step: int | None = None, after: float | None = None, read: Document | None = None
) -> bool:
    """Whether the child came to its end before it was killed; ``read`` is what the document holds, if it is known."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            if read:
                mock.patch("bot.reindexing.collection.load_isolated", return_value=read).start()
            if step:
                die_at(step, home)
            build(home, document)
            code = 0
        finally:
            os._exit(code)
    if after is not None:
        time.sleep(after)
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    if os.WIFEXITED(status):
        assert os.waitstatus_to_exitcode(status) == 0, "the build failed by itself"
    return os.WIFEXITED(status)


def examine(home: Path, encoder: Encoder, again: bool, document: Path) -> dict[str, object]:
    """What is left: the live version answers, every version there is whole, the next start cleans up and goes on."""
    folder = DataFolder(home).index
    live = load_current(folder, "bundled")
    answer = Assistant(snapshot_of(live), encoder).ask("下单后多久发货？")
    assert answer.quotes[0].version == current_version(folder)
    assert "48小时" in answer.quotes[0].text
    for version in list_versions(folder):
        load(folder / "versions" / version, "bundled")
    left = sorted(path.name.split("-")[0] for path in folder.glob("*ing-*"))
    interrupted = clear_interrupted(folder)
    assert not list(folder.glob("building-*"))
    assert not list(folder.glob("removing-*"))
    if again:
        build(home, document)
        now = load_current(folder, "bundled")
        assert len(now.manifest.documents) == 2
        assert clear_interrupted(folder) is None
        clean_up(Settings(_env_file=None, data_dir=home, keep_versions=2))
    return {"by": interrupted.by if interrupted else None, "left": left, "documents": len(live.manifest.documents)}


def resume(home: Path, document: Path) -> int:
    """Kill a build in the midst of embedding; how many texts the next one finds done as it begins."""
    document.write_text("\n\n".join(f"第{number}段，说的是第{number * 7}件事。" for number in range(700)), "utf-8")
    settings = Settings(_env_file=None, data_dir=home)
    request = Request("Ada", add=(document,))
    known: list[int] = []

    def die_midway(done: int, total: int) -> None:
        known.append(done)
        if done - known[0] > 300:
            os.kill(os.getpid(), signal.SIGKILL)

    child = os.fork()
    if child == 0:
        reindex(settings, request, lambda _: None, die_midway)
        os._exit(1)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status)
    before: list[int] = []
    reindex(settings, request, lambda _: None, lambda done, _: before.append(done))
    return before[0]


def main(template: Path, work: Path, document: Path, seed: int, stride: int, trials: int) -> None:
    encoder = Encoder()
    encoder.queries(["warm"])
    chance = random.Random(seed)
    started = time.perf_counter()
    home = Path(shutil.copytree(template, work / "whole"))
    assert run_child(home, document)
    whole = time.perf_counter() - started
    print(json.dumps({"found": resume(home, work / "long.md")}), flush=True)
    read = load_isolated(document, max_bytes=2**20)
    step, done = 1 + seed % stride, False
    while not done:
        home = Path(shutil.copytree(template, work / f"step-{step}"))
        done = run_child(home, document, step, read=read)
        found = examine(home, encoder, step % 7 == 1, document)
        print(json.dumps({"step": step, "done": done} | found), flush=True)
        shutil.rmtree(home)
        step += stride
    for number in range(trials):
        home = Path(shutil.copytree(template, work / f"time-{number}"))
        done = run_child(home, document, after=chance.uniform(0, whole))
        found = examine(home, encoder, number % 7 == 0, document)
        print(json.dumps({"step": 0, "done": done} | found), flush=True)
        shutil.rmtree(home)


if __name__ == "__main__":
    template, work, document = (Path(argument) for argument in sys.argv[1:4])
    seed, stride, trials = (int(argument) for argument in sys.argv[4:7])
    main(template, work, document, seed, stride, trials)
