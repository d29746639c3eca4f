#!/usr/bin/env python
"""Adds the scores of two classifiers, chosen by event number, to a tree, in place."""

import ROOT

ROOT.PyConfig.IgnoreCommandLineOptions = True
import argparse
from array import array

import yaml


def main(config, classifiers, path, tree_name):
    ROOT.TMVA.Tools.Instance()
    ROOT.TMVA.PyMethodBase.PyInitialize()
    reader = ROOT.TMVA.Reader("Color:!Silent")
    values = []
    for variable in config["variables"]:
        values.append(array("f", [-999]))
        reader.AddVariable(variable, values[-1])
    for classifier in classifiers:
        reader.BookMVA(ROOT.TString(classifier), ROOT.TString(classifier))

    file_ = ROOT.TFile(path, "UPDATE")
    if file_ == None:
        raise Exception("file {} does not exist".format(path))
    tree = file_.Get(tree_name)
    if tree == None:
        raise Exception("tree {} does not exist in {}".format(tree_name, path))
    for variable, value in zip(config["variables"], values):
        tree.SetBranchAddress(variable, value)

    prefix = config["branch_prefix"]
    branches, scores = [], []
    for class_ in config["classes"]:
        scores.append(array("f", [-999]))
        branches.append(tree.Branch(prefix + class_, scores[-1], "{}{}/F".format(prefix, class_)))
    max_score, max_index = array("f", [-999]), array("f", [-999])
    branches.append(tree.Branch(prefix + "max_score", max_score, prefix + "max_score/F"))
    branches.append(tree.Branch(prefix + "max_index", max_index, prefix + "max_index/F"))

    for i_event in range(tree.GetEntries()):
        tree.GetEntry(i_event)
        event = int(getattr(tree, config["event_branch"]))
        max_score[0] = -999.0
        for i, response in enumerate(reader.EvaluateMulticlass(classifiers[event % 2])):
            scores[i][0] = response
            if response > max_score[0]:
                max_score[0] = response
                max_index[0] = i
        for branch in branches:
            branch.Fill()
    file_.Write()
    file_.Close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    for name in ("config", "classifier0", "classifier1", "input", "tree"):
        parser.add_argument(name)
    args = parser.parse_args()
    main(
        yaml.load(open(args.config), Loader=yaml.SafeLoader),
        [args.classifier0, args.classifier1],
        args.input,
        args.tree,
    )
