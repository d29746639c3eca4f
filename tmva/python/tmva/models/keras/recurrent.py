"""Keras's recurrent layers, and those that wrap others."""

from __future__ import annotations

from typing import Any, Optional

import numpy as np

from ..graph_writer import Handle
from .activations import activation_of
from .calls import LAYERS, Call, Value, layer
from .files import Arrays, NamedArrays

#: Names of activations that ONNX's recurrent operators know, with alpha and beta.
_KNOWN: dict[str, tuple[str, Optional[float], Optional[float]]] = {
    "tanh": ("Tanh", None, None),
    "sigmoid": ("Sigmoid", None, None),
    "relu": ("Relu", None, None),
    "softsign": ("Softsign", None, None),
    "softplus": ("Softplus", None, None),
    "elu": ("Elu", 1.0, None),
    "linear": ("Affine", 1.0, 0.0),
    "hard_sigmoid": ("HardSigmoid", 1 / 6, 0.5),
    "leaky_relu": ("LeakyRelu", 0.2, None),
}
_CELLS = {"LSTMCell": "LSTM", "GRUCell": "GRU", "SimpleRNNCell": "SimpleRNN"}


def _activations(call: Call, kind: str) -> dict[str, Any]:
    options = {
        "LSTM": ("recurrent_activation", "activation", "activation"),
        "GRU": ("recurrent_activation", "activation"),
        "SimpleRNN": ("activation",),
    }[kind]
    default = {"recurrent_activation": "sigmoid", "activation": "tanh"}
    names, alphas, betas = [], [], []
    for option in options:
        name, _ = (
            activation_of(call, option)
            if call.config.get(option) is not None
            else (("linear", {}) if option in call.config else (default[option], {}))
        )
        if name not in _KNOWN:
            call.unsupported(f"{option}={name} of a recurrent layer")
        known, alpha, beta = _KNOWN[name]
        if name == "hard_sigmoid" and call.version.startswith(("1.", "2.")):
            alpha = 0.2
        names.append(known)
        alphas += [] if alpha is None else [alpha]
        betas += [] if beta is None else [beta]
    if names in (["Sigmoid", "Tanh", "Tanh"], ["Sigmoid", "Tanh"], ["Tanh"]):
        return {}
    return {
        "activations": names,
        "activation_alpha": alphas or None,
        "activation_beta": betas or None,
    }


def _reorder(array: np.ndarray, kind: str) -> np.ndarray:
    """Gates in Keras's order along the last dimension, to ONNX's order along the first."""
    order = {"LSTM": (0, 3, 1, 2), "GRU": (0, 1, 2), "SimpleRNN": (0,)}[kind]
    parts = np.split(array, len(order), axis=-1)
    return np.concatenate([parts[k] for k in order], axis=-1).T


def _run(
    call: Call, kind: str, arrays: Arrays, x: Value, states: list[Value], flip: bool = False
) -> list[Value]:
    """The sequence (backwards where ``flip`` says so) or the last answer, and the states after
    it."""
    if call.get("stateful", False):
        call.unsupported("stateful=True: what a model answers would depend on the calls before")
    use_bias = bool(call.get("use_bias", True))
    kernel, recurrent, *bias = arrays.find(["kernel", "recurrent_kernel", *["bias"] * use_bias])
    g, units = call.graph, recurrent.shape[0]
    attributes = _activations(call, kind)
    op = "RNN" if kind == "SimpleRNN" else kind
    both = None
    if kind == "GRU":
        reset_after = bool(call.get("reset_after", not call.version.startswith("1.")))
        attributes["linear_before_reset"] = int(reset_after)
    if bias:
        halves = [_reorder(b, kind) for b in bias[0]] if bias[0].ndim == 2 else [_reorder(bias[0], kind)]
        both = np.concatenate([halves[0], halves[1] if len(halves) > 1 else np.zeros_like(halves[0])])[
            np.newaxis
        ]
    backwards = bool(call.get("go_backwards", False))
    sequence = g.transpose(x.handle, 1, 0, 2)
    if call.get("time_major", False):
        call.unsupported("time_major=True")
    initial = [g.unsqueeze(s.handle, 0) for s in states]
    outputs = g.add(
        op,
        sequence,
        g.constant(_reorder(kernel, kind)[np.newaxis]),
        g.constant(_reorder(recurrent, kind)[np.newaxis]),
        g.constant(both) if both is not None else None,
        None,
        *initial,
        outputs=3 if kind == "LSTM" else 2,
        hidden_size=units,
        direction="reverse" if backwards else "forward",
        **attributes,
    )
    last = [g.squeeze(o, 0) for o in outputs[1:]]
    batch, time = x.shape[:2]
    if call.get("return_sequences", False):
        y: Handle = g.transpose(g.squeeze(outputs[0], 1), 1, 0, 2)
        # Keras gives the answers in the order in which they are made, ONNX in that of the input.
        answer = call.result(g.reverse(y, 1) if backwards != flip else y, (batch, time, units))
    else:
        answer = call.result(last[0], (batch, units))
    return [answer, *[call.result(state, (batch, units)) for state in last]]


