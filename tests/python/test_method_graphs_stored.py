"""Weight files that real TMVA wrote, and forests of every shape, as graphs."""

import csv
import gzip
import pathlib

import numpy as np
import pytest
from graph_helpers import book, check_model
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

DATA = pathlib.Path(__file__).resolve().parents[1] / "data"
STORED = sorted([*DATA.glob("reference/*/*.xml.gz"), *DATA.glob("bdt/*.xml*"), *DATA.glob("linear/*.xml")])


def stored_events(path, reader):
    """The events whose responses are stored beside a weight file, if there are any."""
    labels = [variable.label for variable in reader.FindMVA("m").Info().variables]
    stem = path.name.removesuffix(".gz").removesuffix(".weights.xml").removesuffix(".xml")
    for name in (stem + ".csv.gz", stem + ".csv", stem + ".edge.csv"):
        file = path.with_name(name)
        if not file.exists():
            continue
        text = gzip.open(file, "rt").read() if file.suffix == ".gz" else file.read_text()
        rows = list(csv.DictReader(text.splitlines()))
        if set(labels) <= set(rows[0]):
            yield np.array([[float(row[label]) for label in labels] for row in rows], np.float32)


@pytest.mark.parametrize("path", STORED, ids=lambda p: f"{p.parent.name}-{p.name.split('.')[0]}")
def test_weight_files_of_tmva(path):
    reader = book(path)
    variables = reader.FindMVA("m").Info().variables
    low, high = (np.array([getattr(v, k) for v in variables]) for k in ("min", "max"))
    x = np.random.default_rng(1).uniform(
        low - 0.2 * (high - low) - 1, high + 0.2 * (high - low) + 1, (600, len(low))
    )
    x[:10] *= 1e5
    check_model(path, np.concatenate([x, *stored_events(path, reader)]), reader)


# ---------------------------------------------------------------- forests of every shape

VARIABLES = 3
numbers = st.sampled_from([0.0, -0.0, 1.0, -1.0, 0.5, 0.1, 1e-40, 3e38, -3e38]) | st.floats(-2, 2, width=32)


@st.composite
def nodes(draw, depth, fisher, missing, regression):
    """A Node element; "s" is the root, "l" and "r" its daughters."""

    def node(position, level):
        leaf = level == depth or draw(st.integers(0, 3)) == 0
        kind = draw(st.sampled_from([1, -1])) if leaf and not regression else -99 if leaf else 0
        response, purity = draw(st.floats(-3, 3, width=32)), draw(st.floats(0, 1, width=32))
        coefficients = ""
        if not leaf and fisher and draw(st.booleans()):
            values = [draw(st.sampled_from([0.0, 1.0, -1.0, 0.1, 1e3])) for _ in range(VARIABLES + 1)]
            coefficients = "".join(f' fC{i}="{value!r}"' for i, value in enumerate(values))
        side = ' missing="above"' if missing and draw(st.booleans()) else ""
        text = (
            f'<Node pos="{position}" depth="{level}"{side} '
            f'NCoef="{VARIABLES + 1 if coefficients else 0}"{coefficients} '
            f'IVar="{-1 if leaf else draw(st.integers(0, VARIABLES - 1))}" Cut="{draw(numbers)!r}" '
            f'cType="{draw(st.integers(0, 1))}" res="{response!r}" rms="0" purity="{purity!r}" '
            f'nType="{kind}">'
        )
        return text + ("" if leaf else node("l", level + 1) + node("r", level + 1)) + "</Node>"

    return node("s", 0)


KINDS = [
    ("Classification", "Grad"),
    ("Classification", "AdaBoost"),
    ("Classification", "RealAdaBoost"),
    ("Multiclass", "Grad"),
    ("Regression", "Grad"),
    ("Regression", "AdaBoostR2"),
    ("Regression", "Bagging"),
]


