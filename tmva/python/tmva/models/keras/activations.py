"""Activations of Keras, as functions, by name or as layers."""

from __future__ import annotations

from typing import Any, Callable

import numpy as np

from ..graph_writer import GraphWriter, Handle
from .calls import Call, Value, layer

Activation = Callable[[GraphWriter, Handle], Handle]


def _node(op: str, **attributes: Any) -> Activation:
    return lambda g, x: g.add(op, x, **attributes)


def _hard_sigmoid(g: GraphWriter, x: Handle) -> Handle:
    return g.add("HardSigmoid", x, alpha=1 / 6, beta=0.5)


def _silu(g: GraphWriter, x: Handle) -> Handle:
    return g.add("Mul", x, g.add("Sigmoid", x))


def _clip(low: float, high: float) -> Activation:
    return lambda g, x: g.add("Clip", x, g.scalar(low), g.scalar(high))


def _log_sigmoid(g: GraphWriter, x: Handle) -> Handle:
    return g.add("Neg", g.add("Softplus", g.add("Neg", x)))


def _tanh_shrink(g: GraphWriter, x: Handle) -> Handle:
    return g.add("Sub", x, g.add("Tanh", x))


def _shrink(threshold: float, bias: float) -> Activation:
    def function(g: GraphWriter, x: Handle) -> Handle:
        above = g.add("Greater", g.add("Abs", x), g.scalar(threshold))
        moved = g.add("Sub", x, g.add("Mul", g.add("Sign", x), g.scalar(bias))) if bias else x
        return g.add("Where", above, moved, g.scalar(0))

    return function


def _squareplus(g: GraphWriter, x: Handle) -> Handle:
    root = g.add("Sqrt", g.add("Add", g.add("Mul", x, x), g.scalar(4)))
    return g.add("Mul", g.add("Add", x, root), g.scalar(0.5))


def _sparse_sigmoid(g: GraphWriter, x: Handle) -> Handle:
    return _clip(0, 1)(g, g.add("Mul", g.add("Add", x, g.scalar(1)), g.scalar(0.5)))


def _sparse_plus(g: GraphWriter, x: Handle) -> Handle:
    inside = g.add("Add", _clip(-1, 1)(g, x), g.scalar(1))
    return g.add(
        "Add",
        g.add("Mul", g.add("Mul", inside, inside), g.scalar(0.25)),
        g.add("Relu", g.add("Sub", x, g.scalar(1))),
    )


ACTIVATIONS: dict[str, Activation] = {
    "linear": lambda g, x: x,
    "relu": _node("Relu"),
    "relu6": _clip(0, 6),
    "sigmoid": _node("Sigmoid"),
    "tanh": _node("Tanh"),
    "softmax": _node("Softmax", axis=-1),
    "log_softmax": _node("LogSoftmax", axis=-1),
    "softplus": _node("Softplus"),
    "softsign": _node("Softsign"),
    "exponential": _node("Exp"),
    "elu": _node("Elu"),
    "selu": _node("Selu"),
    "celu": _node("Celu", alpha=1.0),
    "mish": _node("Mish"),
    "gelu": _node("Gelu"),
    "silu": _silu,
    "swish": _silu,
    "leaky_relu": _node("LeakyRelu", alpha=0.2),
    "hard_sigmoid": _hard_sigmoid,
    "hard_silu": _node("HardSwish"),
    "hard_swish": _node("HardSwish"),
    "log_sigmoid": _log_sigmoid,
    "tanh_shrink": _tanh_shrink,
    "hard_tanh": _clip(-1, 1),
    "hard_shrink": _shrink(0.5, 0),
    "soft_shrink": _shrink(0.5, 0.5),
    "squareplus": _squareplus,
    "sparse_plus": _sparse_plus,
    "sparse_sigmoid": _sparse_sigmoid,
}
#: Names that Keras gives as classes.
_CLASSES = {"ReLU": "relu", "LeakyReLU": "leaky_relu", "ELU": "elu", "Softmax": "softmax"}


