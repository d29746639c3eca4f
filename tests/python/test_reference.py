"""Weight files that real TMVA wrote give real TMVA's responses, event by event."""

import csv
import gzip
import pathlib

import numpy as np
import pytest
from tmva import TMVA

FOLDER = pathlib.Path(__file__).resolve().parents[1] / "data" / "reference"
CASES = sorted(FOLDER.glob("*/*.xml.gz"))


def read(path, reader):
    text = gzip.open(path, "rt").read() if path.suffix == ".gz" else path.read_text()
    rows = list(csv.DictReader(text.splitlines()))
    responses = [name for name in rows[0] if name.startswith("response")]
    inputs = [variable.label for variable in reader.FindMVA("m").Info().variables]
    table = {name: np.array([float(row[name]) for row in rows], dtype="float32") for name in inputs}
    return rows, table, np.array([[float(row[name]) for name in responses] for row in rows])


@pytest.mark.parametrize("path", CASES, ids=lambda p: f"{p.parent.name}-{p.name[:-7]}")
def test_responses(path):
    reader = TMVA.Reader("!Color:Silent")
    reader.BookMVA("m", str(path))
    rows, table, expected = read(path.with_name(path.name[:-7] + ".csv.gz"), reader)
    variables = np.column_stack(list(table.values()))
    ours = np.asarray(reader.Evaluate("m", variables)).reshape(expected.shape)
    tolerance = 1e-4 if "reg" in path.parent.name else 1e-5
    excess = np.abs(ours - expected) / np.maximum(1, np.abs(expected))
    assert excess.max() <= tolerance, f"{excess.max():.2e} at {rows[int(excess.max(axis=1).argmax())]}"


@pytest.mark.parametrize(
    "path", sorted(FOLDER.glob("*/*.edge.csv")), ids=lambda p: f"{p.parent.name}-{p.name[:-9]}"
)
def test_extreme_inputs(path):
    """The kind of answer counts: finite where TMVA's is, -999 for NaN."""
    reader = TMVA.Reader("!Color:Silent")
    reader.BookMVA("m", str(path.with_name(path.name[:-9] + ".xml.gz")))
    _, table, expected = read(path, reader)
    ours = np.asarray(reader.Evaluate("m", np.column_stack(list(table.values())))).reshape(expected.shape)
    finite = np.isfinite(expected) & (np.abs(expected) < 1e6)
    assert np.isfinite(ours[finite]).all()
    moderate = finite & (np.abs(np.column_stack(list(table.values()))) < 6).all(axis=1, keepdims=True)
    excess = np.abs(ours - expected) / np.maximum(1, np.abs(expected))
    assert (excess[moderate] <= (1e-4 if "reg" in path.parent.name else 1e-5)).all()
    refused = expected == -999
    assert (ours[refused] == -999).all()
