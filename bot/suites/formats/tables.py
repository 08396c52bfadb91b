"""Read question sets in JSON lines and CSV: ``id, lang, kind, question, relevant, near, previous, blank, why, note``.

A question of the kind "far" is on another subject and must be refused. One of the kind "near" is on the theme, but the
report does not answer it, so any verdict except "answered" is right. For all other kinds, the verdict must be
"answered" and one of the passages in ``relevant`` among the first three; an empty list means that no passage answers
the question, as for "near". ``near`` (the nearest passage), ``why`` and ``note`` are for people to read.
"""

import csv
import io
import json
import re
from typing import Any

from bot.suites.cases import Remark
from bot.suites.formats.yaml_lines import Lined

_COLUMNS = ("id", "lang", "kind", "question", "relevant", "near", "previous", "blank", "why", "note")
_WITHIN_RANK = 3
_REF = re.compile(r"[0-9]+(?:\.[0-9]+)*(?:/[0-9]+)?")
_BETWEEN_REFS = re.compile(r"[\s,;|，；、\[\]\"']*")
_YES = ("true", "1", "yes", "y", "x", "是", "√")
_NO = ("false", "0", "no", "n", "否")
_STATUS = {"far": ["refused"], "near": ["hedged", "refused"]}


def read_json_lines(text: str) -> Lined:
    """Read cases from a text with one JSON object a line."""
    lined = Lined({"cases": []})
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            lined.mistakes.append(Remark(number, "", "json", {"column": str(getattr(error, "colno", 1))}))
            continue
        if isinstance(row, dict):
            _add(row, number, lined)
        else:
            lined.mistakes.append(Remark(number, "", "json-object", {}))
    return lined


def read_csv(text: str) -> Lined:
    """Read cases from a spreadsheet's CSV text, with a header and columns separated by comma, semicolon or tab."""
    lined = Lined({"cases": []})
    header_line = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=header_line.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        header = [name.strip().lower() for name in next(reader, [])]
        for name in {name for name in header if name and header.count(name) > 1}:
            lined.mistakes.append(Remark(1, "", "duplicate-key", {"key": name}))
        while (number := reader.line_num + 1) and (cells := next(reader, None)) is not None:
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) > len(header):
                lined.mistakes.append(Remark(number, "", "too-many-cells", {"columns": str(len(header))}))
                continue
            row = {name: cell.strip() for name, cell in zip(header, cells, strict=False) if cell.strip()}
            _add(_typed(row, number, lined), number, lined)
    except csv.Error:
        lined.mistakes.append(Remark(reader.line_num, "", "csv", {}))
    if lined.data["cases"] and "question" not in header:
        lined.mistakes[:] = [Remark(1, "", "no-question-column", {})]
        lined.data["cases"].clear()
    return lined


def _typed(row: dict[str, str], line: int, lined: Lined) -> dict[str, Any]:
    """Convert the texts of a row to the types that JSON lines have."""
    refs = row.get("relevant", "")
    typed: dict[str, Any] = row | {"relevant": _REF.findall(refs)}
    if not _BETWEEN_REFS.fullmatch(_REF.sub("", refs)):
        lined.mistakes.append(Remark(line, "relevant", "refs", {"found": refs}))
    if "blank" in row:
        flag = row["blank"].lower()
        typed["blank"] = flag in _YES
        if flag not in (*_YES, *_NO):
            lined.mistakes.append(Remark(line, "blank", "bool_type", {"found": row["blank"]}))
    return typed


def _add(row: dict[str, Any], line: int, lined: Lined) -> None:
    """Add the case of ``row`` to ``lined``; a null counts as a missing value."""
    row = {key: value for key, value in row.items() if value is not None}
    cases = lined.data["cases"]
    place = ("cases", len(cases))
    lined.lines[place] = line
    for key in row:
        if key not in _COLUMNS:
            lined.mistakes.append(Remark(line, key, "extra_forbidden", {}))
    case: dict[str, Any] = {"id": row.get("id", f"line-{line}")}
    if "lang" in row:
        case["language"] = row["lang"]
    if "kind" in row:
        case["tags"] = row["kind"]
    asked = {key: row[key] for key in ("question",) if key in row} | {"expect": _expectation(row)}
    case |= {"turns": [{"question": row["previous"]}, asked]} if "previous" in row else asked
    cases.append(case)


def _expectation(row: dict[str, Any]) -> dict[str, Any]:
    kind = row.get("kind")
    if isinstance(kind, str) and kind.casefold() in _STATUS:
        return {"status": _STATUS[kind.casefold()]}
    relevant = row.get("relevant", [])
    if relevant == [] and "relevant" in row:
        return {"status": _STATUS["near"]}
    refs = [{"ref": ref} for ref in relevant] if isinstance(relevant, list) else relevant
    expect: dict[str, Any] = {"status": "answered", "passages": refs, "within": _WITHIN_RANK}
    return expect | {key: row[key] for key in ("blank",) if key in row}
