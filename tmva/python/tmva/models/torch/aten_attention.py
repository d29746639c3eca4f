"""aten's attention."""

from __future__ import annotations

import math
from typing import Any, Optional

import numpy as np

from ..graph_writer import Handle
from .calls import NUMPY, Calls, Tensor, aten


@aten("scaled_dot_product_attention")
def _attention(
    c: Calls,
    query: Tensor,
    key: Tensor,
    value: Tensor,
    attn_mask: Optional[Tensor] = None,
    dropout_p: float = 0,
    is_causal: bool = False,
    scale: Optional[float] = None,
    enable_gqa: bool = False,
) -> Handle:
    g, kind, width = c.graph, query.kind, query.sizes[-1]
    if dropout_p:
        c.unsupported("dropout of a program that was exported for training: call module.eval() before")
    if width is None:
        c.unsupported("the number of features must be known")
    k, v = key.h, value.h
    if enable_gqa and query.sizes[-3] != key.sizes[-3]:
        k, v = (_repeat_heads(c, t, query) for t in (key, value))
    factor = 1 / math.sqrt(width) if scale is None else scale
    order = [*range(key.rank - 2), key.rank - 1, key.rank - 2]
    scores = c.add("MatMul", c.add("Mul", query.h, c.number(factor, kind)), g.transpose(k, *order))
    if is_causal:
        rows, columns = query.sizes[-2], key.sizes[-2]
        if rows is None or columns is None:
            c.unsupported("is_causal with lengths that are not known")
        scores = c.add("Add", scores, g.constant(np.triu(np.full((rows, columns), -np.inf, NUMPY[kind]), 1)))
    if attn_mask is None:
        return c.add("MatMul", c.add("Softmax", scores, axis=-1), v)
    if attn_mask.kind == "bool":
        scores = c.add("Where", attn_mask.h, scores, c.number(-np.inf, kind))
    else:
        scores = c.add("Add", scores, c.cast(attn_mask, kind))
    weights = c.add("Softmax", scores, axis=-1)
    # Where everything is masked torch answers 0.
    weights = c.add("Where", c.add("IsNaN", weights), c.number(0, kind), weights)
    return c.add("MatMul", weights, v)


def _repeat_heads(c: Calls, x: Tensor, query: Tensor) -> Handle:
    heads, wanted = x.sizes[-3], query.sizes[-3]
    if heads is None or wanted is None:
        c.unsupported("numbers of heads that are not known")
    at = np.repeat(np.arange(heads), wanted // heads)
    return c.add("Gather", x.h, c.graph.constant(at), axis=x.rank - 3)


@aten("_transformer_encoder_layer_fwd", "_native_multi_head_attention")
def _fast_path(c: Calls, **_: Any) -> Any:
    c.unsupported(
        "the fast path of nn.TransformerEncoder: export with torch.backends.mha.set_fastpath_enabled(False)"
    )
