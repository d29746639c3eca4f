#!/usr/bin/env python
"""Trains a Keras network of its own on a fold: root_numpy, friends, a scaler."""

import argparse
import pickle

import yaml


def main(config, fold):
    import numpy as np

    np.random.seed(1234)
    import ROOT

    ROOT.PyConfig.IgnoreCommandLineOptions = True
    import root_numpy
    from keras.layers import Dense, Input
    from keras.models import Sequential
    from sklearn import preprocessing

    x, y, w = [], [], []
    rfile = ROOT.TFile(config["datasets"][fold], "READ")
    for i_class, class_ in enumerate(config["classes"]):
        tree = rfile.Get(class_)
        if tree == None:
            raise Exception("tree {} does not exist".format(class_))
        friends = [k.GetName() for k in rfile.GetListOfKeys() if "_".join([class_, "friend"]) in k.GetName()]
        for friend in friends:
            tree.AddFriend(friend)
        print("friends of", class_, friends)
        converted = root_numpy.tree2array(tree, branches=config["variables"])
        x.append(np.zeros((tree.GetEntries(), len(config["variables"]))))
        for i, variable in enumerate(config["variables"]):
            x[-1][:, i] = converted[variable]
        if np.any(np.isnan(x[-1])):
            raise Exception("NaN in {}".format(class_))
        weights = root_numpy.tree2array(tree, branches=[config["event_weights"]])
        w.append(weights[config["event_weights"]] * config["class_weights"][class_])
        y.append(np.zeros((tree.GetEntries(), len(config["classes"]))))
        y[-1][:, i_class] = 1
    x, y, w = np.vstack(x), np.vstack(y), np.hstack(w)
    scaler = preprocessing.StandardScaler().fit(x)
    pickle.dump(scaler, open("fold{}_scaler.pickle".format(fold), "wb"))
    model = Sequential(
        [Input((x.shape[1],)), Dense(8, activation="tanh"), Dense(y.shape[1], activation="softmax")]
    )
    model.compile(loss="categorical_crossentropy", optimizer="adam", weighted_metrics=["accuracy"])
    model.fit(
        scaler.transform(x),
        y,
        sample_weight=w,
        batch_size=100,
        epochs=config["epochs"],
        shuffle=True,
        verbose=2,
    )
    model.save("fold{}_keras.h5".format(fold))


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("config")
    parser.add_argument("fold", type=int)
    args = parser.parse_args()
    main(yaml.load(open(args.config), Loader=yaml.SafeLoader), args.fold)
