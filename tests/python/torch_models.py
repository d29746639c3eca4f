"""What the tests of PyTorch's models share."""

import numpy as np
import torch

from tmva.models import from_torch

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
    expected = torch.utils._pytree.tree_leaves(expected)
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


def resized(x, n):
    """Other numbers for n events."""
    x = torch.cat([x] * (n // x.shape[0] + 1))[:n]
    return x * 0.7 if x.dtype == torch.float32 else x


def check(module, *examples, more=(3, 7), tolerance=3e-6):
    """Converts with the examples, and compares for other numbers of events too."""
    module = (module if isinstance(module, nn.Module) else Of(module)).eval()
    model = from_torch(module, examples)
    inputs = [examples]
    for n in more:
        inputs.append(tuple(resized(x, n) for x in examples))
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
