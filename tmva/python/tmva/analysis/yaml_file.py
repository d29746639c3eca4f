"""YAML files whose values know where they stand."""

from __future__ import annotations

import os
from typing import Any, NoReturn, Union

from .. import _core

try:
    import yaml
except ImportError as error:
    raise _core.Error('configuration files need PyYAML and pydantic: pip install "tmva[config]"') from error

# Aliases (*name) can make a short file huge, or endless.
_MOST_VALUES = 100_000
_DEEPEST = 20
_STANDARD = "tag:yaml.org,2002:"
_PLAIN_TAGS = (_STANDARD + "map", _STANDARD + "seq")

#: Keys and positions in lists, from the top: ("processes", "ztt", "files", 0).
KeyPath = tuple[Union[str, int], ...]


class YamlFile:
    """The content of a file, as plain dicts, lists, texts, numbers and truth values.

    Tags that would make other objects are an error, and so are keys that come twice.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        self._places: dict[KeyPath, tuple[int, int]] = {}
        self._values = 0
        try:
            with open(path, encoding="utf-8") as stream:
                node = yaml.compose(stream, Loader=yaml.SafeLoader)
        except OSError as error:
            raise _core.Error(f"{path}: cannot be read: {error.strerror}") from error
        except UnicodeDecodeError as error:
            raise _core.FileFormatError(f"{path}: is no text in UTF-8") from error
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            where = f"{path}:{mark.line + 1}:{mark.column + 1}" if mark else path
            raise _core.FileFormatError(f"{where}: {error.problem or error.context}") from error
        except yaml.YAMLError as error:
            raise _core.FileFormatError(f"{path}: {error}") from error
        self.content: Any = {} if node is None else self._convert(node, ())

    def where(self, key: KeyPath) -> str:
        """``"file.yaml:12:5"``: where a key stands, or the nearest one above it."""
        while key not in self._places and key:
            key = key[:-1]
        line, column = self._places.get(key, (0, 0))
        return f"{self.path}:{line + 1}:{column + 1}"

    def _convert(self, node: Any, key: KeyPath) -> Any:
        self._places.setdefault(key, (node.start_mark.line, node.start_mark.column))
        self._values += 1
        if self._values > _MOST_VALUES or len(key) > _DEEPEST:
            raise _core.FileFormatError(
                f"{self._at(node)}: more than {_MOST_VALUES} values, or {_DEEPEST} levels of them"
            )
        if not isinstance(node, yaml.ScalarNode) and node.tag not in _PLAIN_TAGS:
            self._refuse(node, key)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, key)
        if isinstance(node, yaml.SequenceNode):
            return [self._convert(item, (*key, i)) for i, item in enumerate(node.value)]
        kind = node.tag.removeprefix(_STANDARD)
        if kind in ("str", "timestamp", "value"):  # a date is a text, and so is "="
            return node.value
        if kind not in ("int", "float", "bool", "null"):
            self._refuse(node, key)
        loader = yaml.SafeLoader("")
        try:
            return loader.construct_object(node)
        except (yaml.YAMLError, ValueError) as error:
            problem = getattr(error, "problem", None) or str(error)
            raise _core.FileFormatError(f"{self._at(node)}: {dotted(key)}: {problem}") from error
        finally:
            loader.dispose()

    def _refuse(self, node: Any, key: KeyPath) -> NoReturn:
        raise _core.FileFormatError(f"{self._at(node)}: {dotted(key)}: the tag {node.tag} is not supported")

    def _mapping(self, node: Any, key: KeyPath) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name_node, value in node.value:
            if name_node.tag == "tag:yaml.org,2002:merge":
                raise _core.FileFormatError(f"{self._at(name_node)}: '<<' is not supported")
            name = str(name_node.value)
            if name in found:
                raise _core.FileFormatError(
                    f"{self._at(name_node)}: {dotted((*key, name))}: the key comes twice; first at "
                    f"{self.where((*key, name))}"
                )
            self._places[(*key, name)] = (name_node.start_mark.line, name_node.start_mark.column)
            found[name] = self._convert(value, (*key, name))
        return found

    def _at(self, node: Any) -> str:
        return f"{os.fspath(self.path)}:{node.start_mark.line + 1}:{node.start_mark.column + 1}"


def dotted(key: KeyPath) -> str:
    """``"processes.ztt.files[0]"``."""
    text = ""
    for part in key:
        text += f"[{part}]" if isinstance(part, int) else (f".{part}" if text else part)
    return text or "top level"
