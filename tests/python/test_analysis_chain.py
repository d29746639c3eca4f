"""The chain from one YAML file: training by folds, evaluation, application."""

import csv
import json
import pathlib
import textwrap

import numpy as np
import pytest

import tmva
from command_line import run
from tmva import TMVA

pytest.importorskip("pydantic")
sklearn_metrics = pytest.importorskip("sklearn.metrics")

CLASSES = ("signal", "background_1", "background_2")
FIRST = 2**53  # event numbers that doubles cannot tell apart


def events(k, n=3000):
    rng = np.random.default_rng(k)
    return {
        "x": rng.normal((1, -1, 0, 0)[k], 1, n).astype("f"),
        "y": rng.normal((1, 0.5, -1, 0)[k], 1, n).astype("f"),
        "weight": rng.uniform(0.5, 1.5, n),
        "event": FIRST + rng.permutation(n),
    }


CONFIG = textwrap.dedent("""\
    output: results
    tree: ntuple
    processes:
      higgs: {files: higgs_*.root, class: signal, weight: weight}
      ztt: {files: ztt.root, class: background_1, weight: weight*2, cut: x < 1, friends: {f: "friends/{file}"}}
      wjets: {files: "wjets.root:ntuple", class: background_2}
      data: {files: data.root}
    cut: abs(y) < 3
    weight: "1.5"
    variables: [x, "r := sqrt(x*x+y*y)", y]
    spectators: [weight]
    folds: {expression: event, count: COUNT, train_on: TRAIN_ON}
    split: {train_fraction: 0.75}
    class_weights: {signal: 3, background_2: 0.5}
    normalisation: None
    methods:
      BDTG: {type: BDT, options: "NTrees=20:BoostType=Grad:MaxDepth=2:DoBoostMonitor"}
    application: {branch_prefix: ml_, variations: {up: {x: x+0.5}}}
    evaluation: {ranking_events: 50, figures: FIGURES}
    """)


@pytest.fixture
def inputs(workdir):
    (workdir / "friends").mkdir()
    tables = [events(k) for k in range(4)]
    half = {k: v[:1500] for k, v in tables[0].items()}, {k: v[1500:] for k, v in tables[0].items()}
    for name, table in (
        ("higgs_a", half[0]),
        ("higgs_b", half[1]),
        ("ztt", tables[1]),
        ("wjets", tables[2]),
        ("data", tables[3]),
    ):
        with tmva.recreate(f"{name}.root") as f:
            f["ntuple"] = table
    with tmva.recreate("friends/ztt.root") as f:
        f["ntuple"] = {"z": np.zeros(3000)}
    return tables


def write_config(count=2, train_on="others", figures="false", text=CONFIG):
    text = text.replace("COUNT", str(count)).replace("TRAIN_ON", train_on).replace("FIGURES", figures)
    pathlib.Path("c.yaml").write_text(text)


def selected(tables):
    """Events that enter, by class: columns and weights."""
    found = []
    for k, table in enumerate(tables[:3]):
        keep = (abs(table["y"]) < 3) & ((table["x"] < 1) | (k != 1))
        weight = 1.5 * (table["weight"], table["weight"] * 2, np.ones(3000))[k]
        found.append(({name: values[keep] for name, values in table.items()}, weight[keep]))
    return found


def scores(path, table):
    reader = TMVA.Reader("Silent")
    reader.BookMVA("m", path)
    x, y = table["x"].astype(float), table["y"].astype(float)
    return reader.Evaluate("m", np.stack([x, np.sqrt(x * x + y * y), y], 1))


