"""The event loop of htt-ml's TMVA_application.py, on the trees of ROOT or on ours."""

from __future__ import annotations

import os
import time
import warnings
from array import array
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from apply_models import VARIABLES, Subject

from tmva import TMVA


class Cost:
    """Seconds of the clock and of all processors."""

    def __init__(self, wall: float = 0.0, cpu: float = 0.0) -> None:
        self.wall, self.cpu = wall, cpu

    def __add__(self, other: Cost) -> Cost:
        return Cost(self.wall + other.wall, self.cpu + other.cpu)

    def __str__(self) -> str:
        return f"{self.wall:9.2f} {self.cpu:9.2f}"


@contextmanager
def measured() -> Iterator[Cost]:
    cost = Cost()
    wall, cpu = time.perf_counter(), time.process_time()
    yield cost
    cost.wall, cost.cpu = time.perf_counter() - wall, time.process_time() - cpu


def roots() -> dict[str, Any]:
    """The modules that have ROOT's trees."""
    found = {}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import ROOT
        found["ROOT"] = ROOT
    except ImportError:
        pass
    try:
        from tmva import ROOT as own

        if hasattr(own, "TTree"):
            found["tmva.ROOT"] = own
    except ImportError:
        pass
    return found


def loop(ROOT: Any, path: Path, subject: Subject, events: int) -> Cost:
    """What a million events take."""
    file = ROOT.TFile(str(path))
    tree = file.Get("ntuple")
    reader = TMVA.Reader("Silent:!Color")
    values = {name: array("f", [-999]) for name in VARIABLES}
    for name, value in values.items():
        reader.AddVariable(name, value)
        tree.SetBranchAddress(name, value)
    for tag in subject.loop:
        reader.BookMVA(tag, tag)
    info = reader.FindMVA(subject.loop[0]).Info()
    names = [c.name for c in info.classes] if len(info.classes) > 2 else ["score"]
    out = ROOT.TFile(f"{path}.scores.root", "RECREATE")
    scored = ROOT.TTree("scores", "scores")
    responses, branches = {}, []
    for name in [*names, "max_score", "max_index"] if len(names) > 1 else names:
        responses[name] = array("f", [-999])
        branches.append(scored.Branch(name, responses[name], f"{name}/F"))
    tree.GetEntry(0)
    with measured() as cost:
        for i in range(events):
            tree.GetEntry(i)
            tag = subject.loop[int(getattr(tree, "event")) % len(subject.loop)]
            if len(names) == 1:
                responses["score"][0] = reader.EvaluateMVA(tag)
            else:
                responses["max_score"][0] = -999.0
                for index, (name, response) in enumerate(zip(names, reader.EvaluateMulticlass(tag))):
                    responses[name][0] = response
                    if response > responses["max_score"][0]:
                        responses["max_score"][0], responses["max_index"][0] = response, index
            for branch in branches:
                branch.Fill()
    out.Close()
    os.remove(f"{path}.scores.root")
    return Cost(cost.wall * 1e6 / events, cost.cpu * 1e6 / events)
