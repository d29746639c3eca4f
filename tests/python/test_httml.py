"""The chain of htt-ml: data set, folds, training, application, run by `tmva run` as they are."""

import hashlib
import importlib.util
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import time

import numpy as np
import pytest
import uproot
import yaml

import tmva
from tmva import TMVA

SCRIPTS = pathlib.Path(__file__).resolve().parents[1] / "httml"
N = 400
CLASSES = ["signal", "background_1", "background_2"]
SCORES = ["ml_score_" + name for name in (*CLASSES, "max_score", "max_index")]


def run(folder, script, *arguments, code=0):
    environment = {**os.environ, "KERAS_BACKEND": "torch", "OMP_NUM_THREADS": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "tmva", "run", str(SCRIPTS / script), *map(str, arguments)],
        cwd=folder,
        capture_output=True,
        text=True,
        env=environment,
    )
    assert done.returncode == code, done.stdout[-3000:] + done.stderr
    return done


def config_of(folder, **changes):
    content = yaml.safe_load((SCRIPTS / "config.yaml").read_text()) | changes
    (folder / "config.yaml").write_text(yaml.safe_dump(content, sort_keys=False))
    return content


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The files of the first two scripts."""
    folder = tmp_path_factory.mktemp("httml")
    config_of(folder)
    run(folder, "make_events.py", N)
    run(folder, "split_folds.py", "config.yaml")
    return folder


@pytest.fixture(scope="module")
def trained(made):
    for fold in (0, 1):
        run(made, "train_tmva.py", "config.yaml", fold)
    return made


def columns(path, tree):
    return uproot.open(path)[tree].arrays(library="np")


def weight_file(fold, method="BDT"):
    return f"fold{fold}_training/weights/TMVAMulticlass_{method}.weights.xml"


def test_events_are_those_that_numpy_draws(made):
    np.random.seed(1234)
    means = {"signal": (1.0, 1.0), "background_1": (-1.0, 0.0), "background_2": (0.0, -1.5)}
    for name, mean in means.items():
        drawn = np.random.multivariate_normal(mean, np.eye(2), N).astype("f4")
        stored = columns(made / f"{name}.root", "ntuple")
        assert list(stored) == ["x", "y", "weights", "event"]
        assert all(values.dtype == np.float32 for values in stored.values())
        assert np.array_equal(stored["x"], drawn[:, 0]) and np.array_equal(stored["y"], drawn[:, 1])
        assert np.array_equal(stored["event"], np.arange(N))
        assert np.array_equal(stored["weights"], 1 + np.arange(N) % 3)
    assert len(columns(made / "data.root", "ntuple")["x"]) == N


def test_folds_hold_the_selected_events(made):
    for process, factor in (("signal", 1), ("background_1", 1), ("background_2", 2), ("data", None)):
        everything = columns(made / f"{process}.root", "ntuple")
        found = []
        for fold in (0, 1):
            path = made / f"fold{fold}_example_dataset.root"
            assert [key.partition(";")[0] for key in uproot.open(path).keys()] == [*CLASSES, "data"]
            stored = columns(path, process)
            assert set(stored) == {"x", "y", "weights", "event", "training_weight"}
            assert stored["training_weight"].dtype == np.float32
            chosen = (everything["x"] > 0) & (everything["event"] % 2 == fold)
            for name in ("x", "y", "weights", "event"):
                assert np.array_equal(stored[name], everything[name][chosen]), (process, name)
            expected = np.ones(chosen.sum()) if factor is None else factor * stored["weights"]
            assert np.array_equal(stored["training_weight"], expected.astype("f4"))
            found.append(stored["event"])
        assert len(np.unique(np.concatenate(found))) == (everything["x"] > 0).sum()


def test_folds_with_friends(made, tmp_path):
    config_of(tmp_path, friend_paths=["friends/nn"])
    friends = tmp_path / "friends" / "nn"
    friends.mkdir(parents=True)
    for name in (*CLASSES, "data"):
        shutil.copy(made / f"{name}.root", tmp_path)
        with tmva.recreate(friends / f"{name}.root") as file:
            file["ntuple"] = {"score": 2 * columns(made / f"{name}.root", "ntuple")["x"]}
    run(tmp_path, "split_folds.py", "config.yaml")
    stored = columns(tmp_path / "fold1_example_dataset.root", "signal")
    score = [name for name in stored if "score" in name]
    assert len(score) == 1 and np.array_equal(stored[score[0]], 2 * stored["x"])
    with tmva.recreate(friends / "data.root") as file:
        file["ntuple"] = {"score": np.zeros(3)}
    error = run(tmp_path, "split_folds.py", "config.yaml", code=1).stderr
    assert "DataError" in error and "3" in error and "400" in error


def test_training_writes_what_the_application_reads(trained):
    for path in (weight_file(0), weight_file(1), "fold0_training.root", "fold1_training.root"):
        assert (trained / path).exists(), path
    trees = uproot.open(trained / "fold0_training.root")
    keys = [key.partition(";")[0] for key in trees.keys()]
    train = next(key for key in keys if key.endswith("TrainTree"))
    class_ids = trees[train].arrays(["classID"], library="np")["classID"]
    for i, name in enumerate(CLASSES):
        n = uproot.open(trained / "fold0_example_dataset.root")[name].num_entries
        assert abs((class_ids == i).sum() - 0.75 * n) <= 1


def test_training_gives_the_same_bytes_again(trained, tmp_path):
    config_of(tmp_path)
    shutil.copy(trained / "fold1_example_dataset.root", tmp_path)
    run(tmp_path, "train_tmva.py", "config.yaml", 1)
    assert (tmp_path / weight_file(1)).read_bytes() == (trained / weight_file(1)).read_bytes()


def test_missing_files_and_trees_stop_the_scripts(made, tmp_path):
    config_of(tmp_path)
    assert "fold0_example_dataset.root" in run(tmp_path, "train_tmva.py", "config.yaml", 0, code=1).stderr
    shutil.copy(made / "signal.root", tmp_path / "fold0_example_dataset.root")
    assert (
        "Exception: tree signal does not exist"
        in run(tmp_path, "train_tmva.py", "config.yaml", 0, code=1).stderr
    )


def baskets(path, tree):
    """The stored bytes of each branch."""
    return {
        branch.name: hashlib.sha256(branch.array(library="np").tobytes()).hexdigest()
        for branch in uproot.open(path)[tree].branches
    }


def test_application_adds_branches_in_place(trained, tmp_path):
    path = tmp_path / "signal.root"
    shutil.copy(trained / "signal.root", path)
    before = baskets(path, "ntuple")
    run(trained, "apply_tmva.py", "config.yaml", weight_file(0), weight_file(1), path, "ntuple")
    after = baskets(path, "ntuple")
    assert list(after) == [*before, *SCORES] and {name: after[name] for name in before} == before
    stored = columns(path, "ntuple")
    scores = np.stack([stored[name] for name in SCORES[:3]], axis=1)
    assert np.allclose(scores.sum(axis=1), 1, atol=1e-5)
    assert np.array_equal(stored["ml_score_max_score"], scores.max(axis=1))
    assert np.array_equal(stored["ml_score_max_index"], scores.argmax(axis=1))
    inputs = np.stack([stored["x"], stored["y"]], axis=1)
    for fold in (0, 1):
        reader = TMVA.Reader("!Color:Silent")
        reader.BookMVA("BDT", str(trained / weight_file(fold)))
        mine = stored["event"] % 2 == fold
        assert np.array_equal(reader.Evaluate("BDT", inputs[mine]).astype("f4"), scores[mine])


def test_the_file_is_readable_for_root_too(trained, tmp_path):
    if importlib.util.find_spec("ROOT") is None:
        pytest.skip("needs the ROOT wheel")
    path = tmp_path / "signal.root"
    shutil.copy(trained / "signal.root", path)
    run(trained, "apply_tmva.py", "config.yaml", weight_file(0), weight_file(1), path, "ntuple")
    code = (
        f"import ROOT; f = ROOT.TFile({str(path)!r}); t = f.Get('ntuple'); print(t.GetEntries(),"
        "sum(e.ml_score_signal for e in t))"
    )
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", code], capture_output=True, text=True)
    entries, total = done.stdout.split()
    assert int(entries) == N
    assert float(total) == pytest.approx(
        columns(path, "ntuple")["ml_score_signal"].astype(float).sum(), rel=1e-6
    )


def test_killed_applications_leave_the_file_as_it_was(trained, tmp_path):
    path = tmp_path / "signal.root"
    shutil.copy(trained / "signal.root", path)
    before = baskets(path, "ntuple")
    for delay in (0.3, 0.6, 0.8, 0.9, 1.0, 1.2):
        child = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "tmva",
                "run",
                str(SCRIPTS / "apply_tmva.py"),
                "config.yaml",
                weight_file(0),
                weight_file(1),
                str(path),
                "ntuple",
            ],
            cwd=trained,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(delay)
        child.send_signal(signal.SIGKILL)
        child.wait()
        after = baskets(path, "ntuple")
        assert after == before or list(after) == [*before, *SCORES]
        if after != before:
            break


def test_hadd_refuses_and_reports(made, tmp_path):
    script = tmp_path / "merge.py"
    script.write_text("import subprocess, sys\nsys.exit(subprocess.call(['hadd'] + sys.argv[1:]))\n")

    def hadd(*arguments):
        return subprocess.run(
            [sys.executable, "-m", "tmva", "run", str(script), *map(str, arguments)],
            cwd=tmp_path,
            capture_output=True,
            text=True,
        )

    first, second = made / "signal.root", made / "background_1.root"
    assert hadd("out.root", first, second).returncode == 0
    assert uproot.open(tmp_path / "out.root")["ntuple"].num_entries == 2 * N
    old = (tmp_path / "out.root").read_bytes()
    refused = hadd("out.root", first)
    assert refused.returncode != 0 and "out.root" in refused.stdout + refused.stderr
    assert (tmp_path / "out.root").read_bytes() == old
    assert hadd("-f", "out.root", first).returncode == 0
    assert uproot.open(tmp_path / "out.root")["ntuple"].num_entries == N
    missing = hadd("-f", "new.root", "nothing.root")
    assert missing.returncode != 0 and "nothing.root" in missing.stdout + missing.stderr
    assert not (tmp_path / "new.root").exists()
