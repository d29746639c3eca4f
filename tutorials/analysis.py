"""An analysis from one YAML file: two-fold training, evaluation, and scores for every event.

On the command line the same is:

    tmva train --example > analysis.yaml
    tmva train analysis.yaml
    tmva evaluate analysis.yaml
    tmva apply analysis.yaml
"""

import json
import pathlib
import subprocess
import sys

import numpy as np

import tmva

CENTRES = {"higgs": (1, 1), "ztt": (-1, 0.5), "wjets": (0, -1), "data": (0, 0)}


def make_events(count: int = 5000) -> None:
    """A file for each process, as the example's configuration names them."""
    rng = np.random.default_rng(1234)
    pathlib.Path("data").mkdir(exist_ok=True)
    for process, (x, y) in CENTRES.items():
        with tmva.recreate(f"data/{process}.root") as file:
            file["ntuple"] = {
                "x": rng.normal(x, 1, count).astype("f"),
                "y": rng.normal(y, 1, count).astype("f"),
                "weight": rng.uniform(0.5, 1.5, count).astype("f"),
                "event": np.arange(count),
            }


def run(*arguments: str) -> str:
    """One of the commands."""
    done = subprocess.run(
        [sys.executable, "-m", "tmva", *arguments], stdout=subprocess.PIPE, text=True, check=True
    )
    return done.stdout


def main() -> None:
    make_events()
    pathlib.Path("analysis.yaml").write_text(run("train", "--example"))

    # Model 0 learns from the odd events and answers the even ones, model 1 the other way round.
    run("train", "analysis.yaml")

    # Every event is judged by the model that has not seen it.
    print(run("evaluate", "analysis.yaml"))
    results = json.loads(pathlib.Path("results/evaluation/BDTG/results.json").read_text())
    assert all(row["roc_integral"] > 0.8 for row in results["roc"])

    # Branches for each class, the largest score and its class; once more for each systematic variation.
    print(run("apply", "analysis.yaml"))
    with tmva.File("results/applied/data.root") as file:
        scores = file["ntuple"].arrays(filter_name="ml_BDTG_*", library="np")
    total = (
        scores["ml_BDTG_signal"] + scores["ml_BDTG_background_1"] + scores["ml_BDTG_background_2"]
    )
    assert np.allclose(total, 1, atol=1e-5)
    moved = np.abs(scores["ml_BDTG_signal_scale_up"] - scores["ml_BDTG_signal"]).mean()
    print(f"a scale of 2 % more moves the score of the signal by {moved:.4f} on average")


if __name__ == "__main__":
    main()