@pytest.mark.parametrize("count, train_on", [(2, "others"), (2, "same"), (3, "others")])
def test_chain(inputs, workdir, count, train_on):
    write_config(count, train_on)
    run("train", "c.yaml")
    weights = [f"results/fold{f}/weights/training_BDTG.weights.xml" for f in range(count)]
    model_of = (lambda fold: 1 - fold) if train_on == "same" else (lambda fold: fold)
    total = selected(inputs)
    for fold in range(count):
        with tmva.File(f"results/fold{fold}/BDTG.root") as file:
            train, test = (
                file[f"results/fold{fold}/{name}"].arrays(library="np") for name in ("TrainTree", "TestTree")
            )
        for k, (table, weight) in enumerate(total):
            mine = table["event"] % count != fold if train_on == "others" else table["event"] % count == fold
            n = int(mine.sum())
            mask, other = train["classID"] == k, test["classID"] == k
            assert abs(mask.sum() - 0.75 * n) <= 1 and mask.sum() + other.sum() == n
            x = np.sort(np.concatenate([train["x"][mask], test["x"][other]]))
            np.testing.assert_array_equal(x, np.sort(table["x"][mine]))
            factor = (3, 1, 0.5)[k]
            found = np.concatenate([train["weight"][mask], test["weight"][other]])
            np.testing.assert_allclose(found.sum(), factor * weight[mine].sum(), rtol=1e-5)
    out = run("evaluate", "c.yaml")
    assert "results/evaluation/BDTG" in out and "background_2" in out
    results = json.loads(pathlib.Path("results/evaluation/BDTG/results.json").read_text())
    truth, predicted, all_weights, answers, folds = [], [], [], [], []
    for k, (table, weight) in enumerate(total):
        fold = table["event"] % count
        answer = np.empty((len(fold), 3))
        for f in range(count):
            answer[fold == f] = scores(weights[model_of(f)], {n: v[fold == f] for n, v in table.items()})
        (
            truth.append(np.full(len(fold), k)),
            predicted.append(answer.astype("f").argmax(1)),
            all_weights.append(weight),
        )
        answers.append(answer), folds.append(fold)
    truth, predicted, all_weights, answers, folds = map(
        np.concatenate, (truth, predicted, all_weights, answers, folds)
    )
    for name, normalize in (("counts", None), ("efficiency", "true"), ("purity", "pred")):
        for suffix, w in (("", None), ("_weighted", all_weights)):
            key = (
                f"confusion_{name}{suffix}"
                if name != "counts"
                else ("confusion_weighted" if suffix else "confusion_counts")
            )
            want = sklearn_metrics.confusion_matrix(truth, predicted, sample_weight=w, normalize=normalize)
            np.testing.assert_allclose(results[key], want, rtol=1e-9)
    for row in results["roc"]:
        k = CLASSES.index(row["class"])
        mine = slice(None) if row["fold"] == "all" else folds == row["fold"]
        want = sklearn_metrics.roc_auc_score(
            truth[mine] == k, answers[mine, k], sample_weight=all_weights[mine]
        )
        assert abs(row["roc_integral"] - want) < 2e-4
    assert len(results["roc"]) == 3 * (count + 1) and len(results["overtraining"]) == 9 * count
    for row in results["best_cuts"]:
        k = CLASSES.index(row["class"])
        above = answers[:, k] >= row["cut"]
        s = all_weights[above & (truth == k)].sum()
        b = all_weights[above & (truth != k)].sum()
        np.testing.assert_allclose((row["signal"], row["background"]), (s, b), rtol=0.02)
        if row["figure"].startswith("S"):
            np.testing.assert_allclose(
                row["significance"], row["signal"] / np.sqrt(row["signal"] + row["background"])
            )
    run("apply", "c.yaml")
    for name, table in (("data", inputs[3]), ("ztt", inputs[1])):
        found = tmva.File(f"results/applied/{name}.root")["ntuple"].arrays(library="np")
        for suffix, shift in (("", 0), ("_up", 0.5)):
            moved = {**table, "x": table["x"].astype(float) + shift}
            for f in range(count):
                mine = table["event"] % count == f
                want = scores(weights[model_of(f)], {n: v[mine] for n, v in moved.items()}).astype("f")
                got = np.stack([found[f"ml_{c}{suffix}"][mine] for c in CLASSES], 1)
                np.testing.assert_array_equal(got, want)
        assert {"ml_max_score", "ml_max_index"} <= set(found)


