"""Models of Keras: layer by layer, from .keras and .h5, against what Keras itself answers."""

import os

import numpy as np
import pytest

os.environ.setdefault("KERAS_BACKEND", "torch")
keras = pytest.importorskip("keras")
pytest.importorskip("torch")
h5py = pytest.importorskip("h5py")

import tmva  # noqa: E402
from tmva.models.keras.activations import ACTIVATIONS  # noqa: E402

L = keras.layers


def randomise(model, seed=3):
    """Weights that no initialiser gives: every array matters."""
    rng = np.random.default_rng(seed)
    for w in model.weights:
        if "seed" in w.path:
            continue
        shape = w.shape
        values = rng.normal(0, 0.5, shape)
        if "variance" in w.path:
            values = rng.uniform(0.5, 2, shape)
        w.assign(values.astype(w.dtype) if "int" not in str(w.dtype) else np.full(shape, 5))
    for layer in model.layers:
        if hasattr(layer, "finalize_state"):  # Normalization keeps what it derives from its arrays
            layer.finalize_state()
    return model


def check(model, *arrays, suffixes=(".keras", ".h5"), tmp=None, tolerance=2e-6):
    expected = model(list(arrays) if len(arrays) > 1 else arrays[0], training=False)
    expected = [
        keras.ops.convert_to_numpy(e)
        for e in (expected if isinstance(expected, (list, tuple)) else [expected])
    ]
    for suffix in suffixes:
        path = str(tmp / ("model" + suffix))
        model.save(path)
        loaded = tmva.load_model(path)
        found = loaded.run(list(arrays))
        assert len(found) == len(expected)
        for a, b, described in zip(found, expected, loaded.outputs):
            assert a.shape == b.shape, (suffix, a.shape, b.shape)
            assert len(described[2]) == b.ndim
            for declared, size in zip(described[2], b.shape):
                assert not isinstance(declared, int) or declared == size, (
                    suffix,
                    described,
                    b.shape,
                )
            np.testing.assert_allclose(
                a, b, rtol=tolerance * 5, atol=tolerance * max(1, np.abs(b).max()), err_msg=suffix
            )


def numbers(*shape, seed=1):
    return np.random.default_rng(seed).normal(size=shape).astype("float32")


IMAGE, SERIES, ROW, VOLUME = (9, 8, 6), (11, 6), (7,), (5, 6, 4, 2)

