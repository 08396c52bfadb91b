"""Import suites in promptfoo's YAML as far as they map to this project's, with a remark on each line that does not.

The import covers ``tests`` with ``vars`` (each item of a list makes a case), ``description``, ``metadata`` ("tags",
"language"), ``defaultTest``, and the assertions in `_MAPPED`. A passage is quoted whole or not at all, so assertions on
wording, format, cost or a model's style have no counterpart.
"""

import re
from itertools import islice, product
from typing import Any, TypeGuard

from bot.suites.cases import Remark
from bot.suites.formats.yaml_lines import Lined, Path

_OURS = "cases"
_KEPT_TEST_KEYS = ("description", "vars", "assert", "metadata")
_IGNORED_KEYS = ("description", "tests", "prompts", "providers", "targets", "defaultTest", "outputPath", "tags")
_QUESTION_NAMES = ("question", "query", "input", "prompt", "message")
_MAX_CASES = 1000  # the most cases of one test whose variables are lists
_GAP = re.compile(r"{{\s*([\w.]+)\s*}}")
_REFUSED = {"status": ["refused"]}
_NOT_REFUSED = {"status": ["answered", "hedged"]}
_MAPPED = {
    "contains": "contains",
    "icontains": "contains",
    "contains-all": "contains",
    "icontains-all": "contains",
    "not-contains": "lacks",
    "not-icontains": "lacks",
    "not-contains-any": "lacks",
    "not-icontains-any": "lacks",
    "contains-any": "any",
    "icontains-any": "any",
    "is-refusal": "refusal",
    "not-is-refusal": "no-refusal",
}


def is_promptfoo(lined: Lined) -> bool:
    """Say whether the data is a promptfoo configuration, or only a list of its tests."""
    data = lined.data
    if isinstance(data, list):
        return any(isinstance(test, dict) and "vars" in test for test in data)
    return isinstance(data, dict) and _OURS not in data and "tests" in data


def read_promptfoo(lined: Lined) -> tuple[Lined, list[Remark]]:
    """Return the cases of a promptfoo suite, and remarks on what was left out."""
    return _Importer(lined).convert()


