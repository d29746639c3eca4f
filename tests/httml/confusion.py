#!/usr/bin/env python
"""The confusion matrix of a fold's Keras network on the other fold, by a loop over events."""

import ROOT

ROOT.PyConfig.IgnoreCommandLineOptions = True
import argparse
import pickle
from array import array

import numpy as np
import yaml
from keras.models import load_model


def main(config, fold):
    scaler = pickle.load(open("fold{}_scaler.pickle".format(fold), "rb"))
    model = load_model("fold{}_keras.h5".format(fold))
    file_ = ROOT.TFile(config["datasets"][(1, 0)[fold]])
    confusion = np.zeros((len(config["classes"]), len(config["classes"])))
    for i_class, class_ in enumerate(config["classes"]):
        tree = file_.Get(class_)
        if tree == None:
            raise Exception("tree {} does not exist".format(class_))
        values = []
        for variable in config["variables"]:
            typename = tree.GetLeaf(variable).GetTypeName()
            values.append(array("f" if typename == "Float_t" else "i", [-999]))
            tree.SetBranchAddress(variable, values[-1])
        if tree.GetLeaf(config["event_weights"]).GetTypeName() != "Float_t":
            raise Exception(
                "the weights have the type {}".format(tree.GetLeaf(config["event_weights"]).GetTypeName())
            )
        weight = array("f", [-999])
        tree.SetBranchAddress(config["event_weights"], weight)
        inputs, weights = [], []
        for i_event in range(tree.GetEntries()):
            tree.GetEntry(i_event)
            inputs.append(np.hstack(values))
            weights.append(weight[0])
        response = model.predict_on_batch(scaler.transform(np.vstack(inputs)))
        for index, w in zip(np.argmax(response, axis=1), weights):
            confusion[i_class, index] += w
    names = config["classes"]
    table = {a: {b: float(confusion[i, j]) for j, b in enumerate(names)} for i, a in enumerate(names)}
    yaml.dump(table, open("fold{}_confusion.yaml".format(fold), "w"))


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("config")
    parser.add_argument("fold", type=int)
    args = parser.parse_args()
    main(yaml.load(open(args.config), Loader=yaml.SafeLoader), args.fold)
