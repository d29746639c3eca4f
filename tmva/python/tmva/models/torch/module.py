"""Modules of PyTorch, live or in TorchScript and pickled files, through the PyTorch that is
installed."""

from __future__ import annotations

import inspect
import io
import pickletools
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ... import _core
from . import program as torch_program

#: What a pickle of weights alone may name.
_WEIGHTS = (
    "collections OrderedDict",
    "torch._utils _rebuild_tensor_v2",
    "torch._utils _rebuild_parameter",
)


def _torch(where: str) -> Any:
    try:
        import torch
    except ImportError as error:
        raise _core.ModelError(f"{where}: needs PyTorch: pip install 'tmva[torch]' ({error})") from error
    return torch


def convert(module: Any, example_inputs: Any, where: str, dynamic_shapes: Any = None) -> bytes:
    """The graph of a module for inputs like the examples; the first dimension of each may have any
    size."""
    torch = _torch(where)
    examples = _examples(torch, example_inputs, where)
    if dynamic_shapes is None:
        dynamic_shapes = _any_number(torch, module, examples)
    with _applied(torch, module), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            program = torch.export.export(module, examples, dynamic_shapes=dynamic_shapes, strict=False)
            buffer = io.BytesIO()
            torch.export.save(program, buffer)
        except Exception as error:  # whatever the module or the exporter raises
            raise _core.ModelError(f"{where}: torch.export cannot export the module: {error}") from error
    buffer.seek(0)
    return torch_program.convert(where, buffer, type(module).__name__)


