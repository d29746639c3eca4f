"""Programs of torch.export, from their JSON to graphs."""

from __future__ import annotations

import difflib
import inspect
from typing import Any, Optional

import numpy as np

from ... import _core
from . import (  # noqa: F401
    aten_attention,
    aten_convolutions,
    aten_creation,
    aten_elementwise,
    aten_indexing,
    aten_linear,
    aten_normalisations,
    aten_recurrent,
    aten_reductions,
    aten_scatter,
    aten_shapes,
    aten_symbols,
)
from ..graph_writer import TYPES, GraphWriter, source_of
from .archive import Archive, scalar_type
from .calls import OPERATORS, Calls, Size, Tensor
from .memory import Memory

#: Checks of what was known when the program was exported.
_CHECKS = (
    "_assert_scalar",
    "_assert_tensor_metadata",
    "_assert_async",
    "sym_constrain_range",
    "sym_constrain_range_for_size",
)


def convert(path: str, content: Any = None, source: str = "") -> bytes:
    """The graph of an archive."""
    archive = Archive(path, content)
    try:
        return _Converter(archive).convert(source or path)
    except _core.Error:
        raise
    except (
        KeyError,
        IndexError,
        TypeError,
        ValueError,
        AttributeError,
        ArithmeticError,
        MemoryError,
        RecursionError,
    ) as error:
        raise _core.ModelError(
            f"{path}: the program is not as torch.export writes it ({type(error).__name__}: {error})"
        ) from error


