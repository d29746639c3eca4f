"""The models of bench/inference.py: made with PyTorch, exported as ONNX; the same in Keras."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn

EVENTS = 1024


@dataclass
class Subject:
    """A model under test. ``keras`` makes the same model in Keras."""

    name: str
    path: Path
    events: np.ndarray
    network: nn.Module | None = None
    keras: Callable[[], Any] | None = None
    booster: Any = None


class LastStep(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lstm = nn.LSTM(8, 32, batch_first=True)
        self.dense = nn.Linear(32, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.dense(self.lstm(x)[0][:, -1])


class Encoder(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        layer = nn.TransformerEncoderLayer(32, 2, 64, dropout=0, batch_first=True)
        self.layers = nn.TransformerEncoder(layer, 2, enable_nested_tensor=False)
        self.dense = nn.Linear(32, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.dense(self.layers(x).mean(1))


def mlp(widths: list[int]) -> nn.Module:
    layers: list[nn.Module] = []
    for before, after in zip(widths, widths[1:]):
        layers += [nn.Linear(before, after), nn.ReLU()]
    return nn.Sequential(*layers[:-1], nn.Sigmoid())


def cnn() -> nn.Module:
    return nn.Sequential(
        nn.Conv2d(1, 16, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(16, 32, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(512, 64),
        nn.ReLU(),
        nn.Linear(64, 2),
    )


# ---------------------------------------------------------------------------- Keras


def dense_weights(layer: nn.Linear) -> list[np.ndarray]:
    return [layer.weight.detach().numpy().T, layer.bias.detach().numpy()]


def keras_mlp(network: nn.Module) -> Any:
    import keras

    linear = [layer for layer in network if isinstance(layer, nn.Linear)]
    last = len(linear) - 1
    made = [
        keras.layers.Dense(layer.out_features, "sigmoid" if i == last else "relu")
        for i, layer in enumerate(linear)
    ]
    model = keras.Sequential([keras.Input((linear[0].in_features,)), *made])
    for to, layer in zip(made, linear):
        to.set_weights(dense_weights(layer))
    return model


def keras_cnn(network: nn.Module) -> Any:
    """Convolutions with channels last, as Keras needs them; the dense layers see PyTorch's order."""
    import keras

    layers = keras.layers
    made = [
        layers.Conv2D(16, 3, padding="same", activation="relu"),
        layers.Conv2D(32, 3, padding="same", activation="relu"),
        layers.Dense(64, "relu"),
        layers.Dense(2),
    ]
    model = keras.Sequential(
        [
            keras.Input((1, 16, 16)),
            layers.Reshape((16, 16, 1)),
            made[0],
            layers.MaxPooling2D(2),
            made[1],
            layers.MaxPooling2D(2),
            layers.Permute((3, 1, 2)),
            layers.Flatten(),
            made[2],
            made[3],
        ]
    )
    for to, at in zip(made, (0, 3, 7, 9)):
        layer = network[at]
        bias = layer.bias.detach().numpy()
        kernel = layer.weight.detach().numpy()
        to.set_weights([kernel.transpose(2, 3, 1, 0) if kernel.ndim == 4 else kernel.T, bias])
    return model


def keras_lstm(network: LastStep) -> Any:
    import keras

    lstm, dense = keras.layers.LSTM(32), keras.layers.Dense(1)
    model = keras.Sequential([keras.Input((10, 8)), lstm, dense])
    parts = {name: value.detach().numpy() for name, value in network.lstm.named_parameters()}
    lstm.set_weights(
        [
            parts["weight_ih_l0"].T,
            parts["weight_hh_l0"].T,
            parts["bias_ih_l0"] + parts["bias_hh_l0"],
        ]
    )
    dense.set_weights(dense_weights(network.dense))
    return model


