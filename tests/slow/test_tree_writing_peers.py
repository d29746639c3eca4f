"""Written trees and peers that take long to set up: jsroot (Node), and vectors of vectors in ROOT, which needs
dictionaries compiled."""

import json
import pathlib
import shutil
import subprocess
import sys

import numpy as np
import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "python"))
import test_tree_writing as trees  # noqa: E402

HERE = pathlib.Path(__file__).parent


def every_kind(types):
    """A column of each type and kind, filled."""
    rng = np.random.default_rng(6)
    columns = []
    for dtype in types:
        columns += [
            trees.Column("f_" + dtype, dtype, (2, 3)),
            trees.Column("c_" + dtype, dtype, (), 1, counter="n"),
            trees.Column("v_" + dtype, dtype, (), 1),
            trees.Column("w_" + dtype, dtype, (), 2),
        ]
    columns += [trees.Column("text", "uint8", text=True), trees.Column("texts", "uint8", (), 1, text=True)]
    counts = rng.integers(0, 5, 500)
    return [column.fill(rng, 500, counts if column.counter else None) for column in columns]


def nested(column):
    """The column as Python lists."""
    values = column.values
    if column.text:
        flat = values.tobytes()
        ends = column.offsets[-1]
        result = [flat[a:b].decode() for a, b in zip(ends, ends[1:])]
    else:
        result = values.tolist()
    for offsets in reversed(column.offsets[:-1] if column.text else column.offsets):
        result = [result[a:b] for a, b in zip(offsets, offsets[1:])]
    return result


def convert(value, item):
    """The items within lists: JSON tells neither 64-bit integers from texts nor 1e20 from an integer, and jsroot
    gives the bytes of texts."""
    return [convert(part, item) for part in value] if isinstance(value, list) else item(value)


def decode(text):
    return text.encode("latin-1").decode("utf-8")


@pytest.mark.skipif(shutil.which("npm") is None, reason="Node is not installed")
@pytest.mark.parametrize("codec", trees.CODECS)
def test_jsroot(tmp_path_factory, codec):
    folder = tmp_path_factory.getbasetemp() / "jsroot"
    if not folder.exists():
        folder.mkdir()
        subprocess.run(
            ["npm", "install", "--ignore-scripts", "jsroot@7.11.2"],
            cwd=folder,
            check=True,
            capture_output=True,
            timeout=600,
        )
        shutil.copy(HERE / "read_with_jsroot.mjs", folder)
    # Not int8: jsroot takes arrays of char for texts.
    columns = every_kind([name for name in trees.TYPES if name != "int8"])
    for column in columns:  # what JSON and JavaScript's numbers can say; jsroot errs on negative int64
        if column.dtype.kind == "f":
            column.values = np.nan_to_num(column.values, nan=1, posinf=2, neginf=3)
        elif column.dtype.itemsize == 8:
            column.values = column.values & np.array(2**52 - 1, column.dtype)
    path = folder / f"{codec}.root"
    trees.write(path, columns, 500, codec, 5, 200)
    result = subprocess.run(
        ["node", "read_with_jsroot.mjs", path.name, "dir/t"],
        cwd=folder,
        check=True,
        capture_output=True,
        text=True,
        timeout=300,
    )
    branches = json.loads(result.stdout)
    for column in columns:
        want = nested(column)
        if column.kind == "fixed":  # jsroot may leave the dimensions out
            want, branches[column.name] = np.ravel(want).tolist(), np.ravel(branches[column.name]).tolist()
        item = decode if column.text else float if column.dtype.kind == "f" else int
        branches[column.name] = convert(branches[column.name], item)
        assert branches[column.name] == want, column.spec()


@pytest.mark.skipif(not trees.HAVE_ROOT, reason="the ROOT wheel is not installed")
def test_nested_vectors_in_root(tmp_path):
    columns = every_kind(trees.TYPES)
    trees.write(tmp_path / "a.root", columns, 500, "zstd", 1, 70)
    trees.check_with_root(tmp_path, [(tmp_path / "a.root", columns, 500)], "--dictionaries")
