"""An analysis from one YAML file: two-fold training, evaluation, and scores for every event.

On the command line the same is:

    tmva train --example > analysis.yaml
    tmva train analysis.yaml
    tmva evaluate analysis.yaml
    tmva apply analysis.yaml
"""

import pathlib
import subprocess
import sys

import numpy as np

import tmva
from tmva import analysis

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


def main() -> None:
    make_events()
    example = subprocess.run(
        [sys.executable, "-m", "tmva", "train", "--example"], stdout=subprocess.PIPE, check=True
    )
    pathlib.Path("analysis.yaml").write_bytes(example.stdout)

    # Model 0 learns from the odd events and answers the even ones, model 1 the other way round.
    analysis.train("analysis.yaml")

    # Every event is judged by the model that has not seen it.
    results = analysis.evaluate("analysis.yaml")["BDTG"]
    for row in results.tables["roc"]:
        print("fold {fold}: {class:12} ROC integral {roc_integral:.3f}".format(**row))
        assert row["roc_integral"] > 0.8
    print("efficiencies\n", results.matrices["confusion_efficiency_weighted"].round(3))

    # Branches for each class, the largest score and its class; once more for each systematic
    # variation.
    for done in analysis.apply("analysis.yaml"):
        print(f"{done.entries} entries of {done.tree} written to {done.written_to}")
    with tmva.File("results/applied/data.root") as file:
        scores = file["ntuple"].arrays(filter_name="ml_BDTG_*", library="np")
    total = sum(scores[f"ml_BDTG_{name}"] for name in results.classes)
    assert np.allclose(total, 1, atol=1e-5)
    moved = np.abs(scores["ml_BDTG_signal_scale_up"] - scores["ml_BDTG_signal"]).mean()
    print(f"a scale of 2 % more moves the score of the signal by {moved:.4f} on average")


if __name__ == "__main__":
    main()
