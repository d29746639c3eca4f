"""Events that try forests, and the peers that answer for them."""

import numpy as np
import onnx
import onnxruntime
import xgboost

import tmva


def events(n=400, inputs=4, missing=0.0, categories=None, seed=0):
    """Normal numbers; column `categories` holds small whole ones."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, inputs)).astype(np.float32)
    if categories is not None:
        x[:, categories] = rng.integers(0, 40, n)
    x[rng.random(x.shape) < missing] = np.nan
    return x


def at_cuts(forest, x, seed=0):
    """Events of which many a value is exactly at a cut of the forest, or right beside one."""
    rng = np.random.default_rng(seed)
    cuts = {}
    for t in range(forest.num_trees):
        nodes = forest.nodes(t)
        for variable, cut, left, category_set in zip(
            nodes["variable"], nodes["cut"], nodes["left"], nodes["category_set"]
        ):
            if left >= 0 and category_set < 0 and np.isfinite(cut):
                cuts.setdefault(int(variable), []).append(cut)
    x = x.copy()
    for variable, values in cuts.items():
        values = np.array(values, np.float32)
        values = np.concatenate(
            [
                values,
                np.nextafter(values, np.float32(-np.inf)),
                np.nextafter(values, np.float32(np.inf)),
            ]
        )
        rows = rng.random(len(x)) < 0.5
        x[rows, variable] = rng.choice(values, rows.sum())
    return x


def agree(ours, theirs, tolerance=2e-6):
    theirs = np.asarray(theirs, float).reshape(ours.shape)
    np.testing.assert_allclose(ours, theirs, rtol=tolerance, atol=tolerance * max(1, np.abs(theirs).max()))


def run_onnx(model, x):
    """Outputs of a model: a path, bytes, or a ModelProto, which is checked first."""
    if isinstance(model, onnx.ModelProto):
        onnx.checker.check_model(model, full_check=True)
        model = model.SerializeToString()
    session = onnxruntime.InferenceSession(model if isinstance(model, bytes) else str(model))
    return session.run(None, {session.get_inputs()[0].name: x})


def round_trip(forest, x, folder):
    """Both writers, judged by the libraries that read them."""
    expected = forest.predict(x)
    forest.save(folder / "forest.onnx")
    agree(expected, run_onnx(onnx.load(folder / "forest.onnx"), x)[0])
    agree(expected, tmva.TreeEnsemble.load(folder / "forest.onnx").predict(x))
    forest.save(folder / "forest.json")
    agree(expected, xgboost.Booster(model_file=folder / "forest.json").inplace_predict(x))
    agree(expected, tmva.TreeEnsemble.load(folder / "forest.json").predict(x))
