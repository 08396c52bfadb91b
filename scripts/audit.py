"""python -m scripts.audit: ask a database of known vulnerabilities about everything that is locked.

Exit with code 1 if one is known. Where no database can be reached, say so: that is no reason for a change to fail.
"""

import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LOCKS = Path(__file__).parent.parent / "locks"
_FILES = ("dev.txt", "torch.txt")
_TIMEOUT_S = 180

Report = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Finding:
    """What to print, and whether a vulnerability is known."""

    lines: tuple[str, ...]
    vulnerable: bool


def main() -> None:
    """Print what is known, and exit with code 1 if that is a vulnerability."""
    finding = judge(_ask())
    print("\n".join(finding.lines))
    raise SystemExit(1 if finding.vulnerable else 0)


def judge(report: Report | str) -> Finding:
    """Return what pip-audit's ``report`` comes to; it is a string if there is none, and says why."""
    if isinstance(report, str):
        return Finding((f"No database of known vulnerabilities could be asked: {report}",), vulnerable=False)
    packages = report["dependencies"]
    asked = [package for package in packages if "skip_reason" not in package]
    if not asked:
        told = f"No database of known vulnerabilities knew any of {len(packages)} packages."
        return Finding((told,), vulnerable=False)
    known = [_told(package, each) for package in asked for each in package["vulns"]]
    told = f"{len(known)} vulnerabilities are known of {len(asked)} packages; {len(packages) - len(asked)} not asked."
    return Finding((*known, told), vulnerable=bool(known))


def _told(package: Report, vulnerability: Report) -> str:
    mended = ", ".join(vulnerability["fix_versions"]) or "no version"
    return f"{package['name']} {package['version']}: {vulnerability['id']}, mended in {mended}"


def _ask() -> Report | str:
    locks = [argument for file in _FILES for argument in ("-r", str(LOCKS / file))]
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "report.json")
        how = ["--disable-pip", "--require-hashes", "--progress-spinner=off", "--format=json", f"--output={report}"]
        try:
            done = subprocess.run(
                [sys.executable, "-m", "pip_audit", *how, *locks], capture_output=True, text=True, timeout=_TIMEOUT_S
            )
        except subprocess.TimeoutExpired:
            return f"no answer within {_TIMEOUT_S} s"
        if not report.exists():
            return (done.stderr.splitlines() or ["no reason given"])[-1]
        return dict(json.loads(report.read_text("utf-8")))


if __name__ == "__main__":
    main()
