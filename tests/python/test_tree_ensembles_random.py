"""Random forests of every shape: walked in Python, applied by the core, onnxruntime and XGBoost."""

import numpy as np
from hypothesis import HealthCheck, given, settings, strategies as st
from tree_helpers import agree, round_trip

from tmva import TreeEnsemble, _core

INPUTS = 3
numbers = (
    st.floats(-3, 3, width=64)
    | st.sampled_from([0.0, -0.0, 1e-40, 3e38, -3e38, 0.1, float("inf")])
    | st.integers(-3, 3).map(float)
)


@st.composite
def trees(draw, outputs):
    """A tree as arrays, its inner nodes in random order. The last input is categorical."""
    inner = draw(st.integers(0, 12))
    count = 2 * inner + 1
    tree = {k: [-1] * count for k in ("left", "right", "variable", "set")}
    tree.update(threshold=[0.0] * count, response=[0.0] * count, missing_left=[0] * count, category_sets=[])
    leaves, free = [0], list(draw(st.permutations(range(1, count))))
    for _ in range(inner):
        at = leaves.pop(draw(st.integers(0, len(leaves) - 1)))
        tree["variable"][at] = draw(st.integers(0, INPUTS - 1))
        tree["threshold"][at] = draw(numbers)
        tree["missing_left"][at] = draw(st.integers(0, 1))
        if tree["variable"][at] == INPUTS - 1:
            tree["set"][at] = len(tree["category_sets"])
            tree["category_sets"].append(
                draw(st.sampled_from([[], [0], [5], [0x80000001, 1], [0, 2**32 - 1]]))
            )
        tree["left"][at], tree["right"][at] = free.pop(), free.pop()
        leaves += [tree["left"][at], tree["right"][at]]
    for at in leaves:
        tree["response"][at] = draw(st.floats(-2, 2, width=32))
    return {
        **tree,
        "weight": draw(st.sampled_from([1.0, 0.1, -2.0])),
        "output": draw(st.integers(0, outputs - 1)),
    }


@st.composite
def forests(draw):
    outputs = draw(st.integers(1, 3))
    allowed = ["none", "logistic", "exp"] + (["softmax"] if outputs > 1 else [])
    return {
        "base": draw(st.lists(st.floats(-3, 3, width=32), min_size=outputs, max_size=outputs)),
        "transform": draw(st.sampled_from(allowed)),
        "trees": draw(st.lists(trees(outputs), min_size=1, max_size=10)),
    }


def walk(forest, x):
    sums = np.tile(np.array(forest["base"], float), (len(x), 1))
    for tree in forest["trees"]:
        for row, total in zip(x, sums):
            at = 0
            while tree["left"][at] >= 0:
                value = row[tree["variable"][at]]
                if np.isnan(value):
                    left = tree["missing_left"][at]
                elif tree["set"][at] >= 0:
                    words = tree["category_sets"][tree["set"][at]]
                    left = 0 <= value < 32 * len(words) and words[int(value) // 32] >> int(value) % 32 & 1
                else:
                    left = float(value) <= tree["threshold"][at]
                at = tree["left" if left else "right"][at]
            total[tree["output"]] += tree["weight"] * tree["response"][at]
    return sums


def test_random_forests(tmp_path):
    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
    @given(forests(), st.integers(0, 2**32 - 1))
    def check(forest, seed):
        rng = np.random.default_rng(seed)
        x = rng.normal(size=(40, INPUTS)).astype(np.float32)
        x[:, :2] = np.where(rng.random((40, 2)) < 0.3, rng.integers(-3, 4, (40, 2)), x[:, :2])
        cuts = [np.float32(t) for tree in forest["trees"] for t in tree["threshold"] if abs(t) < 3e38]
        x[::4, 0] = rng.choice(cuts, len(x[::4]))
        x[:, 2] = rng.integers(-2, 70, 40)
        x[rng.random(x.shape) < 0.2] = np.nan
        ours = TreeEnsemble(
            _core.TreeEnsemble.FromArrays(
                INPUTS, [], forest["base"], forest["transform"], forest["trees"], "t"
            )
        )
        agree(ours.predict(x, raw=True), walk(forest, x))
        round_trip(ours, x, tmp_path)

    check()
