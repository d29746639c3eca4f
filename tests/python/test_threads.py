"""Threads: the same arrays for any number, from several Python threads, in forked processes, with Ctrl-C."""

import os
import subprocess
import sys
import textwrap
import threading
import time

import numpy as np
import pytest

import tmva
from tmva import _core

ENTRIES = 200000


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    """Flat, fixed and counted columns, in several clusters."""
    uproot = pytest.importorskip("uproot")
    ak = pytest.importorskip("awkward")
    path = tmp_path_factory.mktemp("threads") / "wide.root"
    rng = np.random.default_rng(3)
    columns = {f"x{i}": rng.normal(size=ENTRIES).astype(np.float32) for i in range(12)}
    columns["v"] = rng.integers(0, 9, (ENTRIES, 3)).astype(np.int16)
    counts = rng.integers(0, 5, ENTRIES)
    columns["j"] = ak.unflatten(rng.normal(size=counts.sum()), counts)
    with uproot.recreate(path) as f:
        kinds = {name: "float32" for name in columns}
        tree = f.mktree("t", {**kinds, "v": ("int16", (3,)), "j": "var * float64"})
        for begin in range(0, ENTRIES, 30000):
            tree.extend({name: column[begin : begin + 30000] for name, column in columns.items()})
    return path


def raw(tree, threads, begin=0, end=ENTRIES):
    return tree._tmva_source.Read(tree.keys(), begin, end, threads)


def same(a, b):
    for (x, xs), (y, ys) in zip(a, b):
        np.testing.assert_array_equal(x, y)
        assert len(xs) == len(ys) and all(np.array_equal(p, q) for p, q in zip(xs, ys))


@pytest.mark.parametrize(
    "begin, end", [(0, ENTRIES), (1, ENTRIES - 1), (29999, 30001), (7, 7), (100000, 170000)]
)
def test_threads_change_nothing(path, begin, end):
    tree = tmva.File(path)["t"]
    one = raw(tree, 1, begin, end)
    for threads in (2, 3, 0):
        same(one, raw(tree, threads, begin, end))


def test_one_file_in_many_python_threads(path):
    file = tmva.File(path)
    one, faults = raw(file["t"], 1), []

    def use(k):
        try:
            for _ in range(3):
                same(one, raw(file["t"], 1 + k % 3))
        except BaseException as error:
            faults.append(error)

    threads = [threading.Thread(target=use, args=(k,)) for k in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults


def test_damage_gives_the_same_error(path, tmp_path):
    data = bytearray(path.read_bytes())
    for place in range(len(data) // 3, len(data) // 3 * 2, 5000):
        data[place] ^= 0x55
    (tmp_path / "damaged.root").write_bytes(data)
    tree = tmva.File(tmp_path / "damaged.root")["t"]
    messages = set()
    for threads in (2, 2, 2, 2):
        with pytest.raises(tmva.FileFormatError) as error:
            raw(tree, threads)
        messages.add(str(error.value))
    assert len(messages) == 1 and "branch" in messages.pop()


def test_forked_processes(path):
    code = textwrap.dedent(f"""
        import os, sys, numpy as np, tmva
        tree = tmva.File({str(path)!r})["t"]
        want = tree.arrays(["x0", "x5"], threads=2)
        children = []
        for _ in range(3):
            child = os.fork()
            if child == 0:
                got = tree.arrays(["x0", "x5"], threads=2)
                os._exit(0 if all(np.array_equal(got[n], want[n]) for n in want) else 1)
            children.append(child)
        sys.exit(max(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children))
    """)
    assert subprocess.run([sys.executable, "-W", "ignore", "-c", code], timeout=60).returncode == 0


def test_nothing_starts_at_import():
    code = "import tmva, os; print(len(os.listdir('/proc/self/task')))"
    limits = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, env=limits).stdout.strip() == b"1"
    )


def test_affinity_is_respected(path):
    """Pinned to one core, the default is one thread."""
    code = textwrap.dedent(f"""
        import os, tmva
        os.sched_setaffinity(0, {{next(iter(os.sched_getaffinity(0)))}})
        tmva.File({str(path)!r})["t"].arrays(["x0", "x1"])
        print(len(os.listdir('/proc/self/task')))
    """)
    limits = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, env=limits).stdout.strip() == b"1"
    )


def test_interrupt(tmp_path):
    """Ctrl-C in a long read is answered soon."""
    code = textwrap.dedent("""
        import signal, threading, time, numpy as np, tmva
        signal.signal(signal.SIGINT, signal.default_int_handler)
        with tmva.recreate("big.root", compression="lzma") as f:
            tree = f.mktree("t", {f"x{i}": "float32" for i in range(8)})
            rng = np.random.default_rng(1)
            tree.extend({f"x{i}": rng.normal(size=400000).astype("f") for i in range(8)})
        tree = tmva.File("big.root")["t"]
        names = tree.keys() * 20
        print("reading", flush=True)
        start = time.monotonic()
        try:
            while time.monotonic() - start < 60:
                tree._tmva_source.Read(names, 0, 400000, 2)
        except KeyboardInterrupt:
            print("interrupted", flush=True)
    """)
    process = subprocess.Popen([sys.executable, "-c", code], cwd=tmp_path, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout.readline().strip() == "reading"
        time.sleep(0.3)
        process.send_signal(2)
        start = time.monotonic()
        out, _ = process.communicate(timeout=60)
        assert "interrupted" in out and time.monotonic() - start < 20
    finally:
        process.kill()


def test_ranges_outside_are_refused(path):
    tree = tmva.File(path)["t"]
    for begin, end in ((-1, 3), (5, 4), (0, ENTRIES + 1)):
        with pytest.raises(tmva.DataError, match=str(ENTRIES)):
            tree._tmva_source.Read(["x0"], begin, end)
    assert isinstance(tree._tmva_source, _core.ColumnSource)
