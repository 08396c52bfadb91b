"""Run as a program within a mount namespace of its own: what re-indexing does on a full disk and on a read-only one.

Prints a line of JSON for each.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from bot.answering.assistant import Assistant
from bot.answering.snapshot import snapshot_of
from bot.errors import explain
from bot.reindexing.collection import Request
from bot.reindexing.engine import reindex
from bot.settings import Settings
from index.encoder import Encoder
from index.versions import list_versions, load_current
from knowledge.errors import TOLD_ERRORS


def attempt(settings: Settings, document: Path) -> str:
    """What is said of a re-indexing: a sentence where it fails."""
    try:
        return reindex(settings, Request("Ada", add=(document,)), lambda _: None, lambda *_: None).state
    except TOLD_ERRORS as error:
        return explain(error, "en", "terminal")


def tell(what: str, settings: Settings, told: str, encoder: Encoder) -> None:
    folder = settings.data_folder.index
    live = load_current(folder, "bundled")
    answer = Assistant(snapshot_of(live), encoder).ask("下单后多久发货？").quotes[0].text
    left = [path.name for path in folder.glob("building-*")]
    found = {"what": what, "told": told, "answers": "48小时" in answer, "left": left}
    print(json.dumps(found | {"versions": len(list_versions(folder))}), flush=True)


def with_filled(disk: Path, room: int, do: Callable[[], str]) -> str:
    """Do something while only ``room`` bytes are left."""
    free = os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize
    (disk / "filler").write_bytes(b"\0" * (free - room))
    try:
        return do()
    finally:
        (disk / "filler").unlink()


def main(template: Path, disk: Path, document: Path) -> None:
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=40m", "none", disk], check=True)
    home = Path(shutil.copytree(template, disk / "home"))
    settings = Settings(_env_file=None, data_dir=home)
    encoder = Encoder()
    # The embeddings of the new document are the first to be written, its version the last.
    for room in (4096, 60_000, 600_000, 1_200_000):
        told = with_filled(disk, room, lambda: attempt(settings, document))
        tell(f"{room} bytes left", settings, told, encoder)
    subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
    tell("read-only", settings, attempt(settings, document), encoder)
    subprocess.run(["mount", "-o", "remount,rw", disk], check=True)
    tell("room again", settings, attempt(settings, document), encoder)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]))
