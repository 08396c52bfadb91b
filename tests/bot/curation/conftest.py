"""Curated files in any folder."""

from pathlib import Path

from bot.blobs.folder import FolderBlobs
from bot.data_folder import SAVING_PREFIX


def in_folder(folder: Path) -> FolderBlobs:
    return FolderBlobs(folder, SAVING_PREFIX)
