"""Functions of PyTorch as graphs: arithmetic, shapes, indices, reductions, changes in place."""

import math

import numpy as np
import pytest

pytest.importorskip("torch")

from torch_models import IMAGE, INDEX, POSITIVE, SERIES, F, Of, X, check, random, torch  # noqa: E402

import tmva  # noqa: E402
from tmva.models import from_torch  # noqa: E402

FUNCTIONS = {
    "arithmetic": (
        lambda x, y: (
            x + 2 * y - 1,
            x.sub(y, alpha=2),
            3 - x,
            x / (y.abs() + 1),
            x * y,
            -x,
            1 / (x.abs() + 1),
        ),
        X,
        X.flip(0),
    ),
    "int and float": (
        lambda x, i: (
            x + i,
            i / 2,
            i // 2,
            i % 3,
            x % 0.7,
            torch.fmod(x, 0.7),
            i * 2.5,
            i**2,
            x // 0.3,
            torch.div(x, 0.3, rounding_mode="trunc"),
        ),
        X[:, :3],
        INDEX,
    ),
    "negative ints": (
        lambda i: ((i - 2) // 2, (i - 2) % 3, torch.div(i - 2, 2, rounding_mode="trunc")),
        INDEX,
    ),
    "powers": (lambda x: (x**2, x.abs() ** 0.5, x.abs() ** 1.7, 2**x, x**3, x**-1.0), POSITIVE),
    "compare": (
        lambda x, y: (
            x > y,
            x >= 0.1,
            x < 0,
            x <= y,
            x == x,
            x != y,
            (x > 0) & (y > 0),
            (x > 0) | (y > 0),
            (x > 0) ^ (y > 0),
            ~(x > 0),
            torch.logical_and(x, y),
        ),
        X,
        X.flip(0),
    ),
    "where": (
        lambda x, y: (
            torch.where(x > 0, x, y),
            torch.where(x > 0, 1.0, y),
            x.masked_fill(x < 0, -math.inf),
            torch.maximum(x, y),
            torch.minimum(x, y),
            torch.max(x, y),
            x.clamp(-0.5),
            x.clamp(max=0.3),
            x.clamp(-0.1, 0.2),
        ),
        X,
        X.flip(0),
    ),
    "angles": (
        lambda x, y: (
            torch.atan2(x, y),
            torch.atan2(torch.zeros_like(x), y),
            torch.atan2(y, torch.zeros_like(x)),
            torch.hypot(x, y),
        ),
        X,
        X.flip(0),
    ),
    "lerp": (
        lambda x, y: (
            torch.lerp(x, y, 0.3),
            torch.addcmul(x, x, y, value=0.5),
            torch.addcdiv(x, y, x.abs() + 1),
        ),
        X,
        X.flip(0),
    ),
    "nan": (
        lambda x: (
            torch.nan_to_num(torch.log(x)),
            torch.isnan(torch.log(x)),
            torch.isinf(1 / torch.relu(x)),
        ),
        X,
    ),
    "logit": (
        lambda x: (
            torch.logit(x.sigmoid()),
            torch.special.expit(x),
            torch.logit(x.sigmoid(), eps=0.3),
        ),
        X,
    ),
    "sums": (
        lambda x: (
            x.sum(),
            x.sum(1),
            x.mean((1, 2), keepdim=True),
            x.mean(),
            x.amax(1),
            x.amin((1, 2)),
            x.prod(2),
            torch.logsumexp(x, 1),
            x.max(),
            x.min(),
            (x > 0).sum(1),
            (x > 0).any(1),
            (x > -9).all(),
        ),
        SERIES,
    ),
    "extremes": (
        lambda x: (
            *x.max(1),
            *x.min(2, keepdim=True),
            x.argmax(1),
            x.argmin(-1, keepdim=True),
            x.flatten().argmax(),
        ),
        SERIES,
    ),
    "spread": (
        lambda x: (
            x.var(1),
            x.std(1, unbiased=False),
            x.std(2, keepdim=True),
            torch.var(x, (1, 2), correction=0),
            *torch.var_mean(x, 1),
        ),
        SERIES,
    ),
    "norms": (
        lambda x: (
            x.norm(dim=1),
            x.norm(p=1, dim=2),
            torch.linalg.vector_norm(x, dim=-1),
            torch.linalg.norm(x, dim=1),
            F.normalize(x, dim=1),
            x.norm(p=3, dim=1),
            torch.linalg.vector_norm(x, ord=math.inf, dim=1),
        ),
        SERIES,
    ),
    "orders": (
        lambda x: (
            *x.topk(2, 1),
            *x.topk(3, 2, largest=False),
            *x.sort(1),
            x.argsort(2, descending=True),
        ),
        SERIES,
    ),
    "cumsum": (
        lambda x: (x.cumsum(1), x.softmax(1), F.log_softmax(x, 2), x.tril(), x.triu(1)),
        SERIES,
    ),
    "products": (
        lambda x, y: (
            x @ y.transpose(1, 2),
            torch.bmm(x, y.mT),
            torch.einsum("bij,bkj->bik", x, y),
            x[0] @ y[1].t(),
            torch.matmul(x, y[0, 0]),
            torch.outer(x[0, 0], y[0, 0]),
            torch.cdist(x, y),
            torch.cdist(x, y, p=1),
        ),
        SERIES,
        SERIES.flip(0),
    ),
    "addmm": (
        lambda x: (
            torch.addmm(x[0], x[:, :5], x[:5] * 2, alpha=0.5),
            torch.addmm(x[0], x, x.T @ x, beta=0.5),
        ),
        random(5, 6),
    ),
    "shapes": (
        lambda x: (
            x.view(x.shape[0], -1),
            x.reshape(-1, 6),
            x.flatten(),
            x.flatten(1),
            x.transpose(1, 2),
            x.permute(2, 0, 1),
            x.unsqueeze(1),
            x.unsqueeze(-1).squeeze(-1),
            x.movedim(2, 0),
            x.swapaxes(0, 1),
        ),
        SERIES,
    ),
    "shapes from symbols": (
        lambda x: (
            x.view(x.shape[0] * 4, 6),
            x.reshape(x.size(0), 2, 12),
            torch.zeros(x.shape[0], 2),
            torch.arange(x.shape[0]),
            x.new_ones(x.size(0), 3),
            torch.full((x.shape[0], 2), 1.5),
            x.sum(0) / x.shape[0],
        ),
        SERIES,
    ),
    "expand": (
        lambda x: (
            x[:, :1].expand(-1, 4, -1),
            x.unsqueeze(1).expand(-1, 2, -1, -1),
            x.repeat(1, 2, 1),
            x.repeat_interleave(2, dim=1),
            torch.tile(x, (1, 1, 2)),
            x[:, 0].unsqueeze(1).expand_as(x),
        ),
        SERIES,
    ),
    "join": (
        lambda x, y: (
            torch.cat([x, y], 1),
            torch.stack([x, y]),
            torch.stack([x, y], -1),
            torch.cat([x[:, :1], y, x], dim=-2),
            torch.hstack([x, y]),
        ),
        SERIES,
        SERIES.flip(0),
    ),
    "split": (
        lambda x: (*x.split(2, 1), *x.chunk(3, 2), *x.unbind(1), *torch.split(x, [1, 3], 1)),
        SERIES,
    ),
    "slices": (
        lambda x: (
            x[:, 1:],
            x[:, :, ::2],
            x[:, -1],
            x[..., 2],
            x[:, None, 1],
            x[1:],
            x[:, 1:-1],
            x[0],
            x.narrow(1, 1, 2),
            x.select(2, 3),
        ),
        SERIES,
    ),
    "pad and turn": (
        lambda x: (
            F.pad(x, (1, 2)),
            F.pad(x, (1, 0, 2, 1), value=3.0),
            F.pad(x, (1, 1), mode="reflect"),
            x.flip(1),
            x.flip((1, 2)),
            x.roll(1, 1),
            x.roll((-1, 2), (1, 2)),
        ),
        SERIES,
    ),
    "gather": (
        lambda x, i: (
            x.gather(1, i),
            torch.take_along_dim(x, i, 1),
            x[torch.arange(2).unsqueeze(1), i[:2]],
            x.index_select(1, i[0]),
            x[:, i[0]],
            x[:, [0, 2]],
            x[i],
        ),
        X,
        INDEX,
    ),
    "masks": (lambda x: (x[x[:, 0] > 0], torch.masked_select(x, x > 0.2), torch.nonzero(x > 0)), X),
    "scatter": (
        lambda x, i: (
            torch.zeros_like(x).scatter(1, i, x[:, :3]),
            torch.zeros_like(x).scatter_add(1, i, x[:, :3]),
            x.scatter(1, i, 2.0),
            torch.zeros_like(x).scatter_reduce(1, i, x[:, :3], "amax", include_self=False),
            x.scatter_reduce(1, i, x[:, :3], "mean"),
            torch.zeros_like(x).index_add(1, i[0], x[:, :3]),
            F.one_hot(i, 5),
        ),
        X,
        INDEX,
    ),
    "index put": (
        lambda x, i: (
            x.index_put((i[:, 0],), x),
            x.index_put((i[:, 0], i[:, 1]), x[:, 0], accumulate=True),
            torch.index_put(x, (x > 0,), torch.tensor(2.0)),
        ),
        X,
        INDEX,
    ),
    "types": (
        lambda x, i: (
            x.double(),
            x.to(torch.int64),
            i.float(),
            i.to(x.dtype) * x[:, :3],
            (x > 0).float(),
            x.type_as(i),
            i.bool(),
        ),
        X,
        INDEX,
    ),
    "upsample": (
        lambda x: (
            F.interpolate(x, scale_factor=2),
            F.interpolate(x, size=(5, 7), mode="bilinear"),
            F.interpolate(x, size=(5, 7), mode="bilinear", align_corners=True),
        ),
        IMAGE,
    ),
    "attention": (
        lambda q: (
            F.scaled_dot_product_attention(q, q, q),
            F.scaled_dot_product_attention(q, q, q, is_causal=True),
            F.scaled_dot_product_attention(
                q, q * 2, q, attn_mask=(q[..., :1] > 0).expand(-1, -1, -1, 4).mT, scale=0.3
            ),
        ),
        random(5, 2, 4, 6),
    ),
    "grids": (
        lambda x: (
            *torch.meshgrid(torch.arange(3), torch.arange(2), indexing="ij"),
            torch.eye(3),
            torch.linspace(0, 1, 5),
            torch.diagonal(x, dim1=1, dim2=2),
        ),
        SERIES,
    ),
    "in place": (lambda x: _in_place(x), X),
}


def _in_place(x):
    y = x.clone()
    y.mul_(2).add_(1)
    y[:, 0] = 5.0
    y[:, 2:4] += 1
    z = torch.zeros_like(x)
    z[:, 1] = y[:, 3]
    z[1:3, ::2] = 7.0
    w = x.clone()
    w[w > 0] = 0.0
    return y, z, w.relu_()


@pytest.mark.parametrize("case", FUNCTIONS, ids=str)
def test_function(case):
    function, *examples = FUNCTIONS[case]
    fixed = (
        "addmm",
        "gather",
        "index put",
        "slices",
        "products",
    )  # their functions count on five events
    check(function, *examples, more=() if case in fixed else (3, 7))


def test_small_numbers_survive():
    x = torch.tensor([[1e-7, -1e-6, 1e-3, 0.4, 3.0, -0.6]]).repeat(3, 1)
    found = from_torch(Of(lambda x: (torch.log1p(x), torch.expm1(x))), x).run([x.numpy()])
    for a, b in zip(found, (torch.log1p(x), torch.expm1(x))):
        np.testing.assert_allclose(a, b, rtol=1e-6)


def test_changes_in_place_reach_what_shares_memory():
    def function(x):
        y = x.clone()
        y.view(-1, 2).add_(1)  # a view in another shape
        z = F.dropout(y, 0.5, training=False)  # y itself
        z.mul_(2)
        w = y.add_(3)
        w.unsqueeze(1)[:, 0, 1:3].zero_()
        return y, z, w

    check(function, X)


def test_changes_of_views_that_cannot_be_followed_are_refused():
    def function(x):
        y = x.clone()
        y.t().add_(1)
        return y

    with pytest.raises(tmva.ModelError, match="in place"):
        from_torch(Of(function), X)