PLAIN = {
    "dense": (ROW, lambda: L.Dense(4)),
    "dense 3d": (SERIES, lambda: L.Dense(4, activation="relu", use_bias=False)),
    "relu": (ROW, lambda: L.ReLU(1.5, 0.2, 0.1)),
    "relu plain": (ROW, lambda: L.ReLU()),
    "leaky": (ROW, lambda: L.LeakyReLU(0.17)),
    "elu": (ROW, lambda: L.ELU(0.6)),
    "prelu": (SERIES, lambda: L.PReLU()),
    "prelu shared": (IMAGE, lambda: L.PReLU(shared_axes=[1, 2])),
    "softmax axis": (SERIES, lambda: L.Softmax(axis=1)),
    "dense of a layer": (ROW, lambda: L.Dense(3, activation=L.LeakyReLU(0.4))),
    "embedding-free flatten": (IMAGE, lambda: L.Flatten()),
    "reshape": (IMAGE, lambda: L.Reshape((6, -1))),
    "reshape 2": (IMAGE, lambda: L.Reshape((8, 54))),
    "permute": (IMAGE, lambda: L.Permute((3, 1, 2))),
    "repeat": (ROW, lambda: L.RepeatVector(3)),
    "dropout": (ROW, lambda: L.Dropout(0.3)),
    "noise": (ROW, lambda: L.GaussianNoise(0.3)),
    "rescaling": (IMAGE, lambda: L.Rescaling(0.5, 2.0)),
    "masking dense": (SERIES, lambda: L.Masking(0.0)),
    "normalization": (ROW, lambda: L.Normalization()),
    "normalization given": (ROW, lambda: L.Normalization(mean=1.5, variance=0.3)),
    "normalization invert": (IMAGE, lambda: L.Normalization(axis=-1, invert=True)),
    "normalization none": (ROW, lambda: L.Normalization(axis=None)),
    "normalization axes": (SERIES, lambda: L.Normalization(axis=(1, 2))),
    "einsum": (
        SERIES,
        lambda: L.EinsumDense("abc,cd->abd", (None, 5), bias_axes="d", activation="tanh"),
    ),
    "einsum dots": (SERIES, lambda: L.EinsumDense("...x,xy->...y", 5)),
    "batch norm": (ROW, lambda: L.BatchNormalization()),
    "batch norm image": (IMAGE, lambda: L.BatchNormalization(epsilon=0.1)),
    "batch norm axis": (IMAGE, lambda: L.BatchNormalization(axis=2, scale=False)),
    "batch norm 1": (IMAGE, lambda: L.BatchNormalization(axis=1, center=False)),
    "layer norm": (SERIES, lambda: L.LayerNormalization()),
    "layer norm last two": (IMAGE, lambda: L.LayerNormalization(axis=(2, 3))),
    "layer norm bare": (SERIES, lambda: L.LayerNormalization(scale=False, center=False)),
    "rms": (SERIES, lambda: L.RMSNormalization()),
    "unit norm": (SERIES, lambda: L.UnitNormalization()),
    "group norm": (IMAGE, lambda: L.GroupNormalization(3)),
    "group norm all": (SERIES, lambda: L.GroupNormalization(-1)),
    "group norm row": ((6,), lambda: L.GroupNormalization(2)),
    "discretization": (ROW, lambda: L.Discretization([-0.5, 0.0, 1.0])),
    "discretization hot": (ROW, lambda: L.Discretization([-0.5, 0.0, 1.0], output_mode="one_hot")),
    "discretization multi": (
        ROW,
        lambda: L.Discretization([-0.5, 0.0, 1.0], output_mode="multi_hot"),
    ),
}
CONVOLUTIONS = {
    "conv1d": (SERIES, lambda: L.Conv1D(4, 3)),
    "conv1d causal": (SERIES, lambda: L.Conv1D(4, 3, padding="causal", dilation_rate=2)),
    "conv1d same": (SERIES, lambda: L.Conv1D(4, 4, padding="same", strides=3, activation="gelu")),
    "conv2d": (IMAGE, lambda: L.Conv2D(4, (3, 2), activation="relu")),
    "conv2d same": (IMAGE, lambda: L.Conv2D(4, (3, 2), padding="same", strides=2)),
    "conv2d dilated": (
        IMAGE,
        lambda: L.Conv2D(4, 3, padding="same", dilation_rate=(2, 1), use_bias=False),
    ),
    "conv2d groups": (IMAGE, lambda: L.Conv2D(6, 3, groups=3)),
    "conv3d": (VOLUME, lambda: L.Conv3D(3, (2, 3, 2), padding="same")),
    "conv2d softmax": (IMAGE, lambda: L.Conv2D(4, 3, activation="softmax")),
    "depthwise": (IMAGE, lambda: L.DepthwiseConv2D(3, depth_multiplier=2, padding="same")),
    "depthwise 1d": (SERIES, lambda: L.DepthwiseConv1D(3, strides=2)),
    "separable": (IMAGE, lambda: L.SeparableConv2D(5, 3, depth_multiplier=2, activation="tanh")),
    "separable 1d": (SERIES, lambda: L.SeparableConv1D(5, 3, padding="same")),
    "transpose": (IMAGE, lambda: L.Conv2DTranspose(4, 3)),
    "transpose same": (IMAGE, lambda: L.Conv2DTranspose(4, 3, strides=2, padding="same")),
    "transpose small": (IMAGE, lambda: L.Conv2DTranspose(4, 2, strides=3)),
    "transpose even": (
        IMAGE,
        lambda: L.Conv2DTranspose(4, 4, strides=2, padding="same", activation="relu"),
    ),
    "transpose extra": (IMAGE, lambda: L.Conv2DTranspose(4, 3, strides=2, output_padding=1)),
    "transpose 1d": (SERIES, lambda: L.Conv1DTranspose(4, 3, strides=2, padding="same")),
    "max pool": (IMAGE, lambda: L.MaxPooling2D()),
    "max pool same": (IMAGE, lambda: L.MaxPooling2D(3, strides=2, padding="same")),
    "average pool": (IMAGE, lambda: L.AveragePooling2D((3, 2))),
    "max pool 1d": (SERIES, lambda: L.MaxPooling1D(3, padding="same")),
    "average pool 3d": (VOLUME, lambda: L.AveragePooling3D(2)),
    "global max": (IMAGE, lambda: L.GlobalMaxPooling2D()),
    "global average": (SERIES, lambda: L.GlobalAveragePooling1D(keepdims=True)),
    "global average 3d": (VOLUME, lambda: L.GlobalAveragePooling3D()),
    "padding": (IMAGE, lambda: L.ZeroPadding2D(((1, 2), (0, 3)))),
    "padding 1d": (SERIES, lambda: L.ZeroPadding1D((1, 2))),
    "padding 3d": (VOLUME, lambda: L.ZeroPadding3D(2)),
    "cropping": (IMAGE, lambda: L.Cropping2D(((1, 0), (2, 3)))),
    "cropping 1d": (SERIES, lambda: L.Cropping1D(2)),
    "up": (IMAGE, lambda: L.UpSampling2D((2, 3))),
    "up bilinear": (IMAGE, lambda: L.UpSampling2D(2, interpolation="bilinear")),
    "up 1d": (SERIES, lambda: L.UpSampling1D(3)),
}
RECURRENT = {
    "lstm": lambda: L.LSTM(5),
    "lstm sequences": lambda: L.LSTM(5, return_sequences=True, use_bias=False),
    "gru": lambda: L.GRU(5),
    "gru before": lambda: L.GRU(5, reset_after=False),
    "gru sequences": lambda: L.GRU(5, return_sequences=True, go_backwards=True),
    "rnn": lambda: L.SimpleRNN(5),
    "rnn relu": lambda: L.SimpleRNN(5, activation="relu", return_sequences=True),
    "lstm backwards": lambda: L.LSTM(5, go_backwards=True),
    "lstm hard": lambda: L.LSTM(5, recurrent_activation="hard_sigmoid", activation="softsign"),
    "lstm linear": lambda: L.LSTM(5, activation=None),
    "cell": lambda: L.RNN(L.LSTMCell(4)),
    "gru cell": lambda: L.RNN(L.GRUCell(4), return_sequences=True),
    "bidirectional": lambda: L.Bidirectional(L.LSTM(4, return_sequences=True)),
    "bidirectional last": lambda: L.Bidirectional(L.GRU(4), merge_mode="sum"),
    "bidirectional average": lambda: L.Bidirectional(L.SimpleRNN(4, return_sequences=True), merge_mode="ave"),
    "bidirectional mul": lambda: L.Bidirectional(L.LSTM(4), merge_mode="mul"),
    "bidirectional two": lambda: L.Bidirectional(
        L.LSTM(4, return_sequences=True),
        backward_layer=L.LSTM(6, return_sequences=True, go_backwards=True),
    ),
    "distributed": lambda: L.TimeDistributed(L.Dense(3, activation="relu")),
}


