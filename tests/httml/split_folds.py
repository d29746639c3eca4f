#!/usr/bin/env python
"""Selects events, adds training weights, and writes one file a fold with a tree for each class."""

import ROOT

ROOT.PyConfig.IgnoreCommandLineOptions = True
import argparse
import os
import subprocess
from multiprocessing import Pool

import yaml


def make_file(job):
    process, fold, config = job
    settings = config["processes"][process]
    chain = ROOT.TChain(config["tree_path"])
    friends = {}
    for folder in config["friend_paths"]:
        friends[os.path.basename(os.path.normpath(folder))] = ROOT.TChain(config["tree_path"])
    for filename in settings["files"]:
        chain.AddFile(os.path.join(config["base_path"], filename))
        for folder in config["friend_paths"]:
            friends[os.path.basename(os.path.normpath(folder))].AddFile(os.path.join(folder, filename))
    for name in friends:
        chain.AddFriend(friends[name], name)

    frame = ROOT.RDataFrame(chain)
    all_events = frame.Count().GetValue()
    if all_events == 0:
        raise Exception("no events of {}".format(process))
    frame = frame.Filter("({}%2=={})&&({})".format(config["event_branch"], fold, settings["cut_string"]))
    chosen = frame.Count().GetValue()
    if not chosen > 0:
        raise Exception("no events of {} are left".format(process))
    frame = frame.Define(config["training_weight_branch"], "(float)(" + settings["weight_string"] + ")")
    options = ROOT.ROOT.RDF.RSnapshotOptions()
    options.fMode = "RECREATE"
    output = os.path.join(config["output_path"], "merge_fold{}_{}.root".format(fold, process))
    frame.Snapshot(settings["class"], output, ".*", options)
    return fold, output


def main(config):
    jobs = [(process, fold, config) for process in config["processes"] for fold in range(2)]
    pool = Pool(4)
    created = pool.map(make_file, jobs)
    for fold in range(2):
        files = [path for number, path in created if number == fold]
        output = os.path.join(config["output_path"], "fold{}_{}".format(fold, config["output_filename"]))
        subprocess.call(["hadd", "-f", output] + files)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("config")
    main(yaml.load(open(parser.parse_args().config), Loader=yaml.SafeLoader))
