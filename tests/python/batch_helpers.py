"""Tables whose rows can be told apart, for the tests of batches."""

import numpy as np

import tmva

FIRST = 2**40  # identities that float32 cannot hold


def columns(first, count):
    """Columns that are functions of the row's number, from `first` on."""
    n = np.arange(first, first + count)
    counts = n % 4
    return {
        "id": n + FIRST,
        "x": n.astype(np.float32),
        "half": n / 2,
        "label": (n % 3 == 0).astype(np.int32),
        "weight": 1 + n % 5,
        "v": np.stack([n, -n, n % 7], axis=1).astype(np.float32),
        "jets": [list(range(int(k), int(k + c))) for k, c in zip(n % 100, counts)],
    }


TYPES = {
    "id": "int64",
    "x": "float32",
    "half": "float64",
    "label": "int32",
    "weight": "int16",
    "v": ("float32", 3),
    "jets": "var * int32",
}


def write(path, count, cluster_size=0, first=0, ntuple=False, **more):
    """A file with the tree t, or the RNTuple t."""
    with tmva.recreate(path, **more) as file:
        options = {} if ntuple else {"counter_name": None}  # the same columns in both
        tree = (file.mkrntuple if ntuple else file.mktree)("t", TYPES, cluster_size=cluster_size, **options)
        step = 1000
        for begin in range(0, count, step):
            tree.extend(columns(first + begin, min(step, count - begin)))
    return f"{path}:t"


def ids(batches, at=-1):
    """Row numbers of batches whose last member is a dict with the spectator id."""
    found = [batch[at]["id"] - FIRST for batch in batches]
    return np.concatenate(found) if found else np.empty(0, np.int64)


def same(first, second):
    """Asserts that two lists of batches are equal bit for bit."""
    assert len(first) == len(second)
    for a, b in zip(first, second):
        same_values(a, b)


def same_values(a, b):
    if isinstance(a, (tuple, list)):
        assert len(a) == len(b)
        for x, y in zip(a, b):
            same_values(x, y)
    elif isinstance(a, dict):
        assert list(a) == list(b)
        for name in a:
            same_values(a[name], b[name])
    else:
        assert a.dtype == b.dtype and a.shape == b.shape
        assert a.tobytes() == b.tobytes()