def activation_of(call: Call, option: str = "activation") -> tuple[str, dict[str, Any]]:
    """The name of an activation and its settings, where it is a layer."""
    given = call.config.get(option)
    if given is None:
        return "linear", {}
    if isinstance(given, dict):
        name = given.get("class_name")
        config = given.get("config")
        if given.get("registered_name") not in (None, name, config):
            call.unsupported(f"the registered custom activation '{given['registered_name']}'")
        if name == "function":
            name, config = str(config), {}
        elif name in _CLASSES:
            return name, config if isinstance(config, dict) else {}
        given = name
    name = str(given).rpartition(">")[2]
    if str(given) != name or name not in ACTIVATIONS:
        call.unsupported(f"the activation '{given}'; {', '.join(sorted(ACTIVATIONS))} are known")
    return name, {}


def activate(call: Call, x: Value, option: str = "activation") -> Value:
    """Applies the activation that an option of the layer names."""
    name, config = activation_of(call, option)
    if name in _CLASSES:
        inner = Call(call.graph, call.path, name, call.name, config, call.arrays, [x], version=call.version)
        return {"ReLU": _relu, "LeakyReLU": _leaky_relu, "ELU": _elu, "Softmax": _softmax}[name](inner)
    if name == "linear":
        return x
    if name == "hard_sigmoid" and call.version.startswith(("1.", "2.")):
        return x.map(lambda h: call.graph.add("HardSigmoid", h, alpha=0.2, beta=0.5))
    function = ACTIVATIONS[name]
    if name in ("softmax", "log_softmax"):
        return x.like(function(call.graph, x.handle))
    return x.map(lambda h: function(call.graph, h))


@layer("Activation")
def _activation(call: Call) -> Value:
    if activation_of(call)[0] in ("softmax", "log_softmax"):
        call.refuse_mask()
    return activate(call, call.x)


@layer("ReLU")
def _relu(call: Call) -> Value:
    g = call.graph
    slope, threshold = float(call.get("negative_slope", 0.0)), float(call.get("threshold", 0.0))
    top = call.config.get("max_value")

    def function(x: Handle) -> Handle:
        if threshold:
            below = (
                g.add("Mul", g.add("Sub", x, g.scalar(threshold)), g.scalar(slope)) if slope else g.scalar(0)
            )
            y = g.add("Where", g.add("GreaterOrEqual", x, g.scalar(threshold)), x, below)
        else:
            y = g.add("LeakyRelu", x, alpha=slope) if slope else g.add("Relu", x)
        return y if top is None else g.add("Min", y, g.scalar(float(top)))

    return call.x.map(function)


@layer("LeakyReLU")
def _leaky_relu(call: Call) -> Value:
    slope = float(call.get("negative_slope", call.get("alpha", 0.3)))
    return call.x.map(lambda x: call.graph.add("LeakyRelu", x, alpha=slope))


@layer("ELU")
def _elu(call: Call) -> Value:
    return call.x.map(lambda x: call.graph.add("Elu", x, alpha=float(call.get("alpha", 1.0))))


@layer("ThresholdedReLU")
def _thresholded_relu(call: Call) -> Value:
    return call.x.map(lambda x: call.graph.add("ThresholdedRelu", x, alpha=float(call.get("theta", 1.0))))


@layer("PReLU")
def _prelu(call: Call) -> Value:
    (alpha,) = call.weights("alpha")
    return call.x.like(call.graph.add("PRelu", call.x.handle, call.graph.constant(alpha[np.newaxis])))


@layer("Softmax")
def _softmax(call: Call) -> Value:
    call.refuse_mask()
    axes = call.get("axis", -1)
    axes = list(axes) if isinstance(axes, (list, tuple)) else [int(axes)]
    x, g = call.x, call.graph
    if len(axes) == 1:
        return x.like(g.add("Softmax", x.handle, axis=axes[0]))
    shifted = g.add("Exp", g.add("Sub", x.handle, g.reduce("Max", x.handle, axes, True)))
    return x.like(g.add("Div", shifted, g.reduce("Sum", shifted, axes, True)))
