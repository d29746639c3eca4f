"""Modules and files of PyTorch, operator by operator, against what PyTorch itself answers."""

import io
import json
import math
import zipfile

import numpy as np
import pytest

torch = pytest.importorskip("torch")

import tmva  # noqa: E402
from tmva.models import from_torch, torch_program  # noqa: E402

nn, F = torch.nn, torch.nn.functional


class Of(nn.Module):
    """A function as a module."""

    def __init__(self, function, *parts):
        super().__init__()
        self.function, self.parts = function, nn.ModuleList(parts)

    def forward(self, *x):
        return self.function(*x)


def random(*shape, seed=1):
    return torch.from_numpy(np.random.default_rng(seed).normal(size=shape).astype("float32"))


def same(found, expected, tolerance=3e-6):
    expected = list(expected) if isinstance(expected, (tuple, list)) else [expected]
    assert len(found) == len(expected)
    for a, b in zip(found, expected):
        b = b.detach().numpy()
        assert a.shape == b.shape and a.dtype == b.dtype
        if b.dtype.kind != "f":
            np.testing.assert_array_equal(a, b)
            continue
        finite = np.isfinite(b)
        np.testing.assert_array_equal(np.isfinite(a), finite)
        scale = max(1, np.abs(b[finite]).max(initial=1))
        np.testing.assert_allclose(
            np.where(finite, a, 0),
            np.where(finite, b, 0),
            rtol=tolerance * 5,
            atol=tolerance * scale,
        )