class _Converter:
    def __init__(self, archive: Archive) -> None:
        self._archive, self._path = archive, archive.path
        self._graph = GraphWriter("torch")
        self._calls = Calls(self._graph, archive.path)
        self._values = Memory(archive.path, self._calls)
        self._meta: dict[str, Any] = {}
        self._symbols: dict[str, str] = {}

    def convert(self, source: str) -> bytes:
        module = self._archive.program["graph_module"]
        graph, signature = module["graph"], module["signature"]
        self._meta = graph["tensor_values"]
        for spec in signature["input_specs"]:
            self._bind(spec)
        self._run(graph["nodes"])
        taken = 0
        for spec in signature["output_specs"]:
            if "user_output" not in spec:
                if "loss_output" in spec or "gradient_to_parameter" in spec:
                    raise _core.ModelError(f"{self._path}: the program was exported for training")
                continue  # a buffer that the program changes (a counter of batches)
            arg = spec["user_output"]["arg"]
            if "as_tensor" not in arg:
                raise _core.ModelError(f"{self._path}: output {taken} is no tensor")
            self._output(
                self._values[arg["as_tensor"]["name"]],
                taken,
                len(signature["output_specs"]),
                arg["as_tensor"]["name"],
            )
            taken += 1
        self._graph.metadata(method="PyTorch", **source_of(source))
        return self._graph.finish()

    def _bind(self, spec: dict[str, Any]) -> None:
        """An input of the program: a parameter, or a real input."""
        for kind, key in (
            ("parameter", "parameter_name"),
            ("buffer", "buffer_name"),
            ("tensor_constant", "tensor_constant_name"),
        ):
            if kind in spec:
                name, stored = spec[kind]["arg"]["name"], spec[kind][key]
                if stored not in self._archive.arrays:
                    raise _core.FileFormatError(f"{self._path}: the numbers of '{stored}' are missing")
                array = self._archive.arrays[stored]
                self._values[name] = Tensor(self._graph, TYPES[array.dtype.name], array.shape, array=array)
                return
        if "user_input" not in spec:
            raise _core.ModelError(
                f"{self._path}: unsupported: an input of the program of the kind {', '.join(spec)}"
            )
        arg = spec["user_input"]["arg"]
        if "as_tensor" not in arg:
            if (
                "as_none" in arg
                or "as_int" in arg
                or "as_float" in arg
                or "as_bool" in arg
                or "as_string" in arg
            ):
                return  # a constant: its value is in the program
            raise _core.ModelError(f"{self._path}: unsupported: an input that is no tensor: {', '.join(arg)}")
        name = arg["as_tensor"]["name"]
        kind, sizes = self._type(name)
        declared: list[Any] = list(sizes)
        for axis, size in enumerate(self._meta[name]["sizes"]):
            if "as_int" not in size:
                declared[axis] = self._symbol(size["as_expr"]["expr_str"], axis)
        self._values[name] = Tensor(self._graph, kind, sizes, self._graph.input(name, kind, declared))

    def _symbol(self, expression: str, axis: int) -> str:
        """How a symbolic size is called: N where it counts events."""
        if expression not in self._symbols:
            wanted = "N" if axis == 0 else expression
            self._symbols[expression] = expression if wanted in self._symbols.values() else wanted
        return self._symbols[expression]

    def _output(self, value: Any, position: int, count: int, name: str) -> None:
        if not isinstance(value, Tensor):
            raise _core.ModelError(f"{self._path}: output {position} is no tensor")
        declared: list[Any] = list(value.sizes)
        meta = self._meta.get(name)
        if meta is not None:
            for axis, size in enumerate(meta["sizes"]):
                if "as_int" not in size:
                    declared[axis] = self._symbols.get(size["as_expr"]["expr_str"])
        handle = value.h if value.array is None else self._graph.add("Identity", value.h)
        self._graph.output(handle, "y" if count == 1 else f"y{position}", value.kind, declared)

    def _type(self, name: str) -> tuple[str, list[Optional[int]]]:
        meta = self._meta.get(name)
        if meta is None:
            raise _core.FileFormatError(f"{self._path}: nothing is said of the tensor '{name}'")
        kind = TYPES[np.dtype(scalar_type(meta["dtype"], f"{self._path}: '{name}'")).name]
        return kind, [int(s["as_int"]) if "as_int" in s else None for s in meta["sizes"]]

    def _argument(self, arg: dict[str, Any]) -> Any:
        ((kind, value),) = arg.items()
        if kind in ("as_tensor", "as_custom_obj"):
            return self._values[value["name"]]
        if kind in ("as_tensors", "as_nested_tensors"):
            return [self._values[v["name"]] for v in value]
        if kind == "as_optional_tensors":
            return [self._values[v["as_tensor"]["name"]] if "as_tensor" in v else None for v in value]
        if kind in ("as_sym_int", "as_sym_float", "as_sym_bool"):
            return self._symbolic(value)
        if kind in ("as_sym_ints", "as_sym_floats"):
            return [self._symbolic(v) for v in value]
        if kind == "as_none":
            return None
        if kind == "as_float":
            return float(value)  # infinities are texts
        if kind == "as_floats":
            return [float(v) for v in value]
        return value

    def _symbolic(self, value: dict[str, Any]) -> Any:
        return self._values[value["as_name"]] if "as_name" in value else next(iter(value.values()))

    def _run(self, nodes: list[dict[str, Any]]) -> None:
        for node in nodes:
            target = node["target"].removeprefix("torch.ops.")
            if target.startswith("higher_order.wrap_with_set_grad_enabled"):
                self._inline(node)
            else:
                self._node(node, target.removeprefix("aten."))

    def _inline(self, node: dict[str, Any]) -> None:
        """A part of the program under no_grad."""
        args = [each["arg"] for each in node["inputs"]]
        part = next(a["as_graph"] for a in args if "as_graph" in a)["graph"]
        given = [self._argument(a) for a in args if "as_graph" not in a and "as_bool" not in a]
        self._meta = {**self._meta, **part["tensor_values"]}
        for spec, value in zip(part["inputs"], given):
            self._values[_name_of(spec)] = value
        self._run(part["nodes"])
        names = [n for out in node["outputs"] for n in _names(out)]
        for name, out in zip(names, [n for o in part["outputs"] for n in _names(o)]):
            self._values[name] = self._values[out]

    def _node(self, node: dict[str, Any], target: str) -> None:
        base, _, overload = target.partition(".")
        if base in _CHECKS:
            return
        in_place = base.endswith("_") and not base.endswith("__")
        operator = f"{base[:-1]}.{overload}" if in_place else target
        if operator.startswith("special_") and operator not in OPERATORS:
            operator = operator.removeprefix("special_")
        function = OPERATORS.get(operator)
        if function is None:
            near = difflib.get_close_matches(operator, OPERATORS, 1)
            hint = f" (the nearest that is: {near[0]})" if near else ""
            raise _core.ModelError(f"{self._path}: unsupported: the operator {target} is not known{hint}")
        keywords: dict[str, Any] = {}
        positional = []
        for each in node["inputs"]:
            if each["name"]:
                keywords[each["name"]] = self._argument(each["arg"])
            else:
                positional.append(self._argument(each["arg"]))
        names = [n for out in node["outputs"] for n in _names(out)]
        calls = self._calls
        calls.target = target
        calls.answers = [self._type(n) if n in self._meta else ("int64", []) for n in names]
        try:
            inspect.signature(function).bind(calls, *positional, **keywords)
        except TypeError as error:
            calls.unsupported(f"these arguments: {error}")
        answers = function(calls, *positional, **keywords)
        if not isinstance(answers, (list, tuple)):
            answers = [answers]
        for name, answer, (kind, sizes) in zip(names, answers, calls.answers):
            is_value = (
                isinstance(answer, (Size, Tensor, int, float, bool))
                or answer is None
                or name not in self._meta
            )
            self._values[name] = answer if is_value else Tensor(self._graph, kind, sizes, answer)
        first = node["inputs"][0]["arg"].get("as_tensor") if node["inputs"] else None
        if first is not None and names:
            others = {k: v for k, v in keywords.items() if k not in ("self", "input")}
            self._values.note_views(first["name"], operator, names, others)
            if in_place:
                self._values.change(first["name"], names[0])


def _names(output: dict[str, Any]) -> list[str]:
    ((kind, value),) = output.items()
    if kind == "as_tensors":
        return [v["name"] for v in value]
    if kind in ("as_none", "as_bool", "as_int", "as_float"):
        return []
    return [_name_of(output)]


def _name_of(output: dict[str, Any]) -> str:
    ((_, value),) = output.items()
    return str(value.get("name", value.get("as_name")))
