"""Read YAML with the line of each value, and refuse what makes YAML dangerous."""

from dataclasses import dataclass, field
from typing import Any

import yaml
from yaml.constructor import SafeConstructor
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from bot.suites.cases import Remark

Path = tuple[str | int, ...]

_MAX_DEPTH = 20
_MAX_NODES = 500_000  # These are values, keys and brackets, and enough for about 20,000 cases.
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # Builds of PyYAML without libyaml lack the fast loader.
# What the two parsers say of a mistake, as far as it is told in words of our own; the first that fits counts.
KINDS = {
    "mapping values are not allowed": "yaml-colon",
    "flow sequence": "yaml-bracket",
    "flow mapping": "yaml-bracket",
    "unexpected end of stream": "yaml-quote",
    "escape character": "yaml-quote",
    "quoted scalar": "yaml-quote",
    "'\\t'": "yaml-indent",
    "tab character": "yaml-indent",
    "cannot start any token": "yaml-start",
    "could not find expected ':'": "yaml-key",
    "another document": "yaml-documents",
    "block mapping": "yaml-indent",
    "block collection": "yaml-indent",
    "block sequence": "yaml-indent",
}
_CONTAINERS = ("tag:yaml.org,2002:map", "tag:yaml.org,2002:seq")


@dataclass(frozen=True, slots=True)
class Lined:
    """Plain data, the line (from 1) of each value by its path, and the mistakes in the text.

    A value in a mapping has the line of its key.
    """

    data: Any
    lines: dict[Path, int] = field(default_factory=dict)
    mistakes: list[Remark] = field(default_factory=list)

    def line(self, path: Path) -> int:
        """Return the line of ``path``, or of the nearest value around it that has one."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def read_yaml(text: str) -> Lined:
    """Read the one YAML document in ``text``; if it is not valid YAML, return no data and the first mistake.

    Aliases are refused, since a few lines of them can stand for billions of values. So is data that is nested too
    deeply or has too many values.
    """
    try:
        mistake = _refuse_dangers(text)
        node = None if mistake else yaml.compose(text, _Loader)
    except yaml.MarkedYAMLError as error:
        mistake = Remark(_line(error.problem_mark or error.context_mark), "", _kind_of(error), {})
    except yaml.reader.ReaderError as error:
        mistake = Remark(text.count("\n", 0, error.position) + 1, "", "yaml-character", {})
    except yaml.YAMLError:
        mistake = Remark(1, "", "yaml", {})
    if mistake:
        return Lined(None, mistakes=[mistake])
    lined = Lined(None)
    data = _plain(node, (), lined) if node else None
    return Lined(data, lined.lines, lined.mistakes)


def _kind_of(error: yaml.MarkedYAMLError) -> str:
    """Return the code of a mistake; the parser's own words are English."""
    said = f"{error.context or ''}; {error.problem or ''}"
    return next((code for words, code in KINDS.items() if words in said), "yaml")


def _refuse_dangers(text: str) -> Remark | None:
    depth = 0
    for number, event in enumerate(yaml.parse(text, _Loader)):
        if number > _MAX_NODES:
            return Remark(_line(event.start_mark), "", "too-many", {})
        if isinstance(event, yaml.AliasEvent):
            return Remark(_line(event.start_mark), "", "alias", {"name": str(event.anchor)})
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > _MAX_DEPTH:
                return Remark(_line(event.start_mark), "", "too-deep", {})
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
    return None


def _plain(node: Node, path: Path, lined: Lined) -> Any:
    """Return the value of ``node``, and add its lines and mistakes to ``lined``."""
    lined.lines.setdefault(path, _line(node.start_mark))
    if isinstance(node, ScalarNode):
        return _scalar(node, lined)
    if node.tag not in _CONTAINERS:
        lined.mistakes.append(_mistake(node, "tag", tag=node.tag))
        return None
    if isinstance(node, SequenceNode):
        return [_plain(item, (*path, i), lined) for i, item in enumerate(node.value)]
    assert isinstance(node, MappingNode)
    values: dict[str, Any] = {}
    for key, value in node.value:
        if not isinstance(key, ScalarNode):
            lined.mistakes.append(_mistake(key, "key"))
        elif key.value in values:
            lined.mistakes.append(_mistake(key, "duplicate-key", key=key.value[:40]))
        else:
            below = (*path, key.value)
            lined.lines[below] = _line(key.start_mark)
            values[key.value] = _plain(value, below, lined)
    return values


def _scalar(node: ScalarNode, lined: Lined) -> Any:
    try:
        return SafeConstructor().construct_document(node)
    except (yaml.YAMLError, ValueError, OverflowError, LookupError, AttributeError):
        # PyYAML's constructors raise many kinds of errors, such as for another program's tag or an impossible date.
        lined.mistakes.append(_mistake(node, "value", value=node.value[:40]))
        return None


def _mistake(node: Node, code: str, **details: str) -> Remark:
    return Remark(_line(node.start_mark), "", code, details)


def _line(mark: Any) -> int:
    """Return the line of a place in the text; 1 for a mistake without a place."""
    return int(mark.line) + 1 if mark else 1
