"""The tutorials in the order in which they are told, and what plays them: `python stories.py
batches models`.

The scripts of a story run one after the other in one process, in the working folder: the later
ones read what the earlier ones wrote. `--logs FOLDER` keeps what each of them prints.
"""

import argparse
import contextlib
import pathlib
import runpy
import sys

FOLDER = pathlib.Path(__file__).resolve().parent
#: Group -> stories; a story is a list of scripts. Those of one story need the same frameworks.
GROUPS = {
    "First steps": [
        ["minimal_classification"],
        ["classification", "classification_application", "batch_application"],
        ["multiclass", "multiclass_application"],
        ["regression", "regression_application"],
    ],
    "Analyses": [
        ["multiple_backgrounds"],
        ["higgs_classification"],
        ["analysis_chain"],
        ["data_preparation", "xgboost_training", "xgboost_testing"],
    ],
    "Networks": [
        [
            "pytorch_classification",
            "pytorch_multiclass",
            "pytorch_regression",
            "pytorch_application",
        ],
        ["pytorch_cnn_model", "pytorch_cnn", "pytorch_rnn"],
        [
            "keras_models",
            "keras_classification",
            "keras_multiclass",
            "keras_regression",
            "keras_application",
            "keras_cnn",
            "keras_rnn",
        ],
    ],
    "Batches, tensors and models": [
        ["batches", "batches_numpy", "batches_vectors", "kfold", "models"],
        ["batches_tensorflow"],
        ["table_as_tensor", "standard_scaler"],
    ],
}
STORIES = [story for stories in GROUPS.values() for story in stories]


def play(names, logs=None):
    for name in names:
        with contextlib.ExitStack() as stack:
            if logs is not None:
                log = stack.enter_context((logs / f"{name}.txt").open("w"))
                stack.enter_context(contextlib.redirect_stdout(log))
            else:
                print(f"--- {name}", flush=True)
            runpy.run_path(str(FOLDER / f"{name}.py"), run_name="__main__")
        if "matplotlib.pyplot" in sys.modules:
            sys.modules["matplotlib.pyplot"].close("all")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="+", metavar="TUTORIAL")
    parser.add_argument("--logs", type=pathlib.Path)
    arguments = parser.parse_args()
    play(arguments.names, arguments.logs)
