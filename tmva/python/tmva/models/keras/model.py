"""Models of Keras, from their files to graphs: Sequential and functional models, nested and
shared."""

from __future__ import annotations

from typing import Any

from ... import _core
from . import (  # noqa: F401
    attention as keras_attention,
    normalisations as keras_normalisations,
    operations as keras_operations,
    pooling as keras_pooling,
    recurrent as keras_recurrent,
)
from ..graph_writer import GraphWriter, source_of
from .calls import Call, Shape, Value, converter_of
from .config import MODELS, Reference, call_of, class_of, inputs_of, name_of, references
from .files import Arrays, KerasFile

_RUNS_CODE = (
    "Lambda",
    "TFSMLayer",
    "TorchModuleWrapper",
    "FlaxLayer",
    "JaxLayer",
)
_KINDS = {"bool": "bool", "int32": "int32", "int64": "int64", "uint8": "uint8"}
_DEEPEST = 32  #: models inside models


def convert(path: str) -> bytes:
    """The graph in a .keras or .h5 file."""
    file = KerasFile(path)
    try:
        return _Converter(file).convert()
    except (
        KeyError,
        IndexError,
        TypeError,
        ValueError,
        AttributeError,
        ArithmeticError,
        MemoryError,
    ) as error:
        raise _core.ModelError(
            f"{path}: the configuration of the model is not as Keras writes it "
            f"({type(error).__name__}: {error})"
        ) from error
    finally:
        file.close()


