#!/usr/bin/env python
"""Writes toy files: two processes of background, one of signal, and data that mix them."""

import ROOT

ROOT.PyConfig.IgnoreCommandLineOptions = True
import sys
from array import array

import numpy as np

SHAPES = {"signal": (1.0, 1.0), "background_1": (-1.0, 0.0), "background_2": (0.0, -1.5)}


def write(name, draws):
    """A file with one tree of the events that were drawn."""
    file_ = ROOT.TFile("{}.root".format(name), "RECREATE")
    if file_ == None:
        raise Exception("cannot write {}".format(name))
    tree = ROOT.TTree("ntuple", "ntuple")
    x, y = array("f", [-999]), array("f", [-999])
    weight, event = array("f", [-999]), array("f", [-999])
    tree.Branch("x", x, "x/F")
    tree.Branch("y", y, "y/F")
    tree.Branch("weights", weight, "weights/F")
    tree.Branch("event", event, "event/F")
    number = 0
    for values in draws:
        for x_, y_ in values:
            x[0], y[0], weight[0], event[0] = x_, y_, 1.0 + number % 3, number
            tree.Fill()
            number += 1
    file_.Write()
    file_.Close()


def main(n):
    np.random.seed(1234)
    for name, mean in SHAPES.items():
        write(name, [np.random.multivariate_normal(mean, np.eye(2), n)])
    fractions = {"signal": n // 10, "background_1": 6 * n // 10, "background_2": 3 * n // 10}
    write("data", [np.random.multivariate_normal(SHAPES[p], np.eye(2), k) for p, k in fractions.items()])


if __name__ == "__main__":
    main(int(sys.argv[1]))