@pytest.mark.parametrize("case", PLAIN | CONVOLUTIONS, ids=str)
def test_layer(case, tmp_path):
    shape, make = (PLAIN | CONVOLUTIONS)[case]
    inputs = keras.Input(shape, name="x")
    check(randomise(keras.Model(inputs, make()(inputs))), numbers(5, *shape), tmp=tmp_path)


@pytest.mark.parametrize("case", RECURRENT, ids=str)
def test_recurrent(case, tmp_path):
    check(
        randomise(keras.Sequential([keras.Input(SERIES), RECURRENT[case]()])),
        numbers(5, *SERIES),
        tmp=tmp_path,
    )


def test_layers_of_any_length(tmp_path):
    inputs = keras.Input((None, 6))
    x = L.Conv1D(8, 3, padding="same", activation="relu")(inputs)
    x = L.Bidirectional(L.GRU(4, return_sequences=True))(x)
    x = L.TimeDistributed(L.Dense(3))(x)
    model = randomise(keras.Model(inputs, [L.GlobalMaxPooling1D()(x), x]))
    for length in (4, 9):
        check(model, numbers(3, length, 6), tmp=tmp_path)


@pytest.mark.parametrize("name", sorted(set(ACTIVATIONS) - {"swish", "hard_swish"}))
def test_activation(name, tmp_path):
    model = keras.Sequential([keras.Input((6,)), L.Activation(name)])
    check(model, numbers(40, 6) * 3, tmp=tmp_path, suffixes=(".keras",))


def test_padding_does_not_count_in_averages(tmp_path):
    """As in TensorFlow; the backend of PyTorch counts it."""
    keras.Sequential([keras.Input(IMAGE), L.AveragePooling2D(3, strides=2, padding="same")]).save(
        tmp_path / "m.keras"
    )
    (found,) = tmva.load_model(tmp_path / "m.keras").run([np.ones((2, *IMAGE), "float32")])
    np.testing.assert_array_equal(found, np.ones((2, 5, 4, 6)))