def keras_encoder(network: Encoder) -> Any:
    import keras

    layers = keras.layers
    start = value = keras.Input((10, 32))
    fill: list[tuple[Any, list[np.ndarray]]] = []

    def apply(layer: Any, weights: list[np.ndarray], *inputs: Any) -> Any:
        fill.append((layer, weights))
        return layer(*inputs)

    for block in network.layers.layers:
        whole, bias = (
            p.detach().numpy() for p in (block.self_attn.in_proj_weight, block.self_attn.in_proj_bias)
        )
        weights = []
        for i in range(3):
            weights += [
                whole[32 * i : 32 * i + 32].T.reshape(32, 2, 16),
                bias[32 * i : 32 * i + 32].reshape(2, 16),
            ]
        out = block.self_attn.out_proj
        weights += [out.weight.detach().numpy().T.reshape(2, 16, 32), out.bias.detach().numpy()]
        attended = apply(layers.MultiHeadAttention(2, 16), weights, value, value)
        norms = [[n.weight.detach().numpy(), n.bias.detach().numpy()] for n in (block.norm1, block.norm2)]
        value = apply(layers.LayerNormalization(epsilon=1e-5), norms[0], layers.add([value, attended]))
        wide = apply(layers.Dense(64, "relu"), dense_weights(block.linear1), value)
        narrow = apply(layers.Dense(32), dense_weights(block.linear2), wide)
        value = apply(layers.LayerNormalization(epsilon=1e-5), norms[1], layers.add([value, narrow]))
    last = apply(layers.Dense(1), dense_weights(network.dense), layers.GlobalAveragePooling1D()(value))
    model = keras.Model(start, last)
    for layer, weights in fill:
        layer.set_weights(weights)
    return model


# ---------------------------------------------------------------------------- all of them


def export(network: nn.Module, events: np.ndarray, path: Path) -> None:
    fast = torch.backends.mha.get_fastpath_enabled()
    torch.backends.mha.set_fastpath_enabled(False)  # ONNX has no node for PyTorch's fused layer
    try:
        torch.onnx.export(
            network,
            (torch.from_numpy(events[:2]),),
            path,
            dynamo=False,
            opset_version=17,
            input_names=["x"],
            output_names=["y"],
            dynamic_axes={"x": {0: "N"}, "y": {0: "N"}},
        )
    finally:
        torch.backends.mha.set_fastpath_enabled(fast)


def networks(folder: Path) -> list[Subject]:
    torch.manual_seed(1)
    kinds = [
        ("MLP 30-64-64-1", mlp([30, 64, 64, 1]), (30,), keras_mlp),
        ("MLP 28-5x200-1", mlp([28, 200, 200, 200, 200, 200, 1]), (28,), keras_mlp),
        ("CNN 1x16x16", cnn(), (1, 16, 16), keras_cnn),
        ("LSTM 10x8, 32", LastStep(), (10, 8), keras_lstm),
        ("encoder 10x32, 2 layers", Encoder(), (10, 32), keras_encoder),
    ]
    subjects = []
    rng = np.random.default_rng(1)
    for i, (name, network, shape, keras) in enumerate(kinds):
        network.eval()
        for parameter in network.parameters():
            parameter.requires_grad_(False)
        events = rng.standard_normal((EVENTS, *shape), dtype=np.float32)
        path = folder / f"model_{i}.onnx"
        export(network, events, path)
        subjects.append(Subject(name, path, events, network, lambda k=keras, n=network: k(n)))
    return subjects


def forest(folder: Path, trees: int = 850, depth: int = 3) -> Subject:
    """Trained by XGBoost on two classes, converted by tmva."""
    import xgboost

    import tmva

    rng = np.random.default_rng(2)
    x = rng.standard_normal((20_000, 20), dtype=np.float32)
    signal = (
        x[:, 0] * x[:, 1] + x[:, 2] - x[:, 6] * x[:, 3] + rng.standard_normal(len(x), dtype=np.float32) > 0
    )
    booster = xgboost.train(
        {
            "objective": "binary:logistic",
            "tree_method": "hist",
            "max_depth": depth,
            "eta": 0.1,
            "nthread": 1,
        },
        xgboost.DMatrix(x, signal, nthread=1),
        trees,
    )
    booster.save_model(folder / "forest.json")
    path = folder / "forest.onnx"
    tmva.TreeEnsemble.load(folder / "forest.json").save(path)
    events = rng.standard_normal((EVENTS, 20), dtype=np.float32)
    return Subject(f"BDT {trees} x depth {depth}, 20", path, events, booster=booster)


def floor(folder: Path, shape: tuple[int, ...]) -> Subject:
    """One Relu: what a call costs beside the model."""
    network = nn.ReLU().eval()
    events = np.random.default_rng(3).standard_normal((EVENTS, *shape), dtype=np.float32)
    path = folder / f"floor_{'x'.join(map(str, shape))}.onnx"
    export(network, events, path)

    def keras() -> Any:
        import keras as k

        return k.Sequential([k.Input(shape), k.layers.ReLU()])

    return Subject("floor", path, events, network, keras)
