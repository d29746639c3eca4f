"""Keras's attention layers."""

from __future__ import annotations

import math
from typing import Any, Optional

import numpy as np

from ..graph_writer import Handle
from .calls import Call, Value, layer

_MASKED = -1e9  #: what is added to a score that a mask hides


def _three(call: Call) -> tuple[Value, Value, Value]:
    """Query, value and key."""
    given = call.many if isinstance(call.inputs[0], (list, tuple)) else list(call.inputs)
    named = {
        k: call.keywords[k] for k in ("query", "value", "key") if isinstance(call.keywords.get(k), Value)
    }
    query = named.get("query") or given.pop(0)
    value = named.get("value") or (given.pop(0) if given else query)
    key = named.get("key") or (given.pop(0) if given else None) or value
    if any(v.masked for v in (query, value, key)):
        call.unsupported("inputs with a mask (of Masking or Embedding(mask_zero=True)) reach this layer")
    return query, value, key


def _hide(call: Call, scores: Handle, query: Value, key: Value, heads: bool) -> Handle:
    """Adds the masks that the call names."""
    g, mask = call.graph, call.keywords.get("attention_mask")
    if isinstance(mask, Value):
        shown = mask.handle if mask.kind == "float" else g.cast(mask.handle, "float")
        if heads and mask.rank == 3:
            shown = g.unsqueeze(shown, 1)
        hidden = g.add("Mul", g.add("Sub", g.scalar(1), shown), g.scalar(_MASKED))
        scores = g.add("Add", scores, hidden)
    if call.keywords.get("use_causal_mask"):
        rows, columns = query.shape[1], key.shape[1]
        if rows is None or columns is None:
            call.unsupported("use_causal_mask with lengths that are not known")
        scores = g.add("Add", scores, g.constant(np.triu(np.full((rows, columns), _MASKED, np.float32), 1)))
    return scores


def _project(call: Call, x: Value, kernel: np.ndarray, bias: Optional[np.ndarray], heads: int) -> Handle:
    """[events, heads, time, features of a head]."""
    g = call.graph
    if x.rank != 3:
        call.unsupported(f"inputs of {x.rank} dimensions")
    y = g.add("MatMul", x.handle, g.constant(kernel.reshape(kernel.shape[0], -1)))
    if bias is not None:
        y = g.add("Add", y, g.constant(bias.reshape(-1)))
    return g.transpose(g.reshape(y, [0, 0, heads, kernel.shape[-1]]), 0, 2, 1, 3)


@layer("MultiHeadAttention", "GroupQueryAttention", "GroupedQueryAttention")
def _multi_head(call: Call) -> Any:
    if call.get("attention_axes") not in (None, [1], (1,), 1):
        call.unsupported(f"attention_axes={call.get('attention_axes')}")
    if call.get("use_gate", False):
        call.unsupported("use_gate=True")
    query, value, key = _three(call)
    grouped = call.kind.startswith("Group")
    heads = int(call.config["num_query_heads" if grouped else "num_heads"])
    use_bias = bool(call.get("use_bias", True))
    names = ["kernel", *["bias"] * use_bias]
    parts: dict[str, tuple[np.ndarray, Optional[np.ndarray]]] = {}
    for part in ("query", "key", "value"):
        arrays = call.arrays.sub(f"{part}_dense", part).find(names)
        repeats = heads // arrays[0].shape[1]
        if repeats > 1:  # heads that share keys and values
            arrays = [np.repeat(a, repeats, axis=-2) for a in arrays]
        parts[part] = (arrays[0], arrays[1] if use_bias else None)
    out_kernel, *out_bias = call.arrays.sub("output_dense", "attention_output").find(names)
    g = call.graph
    q, k, v = (
        _project(call, x, *parts[part], heads)
        for part, x in (("query", query), ("key", key), ("value", value))
    )
    scale = 1 / math.sqrt(parts["query"][0].shape[-1])
    scores = g.add("MatMul", g.add("Mul", q, g.scalar(scale)), g.transpose(k, 0, 1, 3, 2))
    weights = g.add("Softmax", _hide(call, scores, query, key, True), axis=-1)
    y = g.transpose(g.add("MatMul", weights, v), 0, 2, 1, 3)
    width = out_kernel.shape[-1]
    y = g.reshape(y, [0, 0, int(np.prod(out_kernel.shape[:-1]))])
    y = g.add("MatMul", y, g.constant(out_kernel.reshape(-1, width)))
    if out_bias:
        y = g.add("Add", y, g.constant(out_bias[0]))
    answer = call.result(y, (*query.shape[:-1], width))
    if call.keywords.get("return_attention_scores"):
        return [answer, call.result(weights, (query.shape[0], heads, query.shape[1], key.shape[1]))]
    return answer


@layer("Attention", "AdditiveAttention")
def _attention(call: Call) -> Any:
    query, value, key = _three(call)
    g, additive = (
        call.graph,
        call.kind == "AdditiveAttention" or call.get("score_mode", "dot") == "concat",
    )
    names = ["scale"] * bool(call.get("use_scale", call.kind == "AdditiveAttention"))
    concat = call.kind == "Attention" and additive
    arrays = dict(
        zip([*names, *["concat"] * concat], call.weights(*names, *["concat_score_weight"] * concat))
    )
    if additive:
        summed = g.add("Add", g.unsqueeze(query.handle, -2), g.unsqueeze(key.handle, -3))
        if concat and "scale" in arrays:
            summed = g.add("Mul", summed, g.constant(arrays["scale"]))
        summed = g.add("Tanh", summed)
        if not concat and "scale" in arrays:
            summed = g.add("Mul", summed, g.constant(arrays["scale"]))
        scores = g.reduce("Sum", summed, [-1])
        if concat:
            scores = g.add("Mul", scores, g.constant(arrays["concat"]))
    else:
        scores = g.add("MatMul", query.handle, g.transpose(key.handle, 0, 2, 1))
        if "scale" in arrays:
            scores = g.add("Mul", scores, g.constant(arrays["scale"]))
    weights = g.add("Softmax", _hide(call, scores, query, key, False), axis=-1)
    answer = call.result(g.add("MatMul", weights, value.handle), (*query.shape[:-1], value.shape[-1]))
    if call.keywords.get("return_attention_scores") or call.get("return_attention_scores", False):
        return [answer, call.result(weights, (query.shape[0], query.shape[1], key.shape[1]))]
    return answer
