"""Run the command line in a mount namespace of its own, so that nothing stays mounted."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]


def with_mounts(mount: str, *arguments: object, data: Path, then: str = "") -> subprocess.CompletedProcess[str]:
    """Run `springboard backup` with ``arguments``, with its data in ``data``, between shell commands."""
    program = [sys.executable, "-m", "scripts.backup", *map(str, arguments)]
    return subprocess.run(
        [
            "unshare",
            "--map-root-user",
            "--mount",
            "sh",
            "-c",
            f'{mount} && "$0" "$@"; ended=$?; {then}\nexit $ended',
            *program,
        ],
        cwd=ROOT,
        env=os.environ | {"DATA_DIR": str(data), "INTERFACE_LANGUAGE": "en", "COLUMNS": "300"},
        capture_output=True,
        text=True,
        timeout=120,
    )
