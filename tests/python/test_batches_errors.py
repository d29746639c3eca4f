"""Wrong arguments of BatchGenerator: errors name argument, value and what is expected."""

import numpy as np
import pytest
from batch_helpers import columns, write

import tmva
from tmva import BatchGenerator
from tmva.batch_options import bytes_of


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    return write(tmp_path_factory.mktemp("errors") / "t.root", 2000, cluster_size=500)


@pytest.mark.parametrize(
    "options, fragments",
    [
        ({"batch_size": 0}, ["batch_size=0", "1 or more"]),
        ({"batch_size": -3}, ["batch_size=-3"]),
        ({"batch_size": 2.5}, ["batch_size=2.5", "integer"]),
        ({"batch_size": True}, ["batch_size=True"]),
        ({"batch_size": "64"}, ["batch_size='64'"]),
        ({"columns": []}, ["columns=[]"]),
        ({"columns": ["x", "nope"]}, ["columns", "nope"]),
        ({"columns": "jets"}, ["columns", "jets", "vectors"]),
        ({"columns": "x +"}, ["columns", "x +"]),
        ({"target": "labl"}, ["target", "labl", "label"]),
        ({"weights": "wait"}, ["weights", "wait"]),
        ({"spectators": "idd"}, ["spectators", "idd"]),
        ({"spectators": ["id", "id"]}, ["spectators", "twice"]),
        ({"cut": "y > 0"}, ["cut", "'y"]),
        ({"cut": "v > 0"}, ["cut", "several values"]),
        ({"label": "v"}, ["label"]),
        ({"define": "x*2"}, ["define='x*2'", "dict"]),
        ({"define": {"a": "nope*2"}}, ["a", "nope"]),
        ({"define": {"x": "half"}}, ["x"]),
        ({"vectors": 8}, ["vectors=8", "dict"]),
        ({"vectors": {"x": 3}, "columns": "x"}, ["vectors", "'x'", "list"]),
        ({"vectors": {"jets": 0}, "columns": "jets"}, ["vectors", "jets", "1 or more"]),
        ({"vectors": {"jets": (2, "a")}, "columns": "jets"}, ["vectors", "fill='a'"]),
        ({"vectors": {"jets": 2}}, ["vectors", "jets", "columns"]),
        ({"vectors": {"jest": 2}}, ["jest", "jets"]),
        ({"mask": True}, ["mask", "vectors"]),
        ({"mask": "yes"}, ["mask='yes'"]),
        ({"shuffle": "globl"}, ["shuffle='globl'", "did you mean 'global'"]),
        ({"shuffle": 1}, ["shuffle=1"]),
        ({"memory": 0}, ["memory=0"]),
        ({"memory": "lots"}, ["memory='lots'", "100MB"]),
        ({"memory": "-1MB"}, ["memory"]),
        ({"memory": 1.5}, ["memory=1.5"]),
        ({"shuffle_rows": 0}, ["shuffle_rows=0"]),
        ({"seed": -1}, ["seed=-1"]),
        ({"seed": 2**64}, ["seed", "2**64"]),
        ({"seed": "a"}, ["seed='a'"]),
        ({"drop_remainder": 1}, ["drop_remainder=1", "True or False"]),
        ({"epochs": 0}, ["epochs=0"]),
        ({"threads": 0}, ["threads=0"]),
        ({"prefetch": -1}, ["prefetch=-1"]),
        ({"balance": "batches", "target": "label"}, ["balance='batches'", "did you mean 'batch'"]),
        ({"balance": "batch"}, ["balance", "label"]),
        ({"cache": "/no/such/folder"}, ["cache='/no/such/folder'"]),
        ({"cache": True}, ["cache=True"]),
        ({"transform": "X"}, ["transform='X'"]),
        ({"rank": 1}, ["rank", "1"]),
        ({"world_size": 0}, ["world_size=0"]),
        ({"on_error": "ignore"}, ["on_error='ignore'", "'raise'", "'skip'"]),
        ({"dtype": "int32"}, ["dtype='int32'", "float32"]),
        ({"dtype": "float46"}, ["dtype"]),
        ({"progress": 3}, ["progress=3"]),
    ],
    ids=str,
)
def test_arguments(table, options, fragments):
    with pytest.raises(tmva.Error) as caught:
        BatchGenerator(table, **{"columns": ["x"], **options})
    for fragment in fragments:
        assert fragment in str(caught.value), caught.value


