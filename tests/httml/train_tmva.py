#!/usr/bin/env python
"""Trains a BDT, and a Keras network through TMVA, on a fold."""

import ROOT

ROOT.PyConfig.IgnoreCommandLineOptions = True
import argparse
import os

import yaml


def main(config, fold, use_keras):
    ROOT.TMVA.Tools.Instance()
    ROOT.TMVA.PyMethodBase.PyInitialize()
    output = ROOT.TFile.Open(
        os.path.join(config["output_path"], "fold{}_training.root".format(fold)), "RECREATE"
    )
    factory = ROOT.TMVA.Factory(
        "TMVAMulticlass",
        output,
        "!V:!Silent:Color:!DrawProgressBar:Transformations=None:AnalysisType=multiclass",
    )
    dataloader = ROOT.TMVA.DataLoader(os.path.join(config["output_path"], "fold{}_training".format(fold)))
    for variable in config["variables"]:
        dataloader.AddVariable(variable)

    filename = config["datasets"][fold]
    file_ = ROOT.TFile(filename)
    if file_ == None:
        raise Exception("file {} does not exist".format(filename))
    trees = {}
    for class_ in config["classes"]:
        trees[class_] = file_.Get(class_)
        if trees[class_] == None:
            raise Exception("tree {} does not exist".format(class_))
        dataloader.AddTree(
            trees[class_], class_, config["class_weights"][class_] * config["global_weight_scale"]
        )
        dataloader.SetWeightExpression(config["event_weights"], class_)
    split = "".join(
        "TrainTestSplit_{}={}:".format(class_, config["train_test_split"]) for class_ in config["classes"]
    )
    dataloader.PrepareTrainingAndTestTree(ROOT.TCut(""), split + "SplitMode=Random:NormMode=None")

    if use_keras:
        from keras.layers import Dense, Input
        from keras.models import Sequential

        model = Sequential(
            [
                Input((len(config["variables"]),)),
                Dense(8, activation="tanh"),
                Dense(len(config["classes"]), activation="softmax"),
            ]
        )
        model.compile(loss="categorical_crossentropy", optimizer="adam", weighted_metrics=["accuracy"])
        path = os.path.join(config["output_path"], "fold{}_model.h5".format(fold))
        model.summary()
        model.save(path)
        factory.BookMethod(
            dataloader,
            ROOT.TMVA.Types.kPyKeras,
            "PyKeras_fold{}".format(fold),
            "!H:!V:VarTransform=N:FilenameModel={}:SaveBestOnly=true:TriesEarlyStopping=-1:NumEpochs={}:BatchSize=100".format(
                path, config["epochs"]
            ),
        )
    factory.BookMethod(
        dataloader,
        ROOT.TMVA.Types.kBDT,
        "BDT",
        "!H:!V:VarTransform=None:NTrees={}:BoostType=Grad:Shrinkage=0.10:UseBaggedBoost:BaggedSampleFraction=0.50:"
        "nCuts=50:MaxDepth=3:SeparationType=GiniIndex".format(config["trees"]),
    )
    factory.TrainAllMethods()
    factory.TestAllMethods()
    factory.EvaluateAllMethods()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("config")
    parser.add_argument("fold", type=int)
    parser.add_argument("--keras", action="store_true")
    args = parser.parse_args()
    main(yaml.load(open(args.config), Loader=yaml.SafeLoader), args.fold, args.keras)