def _inputs(call: Call) -> tuple[Value, list[Value]]:
    call.refuse_mask()
    given = call.many if isinstance(call.inputs[0], (list, tuple)) else list(call.inputs)
    states = call.keywords.get("initial_state")
    if states is not None:
        given = [given[0], *(states if isinstance(states, (list, tuple)) else [states])]
    flat = [
        v
        for item in given[1:]
        if item is not None
        for v in (item if isinstance(item, (list, tuple)) else [item])
    ]
    return given[0], flat


@layer("LSTM", "GRU", "SimpleRNN", "RNN")
def _recurrent(call: Call) -> Any:
    kind, arrays = call.kind, call.arrays
    if kind == "RNN":
        cell = call.config.get("cell", {})
        if cell.get("class_name") not in _CELLS:
            call.unsupported(f"the cell {cell.get('class_name')}")
        kind = _CELLS[cell["class_name"]]
        call.config = {
            **cell["config"],
            **{k: v for k, v in call.config.items() if k not in ("cell", "name")},
        }
    x, states = _inputs(call)
    answers = _run(call, kind, arrays.sub("cell"), x, states)
    return answers if call.get("return_state", False) else answers[0]


@layer("Bidirectional")
def _bidirectional(call: Call) -> Any:
    forward = call.config["layer"]
    backward = call.config.get("backward_layer") or {
        "class_name": forward["class_name"],
        "config": {
            **forward["config"],
            "go_backwards": not forward["config"].get("go_backwards", False),
        },
    }
    if isinstance(call.arrays, NamedArrays):
        parts = call.arrays.halves()
    else:
        parts = call.arrays.sub("forward_layer"), call.arrays.sub("backward_layer")
    x, states = _inputs(call)
    half = len(states) // 2
    results = []
    for part, (config, arrays) in enumerate(zip((forward, backward), parts)):
        if config["class_name"] not in ("LSTM", "GRU", "SimpleRNN"):
            call.unsupported(f"the layer {config['class_name']}")
        inner = Call(
            call.graph,
            call.path,
            config["class_name"],
            call.name,
            config["config"],
            arrays,
            [x],
            version=call.version,
        )
        own = states[half * part : half * (part + 1)]
        results.append(_run(inner, inner.kind, arrays.sub("cell"), x, own, flip=part == 1))
    first, second = results[0][0], results[1][0]
    g = call.graph
    merge = call.config.get("merge_mode", "concat")
    if merge is None:
        merged: list[Value] = [first, second]
    elif merge == "concat":
        width = (first.shape[-1] or 0) + (second.shape[-1] or 0)
        merged = [
            first.like(
                g.add("Concat", first.handle, second.handle, axis=-1),
                shape=(*first.shape[:-1], width),
            )
        ]
    else:
        if merge not in ("sum", "mul", "ave"):
            call.unsupported(f"merge_mode={merge}")
        y = g.add("Mul" if merge == "mul" else "Add", first.handle, second.handle)
        merged = [first.like(g.add("Mul", y, g.scalar(0.5)) if merge == "ave" else y)]
    if forward["config"].get("return_state", False):
        return merged + results[0][1:] + results[1][1:]
    return merged if len(merged) > 1 else merged[0]


@layer("TimeDistributed")
def _time_distributed(call: Call) -> Value:
    call.refuse_mask()
    inner, x, g = call.config["layer"], call.x, call.graph
    if x.rank < 3:
        call.fail(f"expects at least 3 dimensions, the input has the shape {x.shape}")
    kind = inner["class_name"]
    if kind not in LAYERS:
        call.unsupported(f"the layer {kind}")
    flat_shape = (None, *x.shape[2:])
    dims = call.known(flat_shape, "the shape of a step")
    flat = Value(g, flat_shape, g.reshape(x.handle, [-1, *dims]), kind=x.kind)
    step = Call(
        g,
        call.path,
        kind,
        call.name,
        inner["config"],
        call.arrays.sub("layer"),
        [flat],
        version=call.version,
    )
    y = LAYERS[kind](step)
    dims = call.known(y.shape, "the shape of a step's answer")
    time = x.shape[1]
    if time is not None:
        handle = g.reshape(y.handle, [-1, time, *dims])
    else:
        lead = g.add("Slice", g.add("Shape", x.handle), g.ints(0), g.ints(2))
        handle = g.add("Reshape", y.handle, g.add("Concat", lead, g.ints(*dims), axis=0) if dims else lead)
    return call.result(handle, (*x.shape[:2], *dims), y.kind)