def check(module, *examples, more=(3, 7), tolerance=3e-6):
    """Converts with the examples, and compares for other numbers of events too."""
    module = (module if isinstance(module, nn.Module) else Of(module)).eval()
    model = from_torch(module, examples)
    inputs = [examples]
    for n in more:
        inputs.append(
            tuple(
                torch.cat([x] * (n // x.shape[0] + 1))[:n]
                * (1 if x.dtype != torch.float32 else 0.7)
                if x.ndim
                else x
                for x in examples
            )
        )
    for given in inputs:
        with torch.no_grad():
            expected = module(*[x.clone() for x in given])
        same(model.run([x.numpy() for x in given]), expected, tolerance)
    return model


X = random(5, 6)
POSITIVE = X.abs() + 0.1
SERIES = random(5, 4, 6)
IMAGE = random(2, 3, 9, 8)
INDEX = torch.tensor([[0, 2, 1], [3, 0, 0], [1, 1, 2], [0, 3, 3], [2, 2, 1]])

UNARY = [
    "relu",
    "sigmoid",
    "tanh",
    "exp",
    "abs",
    "neg",
    "sin",
    "cos",
    "tan",
    "atan",
    "sinh",
    "cosh",
    "asinh",
    "floor",
    "ceil",
    "sign",
    "erf",
    "erfc",
    "round",
    "square",
    "expm1",
    "exp2",
    "trunc",
    "frac",
    "isnan",
    "isfinite",
    "deg2rad",
    "logical_not",
]
POSITIVES = ["log", "log2", "log10", "log1p", "sqrt", "rsqrt", "reciprocal", "acosh"]
ACTIVATIONS = [
    nn.ReLU(),
    nn.ReLU6(),
    nn.LeakyReLU(0.2),
    nn.PReLU(6),
    nn.PReLU(),
    nn.ELU(0.7),
    nn.SELU(),
    nn.CELU(0.6),
    nn.GELU(),
    nn.GELU("tanh"),
    nn.SiLU(),
    nn.Mish(),
    nn.Softplus(),
    nn.Softplus(2.0),
    nn.Softsign(),
    nn.Hardtanh(-0.5, 0.7),
    nn.Hardsigmoid(),
    nn.Hardswish(),
    nn.Hardshrink(0.3),
    nn.Softshrink(0.3),
    nn.Tanhshrink(),
    nn.LogSigmoid(),
    nn.Threshold(0.1, 0.3),
    nn.GLU(),
    nn.Softmax(1),
    nn.LogSoftmax(-1),
    nn.Softmin(1),
    nn.RReLU(),
    nn.Dropout(0.3),
    nn.Identity(),
]
LAYERS = {
    "linear": (nn.Linear(6, 3), X),
    "linear 3d": (nn.Linear(6, 3, bias=False), SERIES),
    "bilinear": (nn.Bilinear(6, 6, 2), X, X * 2),
    "batch norm": (nn.BatchNorm1d(6), X),
    "batch norm 2d": (nn.BatchNorm2d(3, affine=False), IMAGE),
    "batch norm series": (nn.BatchNorm1d(4), SERIES),
    "layer norm": (nn.LayerNorm(6), SERIES),
    "layer norm 2": (nn.LayerNorm((4, 6), elementwise_affine=False), SERIES),
    "group norm": (nn.GroupNorm(3, 6), random(4, 6, 5)),
    "instance norm": (nn.InstanceNorm2d(3, affine=True), IMAGE),
    "instance norm plain": (nn.InstanceNorm1d(4), SERIES),
    "rms norm": (nn.RMSNorm(6), SERIES),
    "lrn": (nn.LocalResponseNorm(3), IMAGE),
    "conv1d": (nn.Conv1d(4, 5, 3, padding=1, stride=2), SERIES),
    "conv2d": (nn.Conv2d(3, 6, 3, groups=3, dilation=2), IMAGE),
    "conv2d same": (nn.Conv2d(3, 4, (2, 3), padding="same"), IMAGE),
    "conv2d reflect": (nn.Conv2d(3, 4, 3, padding=1, padding_mode="reflect"), IMAGE),
    "conv3d": (nn.Conv3d(2, 3, 2), random(2, 2, 4, 5, 3)),
    "conv1d transposed": (nn.ConvTranspose1d(4, 3, 3, stride=2, output_padding=1), SERIES),
    "conv2d transposed": (nn.ConvTranspose2d(3, 4, 3, stride=2, padding=1, groups=1), IMAGE),
    "max pool": (nn.MaxPool2d(3, 2, 1), IMAGE),
    "max pool ceil": (nn.MaxPool2d(2, ceil_mode=True), IMAGE),
    "avg pool": (nn.AvgPool2d(3, 2, 1), IMAGE),
    "avg pool bare": (nn.AvgPool2d(3, 2, 1, count_include_pad=False), IMAGE),
    "avg pool 1d": (nn.AvgPool1d(2), SERIES),
    "max pool 1d": (nn.MaxPool1d(2, 1), SERIES),
    "adaptive": (nn.AdaptiveAvgPool2d(1), IMAGE),
    "adaptive even": (nn.AdaptiveAvgPool2d((3, 4)), IMAGE),
    "adaptive odd": (nn.AdaptiveAvgPool2d((4, 5)), IMAGE),
    "adaptive max": (nn.AdaptiveMaxPool2d((2, 2)), IMAGE),
    "adaptive 1d": (nn.AdaptiveMaxPool1d(1), SERIES),
    "zero pad": (nn.ZeroPad2d((1, 2, 0, 3)), IMAGE),
    "reflection pad": (nn.ReflectionPad2d(2), IMAGE),
    "replication pad": (nn.ReplicationPad1d(2), SERIES),
    "constant pad": (nn.ConstantPad1d((1, 2), 3.5), SERIES),
    "flatten": (nn.Flatten(), IMAGE),
    "unflatten": (nn.Unflatten(1, (2, 3)), X),
    "embedding": (nn.Embedding(5, 3, padding_idx=0), INDEX),
    "cosine": (nn.CosineSimilarity(dim=1), X, X.flip(0)),
    "distance": (nn.PairwiseDistance(), X, X.flip(0)),
    "pixel shuffle": (nn.PixelShuffle(2), random(2, 8, 3, 3)),
    "lstm": (nn.LSTM(6, 5, 2, batch_first=True, bidirectional=True), SERIES),
    "lstm time first": (Of(lambda x, m=nn.LSTM(6, 5): m(x.transpose(0, 1))[0]), SERIES),
    "gru": (nn.GRU(6, 5, 2, batch_first=True, bias=False), SERIES),
    "gru both": (nn.GRU(6, 5, batch_first=True, bidirectional=True), SERIES),
    "rnn": (nn.RNN(6, 5, 2, nonlinearity="relu", batch_first=True), SERIES),
    "rnn tanh": (nn.RNN(6, 5, batch_first=True, bidirectional=True), SERIES),
    "lstm cell": (nn.LSTMCell(6, 4), X),
    "gru cell": (nn.GRUCell(6, 4), X),
    "rnn cell": (nn.RNNCell(6, 4), X),
}
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


@pytest.mark.parametrize("name", UNARY)
def test_unary(name):
    check(getattr(torch, name), X * 2)


@pytest.mark.parametrize("name", POSITIVES)
def test_unary_of_positive_numbers(name):
    check(getattr(torch, name), POSITIVE + (1 if name == "acosh" else 0))


@pytest.mark.parametrize("module", ACTIVATIONS, ids=str)
def test_activation(module):
    check(module, X * 2)


@pytest.mark.parametrize("case", LAYERS, ids=str)
def test_layer(case):
    torch.manual_seed(3)
    module, *examples = LAYERS[case]
    for name, buffer in module.named_buffers():
        if buffer.dtype == torch.float32:
            buffer.copy_(torch.rand_like(buffer) + 0.5)
    for p in module.parameters():
        p.data.copy_(torch.randn_like(p) * 0.5)
    check(module, *examples)


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
    check(
        lambda x: (torch.log1p(x), torch.expm1(x)),
        torch.tensor([[1e-7, -1e-6, 1e-3, 0.4, 3.0, -0.6]]).repeat(3, 1),
        tolerance=1e-9,
    )


class Attention(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Linear(7, 16)
        layer = nn.TransformerEncoderLayer(
            16, 4, 32, batch_first=True, norm_first=True, activation="gelu"
        )
        self.encoder = nn.TransformerEncoder(layer, 2, enable_nested_tensor=False)
        self.attention = nn.MultiheadAttention(16, 2, batch_first=True)
        self.head = nn.Linear(16, 3)

    def forward(self, x, mask):
        y = self.encoder(self.embed(x), src_key_padding_mask=mask)
        z, weights = self.attention(y, y, y, key_padding_mask=mask)
        keep = (~mask).unsqueeze(-1).float()
        return self.head(((y + z) * keep).sum(1) / keep.sum(1).clamp(min=1)), weights


def test_transformer_with_a_mask():
    mask = torch.zeros(5, 9, dtype=torch.bool)
    mask[1, 4:] = True
    mask[3, 2:] = True
    check(Attention(), random(5, 9, 7), mask, tolerance=5e-6)


def test_decoder():
    decoder = nn.TransformerDecoder(nn.TransformerDecoderLayer(8, 2, 16, batch_first=True), 1)
    causal = nn.Transformer.generate_square_subsequent_mask(4)
    check(
        Of(lambda x, m: decoder(x, m, tgt_mask=causal), decoder),
        random(5, 4, 8),
        random(5, 6, 8),
        tolerance=5e-6,
    )


class EdgeConvolution(nn.Module):
    """The heart of ParticleNet: neighbours, their features, a network on edges."""

    def __init__(self, k=3):
        super().__init__()
        self.k, self.net = k, nn.Sequential(nn.Conv2d(12, 8, 1), nn.BatchNorm2d(8), nn.ReLU())

    def forward(self, points, features):
        inner = -2 * torch.matmul(points.transpose(2, 1), points)
        square = torch.sum(points**2, dim=1, keepdim=True)
        near = (-square - inner - square.transpose(2, 1)).topk(k=self.k + 1, dim=-1)[1][:, :, 1:]
        n, c, p = features.size()
        base = torch.arange(0, n, device=features.device).view(-1, 1, 1) * p
        flat = features.transpose(2, 1).reshape(n * p, c)
        neighbours = flat[(near + base).view(-1)].view(n, p, self.k, c).permute(0, 3, 1, 2)
        own = features.view(n, c, p, 1).repeat(1, 1, 1, self.k)
        return self.net(torch.cat((own, neighbours - own), dim=1)).mean(-1).mean(-1)


def test_edge_convolution():
    check(EdgeConvolution(), random(4, 2, 10), random(4, 6, 10), more=(2, 9))


class GraphConvolution(nn.Module):
    """Messages along edges, summed at their ends."""

    def __init__(self):
        super().__init__()
        self.message, self.update = nn.Linear(12, 5), nn.GRUCell(5, 6)

    def forward(self, nodes, edges):
        source, target = edges[:, 0], edges[:, 1]
        messages = torch.relu(self.message(torch.cat([nodes[source], nodes[target]], dim=1)))
        total = torch.zeros(nodes.shape[0], 5).index_add_(0, target, messages)
        return self.update(total, nodes)


def test_graph_convolution_of_any_size():
    module = GraphConvolution().eval()
    edges = torch.tensor([[0, 1], [1, 2], [2, 0], [3, 1], [4, 4], [0, 3], [1, 4]])
    model = from_torch(module, (random(5, 6), edges))
    for nodes, links in ((5, edges), (6, edges[:3]), (9, torch.tensor([[8, 7], [7, 6], [0, 5]]))):
        x = random(nodes, 6, seed=nodes)
        same(model.run([x.numpy(), links.numpy()]), module(x, links))


class DeepSets(nn.Module):
    def __init__(self):
        super().__init__()
        self.phi, self.rho = (
            nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 8)),
            nn.Linear(8, 2),
        )

    def forward(self, x):
        valid = (x != 0).any(-1, keepdim=True)
        with torch.no_grad():
            count = valid.sum(1).clamp(min=1)
        return torch.softmax(self.rho((self.phi(x) * valid).sum(1) / count), -1)


def test_sets():
    x = random(5, 6, 4)
    x[0, 3:] = 0
    check(DeepSets(), x)


def test_residual_network():
    class Block(nn.Module):
        def __init__(self, n):
            super().__init__()
            self.a, self.b = (
                nn.Conv2d(n, n, 3, padding=1, bias=False),
                nn.Conv2d(n, n, 3, padding=1),
            )
            self.n = nn.BatchNorm2d(n)

        def forward(self, x):
            return F.relu(x + self.b(F.relu_(self.n(self.a(x)))), inplace=True)

    check(
        nn.Sequential(
            nn.Conv2d(3, 4, 3),
            Block(4),
            nn.MaxPool2d(2),
            Block(4),
            nn.AdaptiveAvgPool2d(1),
            nn.Flatten(),
            nn.Linear(4, 2),
        ),
        IMAGE,
    )


def test_training_state_is_given_back():
    module = nn.Sequential(nn.Linear(6, 4), nn.Dropout(0.5), nn.BatchNorm1d(4)).train()
    module[2].eval()
    from_torch(module, X)
    assert module.training and module[1].training and not module[2].training


def test_one_example_event_is_enough():
    model = from_torch(nn.Linear(6, 2), X[:1])
    assert model.inputs[0].shape == ("N", 6) and model.outputs[0].shape == ("N", 2)
    assert model.run([X.numpy()])[0].shape == (5, 2)


def test_arrays_are_examples():
    assert from_torch(nn.Linear(6, 2), X.numpy()).run([X.numpy()])[0].shape == (5, 2)


# Files.


def exported(tmp_path, module, *examples, **options):
    path = str(tmp_path / "m.pt2")
    torch.export.save(torch.export.export(module.eval(), examples, **options), path)
    return path


def test_archive(tmp_path):
    module = nn.Sequential(nn.Linear(6, 4), nn.BatchNorm1d(4), nn.GELU(), nn.Linear(4, 2))
    path = exported(tmp_path, module, X, dynamic_shapes=({0: torch.export.Dim("batch")},))
    same(tmva.load_model(path).run([X[:3].numpy()]), module(X[:3]))
    same(tmva.load_model(exported(tmp_path, module, X)).run([X.numpy()]), module(X))


def test_archive_is_told_by_content(tmp_path):
    path = tmp_path / "m.pt"
    torch.export.save(torch.export.export(nn.Linear(6, 2), (X,)), str(tmp_path / "m.pt2"))
    (tmp_path / "m.pt2").rename(path)
    assert tmva.load_model(path).run([X.numpy()])[0].shape == (5, 2)


def test_archive_with_shared_and_turned_weights(tmp_path):
    class Tied(nn.Module):
        def __init__(self):
            super().__init__()
            whole = torch.randn(6, 8)
            self.a = nn.Parameter(whole.T)
            self.b = nn.Parameter(whole[:, 2:5])
            self.register_buffer("c", whole[3])

        def forward(self, x):
            return F.linear(x, self.a)[:, :3] @ self.b.T[:, :2] + self.c[:2]

    module = Tied()
    same(tmva.load_model(exported(tmp_path, module, X)).run([X.numpy()]), module(X))


def test_archive_of_a_static_batch_says_so(tmp_path):
    path = exported(tmp_path, nn.Linear(6, 2), X)
    with pytest.raises(tmva.Error, match="5"):
        tmva.load_model(path).run([X[:3].numpy()])


def test_script(tmp_path):
    module = nn.Sequential(nn.Linear(6, 4), nn.Tanh(), nn.Linear(4, 2)).eval()
    path = tmp_path / "m.pt"
    torch.jit.script(module).save(str(path))
    with pytest.raises(tmva.ModelError, match="allow_pickle"):
        tmva.load_model(path)
    same(tmva.load_model(path, allow_pickle=True).run([X[:3].numpy()]), module(X[:3]))
    convolution = nn.Conv2d(3, 2, 3).eval()
    torch.jit.script(convolution).save(str(path))
    with pytest.raises(tmva.ModelError, match="example_inputs"):
        tmva.load_model(path, allow_pickle=True)
    same(
        tmva.load_model(path, allow_pickle=True, example_inputs=IMAGE[:1]).run([IMAGE.numpy()]),
        convolution(IMAGE),
    )


def test_weights_alone_are_refused_with_a_way_out(tmp_path):
    torch.save(nn.Linear(6, 2).state_dict(), tmp_path / "m.pt")
    for allow in (False, True):
        with pytest.raises(tmva.ModelError, match="state_dict.*from_torch"):
            tmva.load_model(tmp_path / "m.pt", allow_pickle=allow)


def test_pickled_module(tmp_path):
    module = nn.Linear(6, 2)
    torch.save(module, tmp_path / "m.pt")
    with pytest.raises(tmva.ModelError, match="allow_pickle"):
        tmva.load_model(tmp_path / "m.pt")
    same(tmva.load_model(tmp_path / "m.pt", allow_pickle=True).run([X.numpy()]), module(X))


class Trap:
    def __reduce__(self):
        return (exec, ("raise SystemExit('code has run')",))


def test_no_code_runs(tmp_path):
    torch.save({"a": Trap()}, tmp_path / "m.pt")
    with pytest.raises(tmva.ModelError, match="can run code"):
        tmva.load_model(tmp_path / "m.pt")


def edited(path, change):
    """An archive with another program."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = next(n for n in parts if "/models/" in n)
    program = json.loads(parts[name])
    change(program["graph_module"]["graph"])
    parts[name] = json.dumps(program).encode()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for n, content in parts.items():
            archive.writestr(n, content)
    buffer.seek(0)
    return buffer


def test_unknown_operator(tmp_path):
    path = exported(tmp_path, nn.Sequential(nn.Linear(6, 2), nn.ReLU()), X)
    content = edited(
        path, lambda graph: graph["nodes"][1].update(target="torch.ops.aten.rely.default")
    )
    with pytest.raises(tmva.ModelError, match="rely.default.*relu.default"):
        torch_program.convert("m.pt2", content)
    content = edited(
        path, lambda graph: graph["nodes"][1].update(target="torch.ops.mine.relu.default")
    )
    with pytest.raises(tmva.ModelError, match="mine.relu"):
        torch_program.convert("m.pt2", content)


def test_unknown_names_and_arguments(tmp_path):
    path = exported(tmp_path, nn.Sequential(nn.Linear(6, 2), nn.ReLU()), X)
    content = edited(
        path,
        lambda graph: graph["nodes"][1]["inputs"][0]["arg"]["as_tensor"].update(name="nothing"),
    )
    with pytest.raises(tmva.FileFormatError, match="nothing"):
        torch_program.convert("m.pt2", content)
    content = edited(path, lambda graph: graph["nodes"][1]["inputs"][0].update(name="other"))
    with pytest.raises(tmva.ModelError, match="arguments"):
        torch_program.convert("m.pt2", content)


def test_weights_that_are_cut(tmp_path):
    path = exported(tmp_path, nn.Linear(6, 2), X)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content[:8] if name.endswith("weight_0") else content)
    with pytest.raises(tmva.FileFormatError, match="weight"):
        tmva.load_model(path)


def test_changes_of_views_are_followed_or_refused():
    def function(x):
        y = x.clone()
        view = y.view(-1, 2)
        view.add_(1)
        return y

    with pytest.raises(tmva.ModelError, match="in place"):
        from_torch(Of(function), X)
