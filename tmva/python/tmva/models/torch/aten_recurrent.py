"""aten's recurrent layers and cells."""

from __future__ import annotations

from typing import Any, Optional

import numpy as np

from ..graph_writer import Handle
from .calls import Calls, Tensor, aten

#: Gates in ONNX's order, by their places in torch's.
_GATES = {"LSTM": (0, 3, 1, 2), "GRU": (1, 0, 2), "RNN": (0,)}
#: ONNX's operator for aten's, and its attributes; lists are those of one direction.
_LAYERS: dict[str, tuple[str, dict[str, Any]]] = {
    "lstm.input": ("LSTM", {}),
    "gru.input": ("GRU", {"linear_before_reset": 1}),
    "rnn_tanh.input": ("RNN", {"activations": ["Tanh"]}),
    "rnn_relu.input": ("RNN", {"activations": ["Relu"]}),
}


def _gates(c: Calls, op: str, weight: Tensor) -> np.ndarray:
    if weight.array is None:
        c.unsupported("weights that the program computes")
    parts = np.split(weight.array, len(_GATES[op]), axis=0)
    return np.concatenate([parts[k] for k in _GATES[op]], axis=0)


@aten(*_LAYERS)
def _layers(
    c: Calls,
    input: Tensor,
    hx: Any,
    params: list[Tensor],
    has_biases: bool,
    num_layers: int,
    dropout: float,
    train: bool,
    bidirectional: bool,
    batch_first: bool,
) -> list[Handle]:
    """[sequence, last states...]"""
    if train and dropout:
        c.unsupported("a program that was exported for training: call module.eval() before")
    op, attributes = _LAYERS[c.target]
    states: list[Tensor] = hx if isinstance(hx, list) else [hx]
    g, x, directions = c.graph, input, 2 if bidirectional else 1
    options: dict[str, Any] = {k: v * directions if isinstance(v, list) else v for k, v in attributes.items()}
    each = (4 if has_biases else 2) + (
        1 if len(params) == num_layers * directions * (5 if has_biases else 3) else 0
    )
    if len(params) != num_layers * directions * each or each in (3, 5):
        c.unsupported("proj_size")
    alone = x.rank == 2
    y = g.unsqueeze(x.h, 0 if batch_first else 1) if alone else x.h
    if batch_first:
        y = g.transpose(y, 1, 0, 2)
    initial = [g.unsqueeze(s.h, 1) if s.rank == 2 else s.h for s in states]
    ends: list[list[Handle]] = [[] for _ in states]
    for layer in range(num_layers):
        sets = [
            params[(layer * directions + d) * each : (layer * directions + d + 1) * each]
            for d in range(directions)
        ]
        w, r = (np.stack([_gates(c, op, s[k]) for s in sets]) for k in (0, 1))
        b = (
            np.stack([np.concatenate([_gates(c, op, s[2]), _gates(c, op, s[3])]) for s in sets])
            if has_biases
            else None
        )
        first = [
            g.slice(s, 0, layer * directions, (layer + 1) * directions) if num_layers > 1 else s
            for s in initial
        ]
        outputs = g.add(
            op,
            y,
            g.constant(w),
            g.constant(r),
            g.constant(b) if b is not None else None,
            None,
            *first,
            outputs=3 if op == "LSTM" else 2,
            hidden_size=r.shape[2],
            direction="bidirectional" if bidirectional else "forward",
            **options,
        )
        # [time, directions, events, hidden] -> [time, events, directions * hidden]
        y = (
            g.squeeze(outputs[0], 1)
            if directions == 1
            else g.reshape(g.transpose(outputs[0], 0, 2, 1, 3), [0, 0, directions * r.shape[2]])
        )
        for end, state in zip(ends, outputs[1:]):
            end.append(state)
    if batch_first:
        y = g.transpose(y, 1, 0, 2)
    last = [end[0] if len(end) == 1 else g.add("Concat", *end, axis=0) for end in ends]
    if alone:
        y, last = g.squeeze(y, 0 if batch_first else 1), [g.squeeze(s, 1) for s in last]
    return [y, *last]


def _gemm(c: Calls, x: Handle, w: Tensor, b: Optional[Tensor]) -> Handle:
    return c.add("Gemm", x, w.h, b.h if b is not None else None, transB=1)


@aten("lstm_cell")
def _lstm_cell(
    c: Calls,
    input: Tensor,
    hx: list[Tensor],
    w_ih: Tensor,
    w_hh: Tensor,
    b_ih: Optional[Tensor] = None,
    b_hh: Optional[Tensor] = None,
) -> list[Handle]:
    total = c.add("Add", _gemm(c, input.h, w_ih, b_ih), _gemm(c, hx[0].h, w_hh, b_hh))
    i, f, g, o = c.graph.add("Split", total, outputs=4, axis=-1, num_outputs=4)
    cell = c.add(
        "Add",
        c.add("Mul", c.add("Sigmoid", f), hx[1].h),
        c.add("Mul", c.add("Sigmoid", i), c.add("Tanh", g)),
    )
    return [c.add("Mul", c.add("Sigmoid", o), c.add("Tanh", cell)), cell]


@aten("gru_cell")
def _gru_cell(
    c: Calls,
    input: Tensor,
    hx: Tensor,
    w_ih: Tensor,
    w_hh: Tensor,
    b_ih: Optional[Tensor] = None,
    b_hh: Optional[Tensor] = None,
) -> Handle:
    parts = [
        c.graph.add("Split", _gemm(c, x, w, b), outputs=3, axis=-1, num_outputs=3)
        for x, w, b in ((input.h, w_ih, b_ih), (hx.h, w_hh, b_hh))
    ]
    (ri, zi, ni), (rh, zh, nh) = parts
    r, z = c.add("Sigmoid", c.add("Add", ri, rh)), c.add("Sigmoid", c.add("Add", zi, zh))
    new = c.add("Tanh", c.add("Add", ni, c.add("Mul", r, nh)))
    return c.add("Add", new, c.add("Mul", z, c.add("Sub", hx.h, new)))


@aten("rnn_tanh_cell", "rnn_relu_cell")
def _rnn_cell(
    c: Calls,
    input: Tensor,
    hx: Tensor,
    w_ih: Tensor,
    w_hh: Tensor,
    b_ih: Optional[Tensor] = None,
    b_hh: Optional[Tensor] = None,
) -> Handle:
    total = c.add("Add", _gemm(c, input.h, w_ih, b_ih), _gemm(c, hx.h, w_hh, b_hh))
    return c.add("Tanh" if "tanh" in c.target else "Relu", total)