def test_layer_normalisation_of_inner_dimensions(tmp_path):
    """The backend of PyTorch cannot."""
    keras.Sequential([keras.Input(IMAGE), L.LayerNormalization(axis=(1, 2), epsilon=0.01)]).save(
        tmp_path / "m.keras"
    )
    x = numbers(2, *IMAGE)
    (found,) = tmva.load_model(tmp_path / "m.keras").run([x])
    centred = x - x.mean((1, 2), keepdims=True)
    np.testing.assert_allclose(
        found, centred / np.sqrt((centred**2).mean((1, 2), keepdims=True) + 0.01), atol=1e-5
    )


def test_channels_first(tmp_path):
    inputs = keras.Input((3, 8, 9))
    x = L.Conv2D(4, 3, padding="same", strides=2, data_format="channels_first")(inputs)
    x = L.BatchNormalization(axis=1)(x)
    x = L.MaxPooling2D(2, data_format="channels_first")(x)
    x = L.ZeroPadding2D(1, data_format="channels_first")(x)
    y = L.GlobalAveragePooling2D(data_format="channels_first")(x)
    check(
        randomise(keras.Model(inputs, [L.Flatten(data_format="channels_first")(x), y])),
        numbers(3, 3, 8, 9),
        tmp=tmp_path,
    )


def test_merging_layers(tmp_path):
    a, b, c = (
        keras.Input((5, 4), name="a"),
        keras.Input((5, 4), name="b"),
        keras.Input((4,), name="c"),
    )
    x = L.Add()([a, b])
    y = L.Subtract()([a, b])
    z = L.Multiply()([x, y, a])
    outputs = [
        L.Average()([x, y, z]),
        L.Maximum()([a, b]),
        L.Minimum()([a, b, z]),
        L.Concatenate(axis=1)([a, b]),
        L.Concatenate()([a, b, x]),
        L.Dot(axes=2)([a, b]),
        L.Dot(axes=(2, 1))([a, c]),
        L.Dot(axes=1, normalize=True)([c, c]),
        L.Add()([a, c]),
        L.Dot(axes=1)([a, b]),
    ]
    check(
        keras.Model([a, b, c], outputs),
        numbers(6, 5, 4),
        numbers(6, 5, 4, seed=2),
        numbers(6, 4, seed=3),
        tmp=tmp_path,
    )


def test_operators_between_layers(tmp_path):
    a, b = keras.Input((5, 4), name="a"), keras.Input((5, 4), name="b")
    x = L.Dense(4)(a) + b * 2.0 - 1.0
    y = keras.ops.tanh(x / 3.0) ** 2
    z = keras.ops.mean(keras.ops.abs(y), axis=1)
    outputs = [
        y,
        z,
        x[:, -1],
        x[:, 1:4, ::2],
        keras.ops.matmul(a, keras.ops.transpose(b, (0, 2, 1))),
        keras.ops.sum(x, axis=-1, keepdims=True),
        keras.ops.concatenate([a, b], axis=-1),
        keras.ops.reshape(a, (-1, 20)),
        keras.ops.expand_dims(z, 1),
        keras.ops.relu(-a),
        1.0 - a,
        keras.ops.softmax(b, axis=1),
        keras.ops.squeeze(keras.ops.expand_dims(z, 1), 1),
        keras.ops.stack([a, b], axis=1),
        keras.ops.where(a > 0, a, b),
        keras.ops.split(a, 2, axis=2)[1],
        keras.ops.clip(a, 0.0, 1.0),
        a[..., 1],
        keras.ops.cast(a, "int32"),
    ]
    check(
        randomise(keras.Model([a, b], outputs)),
        numbers(6, 5, 4),
        numbers(6, 5, 4, seed=2),
        tmp=tmp_path,
    )


def test_shared_layers_and_nested_models(tmp_path):
    block_in = keras.Input((6,))
    block = keras.Model(
        block_in, L.LayerNormalization()(L.Dense(6, activation="tanh")(block_in)), name="block"
    )
    tail = keras.Sequential([keras.Input((6,)), L.Dense(4), L.BatchNormalization(), L.Dense(2)], name="tail")
    shared = L.Dense(6)
    a, b = keras.Input((6,), name="a"), keras.Input((6,), name="b")
    x = block(shared(a))
    y = block(shared(L.BatchNormalization()(b)))
    model = keras.Model({"a": a, "b": b}, [tail(L.Concatenate()([x, y])[:, :6]), tail(x), L.Dense(3)(y)])
    randomise(model)
    arrays = numbers(5, 6), numbers(5, 6, seed=2)
    expected = [
        keras.ops.convert_to_numpy(e) for e in model({"a": arrays[0], "b": arrays[1]}, training=False)
    ]
    for suffix in (".keras", ".h5"):
        model.save(tmp_path / ("m" + suffix))
        for given in (list(arrays), {"b": arrays[1], "a": arrays[0]}):
            for found, wanted in zip(
                tmva.load_model(tmp_path / ("m" + suffix)).run(given), expected, strict=True
            ):
                np.testing.assert_allclose(found, wanted, rtol=1e-5, atol=2e-6)