def weight_file(analysis, boost, yes_no, missing, trees):
    """The content of a weight file with these BinaryTree elements."""
    regression = analysis == "Regression" or boost == "Grad"
    classes = {
        "Classification": ["Signal", "Background"],
        "Multiclass": ["a", "b", "c"],
        "Regression": ["Regression"],
    }[analysis]
    variables = "".join(
        f'<Variable VarIndex="{i}" Expression="v{i}" Label="v{i}" Title="v{i}" Unit="" '
        f'Internal="v{i}" '
        'Type="F" Min="-1" Max="1"/>'
        for i in range(VARIABLES)
    )
    target = (
        '<Targets NTrgt="1"><Target TargetIndex="0" Expression="t" Label="t" Title="t" Unit="" '
        'Internal="t" Type="F" '
        'Min="0" Max="1"/></Targets>'
        if analysis == "Regression"
        else ""
    )
    names = "".join(f'<Class Name="{name}" Index="{i}"/>' for i, name in enumerate(classes))
    return (
        '<?xml version="1.0"?><MethodSetup Method="BDT::B"><GeneralInfo>'
        '<Info name="TMVA Release" value="4.2.1 [262657]"/>'
        f'<Info name="AnalysisType" value="{analysis}"/></GeneralInfo><Options>'
        f'<Option name="BoostType" modified="Yes">{boost}</Option>'
        f'<Option name="UseYesNoLeaf" modified="Yes">{yes_no}</Option></Options>'
        f'<Variables NVar="{VARIABLES}">{variables}</Variables><Spectators NSpec="0"/>'
        f'<Classes NClass="{len(classes)}">{names}</Classes>{target}'
        '<Transformations NTransformations="0"/><MVAPdfs/>'
        f'<Weights NTrees="{len(trees)}" AnalysisType="{int(regression)}" '
        f'MissingValues="{int(missing)}">'
        f"{''.join(trees)}</Weights></MethodSetup>"
    )


@st.composite
def weight_files(draw):
    analysis, boost = draw(st.sampled_from(KINDS))
    regression = analysis == "Regression" or boost == "Grad"
    count = draw(st.integers(1, 12)) * (3 if analysis == "Multiclass" else 1)
    fisher, missing = draw(st.booleans()), draw(st.booleans())
    weights = st.sampled_from(
        [1.0, 0.25, 2.5, 1e-3] if boost != "AdaBoostR2" else [1.0, 0.25, 2.5, 1e-3, -0.5]
    )
    trees = [
        f'<BinaryTree type="DecisionTree" boostWeight="{draw(weights)!r}" itree="{t}">'
        f"{draw(nodes(draw(st.integers(0, 4)), fisher, missing, regression))}</BinaryTree>"
        for t in range(count)
    ]
    return weight_file(analysis, boost, draw(st.booleans()), missing, trees)


@settings(max_examples=80, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(xml=weight_files(), data=st.data())
def test_forests_with_ties_and_extreme_events(xml, data, tmp_path_factory):
    path = tmp_path_factory.mktemp("forest") / "B.weights.xml"
    path.write_text(xml)
    cuts = [float(text) for text in dict.fromkeys(part.split('"')[0] for part in xml.split('Cut="')[1:])]
    values = np.array([*cuts, 0, -0.0, 1, 0.1, 3e38, -3e38, 1e-40, np.inf, -np.inf, np.nan], np.float32)
    values = np.concatenate(
        [values, np.nextafter(values, np.float32(9)), np.nextafter(values, np.float32(-9))]
    )
    rng = np.random.default_rng(data.draw(st.integers(0, 1000)))
    check_model(path, rng.choice(values, (60, VARIABLES)))


@pytest.mark.parametrize("analysis, boost", KINDS)
def test_thousands_of_trees_keep_their_digits(analysis, boost, tmp_path):
    """The trees of the second half undo those of the first, up to a little."""
    rng = np.random.default_rng(4)
    kind = "-99" if analysis == "Regression" or boost == "Grad" else "1"
    scale = 5 if analysis == "Regression" else 0.02

    def tree(number, sign):
        leaf = (
            '<Node pos="{}" depth="1" NCoef="0" IVar="-1" Cut="0" cType="1" res="{!r}" rms="0" '
            'purity="{!r}" nType="{}"/>'
        )
        leaves = [
            leaf.format(
                side,
                float(sign * scale * rng.uniform(0.5, 1)),
                float(rng.uniform()),
                kind if kind == "-99" or sign > 0 else "-1",
            )
            for side in "lr"
        ]
        weight = 100.123456789 if number == 0 and analysis == "Regression" and boost == "Grad" else 1
        return (
            f'<BinaryTree type="DecisionTree" boostWeight="{weight}" itree="{number}">'
            f'<Node pos="s" depth="0" NCoef="0" IVar="{number % VARIABLES}" '
            f'Cut="{float(rng.normal())!r}" cType="1" res="0" rms="0" purity="0.5" nType="0">'
            + "".join(leaves)
            + "</Node></BinaryTree>"
        )

    trees = [tree(t, 1 if t < 1500 else -1) for t in range(3000)]
    path = tmp_path / "B.weights.xml"
    path.write_text(weight_file(analysis, boost, True, False, trees))
    check_model(path, rng.normal(size=(500, VARIABLES)))
