#!/usr/bin/env python
"""Writes the scores of two Keras networks into a tree of its own, which can be a friend."""

import ROOT

ROOT.PyConfig.IgnoreCommandLineOptions = True
ROOT.gErrorIgnoreLevel = ROOT.kError

import argparse
import os
import pickle
from array import array

import numpy as np
import yaml
from keras.models import load_model


def main(config, path, tree_name, friend_file, output):
    classifiers = [load_model("fold{}_keras.h5".format(fold)) for fold in range(2)]
    scalers = [pickle.load(open("fold{}_scaler.pickle".format(fold), "rb")) for fold in range(2)]
    file_input = ROOT.TFile(path)
    if file_input == None:
        raise Exception("file {} does not exist".format(path))
    tree_input = file_input.Get(tree_name)
    if tree_input == None:
        raise Exception("tree {} does not exist".format(tree_name))
    if friend_file:
        tree_input.AddFriend(tree_name, friend_file)
    values = []
    for variable in config["variables"]:
        typename = tree_input.GetLeaf(variable).GetTypeName()
        if typename == "Float_t":
            values.append(array("f", [-999]))
        elif typename == "Int_t":
            values.append(array("i", [-999]))
        else:
            raise Exception("variable {} has the type {}".format(variable, typename))
        tree_input.SetBranchAddress(variable, values[-1])

    file_output = ROOT.TFile(output, "UPDATE" if os.path.exists(output) else "RECREATE")
    if file_output == None:
        raise Exception("file {} cannot be written".format(output))
    tree_dir = os.path.dirname(tree_name)
    if file_output.mkdir(tree_dir) == None:
        raise Exception("directory {} is in {} already".format(tree_dir, output))
    file_output.cd(tree_dir)
    tree_output = ROOT.TTree(os.path.basename(tree_name), tree_dir)
    scores = []
    for class_ in config["classes"]:
        scores.append(array("f", [-999]))
        tree_output.Branch(
            config["branch_prefix"] + class_, scores[-1], "{}{}/F".format(config["branch_prefix"], class_)
        )
    for i_event in range(tree_input.GetEntries()):
        tree_input.GetEntry(i_event)
        event = int(getattr(tree_input, config["event_branch"]))
        stacked = np.hstack(values).reshape(1, len(values))
        response = classifiers[event % 2].predict_on_batch(scalers[event % 2].transform(stacked))[0]
        for i, r in enumerate(response):
            scores[i][0] = r
        tree_output.Fill()
    file_input.Close()
    file_output.Write()
    file_output.Close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    for name in ("config", "input", "tree", "output"):
        parser.add_argument(name)
    parser.add_argument("--friend", default="")
    args = parser.parse_args()
    main(
        yaml.load(open(args.config), Loader=yaml.SafeLoader), args.input, args.tree, args.friend, args.output
    )