def _any_number(torch: Any, module: Any, examples: tuple[Any, ...]) -> Any:
    """dynamic_shapes that leave every first dimension open, arranged as forward() takes its
    arguments."""
    shapes = [{0: torch.export.Dim.AUTO} if x.ndim else None for x in examples]
    parameters = list(inspect.signature(module.forward).parameters.values())
    fixed = [p for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    if len(fixed) < len(shapes) and any(p.kind == p.VAR_POSITIONAL for p in parameters):
        return (*shapes[: len(fixed)], tuple(shapes[len(fixed) :]))
    return tuple(shapes)


def _examples(torch: Any, given: Any, where: str) -> tuple[Any, ...]:
    """Tensors; a single event is taken twice, because torch.export takes a size of 1 for a
    constant."""
    inputs = given if isinstance(given, (tuple, list)) else (given,)
    tensors = [x if isinstance(x, torch.Tensor) else torch.as_tensor(x) for x in inputs]
    if not tensors:
        raise _core.ModelError(f"{where}: example_inputs: at least one tensor is expected")
    if all(x.ndim and x.shape[0] == 1 for x in tensors):
        tensors = [torch.cat([x, x]) for x in tensors]
    return tuple(tensors)


@contextmanager
def _applied(torch: Any, module: Any) -> Iterator[None]:
    """The module as it is applied, not trained; without kernels that only PyTorch has."""
    states = [(m, m.training) for m in module.modules()]
    fast = torch.backends.mha.get_fastpath_enabled()
    module.eval()
    torch.backends.mha.set_fastpath_enabled(False)
    try:
        with torch.no_grad():
            yield
    finally:
        torch.backends.mha.set_fastpath_enabled(fast)
        for m, training in states:
            m.training = training


def kind_of(path: str) -> str:
    """What a zip archive of PyTorch holds: "export", "script", "weights" or "pickle". Nothing is
    run for that."""
    with zipfile.ZipFile(path) as archive:
        names = {name.partition("/")[2]: name for name in archive.namelist()}
        if (
            any(name.startswith("models/") for name in names)
            or "archive_format" in names
            or "serialized_exported_program.json" in archive.namelist()
        ):
            return "export"
        if any(name.startswith("code/") for name in names) and "constants.pkl" in names:
            return "script"
        if "data.pkl" not in names:
            raise _core.FileFormatError(f"{path}: no file of PyTorch: it has no data.pkl")
        try:
            return "weights" if _only_weights(archive.read(names["data.pkl"])) else "pickle"
        except ValueError as error:
            raise _core.FileFormatError(f"{path}: data.pkl is no pickle: {error}") from error


def _only_weights(content: bytes) -> bool:
    """Does a pickle name nothing but tensors? Looks at its operations, which are not run."""
    for operation, argument, _ in pickletools.genops(content):
        if operation.name in ("GLOBAL", "INST"):
            is_storage = str(argument).startswith("torch ") and str(argument).endswith("Storage")
            if argument not in _WEIGHTS and not is_storage:
                return False
        elif operation.name == "STACK_GLOBAL":
            return False
    return True


def load(path: str, allow_pickle: bool, example_inputs: Any) -> bytes:
    """The graph of a .pt file."""
    kind = kind_of(path)
    if kind == "export":
        return torch_program.convert(path)
    if kind == "weights":
        raise _core.ModelError(
            f"{path}: holds weights only (a state_dict), not the module that uses them. Make the "
            f"module, load the weights into it, and "
            "call tmva.models.from_torch(module, example_inputs); or save it with "
            "torch.export.save (.pt2)"
        )
    what = (
        "a TorchScript file, whose code runs when it is loaded and exported"
        if kind == "script"
        else "a pickled module, which can run code when it is read"
    )
    if not allow_pickle:
        raise _core.ModelError(
            f"{path}: {what}; allow_pickle=True lets it, if you trust the file. A .pt2 file "
            f"(torch.export.save) needs no such trust"
        )
    torch = _torch(path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            module = (
                torch.jit.load(path, map_location="cpu")
                if kind == "script"
                else torch.load(path, map_location="cpu", weights_only=False)
            )
        except Exception as error:
            raise _core.ModelError(f"{path}: PyTorch cannot read it: {error}") from error
    if not isinstance(module, torch.nn.Module):
        raise _core.ModelError(f"{path}: holds a {type(module).__name__}, expected a module")
    inputs = example_inputs if example_inputs is not None else _guess(torch, module, path)
    if kind == "pickle":
        return convert(module, inputs, path)
    return _of_script(torch, module, _examples(torch, inputs, path), path)


def _guess(torch: Any, module: Any, path: str) -> Any:
    """An input [2, variables], where the first weights are those of a dense layer."""
    weights = [p for p in module.parameters() if p.ndim > 1]
    if weights and weights[0].ndim == 2:
        example = torch.zeros(2, weights[0].shape[1])
        try:
            module.eval()(example)
            return example
        except Exception:  # it wants something else
            pass
    raise _core.ModelError(
        f"{path}: does not say what its inputs look like: give example_inputs=(array, ...)"
    )


def _of_script(torch: Any, script: Any, examples: tuple[Any, ...], path: str) -> bytes:
    """By torch.onnx, for any number of events; what that cannot do, by torch.export, for as many as
    the examples."""
    names = [f"x{k}" if len(examples) > 1 else "x" for k in range(len(examples))]
    buffer = io.BytesIO()
    with _applied(torch, script), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            answers = torch.utils._pytree.tree_leaves(script(*examples))
            outputs = [f"y{k}" if len(answers) > 1 else "y" for k in range(len(answers))]
            axes = {name: {0: "N"} for name in names + outputs}
            torch.onnx.export(
                script,
                examples,
                buffer,
                dynamo=False,
                opset_version=17,
                input_names=names,
                output_names=outputs,
                dynamic_axes=axes,
            )
            return buffer.getvalue()
        except Exception:  # the old exporter knows less
            pass

    class Script(torch.nn.Module):  # type: ignore[name-defined,misc]
        """torch.export refuses scripts, but follows a call of one."""

        def forward(self, *inputs: Any) -> Any:
            return script(*inputs)

    script.eval()
    content = convert(Script(), examples, path)
    warnings.warn(
        f"{path}: the model takes {len(examples[0])} events at a time, as example_inputs has: its "
        f"script "
        "cannot be exported for any number",
        stacklevel=2,
    )
    return content
