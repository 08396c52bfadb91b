"""Read a suite in any supported format, and say where each mistake in it is."""

import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from bot.suites.cases import Case, Remark, Suite, SuiteFile
from bot.suites.errors import SuiteError
from bot.suites.formats.promptfoo import is_promptfoo, read_promptfoo
from bot.suites.formats.tables import read_csv, read_json_lines
from bot.suites.formats.yaml_lines import Lined, read_yaml
from knowledge.documents import SHIPPED_EDITION
from knowledge.errors import DocumentError
from knowledge.readers.encoding import decode

SHIPPED_SUITE = SHIPPED_EDITION.with_suffix(".suite.yaml")

_MAX_MB = 20
_QUOTED = re.compile("'([^']*)'")
_YAML = (".yaml", ".yml")
_READERS = {".jsonl": read_json_lines, ".ndjson": read_json_lines, ".csv": read_csv}


def read_suite(path: Path) -> Suite:
    """Read the suite at ``path``: .yaml or .yml (this project's or promptfoo's), .jsonl or .ndjson, or .csv.

    Raises `SuiteError` with all mistakes found.
    """
    if path.suffix.lower() not in (*_YAML, *_READERS):
        raise SuiteError("suite-unsupported", name=path.name)
    return suite_in(_read(path), path.name)


def suite_in(content: bytes, name: str) -> Suite:
    """Read the suite in ``content`` of the file ``name``. Raises `SuiteError` as `read_suite`."""
    ending = Path(name).suffix.lower()
    try:
        text = decode(content, name)
    except DocumentError as error:
        raise SuiteError("suite-not-text", name=name) from error
    notes: list[Remark] = []
    if ending in _READERS:
        lined = _READERS[ending](text)
    else:
        lined = read_yaml(text)
        if is_promptfoo(lined):
            lined, notes = read_promptfoo(lined)
    file = _checked(lined, name)
    return Suite(name, file.cases, tuple(notes), file.description, file.document)


def cases_in(text: str, name: str) -> tuple[Case, ...]:
    """Read the cases in a YAML text called ``name``; ignore its other content. Raises `SuiteError` as `read_suite`."""
    lined = read_yaml(text)
    data = {"cases": lined.data.get("cases")} if isinstance(lined.data, dict) else lined.data
    return _checked(replace(lined, data=data), name).cases


def read_suites(paths: Iterable[Path]) -> list[Suite]:
    """Read the suites at ``paths``.

    Raises `SuiteError`, also if two have the same name, since reports could not tell them apart.
    """
    suites: list[Suite] = []
    for path in paths:
        if any(suite.name == path.name for suite in suites):
            raise SuiteError("suite-same-name", name=path.name)
        suites.append(read_suite(path))
    return suites


def _read(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise SuiteError("suite-folder", name=path.name)
        if path.stat().st_size > _MAX_MB * 2**20:
            raise SuiteError("suite-too-large", name=path.name, limit=_MAX_MB)
        return path.read_bytes()
    except FileNotFoundError as error:
        raise SuiteError("suite-not-found", name=path.name) from error
    except OSError as error:
        raise SuiteError("suite-unreadable", name=path.name, problem=error.strerror or str(error)) from error


def _checked(lined: Lined, name: str) -> SuiteFile:
    mistakes = list(lined.mistakes)
    file: SuiteFile | None = None
    if lined.data is None and not mistakes:
        raise SuiteError("suite-empty", name=name)
    spoilt = {mistake.line for mistake in mistakes}
    if lined.data is not None and not (mistakes and lined.data == {"cases": []}):
        try:
            file = SuiteFile.model_validate(lined.data)
        except ValidationError as error:
            found = (remark_of(problem, lined) for problem in error.errors(include_url=False))
            # A value that could not be read is None in the data, and must not be reported as a second mistake.
            mistakes.extend(r for r in found if not (r.line in spoilt and r.details["found"] == "None"))
    mistakes.extend(_duplicates(lined))
    if mistakes or file is None:
        once = dict.fromkeys((m.line, m.where, m.code, tuple(m.details.items())) for m in mistakes)
        ordered = sorted((Remark(*key[:3], dict(key[3])) for key in once), key=lambda mistake: mistake.line)
        raise SuiteError("suite-mistakes", name=name, mistakes=tuple(ordered), count=len(ordered))
    return file


def remark_of(problem: Any, lined: Lined, within: tuple[str | int, ...] = ()) -> Remark:
    """Return a mistake that pydantic found in the data, with its line and a place that names a case by its id.

    ``within`` is where in the whole data those are that pydantic was given.
    """
    path = (*within, *problem["loc"])
    context = {key: str(value) for key, value in problem.get("ctx", {}).items() if key != "error"}
    details = {"problem": problem["msg"], "found": _shown(problem["input"])} | context
    if problem["type"] == "literal_error":
        # Pydantic joins the choices with English words.
        details["expected"] = ", ".join(_QUOTED.findall(details["expected"]))
    return Remark(lined.line(path), _where(path, lined.data), problem["type"], details)


def _where(path: tuple[str | int, ...], data: Any) -> str:
    parts = list(path)
    if len(parts) > 1 and parts[0] == "cases" and isinstance(parts[1], int):
        case = data["cases"][parts[1]]
        name = case.get("id") if isinstance(case, dict) else None
        parts[:2] = [name.strip() if isinstance(name, str) and name.strip() else f"cases.{parts[1] + 1}"]
    return ".".join(_shown(part) for part in parts)


def _shown(value: Any) -> str:
    try:
        text = " ".join(str(value)[:200].split())
    except (ValueError, RecursionError):  # A number may have thousands of digits, or lists may be nested too deeply.
        return "…"
    return text if len(text) <= 40 else f"{text[:40]}…"


def _duplicates(lined: Lined) -> Iterable[Remark]:
    first: dict[str, int] = {}
    cases = lined.data.get("cases") if isinstance(lined.data, dict) else None
    for number, case in enumerate(cases if isinstance(cases, list) else []):
        name = case.get("id") if isinstance(case, dict) else None
        line = lined.line(("cases", number, "id"))
        if not isinstance(name, str):
            continue
        if name.strip() in first:
            yield Remark(line, _shown(name), "duplicate-id", {"first": str(first[name.strip()])})
        first.setdefault(name.strip(), line)