def test_frozen_layers_of_a_nested_model(tmp_path):
    inner = keras.Sequential(
        [keras.Input((4,)), L.BatchNormalization(), L.Dense(4), L.BatchNormalization()],
        name="inner",
    )
    inner.layers[1].trainable = False
    model = keras.Sequential([keras.Input((4,)), L.Dense(4), inner, L.Dense(4), L.Dense(2)])
    check(randomise(model), numbers(5, 4), tmp=tmp_path)


def test_attention(tmp_path):
    a, b = keras.Input((5, 6), name="a"), keras.Input((7, 6), name="b")
    mha = L.MultiHeadAttention(3, 4, value_dim=5)
    scores = L.MultiHeadAttention(2, 4, use_bias=False)(a, a, return_attention_scores=True)
    outputs = [
        mha(a, b),
        mha(a, b, b),
        L.MultiHeadAttention(2, 3, output_shape=8)(a, a, use_causal_mask=True),
        *scores,
        L.Attention()([a, b]),
        L.Attention(use_scale=True)([a, b, b]),
        L.Attention(score_mode="concat", use_scale=True)([a, b]),
        L.AdditiveAttention()([a, b]),
        L.GroupQueryAttention(3, 4, 2)(a, b),
    ]
    check(
        randomise(keras.Model([a, b], outputs)),
        numbers(3, 5, 6),
        numbers(3, 7, 6, seed=2),
        tmp=tmp_path,
        tolerance=4e-6,
    )


def test_attention_mask_that_is_given(tmp_path):
    a, mask = keras.Input((5, 6), name="a"), keras.Input((5, 5), name="mask", dtype="bool")
    model = randomise(keras.Model([a, mask], L.MultiHeadAttention(2, 4)(a, a, attention_mask=mask)))
    given = np.random.default_rng(1).random((3, 5, 5)) < 0.6
    given[:, :, 0] = True
    check(model, numbers(3, 5, 6), given, tmp=tmp_path)


def test_states_pass_from_layer_to_layer(tmp_path):
    a, b = keras.Input((5, 6), name="a"), keras.Input((4, 6), name="b")
    _, h, c = L.LSTM(3, return_state=True)(a)
    y = L.LSTM(3, return_sequences=True)(b, initial_state=[h, c])
    _, g = L.GRU(3, return_state=True)(a)
    z = L.GRU(3)(b, initial_state=g)
    bi = L.Bidirectional(L.LSTM(3, return_state=True))(a)
    check(
        randomise(keras.Model([a, b], [y, z, *bi])),
        numbers(3, 5, 6),
        numbers(3, 4, 6, seed=2),
        tmp=tmp_path,
    )


def test_whole_numbers(tmp_path):
    tokens = keras.Input((4,), dtype="int32", name="tokens")
    hot = L.CategoryEncoding(10, output_mode="multi_hot")(tokens)
    count = L.CategoryEncoding(10, output_mode="count")(tokens)
    model = randomise(keras.Model(tokens, [L.Flatten()(L.Embedding(10, 3)(tokens)), hot, count]))
    check(model, np.array([[1, 2, 2, 9], [0, 3, 4, 5]], "int32"), tmp=tmp_path)


def test_a_sequential_that_was_built_by_its_first_batch(tmp_path):
    model = keras.Sequential([L.Dense(4, activation="relu"), L.Dense(2)])
    model(numbers(2, 5))
    check(model, numbers(2, 5), tmp=tmp_path)


def test_a_compiled_and_trained_model(tmp_path):
    model = keras.Sequential(
        [keras.Input((4,)), L.Dense(3, activation="swish"), L.BatchNormalization(), L.Dense(1)]
    )
    model.compile("adam", "mse")
    model.fit(numbers(32, 4), numbers(32, 1), verbose=0)
    check(model, numbers(8, 4), tmp=tmp_path)
