"""Configurations of Keras's models, as Keras 3 and Keras 2 write them: who calls whom with what,
and the inputs."""

from __future__ import annotations

from typing import Any, Optional, Union

from ... import _core
from .calls import Shape

MODELS = ("Sequential", "Functional", "Model")


class Reference:
    """A tensor, by the layer, the call and the position of the answer that made it."""

    def __init__(self, layer: str, node: int, tensor: int) -> None:
        self.layer, self.node, self.tensor = layer, int(node), int(tensor)


def call_of(node: Any) -> tuple[list[Any], dict[str, Any]]:
    """Arguments and keywords of an inbound node, as Keras 3 or Keras 2 writes it."""
    if isinstance(node, dict):
        args, keywords = _decode(node.get("args", [])), _decode(node.get("kwargs", {}))
        return list(args), keywords
    if node and isinstance(node[0], str):
        node = [node]
    tensors = [Reference(*each[:3]) for each in node]
    keywords = {}
    for each in node:
        if len(each) > 3:
            keywords.update({k: _decode_old(v) for k, v in each[3].items()})
    return [tensors if len(tensors) > 1 else tensors[0]], keywords


def _decode_old(value: Any) -> Any:
    is_reference = (
        isinstance(value, list)
        and len(value) in (3, 4)
        and isinstance(value[0], str)
        and all(isinstance(v, int) for v in value[1:3])
    )
    if is_reference:
        return Reference(*value[:3])
    return [_decode_old(v) for v in value] if isinstance(value, list) else value


def _decode(value: Any) -> Any:
    if isinstance(value, list):
        return [_decode(v) for v in value]
    if not isinstance(value, dict):
        return value
    kind = value.get("class_name")
    if kind == "__keras_tensor__":
        return Reference(*value["config"]["keras_history"])
    if kind == "__tuple__":
        return tuple(_decode(v) for v in value["items"])
    if kind == "__slice__":
        config = value.get("config", value)
        return slice(*[config.get(k) for k in ("start", "stop", "step")])
    if kind == "__ellipsis__":
        return Ellipsis
    if kind == "__numpy__" or kind == "__tensor__":
        config = value["config"]
        return config["value"]
    return {k: _decode(v) for k, v in value.items()}


def references(value: Any) -> list[tuple[str, int, int]]:
    """input_layers and output_layers: one, a list, or a dictionary of [layer, call, position]."""
    if isinstance(value, dict):
        value = list(value.values())
    if value and isinstance(value[0], str):
        return [(value[0], int(value[1]), int(value[2]))]
    return [r for v in value for r in references(v)]


def class_of(entry: dict[str, Any]) -> str:
    """The class as its instance is called once it is made."""
    return {"Model": "Functional", "GroupQueryAttention": "GroupedQueryAttention"}.get(
        entry["class_name"], entry["class_name"]
    )


def name_of(entry: dict[str, Any]) -> str:
    config = entry.get("config")
    inner = config.get("name") if isinstance(config, dict) else None
    return str(inner or entry.get("name") or entry.get("class_name"))


def inputs_of(entry: dict[str, Any], path: str) -> list[tuple[str, Shape, str]]:
    """Name, shape and type of the model's inputs."""
    config = entry["config"]
    layers = config if isinstance(config, list) else config["layers"]
    if entry["class_name"] == "Sequential" or isinstance(config, list):
        first = layers[0]
        shape = _shape_of(first, entry)
        while shape is None and first["class_name"] in MODELS:
            inner = first["config"]
            first = (inner if isinstance(inner, list) else inner["layers"])[0]
            shape = _shape_of(first, first)
        if shape is None:
            raise _core.ModelError(
                f"{path}: the model does not say the shape of its input: build it, or start with keras.Input"
            )
        is_input = first["class_name"] == "InputLayer"
        integer = first["class_name"] == "Embedding"
        dtype = first["config"].get("dtype", "float32") if is_input else "int32" if integer else "float32"
        return [(name_of(first) if is_input else "x", shape, _type_name(dtype))]
    by_name = {each.get("name") or name_of(each): each for each in layers}
    found = []
    for name, _, _ in references(config["input_layers"]):
        each = by_name[name]
        shape = _shape_of(each, each)
        if shape is None:
            raise _core.ModelError(f"{path}: the input '{name}' has no shape")
        found.append((name, shape, _type_name(each["config"].get("dtype", "float32"))))
    return found


def _type_name(dtype: Union[str, dict[str, Any], None]) -> str:
    return str(dtype.get("config", {}).get("name", "float32")) if isinstance(dtype, dict) else str(dtype)


def _shape_of(entry: dict[str, Any], model: dict[str, Any]) -> Optional[Shape]:
    config = entry["config"]
    config = config if isinstance(config, dict) else {}
    model_config = model.get("config") if isinstance(model.get("config"), dict) else {}
    for shape in (
        config.get("batch_shape"),
        config.get("batch_input_shape"),
        (model_config or {}).get("build_input_shape"),
        (model.get("build_config") or {}).get("input_shape"),
        (entry.get("build_config") or {}).get("input_shape"),
    ):
        if isinstance(shape, (list, tuple)) and shape:
            return tuple(None if i == 0 or d is None else int(d) for i, d in enumerate(shape))
    return None
