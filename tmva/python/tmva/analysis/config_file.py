"""Reading a configuration file: errors name file, line, column, key, and the nearest valid key."""

from __future__ import annotations

import difflib
import typing
from typing import Any, Optional

from .. import _core
from .config import (
    BaseModel,
    Config,
    ValidationError,
)  # config.py says what is missing where pydantic is
from .yaml_file import KeyPath, YamlFile, dotted

_MOST_ERRORS = 10


class ConfigFile:
    """A configuration with its file, for errors that are found later."""

    def __init__(self, path: str, changes: Optional[dict[str, Any]] = None) -> None:
        """``changes`` replace keys of the top level."""
        self._file = YamlFile(path)
        content = self._file.content
        if not isinstance(content, dict):
            raise _core.FileFormatError(
                f"{self._file.where(())}: expected keys and values, as in 'output: results'"
            )
        try:
            self.config = Config.model_validate({**content, **(changes or {})})
        except ValidationError as error:
            lines = [self._describe(dict(each)) for each in error.errors()]
            more = [f"and {len(lines) - _MOST_ERRORS} more"] if len(lines) > _MOST_ERRORS else []
            raise _core.OptionError("\n".join(lines[:_MOST_ERRORS] + more)) from None
        self._check()

    def fail(self, key: KeyPath, text: str) -> typing.NoReturn:
        raise _core.OptionError(self.at(key, text))

    def at(self, key: KeyPath, text: str) -> str:
        return f"{self._file.where(key)}: {dotted(key)}: {text}"

    def _describe(self, error: dict[str, Any]) -> str:
        key = tuple(part for part in error["loc"] if part != "[key]")
        kind = error["type"]
        if kind == "extra_forbidden":
            return self.at(key, f"unknown key{_suggestion(str(key[-1]), _known_keys(key[:-1]))}")
        if kind == "missing":
            return self.at(key, "is missing")
        if kind == "string_pattern_mismatch":
            return self.at(
                key,
                f"'{error['input']}' cannot be a name: no blanks, quotes, braces, '/', ':' or ';'",
            )
        text = str(error["msg"]).replace("Input should be", "expected")
        given = error.get("input")
        if isinstance(given, (str, int, float, bool)):
            text += f", got '{given}'"
            choices = (
                error.get("ctx", {}).get("expected", "").replace(" or ", ", ").replace("'", "").split(", ")
            )
            near = difflib.get_close_matches(str(given), choices, 1)
            text += f"; did you mean '{near[0]}'?" if near else ""
        return self.at(key, text)

    def _check(self) -> None:
        """What one field alone cannot tell."""
        config = self.config
        used = {p.class_ for p in config.processes.values() if p.class_}
        names = config.class_names
        if len(used) < 2:
            self.fail(
                ("processes",),
                f"two classes are needed, there are {len(used)}: give processes a 'class'",
            )
        for name, process in config.processes.items():
            if process.class_ and process.class_ not in names:
                self.fail(
                    ("processes", name, "class"),
                    f"'{process.class_}' is not one of the classes{_suggestion(process.class_, names)}",
                )
        for i, name in enumerate(config.classes):
            if name not in used:
                self.fail(
                    ("classes", i),
                    f"no process has the class '{name}'{_suggestion(name, sorted(filter(None, used)))}",
                )
        self._known(("class_weights",), config.class_weights, names)
        known_types = [name for name, _ in _core.methods()]
        for name, method in config.methods.items():
            kind = config.method_type(name)
            if kind not in known_types:
                key: KeyPath = ("methods", name, "type") if method and method.type else ("methods", name)
                self.fail(key, f"there is no method '{kind}'{_suggestion(kind, known_types)}")
        self._known(("application", "methods"), config.application.methods, list(config.methods))
        if config.folds and config.folds.train_on == "same" and config.folds.count != 2:
            self.fail(("folds", "train_on"), "'same' is for two folds")
        applied = config.application.methods or list(config.methods)
        if len(applied) > 1 and "{method}" not in config.application.branch_prefix:
            self.fail(
                ("application", "branch_prefix"),
                "must contain '{method}', as several methods are applied",
            )

    def _known(self, key: KeyPath, given: Any, known: list[str]) -> None:
        for i, name in enumerate(given):
            if name not in known:
                self.fail(
                    (*key, name if isinstance(given, dict) else i),
                    f"there is no '{name}'{_suggestion(name, known)}",
                )


def _suggestion(name: str, known: list[str]) -> str:
    near = difflib.get_close_matches(name, known, 1)
    return f"; did you mean '{near[0]}'?" if near else f"; known: {', '.join(known)}"


def _known_keys(key: KeyPath) -> list[str]:
    """The keys of the section at a place."""
    kind: Any = Config
    for part in key:
        section = _section(kind)
        if section is not None:
            kind = {f.alias or name: f.annotation for name, f in section.model_fields.items()}.get(str(part))
        else:
            kind = _item(kind)
    section = _section(kind)
    return [f.alias or name for name, f in section.model_fields.items()] if section else []


def _section(kind: Any) -> Any:
    """The class of a section; None for lists and mappings of them."""
    if typing.get_origin(kind) is typing.Annotated or typing.get_origin(kind) is typing.Union:
        found = [_section(part) for part in typing.get_args(kind)]
        return next(filter(None, found), None)
    return kind if isinstance(kind, type) and issubclass(kind, BaseModel) else None


def _item(kind: Any) -> Any:
    """What a list or mapping holds."""
    if typing.get_origin(kind) is typing.Annotated:
        return _item(typing.get_args(kind)[0])
    return (typing.get_args(kind) or (None,))[-1]
