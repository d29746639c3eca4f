"""Files of Keras: those of Keras 2, and what is refused."""

import json
import os
import zipfile

import numpy as np
import pytest

os.environ.setdefault("KERAS_BACKEND", "torch")
h5py = pytest.importorskip("h5py")

import tmva  # noqa: E402

rng = np.random.default_rng(2)


def layer(kind, name, inbound, **config):
    """As Keras 2 describes it."""
    config = {"name": name, "trainable": True, "dtype": "float32", **config}
    return {"class_name": kind, "config": config, "name": name, "inbound_nodes": inbound}


def keras2(path, config, weights):
    """A .h5 file as Keras 2 writes it: {layer: {name of the variable: array}}."""
    with h5py.File(path, "w") as file:
        file.attrs["model_config"] = json.dumps(config)
        file.attrs["keras_version"] = "2.11.0"
        group = file.create_group("model_weights")
        for name, arrays in weights.items():
            inner = group.create_group(name)
            inner.attrs["weight_names"] = [variable.encode() for variable in arrays]
            for variable, array in arrays.items():
                inner[variable] = array


def random(*shape):
    return rng.normal(size=shape).astype("float32")


def test_functional_model_of_keras_2(tmp_path):
    inputs = {"batch_input_shape": [None, 4], "sparse": False, "ragged": False}
    block = {
        "class_name": "Sequential",
        "name": "block",
        "inbound_nodes": [[["dense", 0, 0, {}]], [["dense", 1, 0, {}]]],
        "config": {
            "name": "block",
            "layers": [
                {
                    "class_name": "InputLayer",
                    "config": {"batch_input_shape": [None, 3], "dtype": "float32", "name": "i"},
                },
                {
                    "class_name": "Dense",
                    "config": {
                        "name": "dense",
                        "units": 3,
                        "activation": "hard_sigmoid",
                        "use_bias": False,
                    },
                },
            ],
        },
    }
    layers = [
        layer("InputLayer", "a", [], **inputs),
        layer("InputLayer", "b", [], **inputs),
        layer(
            "Dense",
            "dense",
            [[["a", 0, 0, {}]], [["b", 0, 0, {}]]],
            units=3,
            activation="linear",
            use_bias=True,
        ),
        block,
        layer(
            "Concatenate",
            "join",
            [[["block", 0, 0, {}], ["block", 1, 0, {}], ["a", 0, 0, {}]]],
            axis=-1,
        ),
    ]
    config = {
        "class_name": "Functional",
        "config": {
            "name": "model",
            "layers": layers,
            "input_layers": [["a", 0, 0], ["b", 0, 0]],
            "output_layers": [["join", 0, 0]],
        },
    }
    w, offset, v = random(4, 3), random(3), random(3, 3)
    keras2(
        tmp_path / "m.h5",
        config,
        {"dense": {"dense/kernel:0": w, "dense/bias:0": offset}, "block": {"dense/kernel:0": v}},
    )
    a, b = random(5, 4), random(5, 4)

    def hard(x):
        return np.clip(0.2 * ((x @ w + offset) @ v) + 0.5, 0, 1)

    (found,) = tmva.load_model(tmp_path / "m.h5").run({"a": a, "b": b})
    np.testing.assert_allclose(found, np.concatenate([hard(a), hard(b), a], axis=1), atol=1e-6)


def test_recurrent_model_of_keras_2(tmp_path):
    """Against the same weights in a file of Keras 3."""
    keras = pytest.importorskip("keras")
    L = keras.layers
    model = keras.Sequential(
        [keras.Input((6, 3)), L.Bidirectional(L.LSTM(4, return_sequences=True)), L.GRU(2)]
    )
    arrays = [random(*w.shape) for w in model.get_weights()]
    model.set_weights(arrays)
    names = [
        f"bidirectional/{side}_lstm/lstm_cell_{k}/{v}:0"
        for k, side in enumerate(("forward", "backward"), 1)
        for v in ("kernel", "recurrent_kernel", "bias")
    ]
    lstm = {
        "name": "lstm",
        "units": 4,
        "return_sequences": True,
        "activation": "tanh",
        "recurrent_activation": "sigmoid",
        "use_bias": True,
    }
    config = {
        "class_name": "Sequential",
        "config": {
            "name": "sequential",
            "layers": [
                {
                    "class_name": "Bidirectional",
                    "config": {
                        "name": "bidirectional",
                        "trainable": True,
                        "batch_input_shape": [None, 6, 3],
                        "layer": {"class_name": "LSTM", "config": lstm},
                        "merge_mode": "concat",
                    },
                },
                {
                    "class_name": "GRU",
                    "config": {
                        "name": "gru",
                        "trainable": True,
                        "units": 2,
                        "activation": "tanh",
                        "recurrent_activation": "sigmoid",
                        "reset_after": True,
                    },
                },
            ],
        },
    }
    gru = dict(zip([f"gru/gru_cell/{v}:0" for v in ("kernel", "recurrent_kernel", "bias")], arrays[6:]))
    keras2(tmp_path / "m.h5", config, {"bidirectional": dict(zip(names, arrays)), "gru": gru})
    x = random(5, 6, 3)
    expected = keras.ops.convert_to_numpy(model(x))
    np.testing.assert_allclose(tmva.load_model(tmp_path / "m.h5").run([x])[0], expected, atol=1e-6)