def test_wrong_types(table):
    for options in (
        {"columns": 3},
        {"target": 1.5},
        {"columns": ["x", 3]},
        {"cut": 3},
        {"weights": ["x"]},
        {"spectators": {"a": "x"}},
    ):
        with pytest.raises(TypeError, match=next(iter(options))):
            BatchGenerator(table, **options)
    for source in (3, None, object(), np.zeros((3, 2))):
        with pytest.raises(TypeError, match="expected a tree"):
            BatchGenerator(source)
    with pytest.raises(TypeError, match="no_such"):
        BatchGenerator(table, no_such=1)


def test_sources_that_do_not_fit(tmp_path, table):
    with pytest.raises(tmva.FileFormatError, match="absent.root"):
        BatchGenerator(str(tmp_path / "absent.root:t"))
    with pytest.raises(tmva.DataError, match="no_tree"):
        BatchGenerator(table[:-1] + "no_tree")
    with pytest.raises(tmva.DataError, match="gives .b. where .* gives .a."):
        BatchGenerator({"s": {"a": np.zeros(3)}, "b": {"b": np.zeros(3)}})
    with pytest.raises(tmva.Error, match="x"):
        BatchGenerator({"s": {"x": np.zeros(3)}, "b": {"y": np.zeros(3)}}, columns="x")
    with pytest.raises(tmva.DataError, match="no columns"):
        BatchGenerator({})
    with pytest.raises(tmva.DataError, match="id.*int32.*int64|id.*int64.*int32"):
        BatchGenerator(
            {
                "s": {"x": np.zeros(3), "id": np.zeros(3, np.int32)},
                "b": {"x": np.zeros(3), "id": np.zeros(3, np.int64)},
            },
            columns="x",
            spectators="id",
        )


def test_one_class_cannot_be_balanced():
    data = columns(0, 10)
    with pytest.raises(tmva.DataError, match="balance.*class"):
        list(BatchGenerator(data, columns="x", label="x < 100", balance="oversample"))


@pytest.mark.parametrize(
    "given, expected",
    [
        (7, 7),
        ("7B", 7),
        ("2kB", 2000),
        ("1.5 MB", 1500000),
        ("1GB", 10**9),
        ("3KiB", 3072),
        ("1MiB", 2**20),
        ("2 GiB", 2**31),
        ("1e3kB", 10**6),
        (np.int64(5), 5),
    ],
)
def test_sizes(given, expected):
    assert bytes_of(given, "memory") == expected


def test_too_little_memory_names_what_is_enough(tmp_path):
    import re

    path = write(tmp_path / "big.root", 20000, cluster_size=20000)

    def make(memory):
        return BatchGenerator(path, 512, columns=["x", "half", "v"], memory=memory, seed=1)

    with pytest.raises(tmva.OptionError, match="memory") as caught:
        list(make("100kB"))
    enough = re.search(r'memory="(\d+)MB"', str(caught.value))
    assert enough is not None, caught.value
    assert sum(len(x) for x in make(f"{enough[1]}MB")) == 20000
    below = int(enough[1]) - 1
    if below > 0:
        with pytest.raises(tmva.OptionError, match=f'memory="{enough[1]}MB"'):
            list(make(f"{below}MB"))


def test_missing_frameworks(table, monkeypatch):
    import sys

    gen = BatchGenerator(table, columns="x")
    for call, module, extra in (
        (gen.as_torch, "torch", "torch"),
        (gen.torch_dataset, "torch", "torch"),
        (gen.as_tensorflow, "tensorflow", "keras"),
        (gen.as_jax, "jax", "jax"),
        (gen.keras_dataset, "keras", "keras"),
    ):
        monkeypatch.setitem(sys.modules, module, None)
        with pytest.raises(ImportError, match=rf"need {module}.*tmva\[{extra}\]"):
            call()
