"""Compiles the C++ expressions that RDataFrame takes: typed by C++'s rules, evaluated as whole arrays."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from typing import Any, NoReturn, Optional

from .. import _core
from . import list_functions, operators
from .expression import Expression, cast, column, constant
from .functions import CONSTANTS, FUNCTIONS
from .list_functions import LIST_FUNCTIONS
from .types import BOOL, CASTS, DOUBLE, FLOAT, ColumnType, dtype_named, literal_integer

_TOKEN = re.compile(
    r"""\s*(?:
    (?P<number>0[xX][0-9a-fA-F]+[uUlL]*|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[fFuUlL]*)
  | (?P<name>(?:::)?[A-Za-z_]\w*(?:::[A-Za-z_]\w*)*\$?)
  | (?P<symbol>&&|\|\||<<|>>|<=|>=|==|!=|[-+*/%<>!~&|^?:()\[\],.;="'{}])
)""",
    re.VERBOSE,
)
_LEVELS = [("||",), ("&&",), ("|",), ("^",), ("&",), ("==", "!="), ("<", ">", "<=", ">="), ("<<", ">>"), ("+", "-"),
           ("*", "/", "%")]  # fmt: skip
_LEVEL = {operator: level for level, operators_ in enumerate(_LEVELS) for operator in operators_}
_WORDS = {"and": "&&", "or": "||", "not": "!"}
_PREFIXES = ("ROOT::VecOps::", "ROOT::Math::", "ROOT::", "VecOps::", "std::", "::")
_METHODS = ("size", "empty", "at", "front", "back")
_MAX_DEPTH = 100


def compile_expression(text: str, columns: Mapping[str, ColumnType]) -> Expression:
    """An expression over columns.

    Raises
    ------
    DataError
        With a caret under the fault, and the nearest name for unknown columns and functions.
    """
    return _Parser(text, columns).whole()


def nearest(name: str, known: Iterable[str]) -> str:
    """``"; did you mean 'x'?"``, or nothing."""
    found = difflib.get_close_matches(name, list(known), 1)
    return f"; did you mean '{found[0]}'?" if found else ""


class _Parser:
    def __init__(self, text: str, columns: Mapping[str, ColumnType]):
        self._text, self._columns = text, columns
        self._tokens: list[tuple[str, str, int, int]] = []  # kind, text, begin, end
        self._next = 0
        self._depth = 0
        position, end = 0, len(text.rstrip().removesuffix(";").rstrip())
        while position < end:
            match = _TOKEN.match(text, position, end)
            if match is None:
                self._fail(f"unexpected character {text[position:end].lstrip()[:1]!r}", position)
            kind = str(match.lastgroup)
            found = match[kind]
            if found in _WORDS:
                kind, found = "symbol", _WORDS[found]
            self._tokens.append((kind, found, match.start(match.lastgroup or 0), match.end()))
            position = match.end()
        if self._tokens and self._tokens[0][1] == "return":
            self._next = 1

    def whole(self) -> Expression:
        if self._next >= len(self._tokens):
            self._fail("the expression is empty", 0)
        result = self._conditional()
        if self._next < len(self._tokens):
            found = self._tokens[self._next][1]
            if found in (";", "=", "{"):
                self._fail("C++ statements are not compiled; give one expression or a Python function")
            self._fail(f"'{found}' is not expected here")
        return result

    def _fail(self, message: str, position: Optional[int] = None) -> NoReturn:
        if position is None:
            position = self._tokens[self._next][2] if self._next < len(self._tokens) else len(self._text)
        raise _core.DataError(f"{message}\n    {self._text}\n    {' ' * position}^")

    def _peek(self, *symbols: str) -> bool:
        return (
            self._next < len(self._tokens)
            and self._tokens[self._next][0] == "symbol"
            and (self._tokens[self._next][1] in symbols)
        )

    def _accept(self, *symbols: str) -> bool:
        found = self._peek(*symbols)
        self._next += found
        return found

    def _expect(self, symbol: str, why: str) -> None:
        if not self._accept(symbol):
            self._fail(f"expected '{symbol}' {why}")

    def _since(self, start: int) -> str:
        """The text of the tokens from one on."""
        return self._text[self._tokens[start][2] : self._tokens[self._next - 1][3]]

    def _guard(self, start: int, make: Any, *args: Any) -> Expression:
        """What is wrong with an operation is shown at its place."""
        try:
            return make(*args, self._since(start))
        except _core.DataError as error:
            self._fail(str(error), self._tokens[start][2])

    def _conditional(self) -> Expression:
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            self._fail(f"nested deeper than {_MAX_DEPTH} levels")
        start = self._next
        result = self._binary(0)
        if self._accept("?"):
            first = self._conditional()
            self._expect(":", "between the values of '?'")
            second = self._conditional()
            result = self._guard(start, operators.conditional, result, first, second)
        self._depth -= 1
        return result

    def _binary(self, level: int) -> Expression:
        start = self._next
        result = self._unary()
        while self._next < len(self._tokens):
            kind, operator, _, _ = self._tokens[self._next]
            if kind != "symbol" or _LEVEL.get(operator, -1) < level:
                break
            self._next += 1
            right = self._binary(_LEVEL[operator] + 1)
            result = self._guard(start, operators.binary, operator, result, right)
        return result

    def _unary(self) -> Expression:
        start = self._next
        if self._peek("-", "+", "!", "~"):
            self._depth += 1
            if self._depth > _MAX_DEPTH:
                self._fail(f"nested deeper than {_MAX_DEPTH} levels")
            operator = self._tokens[self._next][1]
            self._next += 1
            one = self._unary()
            self._depth -= 1
            return self._guard(start, operators.unary, operator, one)
        if (kind := self._cast_here()) is not None:
            one = self._unary()
            return cast(one, kind, self._since(start))
        return self._postfix()

    def _type_at(self, index: int) -> tuple[Optional[str], int]:
        """The name of a type from a token on, and the token behind it."""
        end, words = index, []
        while end < len(self._tokens) and self._tokens[end][0] == "name":
            words.append(self._tokens[end][1].removeprefix("std::"))
            end += 1
        while words and " ".join(words) not in CASTS:
            words.pop()
            end -= 1
        return (" ".join(words), end) if words else (None, index)

    def _cast_here(self) -> Any:
        """The type of a ``(type)`` that starts here."""
        if not self._peek("("):
            return None
        name, end = self._type_at(self._next + 1)
        if name is None or name in self._columns or end >= len(self._tokens) or self._tokens[end][1] != ")":
            return None
        self._next = end + 1
        return dtype_named(name)

    def _postfix(self) -> Expression:
        start = self._next
        result = self._primary()
        while self._peek("[", "."):
            if self._accept("["):
                index = self._conditional()
                self._expect("]", "behind an index")
                result = self._guard(start, operators.indexed, result, index)
            else:
                self._next += 1
                result = self._method(start, result)
        return result

    def _method(self, start: int, lists: Expression) -> Expression:
        name = self._tokens[self._next][1] if self._next < len(self._tokens) else ""
        if name not in _METHODS or not lists.is_list:
            known = [one for one in self._columns if one.startswith(lists.text + ".")] + list(_METHODS)
            self._fail(f"'{lists.text}' has no '{name}'{nearest(lists.text + '.' + name, known)}")
        self._next += 1
        args = self._arguments()
        if len(args) not in {"at": (1, 2)}.get(name, (0,)):
            self._fail(f"'{name}' does not take {len(args)} arguments", self._tokens[start][2])
        if name == "at":
            return self._guard(start, list_functions.at, (lists, *args))
        if name == "front":
            return self._guard(start, operators.indexed, lists, constant(0, dtype_named("int"), "0"))
        makers = {"size": list_functions.size, "empty": list_functions.is_empty, "back": list_functions.last}
        return self._guard(start, makers[name], lists)

    def _arguments(self) -> tuple[Expression, ...]:
        self._expect("(", "before the arguments")
        args: list[Expression] = []
        while not self._accept(")"):
            if args:
                self._expect(",", "or ')' in the arguments")
            args.append(self._conditional())
        return tuple(args)

    def _primary(self) -> Expression:
        if self._next >= len(self._tokens):
            self._fail("it ends where a value is expected")
        if self._accept("("):
            result = self._conditional()
            self._expect(")", "to close a '('")
            return result
        kind, text, _, _ = self._tokens[self._next]
        if kind == "number":
            try:
                number = _number(text)
            except (ValueError, OverflowError):
                self._fail(f"'{text}' is not a number")
            self._next += 1
            return number
        if kind == "name":
            return self._name()
        if text in "\"'":
            self._fail("texts are not compiled; give a Python function")
        self._fail(
            "expected a value"
            if text != "{"
            else "C++ statements are not compiled; give one expression or a Python function"
        )

    def _name(self) -> Expression:
        start = self._next
        longest = self._longest_column()
        if longest is not None:
            kind = self._columns[longest]
            if not kind.is_numeric:
                self._fail(
                    f"column '{longest}' is of type {kind.name}: expressions take numbers and lists of them",
                    self._tokens[start][2],
                )
            return column(longest, kind)
        name = self._tokens[start][1]
        if name in ("true", "false"):
            self._next += 1
            return constant(name == "true", BOOL, name)
        if name == "Entry$":
            self._next += 1
            return column("rdfentry_", self._columns["rdfentry_"])
        type_name, end = self._type_at(start)
        if type_name is not None and end < len(self._tokens) and self._tokens[end][1] == "(":
            self._next = end
            return self._converted(start, type_name)
        if name.removeprefix("std::") == "static_cast":
            return self._static_cast(start)
        self._next += 1
        if self._peek("("):
            return self._call(start, name)
        self._next = start
        known = [*self._columns, *(f for f, _ in (*FUNCTIONS, *LIST_FUNCTIONS))]
        self._fail(f"there is no column '{name}'{nearest(name, known)}")

    def _longest_column(self) -> Optional[str]:
        """The column with the longest name, dots included, that stands here."""
        name, found, end = "", None, self._next
        index = self._next
        while index < len(self._tokens) and self._tokens[index][0] == "name":
            name += self._tokens[index][1]
            index += 1
            if name in self._columns:
                found, end = name, index
            if index >= len(self._tokens) or self._tokens[index][1] != ".":
                break
            name += "."
            index += 1
        self._next = end
        return found

    def _converted(self, start: int, type_name: str) -> Expression:
        args = self._arguments()
        if len(args) != 1:
            self._fail(f"{type_name}() converts one value, {len(args)} are given", self._tokens[start][2])
        return cast(args[0], dtype_named(type_name), self._since(start))

    def _static_cast(self, start: int) -> Expression:
        self._next += 1
        self._expect("<", "behind static_cast")
        type_name, self._next = self._type_at(self._next)
        if type_name is None:
            self._fail("static_cast names no arithmetic type")
        self._expect(">", "behind the type")
        return self._converted(start, type_name)

    def _call(self, start: int, name: str) -> Expression:
        args = self._arguments()
        plain = name
        for prefix in _PREFIXES:
            plain = plain.removeprefix(prefix)
        if plain in CONSTANTS and not args:
            return constant(CONSTANTS[plain], DOUBLE, self._since(start))
        key = (plain, len(args))
        if key in FUNCTIONS:
            return self._guard(start, FUNCTIONS[key], args)
        if key in LIST_FUNCTIONS:
            for one in args[: 2 if plain == "Concatenate" else 1]:
                if not one.is_list:
                    self._fail(
                        f"{plain} takes a list; '{one.text}' has one value an entry", self._tokens[start][2]
                    )
            return self._guard(start, LIST_FUNCTIONS[key], args)
        counts = sorted(n for table in (FUNCTIONS, LIST_FUNCTIONS) for f, n in table if f == plain)
        if counts:
            self._fail(
                f"'{plain}' takes {' or '.join(map(str, counts))} arguments, {len(args)} are given",
                self._tokens[start][2],
            )
        hint = nearest(plain, [f for f, _ in (*FUNCTIONS, *LIST_FUNCTIONS)])
        self._fail(
            f"there is no function '{name}'{hint or '; a Python function can be given instead'}",
            self._tokens[start][2],
        )


def _number(text: str) -> Expression:
    lower = text.lower()
    if lower.startswith("0x"):
        digits = lower.rstrip("ul")
        return constant(int(digits, 16), literal_integer(int(digits, 16), lower[len(digits) :]), text)
    digits = lower.rstrip("ful")
    suffix = lower[len(digits) :]
    if "." in digits or "e" in digits or "f" in suffix:
        return constant(float(digits), FLOAT if "f" in suffix else DOUBLE, text)
    value = int(digits, 8) if len(digits) > 1 and digits[0] == "0" and digits.isdigit() else int(digits)
    return constant(value, literal_integer(value, suffix), text)