def test_same_seed_same_bytes_and_parts(inputs, workdir):
    write_config()
    run("train", "c.yaml", "--folds", 1)
    assert "has not been trained for fold 0" in run("evaluate", "c.yaml", code=1)
    run("train", "c.yaml", "--folds", 0, "--methods", "BDTG")
    pathlib.Path("results").rename("first")
    run("train", "c.yaml")
    names = [
        "model.json",
        *[
            f"fold{fold}/{name}"
            for fold in (0, 1)
            for name in ("weights/training_BDTG.weights.xml", "BDTG_history.csv", "BDTG.root")
        ],
    ]
    for name in names:
        assert pathlib.Path("results", name).read_bytes() == pathlib.Path("first", name).read_bytes(), name
    run("train", "c.yaml", "--output", workdir / "absolute", "--folds", 0)
    assert "fold0/TestTree" in tmva.File("absolute/fold0/BDTG.root").trees()
    rows = list(csv.reader(open("results/fold0/BDTG_history.csv")))
    assert rows[0] == ["curve", "step", "value"] and {row[0] for row in rows[1:]} >= {"TrainingLoss"}
    assert "Train method" in pathlib.Path("results/fold0/BDTG.log").read_text()
    assert "no fold '2'" in run("train", "c.yaml", "--folds", 2, code=1)
    with open("results/fold0/weights/training_BDTG.weights.xml", "a") as f:
        f.write("<!-- -->\n")
    assert "has changed since the training" in run("apply", "c.yaml", code=1)


def test_changed_configurations_are_noticed(inputs, workdir):
    write_config()
    run("train", "c.yaml")
    write_config(text=CONFIG.replace("abs(y) < 3", "abs(y) < 2"))
    assert "the configuration has changed since the training: cut" in run("evaluate", "c.yaml")
    write_config(text=CONFIG.replace("NTrees=20", "NTres=20"))
    out = run("train", "c.yaml", code=1)
    assert "c.yaml:17:21: methods.BDTG.options" in out and "NTrees" in out
    write_config(text=CONFIG.replace("x < 1", "xx < 1"))
    assert "'xx'" in run("train", "c.yaml", code=1)
    write_config(text=CONFIG.replace("friends/{file}", "nowhere/{file}"))
    assert "nowhere/ztt.root" in run("train", "c.yaml", code=1)


def test_two_classes_without_folds(inputs, workdir):
    text = (
        CONFIG.replace("folds:", "#")
        .replace(", background_2: 0.5", "")
        .replace('  wjets: {files: "wjets.root:ntuple", class: background_2}\n', "")
        .replace("ranking_events: 50", "ranking_events: 20")
    )
    write_config(figures="true", text=text + "allow_missing: false\n")
    run("train", "c.yaml")
    run("evaluate", "c.yaml")
    folder = pathlib.Path("results/evaluation/BDTG")
    results = json.loads((folder / "results.json").read_text())
    test = tmva.File("results/fold0/BDTG.root")["results/fold0/TestTree"].arrays(library="np")
    truth = test["classID"] == 0
    weights = test["weight"] / np.where(truth, 3, 1)
    want = sklearn_metrics.roc_auc_score(truth, test["BDTG"], sample_weight=weights)
    assert abs(results["roc"][0]["roc_integral"] - want) < 2e-4 and len(results["roc"]) == 1
    matrix = np.array(results["confusion_efficiency_weighted"])
    np.testing.assert_allclose(matrix.sum(1), 1)
    assert abs(matrix[0, 0] - matrix[1, 1]) < 0.01  # the cut of equal efficiencies
    counts = np.array(results["confusion_counts"])
    assert counts.sum() == len(truth)
    for name in ("confusion_efficiency.png", "response_signal.png"):
        assert (folder / name).stat().st_size > 1000
    assert pathlib.Path("results/fold0/BDTG_history.png").exists()
    run("apply", "c.yaml", "data.root", "--in-place", "--variation", "down:x=x-1")
    assert {"ml", "ml_down"} <= set(tmva.File("data.root")["ntuple"].keys())


def test_bad_event_numbers(inputs, workdir):
    write_config(text=CONFIG.replace("{expression: event,", "{expression: evnt,"))
    assert "'evnt'" in run("train", "c.yaml", code=1)