# What is refused.
keras = pytest.importorskip("keras")
L = keras.layers


def edit(path, change):
    """Rewrites the configuration of a .keras file."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    config = json.loads(parts["config.json"])
    change(config["config"]["layers"])
    parts["config.json"] = json.dumps(config).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


@pytest.fixture
def plain(tmp_path):
    path = str(tmp_path / "plain.keras")
    keras.Sequential([keras.Input((4,)), L.Dense(3, activation="relu"), L.Dense(1)]).save(path)
    return path


@pytest.mark.parametrize("kind", ["Lambda", "TFSMLayer", "TorchModuleWrapper"])
def test_layers_with_code_are_refused(kind, plain):
    edit(plain, lambda layers: layers[1].update(class_name=kind))
    with pytest.raises(tmva.ModelError, match=f"{kind}.*never run"):
        tmva.load_model(plain)


def test_layers_of_others_are_refused(plain):
    edit(plain, lambda layers: layers[1].update(registered_name="mine>Dense"))
    with pytest.raises(tmva.ModelError, match="mine>Dense"):
        tmva.load_model(plain)
    edit(
        plain,
        lambda layers: layers[1].update(registered_name=None, module="os", class_name="Dense"),
    )
    with pytest.raises(tmva.ModelError, match="Dense"):
        tmva.load_model(plain)


def test_unknown_activation(plain):
    edit(plain, lambda layers: layers[1]["config"].update(activation="mine>bump"))
    with pytest.raises(tmva.ModelError, match="'dense.*' .Dense.*mine>bump"):
        tmva.load_model(plain)


def test_masks_that_matter_are_refused(tmp_path):
    model = keras.Sequential([keras.Input((5, 3)), L.Masking(), L.Dense(3), L.LSTM(2)])
    model.save(tmp_path / "m.keras")
    with pytest.raises(tmva.ModelError, match="mask"):
        tmva.load_model(tmp_path / "m.keras")


def test_weights_without_a_model(tmp_path):
    keras.Sequential([keras.Input((4,)), L.Dense(3)]).save_weights(tmp_path / "m.weights.h5")
    with pytest.raises(tmva.ModelError, match="without the model"):
        tmva.load_model(tmp_path / "m.weights.h5")


def test_links_out_of_the_file_are_refused(tmp_path):
    path = tmp_path / "m.h5"
    keras.Sequential([keras.Input((4,)), L.Dense(3, name="d")]).save(path)
    with h5py.File(tmp_path / "secret.h5", "w") as file:
        file["secret"] = np.zeros((4, 3), "float32")
    with h5py.File(path, "a") as file:
        group = file["model_weights/d"]
        name = group.attrs["weight_names"][0]
        del group[name]
        group[name] = h5py.ExternalLink("secret.h5", "/secret")
    with pytest.raises(tmva.FileFormatError, match="link"):
        tmva.load_model(path)


def test_arrays_that_are_not_there(tmp_path):
    path = tmp_path / "m.h5"
    keras.Sequential([keras.Input((4,)), L.Dense(3, name="d")]).save(path)
    with h5py.File(path, "a") as file:
        group = file["model_weights/d"]
        name = group.attrs["weight_names"][0]
        del group[name]
        group.create_dataset(name, (1 << 20, 1 << 20), "float32", chunks=(1024, 1024))
    with pytest.raises(tmva.FileFormatError, match="not there"):
        tmva.load_model(path)
