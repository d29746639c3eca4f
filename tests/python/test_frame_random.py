"""Random graphs of steps and questions, against the same in plain Python, event by event."""

import numpy as np
import pytest

import tmva
from tmva.frame import loop

CUTS = {"x > 0.3": lambda e: e["x"] > 0.3, "n % 3 != 1": lambda e: np.fmod(e["n"], 3) != 1, "v.size() > 1": lambda e: len(e["v"]) > 1,
        "Sum(v) < 1": lambda e: np.sum(e["v"], dtype=float) < 1, "rdfentry_ % 2 == 0": lambda e: e["i"] % 2 == 0}  # fmt: skip
COLUMNS = {"x * 2": lambda e: e["x"] * 2, "n + 7": lambda e: e["n"] + 7, "Mean(v)": lambda e: np.mean(e["v"], dtype=float) if len(e["v"]) else 0,
           "v.size() > 0 ? v[0] : -9.f": lambda e: e["v"][0] if len(e["v"]) else -9.0}  # fmt: skip


class Naive:
    """A list of events."""

    def __init__(self, events):
        self.events = events

    def Filter(self, cut):
        return Naive([e for e in self.events if CUTS[cut](e)])

    def Define(self, name, text):
        return Naive([{**e, name: COLUMNS[text](e)} for e in self.events])

    def Range(self, begin, end, stride):
        return Naive(self.events[begin : end or None : stride])


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    rng = np.random.default_rng(4)
    path = str(tmp_path_factory.mktemp("random") / "t.root")
    columns = {
        "x": rng.normal(size=1200).astype("f4"),
        "n": rng.integers(-9, 9, 1200).astype("i4"),
        "v": [rng.normal(size=rng.integers(4)).astype("f4") for _ in range(1200)],
    }
    with tmva.recreate(path) as file:
        file.mktree("t", {"x": "float32", "n": "int32", "v": "var * float32"}, cluster_size=70).extend(
            columns
        )
    return path, [{"i": i, **{name: column[i] for name, column in columns.items()}} for i in range(1200)]


@pytest.mark.parametrize("seed", range(8))
def test_graphs(table, seed, monkeypatch):
    rng = np.random.default_rng(seed)
    monkeypatch.setattr(loop, "_UNIT_ROWS", 200)
    monkeypatch.setattr(loop, "_BLOCK_ROWS", int(rng.integers(20, 400)))
    path, events = table
    nodes = [(tmva.RDataFrame("t", path, threads=int(rng.integers(1, 5))), Naive(events), [])]
    for step in range(12):
        frame, naive, defined = nodes[rng.integers(len(nodes))]
        kind = rng.integers(6)
        if kind < 2:
            cut = rng.choice(list(CUTS))
            nodes.append((frame.Filter(cut, str(step)), naive.Filter(cut), defined))
        elif kind < 5 or seed % 2:  # half of the graphs have ranges
            text, name = rng.choice(list(COLUMNS)), f"c{step}"
            nodes.append((frame.Define(name, text), naive.Define(name, text), [*defined, name]))
        else:
            begin, stride = int(rng.integers(50)), int(rng.integers(1, 5))
            end = int(rng.choice([0, begin + rng.integers(1, 900)]))
            nodes.append((frame.Range(begin, end, stride), naive.Range(begin, end, stride), defined))
    booked = [
        (frame.Count(), frame.AsNumpy([*defined, "n", "v"], lazy=True), frame.Report(), frame, naive, defined)
        for frame, naive, defined in nodes
    ]
    for count, taken, _, frame, naive, defined in booked:
        assert count.GetValue() == len(naive.events)
        for name in [*defined, "n", "v"]:
            expected = [event[name] for event in naive.events]
            if name == "v":
                assert [len(v) for v in taken["v"]] == [len(v) for v in expected]
                np.testing.assert_array_equal(
                    np.concatenate([[0], *taken["v"]]), np.concatenate([[0], *expected])
                )
            else:
                np.testing.assert_allclose(taken[name], np.array(expected, float), rtol=1e-5, atol=1e-6)
        assert tmva.chain(frame).num_entries == len(naive.events)
    assert nodes[0][0].GetNRuns() == 1
    deepest, naive, defined = max(nodes, key=lambda node: len(node[2]))
    columns = tmva.chain(deepest).arrays([*defined, "n"], library="np")
    np.testing.assert_array_equal(columns["n"], [event["n"] for event in naive.events])
