"""Toy data for the tutorials and the demo: ROOT files of correlated normal variables."""

import numpy as np

import tmva


def _tree(rng, entries, centre, twist=0.0, first_event=0):
    """Four variables of unit width, neighbours correlated by 0.4; a weight; the number."""
    covariance = 0.4 ** np.abs(np.subtract.outer(np.arange(4), np.arange(4)))
    x = rng.multivariate_normal(np.broadcast_to(centre, 4), covariance, entries)
    x[:, 3] += twist * x[:, 0] * x[:, 1]  # something that no linear method sees
    columns = {f"var{i + 1}": x[:, i].astype("float32") for i in range(4)}
    columns["weight"] = rng.uniform(0.5, 1.5, entries).astype("float32")
    columns["event"] = np.arange(first_event, first_event + entries, dtype="int64")
    return columns


def _write(path, trees):
    with tmva.recreate(path) as file:
        for name, columns in trees.items():
            file.mktree(name, {key: value.dtype for key, value in columns.items()}).extend(columns)


def write_classification(path="toy_classification.root", entries=4000, seed=1):
    rng = np.random.default_rng(seed)
    _write(path, {"TreeS": _tree(rng, entries, 0.5, 0.4), "TreeB": _tree(rng, entries, -0.3, -0.4)})
    return path


def write_multiclass(path="toy_multiclass.root", entries=2000, seed=2):
    rng = np.random.default_rng(seed)
    _write(
        path,
        {
            "TreeS": _tree(rng, entries, 0.8, 0.4),
            "TreeB0": _tree(rng, entries, -0.8),
            "TreeB1": _tree(rng, entries, (0.8, -0.8, 0.8, -0.8)),
            "TreeB2": _tree(rng, entries, (-0.8, 0.8, -0.8, 0.8)),
        },
    )
    return path


def write_regression(path="toy_regression.root", entries=5000, seed=3):
    rng = np.random.default_rng(seed)
    x, y = rng.uniform(0, 5, (2, entries))
    target = 2 * x**2 + y + rng.normal(0, 0.5, entries)
    _write(
        path,
        {
            "TreeR": {
                "var1": x.astype("float32"),
                "var2": y.astype("float32"),
                "fvalue": target.astype("float32"),
            }
        },
    )
    return path


def write_demo(folder, entries=100000, seed=4):
    """A signal and two backgrounds, a file each."""
    rng = np.random.default_rng(seed)
    paths = {}
    for name, shift, twist in (
        ("signal", 0.6, 0.5),
        ("background1", -0.4, 0.0),
        ("background2", 0.2, -0.6),
    ):
        paths[name] = f"{folder}/{name}.root"
        _write(paths[name], {"events": _tree(rng, entries, shift, twist)})
    return paths


HIGGS = ("m_jj", "m_jjj", "m_lv", "m_jlv", "m_bb", "m_wbb", "m_wwbb")


def write_higgs(path="toy_higgs.root", entries=4000, seed=5):
    """Masses in units of what a heavy resonance gives: peaks in the signal, tails in both."""
    rng = np.random.default_rng(seed)

    def masses(is_signal):
        columns = {}
        shared = rng.normal(0, 0.15, entries)  # the energy scale of an event is that of all its jets
        for name in HIGGS:
            broad = rng.lognormal(0.05, 0.45, entries)
            peak = 1 + shared + rng.normal(0, 0.12, entries)
            columns[name] = np.where(rng.random(entries) < (0.55 if is_signal else 0.25), peak, broad).astype(
                "float32"
            )
        return columns

    _write(path, {"sig_tree": masses(True), "bkg_tree": masses(False)})
    return path


def write_images(path="toy_images.root", entries=600, size=16, seed=6):
    """Pictures of size x size pixels, an array branch: long spots (signal) or round ones."""
    rng = np.random.default_rng(seed)
    pixels = np.arange(size)

    def images(width_x, width_y):
        x, y = rng.uniform(0.3 * size, 0.7 * size, (2, entries, 1, 1))
        spot = np.exp(-0.5 * (((pixels[:, None] - x) / width_x) ** 2 + ((pixels - y) / width_y) ** 2))
        noise = rng.normal(0, 0.3, (entries, size, size))
        return {"vars": (spot + noise).reshape(entries, size * size).astype("float32")}

    with tmva.recreate(path) as file:
        file.mktree("sig_tree", images(3.0, 1.5))
        file.mktree("bkg_tree", images(2.1, 2.1))
    return path


def write_series(path="toy_series.root", entries=600, steps=10, values=8, seed=7):
    """Series, an array branch a step: a wave through `values` sensors, up (signal) or down."""
    rng = np.random.default_rng(seed)

    def series(direction):
        start, sensor = rng.uniform(0, values, (entries, 1)), np.arange(values)
        columns = {}
        for step in range(steps):
            phase = 2 * np.pi * (sensor - start - direction * 0.5 * step) / values
            columns[f"vars_time{step}"] = (np.sin(phase) + rng.normal(0, 0.8, (entries, values))).astype(
                "float32"
            )
        return columns

    with tmva.recreate(path) as file:
        file.mktree("sig_tree", series(1))
        file.mktree("bkg_tree", series(-1))
    return path
