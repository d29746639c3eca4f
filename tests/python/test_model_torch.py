"""Operators of PyTorch as graphs, against what PyTorch itself answers."""

import pytest

pytest.importorskip("torch")

from torch_models import IMAGE, INDEX, POSITIVE, SERIES, Of, X, check, nn, random, torch  # noqa: E402

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


def test_unary():
    check(lambda x: [getattr(torch, name)(x) for name in UNARY], X * 2)


def test_unary_of_positive_numbers():
    check(lambda x: [getattr(torch, name)(x) for name in POSITIVES], POSITIVE + 1)


def test_activations():
    check(Of(lambda x: [m(x) for m in ACTIVATIONS], *ACTIVATIONS), X * 2)


def of_kind(examples):
    return (
        "series"
        if examples[0] is SERIES
        else "image"
        if examples[0] is IMAGE
        else "row"
        if examples[0] is X
        else "other"
    )


def disturbed(module):
    """With numbers that no initialiser gives."""
    for buffer in module.buffers():
        if buffer.dtype == torch.float32:
            buffer.copy_(torch.rand_like(buffer) + 0.5)
    for p in module.parameters():
        p.data.copy_(torch.randn_like(p) * 0.5)
    return module


@pytest.mark.parametrize("kind", ["row", "series", "image"])
def test_layers(kind):
    """All that take the same input in one module: exports take long."""
    torch.manual_seed(3)
    modules = [
        disturbed(m) for m, *examples in LAYERS.values() if of_kind(examples) == kind and len(examples) == 1
    ]
    example = {"row": X, "series": SERIES, "image": IMAGE}[kind]
    check(Of(lambda x: [m(x) for m in modules], *modules), example)


@pytest.mark.parametrize("case", [k for k, (_, *e) in LAYERS.items() if of_kind(e) == "other" or len(e) > 1])
def test_layer(case):
    module, *examples = LAYERS[case]
    torch.manual_seed(3)
    check(disturbed(module), *examples)
