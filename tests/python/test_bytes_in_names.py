"""Names and texts in ROOT files whose bytes are no UTF-8 come through Python and back."""

import os
import subprocess
import sys

import numpy as np
import pytest

import tmva

BYTES, TEXT, READABLE = b"\xff\xfe", "\udcff\udcfe", r"\xff\xfe"
TREE = f"dir{TEXT}/tree{TEXT}"


@pytest.fixture
def path(tmp_path):
    """A file where the letters Qq of names, titles and texts have become BYTES."""
    path = tmp_path / "bytes.root"
    with tmva.recreate(path, compression=None) as file:
        tree = file.mktree("dirQq/treeQq", {"branchQq": "int32", "text": "string"}, "titleQq")
        tree.extend({"branchQq": np.arange(3), "text": ["aQq", "", "Qqb"]})
        file["objectQq"] = "a text with Qq"
    path.write_bytes(path.read_bytes().replace(b"Qq", BYTES))
    return path


def test_names_that_keys_gives_find_their_objects(path):
    file = tmva.File(path)
    assert set(file.keys()) == {f"dir{TEXT}", TREE, f"object{TEXT}"}
    assert file.trees() == [TREE]
    for name in file.keys(cycle=True):
        assert name in file
        assert file[name] is not None
    assert file[f"dir{TEXT}"][f"tree{TEXT}"].num_entries == 3
    assert file[f"object{TEXT}"] == f"a text with {TEXT}"


def test_branches_are_read_by_the_names_that_are_listed(path):
    tree = tmva.File(path)[TREE]
    assert tree.title == f"title{TEXT}"
    assert tree.keys() == [f"branch{TEXT}", "text"]
    assert tree[f"branch{TEXT}"].array(library="np").tolist() == [0, 1, 2]
    arrays = tree.arrays(tree.keys(), library="np")
    assert arrays[f"branch{TEXT}"].tolist() == [0, 1, 2]
    assert list(arrays["text"]) == [f"a{TEXT}", "", f"{TEXT}b"]


def test_what_is_copied_has_the_same_bytes(path, tmp_path):
    copy = tmp_path / "copy.root"
    with tmva.recreate(copy, compression=None) as file:
        file[f"tree{TEXT}"] = tmva.File(path)[TREE].arrays(library="np")
    assert b"branch" + BYTES in copy.read_bytes()
    texts = tmva.File(copy)[f"tree{TEXT}"].arrays(library="np")["text"]
    assert list(texts) == [f"a{TEXT}", "", f"{TEXT}b"]


def test_errors_show_the_bytes(path):
    file = tmva.File(path)
    with pytest.raises(tmva.DataError) as caught:
        file[TREE[:-1]]
    assert rf"no tree 'dir{READABLE}/tree\xff'" in str(caught.value)
    assert f"did you mean 'dir{READABLE}/tree{READABLE}'" in str(caught.value)
    with pytest.raises(tmva.DataError) as caught:
        file[TREE][f"branc{TEXT}"]
    assert f"did you mean 'branch{READABLE}'" in str(caught.value)
    with pytest.raises(tmva.FileFormatError) as caught:
        tmva.File(path.parent / "none\udcff.root")
    assert r"none\xff.root: cannot open" in str(caught.value)


def test_names_of_files(path):
    renamed = path.rename(path.parent / f"{TEXT}.root")
    with tmva.File(renamed) as file:
        assert file.path == str(renamed)
        assert file[TREE].num_entries == 3


def test_surrogates_that_stand_for_no_byte_are_refused(path):
    with pytest.raises(TypeError):
        tmva.File(path)["\ud800"]


def test_inspect_prints_what_cannot_be_encoded(path):
    for encoding in ("utf-8", "ascii"):
        environment = {**os.environ, "PYTHONIOENCODING": encoding}
        command = [sys.executable, "-m", "tmva", "inspect", str(path)]
        shown = subprocess.run(command, capture_output=True, check=False, env=environment)
        assert shown.returncode == 0, shown.stderr
        assert rb"tree\udcff\udcfe" in shown.stdout
        assert rb"branch\udcff\udcfe" in shown.stdout