class _Importer:
    """One import, which collects cases and remarks while it goes through the tests."""

    def __init__(self, source: Lined) -> None:
        self._source = source
        self._root: Path = () if isinstance(source.data, list) else ("tests",)
        self._config: dict[str, Any] = source.data if isinstance(source.data, dict) else {}
        self._result = Lined({"cases": []}, mistakes=source.mistakes)
        self._notes: list[Remark] = []
        self._names: set[str] = set()

    def convert(self) -> tuple[Lined, list[Remark]]:
        tests = self._source.data if not self._root else self._config["tests"]
        default = self._config.get("defaultTest", {})
        if not isinstance(default, dict):
            self._note(("defaultTest",), "not-mapped", what="defaultTest")
        for key in _mapping(default):
            if key not in ("assert", "vars"):
                self._note(("defaultTest", key), "not-mapped", what=f"defaultTest.{key}")
        for key in self._config:
            if key not in _IGNORED_KEYS:
                self._note((key,), "not-mapped", what=key)
        if isinstance(tests, list):
            for number, test in enumerate(tests):
                self._add_test(test, (*self._root, number))
        else:  # The tests are in another file, or a program makes them.
            self._mistake(self._root, "tests-elsewhere")
        return self._result, self._notes

    def _add_test(self, test: Any, path: Path) -> None:
        if not isinstance(test, dict):
            self._mistake(path, "tests-elsewhere")
            return
        for key in test:
            if key not in _KEPT_TEST_KEYS:
                self._note((*path, key), "not-mapped", what=key)
        default = _mapping(self._config.get("defaultTest"))
        expect: dict[str, Any] = {}
        for key, part in ((("defaultTest",), default), (path, test)):
            self._add_assertions(part.get("assert", []), (*key, "assert"), expect)
        variables = {**_mapping(default.get("vars")), **_mapping(test.get("vars"))}
        questions = self._questions(variables)
        if len(questions) > _MAX_CASES:
            self._mistake(path, "too-many")
        elif not questions:
            self._mistake(path, "no-question")
        elif not expect:
            self._note(path, "nothing-mapped")
        else:
            self._add_cases(questions, expect, test, path)

    def _add_cases(self, questions: list[str], expect: dict[str, Any], test: dict[str, Any], path: Path) -> None:
        metadata = _mapping(test.get("metadata"))
        name = str(test.get("description") or f"test-{int(path[-1]) + 1}")
        if name in self._names:  # Promptfoo allows tests with the same name.
            name = f"{name} #{int(path[-1]) + 1}"
        self._names.add(name)
        for key in metadata:
            if key not in ("tags", "language"):
                self._note((*path, "metadata", key), "not-mapped", what=f"metadata.{key}")
        for number, question in enumerate(questions, start=1):
            cases = self._result.data["cases"]
            self._result.lines["cases", len(cases)] = self._source.line(path)
            suffix = f" ({number})" if len(questions) > 1 else ""
            case = {"id": f"{name}{suffix}", "question": question, "expect": expect}
            cases.append(case | {key: metadata[key] for key in ("tags", "language") if key in metadata})

    def _questions(self, variables: dict[str, Any]) -> list[str]:
        """Return the questions, one for each combination of the variables' values.

        A question is the value of the variable that holds it, or else the first prompt with its placeholders filled.
        """
        names = list(variables)
        choices = [value if isinstance(value, list) else [value] for value in variables.values()]
        rows = [dict(zip(names, values, strict=True)) for values in islice(product(*choices), _MAX_CASES + 1)]
        return [question for row in rows if (question := self._question(row))]

    def _question(self, row: dict[str, Any]) -> str:
        prompts = self._config.get("prompts")
        prompt = prompts[0] if isinstance(prompts, list) and prompts else prompts
        named = next((row[name] for name in _QUESTION_NAMES if name in row), None)
        if named is None and len(row) == 1:
            named = next(iter(row.values()))
        if named is None and isinstance(prompt, str) and set(_GAP.findall(prompt)) <= row.keys():
            named = _GAP.sub(lambda gap: str(row[gap[1]]), prompt)
        return named if isinstance(named, str) else ""  # YAML may have changed the text of a number, so it is left out.

    def _add_assertions(self, assertions: Any, path: Path, expect: dict[str, Any]) -> None:
        if not isinstance(assertions, list):
            self._mistake(path, "assertions")
            return
        for number, assertion in enumerate(assertions):
            kind = assertion.get("type") if isinstance(assertion, dict) else None
            target = _MAPPED.get(kind) if isinstance(kind, str) else None
            if target is None:
                self._note((*path, number), "not-mapped", what=str(kind or assertion)[:40])
                continue
            for key in sorted(assertion.keys() - {"type", "value", "metric"}):
                self._note((*path, number, key), "not-mapped", what=key)
            value = assertion.get("value")
            if str(kind).endswith(("-any", "-all")) and isinstance(value, str):
                value = [item.strip() for item in value.split(",")]  # Promptfoo splits the value in this way.
            self._add_assertion(target, value, (*path, number), expect)

    def _add_assertion(self, target: str, value: Any, path: Path, expect: dict[str, Any]) -> None:
        values = [str(item) for item in (value if isinstance(value, list) else [value])]
        if target == "refusal":
            expect |= _REFUSED
        elif target == "no-refusal":
            expect |= _NOT_REFUSED
        elif not _is_text(value):
            self._note(path, "not-mapped", what=str(value)[:40])
        elif target == "any" and "passages" not in expect:
            expect["passages"] = [{"quote": item} for item in values]
        elif target == "any":
            self._note(path, "not-mapped", what="contains-any")
        else:
            expect[target] = [*expect.get(target, []), *values]

    def _note(self, path: Path, code: str, **details: str) -> None:
        remark = Remark(self._source.line(path), ".".join(map(str, path)), code, details)
        if remark not in self._notes:
            self._notes.append(remark)

    def _mistake(self, path: Path, code: str) -> None:
        self._result.mistakes.append(Remark(self._source.line(path), ".".join(map(str, path)), code, {}))


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _is_text(value: Any) -> TypeGuard[str | list[str]]:
    """Say whether an assertion's value is text to search for, and not a file or a program that makes the text."""
    items = value if isinstance(value, list) else [value]
    return bool(items) and all(
        isinstance(item, str) and not item.startswith("file://") and "{{" not in item for item in items
    )