class _Converter:
    def __init__(self, file: KerasFile) -> None:
        self._file, self._path = file, file.path
        self._graph = GraphWriter(
            str(file.config.get("config", {}).get("name", "model"))
            if isinstance(file.config.get("config"), dict)
            else "model"
        )

    def convert(self) -> bytes:
        config = self._file.config
        self._check(config)
        inputs = [self._input(*each) for each in inputs_of(config, self._path)]
        answers, names = self._model(config, self._file.arrays, inputs, 0)
        for value, name in zip(answers, names):
            shape = [("N" if i == 0 else None) if d is None else d for i, d in enumerate(value.shape)]
            self._graph.output(value.handle, name, value.kind, shape)
        self._graph.metadata(method="Keras", **source_of(self._path))
        return self._graph.finish()

    def _input(self, name: str, shape: Shape, dtype: str) -> Value:
        dims = [("N" if i == 0 else f"{name}_{i}") if d is None else d for i, d in enumerate(shape)]
        kind = _KINDS.get(dtype, "float")
        return Value(self._graph, shape, self._graph.input(name, kind, dims), kind=kind)

    def _check(self, entry: dict[str, Any]) -> None:
        """Refuses what is not Keras's own."""
        kind = entry.get("class_name")
        custom = entry.get("registered_name")
        if kind in _RUNS_CODE:
            raise _core.ModelError(
                f"{self._path}: layer '{name_of(entry)}' is a {kind}, which holds code; code of a "
                f"file is never run. Replace it "
                "by layers of Keras"
            )
        own = str(entry.get("module") or "keras").split(".")[0] in (
            "keras",
            "tf_keras",
            "tensorflow",
        )
        if (
            (custom is not None and custom != kind)
            or not own
            or (kind not in MODELS and converter_of(entry) is None)
        ):
            raise _core.ModelError(
                f"{self._path}: layer '{name_of(entry)}' is of the class {custom or kind}, which "
                f"is not supported (no layer of Keras that is "
                "known here)"
            )

    def _model(
        self, entry: dict[str, Any], arrays: Arrays, inputs: list[Value], depth: int
    ) -> tuple[list[Value], list[str]]:
        """Answers and their names."""
        if depth > _DEEPEST:
            raise _core.ModelError(f"{self._path}: models are nested more than {_DEEPEST} deep")
        config = entry["config"]
        layers = config if isinstance(config, list) else config["layers"]  # the oldest Sequentials are lists
        named = [each for each in layers if each["class_name"] != "InputLayer"]
        of_layers = dict(
            zip(
                map(name_of, named),
                arrays.of_layers([(class_of(each), name_of(each)) for each in named]),
            )
        )
        if entry["class_name"] == "Sequential" or isinstance(config, list):
            values: Any = inputs[0]
            for each in named:
                values = self._call(each, of_layers[name_of(each)], [values], {}, depth)
            answers = values if isinstance(values, list) else [values]
            return answers, [
                f"{name_of(layers[-1])}_{k}" if k else name_of(layers[-1]) for k in range(len(answers))
            ]
        return self._functional(config, layers, of_layers, inputs, depth)

    def _functional(
        self,
        config: dict[str, Any],
        layers: list[dict[str, Any]],
        arrays: dict[str, Arrays],
        inputs: list[Value],
        depth: int,
    ) -> tuple[list[Value], list[str]]:
        sources = references(config["input_layers"])
        if len(sources) != len(inputs):
            raise _core.ModelError(
                f"{self._path}: the model '{config.get('name')}' has {len(sources)} inputs, and "
                f"is called with {len(inputs)}"
            )
        known: dict[tuple[str, int], list[Value]] = {(s[0], 0): [v] for s, v in zip(sources, inputs)}
        waiting = []
        for each in layers:
            if each["class_name"] != "InputLayer":
                waiting += [(each, k, node) for k, node in enumerate(each["inbound_nodes"])]
        while waiting:
            later = []
            for each, k, node in waiting:
                args, keywords = call_of(node)
                try:
                    args, keywords = self._resolve(args, known), self._resolve(keywords, known)
                except LookupError:
                    later.append((each, k, node))
                    continue
                answer = self._call(each, arrays[each.get("name") or name_of(each)], args, keywords, depth)
                known[each.get("name") or name_of(each), k] = answer if isinstance(answer, list) else [answer]
            if len(later) == len(waiting):
                raise _core.ModelError(
                    f"{self._path}: layer '{name_of(later[0][0])}' is called with tensors that nothing makes"
                )
            waiting = later
        ends = references(config["output_layers"])
        return [known[e[0], e[1]][e[2]] for e in ends], [e[0] for e in ends]

    def _resolve(self, value: Any, known: dict[tuple[str, int], list[Value]]) -> Any:
        """Replaces references to tensors; LookupError where one is not made yet."""
        if isinstance(value, Reference):
            if (value.layer, value.node) not in known:
                raise LookupError(value.layer)
            return known[value.layer, value.node][value.tensor]
        if isinstance(value, list):
            return [self._resolve(v, known) for v in value]
        if isinstance(value, tuple):
            return tuple(self._resolve(v, known) for v in value)
        if isinstance(value, dict):
            return {k: self._resolve(v, known) for k, v in value.items()}
        return value

    def _call(
        self,
        entry: dict[str, Any],
        arrays: Arrays,
        args: list[Any],
        keywords: dict[str, Any],
        depth: int,
    ) -> Any:
        self._check(entry)
        kind, config = entry["class_name"], entry["config"]
        if kind in MODELS:
            given = args[0] if len(args) == 1 and isinstance(args[0], (list, tuple)) else args
            given = list(given.values()) if isinstance(given, dict) else list(given)
            answers, _ = self._model(entry, arrays, given, depth + 1)
            return answers if len(answers) > 1 else answers[0]
        for inner in (config.get("layer"), config.get("backward_layer"), config.get("cell")):
            if isinstance(inner, dict) and not str(inner.get("class_name")).endswith("Cell"):
                self._check(inner)
        mask = keywords.get("mask")
        if isinstance(mask, Value) or (isinstance(mask, list) and any(isinstance(m, Value) for m in mask)):
            raise _core.ModelError(
                f"{self._path}: layer '{name_of(entry)}' ({kind}): unsupported: mask= given in the call"
            )
        call = Call(
            self._graph,
            self._path,
            kind,
            name_of(entry),
            config,
            arrays,
            args,
            keywords,
            self._file.version,
        )
        convert_layer = converter_of(entry)
        assert convert_layer is not None  # checked above
        answer = convert_layer(call)
        if isinstance(answer, Value) and kind not in _ENDS_MASK and not answer.masked:
            answer.masked = any(
                isinstance(v, Value) and v.masked
                for x in args
                for v in (x if isinstance(x, (list, tuple)) else [x])
            )
        return answer


#: Layers behind which a mask is gone.
_ENDS_MASK = (
    "Flatten",
    "GlobalMaxPooling1D",
    "GlobalMaxPooling2D",
    "Reshape",
    "Permute",
    "Conv1D",
    "Conv2D",
    "Sum",
    "Mean",
    "Max",
    "Min",
)
