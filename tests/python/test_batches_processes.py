"""Threads, processes, signals and damaged files: nothing hangs, leaks, dies or is hidden."""

import gc
import os
import pickle
import subprocess
import sys
import textwrap
import threading
import time

import numpy as np
import pytest
from batch_helpers import columns, ids, same, write

import tmva
from tmva import BatchGenerator

ROWS = 20000


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    return write(tmp_path_factory.mktemp("processes") / "t.root", ROWS, cluster_size=500)


def make(source, batch_size=100, **options):
    return BatchGenerator(
        source, batch_size, **{"columns": ["x", "half"], "spectators": "id", "seed": 3, **options}
    )


def threads():
    return len(os.listdir("/proc/self/task"))


def memory():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGESIZE")


def run(code, **options):
    return subprocess.run(
        [sys.executable, "-W", "ignore", "-c", textwrap.dedent(code)],
        capture_output=True,
        text=True,
        timeout=60,
        **options,
    )


def test_early_break_leaves_nothing(table):
    gen = make(table, threads=3)
    before, sizes = threads(), []
    for _ in range(30):
        for _ in gen:
            break
        assert threads() == before
        sizes.append(memory())
    assert sizes[-1] - sizes[5] < 20e6
    iterator = iter(gen)
    next(iterator)
    assert threads() > before
    iterator.close()
    assert threads() == before and next(iterator, None) is None


def test_an_unused_iterator_costs_nothing(table):
    before = threads()
    iterators = [iter(make(table)) for _ in range(20)]
    assert threads() == before and len(iterators) == 20


def test_exception_of_the_consumer(table):
    gen, before = make(table), threads()
    with pytest.raises(ZeroDivisionError):
        for _ in gen:
            1 / 0
    gc.collect()
    assert threads() == before
    assert sorted(ids(gen)) == list(range(ROWS))


def test_many_epochs_do_not_grow(table):
    gen = make(table, 1000)
    sizes = []
    for _ in range(30):
        for _ in gen:
            pass
        sizes.append(memory())
    assert sizes[-1] - sizes[5] < 20e6


#: Kilobytes; getrusage() would tell of the process that started this one, too.
PEAK = "peak = lambda: int(open('/proc/self/status').read().split('VmHWM:')[1].split()[0])"


def test_memory_stays_within_the_budget(tmp_path):
    """Ten times more data than memory."""
    write(tmp_path / "t.root", 100000, cluster_size=2000)
    out = run(f"""
        import tmva
        {PEAK}
        gen = tmva.BatchGenerator("{tmp_path}/t.root:t", 500, memory="4MB",
                                  columns=["x", "half", "v", "weight"],
                                  dtype="float64")
        next(iter(tmva.BatchGenerator({{"x": [1.0, 2.0]}})))
        before = peak()
        print(sum(len(x) for x in gen), peak() - before)
    """)
    rows, grown = out.stdout.split()[-2:]
    assert rows == "100000" and int(grown) < 8000, out.stderr  # in kB; threads' stacks too


def test_memory_stays_within_the_budget_for_many_epochs(tmp_path):
    """Large baskets: blocks that come and go must not leave holes that grow."""
    rng = np.random.default_rng(1)
    names = [f"x{i}" for i in range(20)]
    with tmva.recreate(tmp_path / "t.root") as file:
        tree = file.mktree("t", dict.fromkeys(names, "float32"), cluster_size=150_000)
        for _ in range(5):
            tree.extend({name: rng.normal(size=150_000).astype("f") for name in names})
    out = run(f"""
        import tmva
        {PEAK}
        next(iter(tmva.BatchGenerator({{"x": [1.0, 2.0]}})))
        before = peak()
        gen = tmva.BatchGenerator("{tmp_path}/t.root:t", 4096, memory="40MB", threads=2, seed=1)
        for epoch in range(8):
            gen.set_epoch(epoch)
            for x in gen:
                pass
            print(peak() - before)
    """)
    grown = [int(kilobytes) * 1024 for kilobytes in out.stdout.split()[-8:]]
    assert max(grown) < 40e6, out.stderr + out.stdout


def test_other_threads_go_on_while_a_batch_is_awaited(table):
    ticks, done = [], threading.Event()

    def tick():
        while not done.is_set():
            ticks.append(time.monotonic())
            time.sleep(0.001)

    thread = threading.Thread(target=tick)
    # A cut that keeps nothing: there is one long wait.
    data = {"x": np.arange(300_000, dtype="f")}
    cut = "&&".join(["sin(x)*cos(x)*exp(-x) < 2"] * 20) + "&& x < 0"
    gen = BatchGenerator(data, cut=cut, shuffle=False, seed=1)
    thread.start()
    before = len(ticks)
    assert list(gen) == []
    during = len(ticks) - before
    done.set()
    thread.join()
    assert during > 5


def test_file_objects_and_early_break(table):
    """Threads that read through Python can end while the consumer lets go of the iteration."""
    out = run(f"""
        import time, numpy as np, tmva

        class Slow:
            def __init__(self, path):
                self._file = open(path, "rb")
            def read(self, size=-1):
                time.sleep(0.01)
                return self._file.read(size)
            def __getattr__(self, name):
                return getattr(self._file, name)

        tree = tmva.File(Slow({table.rpartition(":")[0]!r}))["t"]
        gen = tmva.BatchGenerator(tree, 50, columns=["x", "half", "v"], memory="2MB", threads=3, seed=1)
        for _ in range(3):
            for _ in gen:
                break
            iterator = iter(gen)
            next(iterator)
            iterator.close()
        tree = None
        del gen, iterator
        print("ended")
    """)
    assert out.stdout.split() == ["ended"], out


def test_python_threads_share_a_generator(table):
    gen, found, errors = make(table, 1000), [], []

    def consume():
        try:
            found.append(np.sort(ids(gen)))
        except BaseException as error:
            errors.append(error)

    workers = [threading.Thread(target=consume) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert not errors and all(np.array_equal(rows, np.arange(ROWS)) for rows in found)


def test_python_threads_share_an_iterator(table):
    iterator, found, start = iter(make(table)), [], threading.Barrier(4)

    def consume():
        start.wait()
        found.extend(list(iterator))

    workers = [threading.Thread(target=consume) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(ids(found)) == list(range(ROWS))


def test_fork(table):
    """A child has its own iterations; that of the parent is refused there, and goes on here."""
    out = run(f"""
        import os, sys, numpy as np, tmva
        gen = tmva.BatchGenerator({table!r}, 100, columns="x", seed=3, cache="ram")
        expected = np.concatenate(list(gen))
        gen.set_epoch(0)
        iterator, unused = iter(gen), iter(gen)
        next(iterator)
        child = os.fork()
        if child == 0:
            try:
                next(iterator)
                os._exit(2)
            except tmva.DataError as error:
                if "fork" not in str(error): os._exit(3)
            del iterator
            if sorted(np.concatenate(list(unused))[:, 0]) != list(range({ROWS})): os._exit(5)
            gen.set_epoch(0)
            os._exit(0 if np.array_equal(np.concatenate(list(gen)), expected) else 4)
        rest = [x for x in iterator]
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        print(status, len(rest), np.array_equal(np.concatenate(rest), expected[100:]))
    """)
    assert out.stdout.split() == ["0", str(ROWS // 100 - 1), "True"], out


def test_fork_while_a_thread_counts(table):
    """The engine's locks may be held at that moment: the child makes its own."""
    out = run(f"""
        import os, threading, time, numpy as np, tmva
        gen = tmva.BatchGenerator({table!r}, 10, columns="x", cut="x > 3", seed=3)
        thread = threading.Thread(target=lambda: [len(gen) for _ in range(5)] + [list(gen)])
        thread.start()
        children = []
        for _ in range(5):
            child = os.fork()
            if child == 0:
                os._exit(0 if len(np.concatenate(list(gen))) == {ROWS} - 4 else 1)
            children.append(child)
        thread.join()
        print(max(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children))
    """)
    assert out.stdout.strip() == "0", out


def test_pickle(table):
    gen = make(table, transform="standardise", target="label", define={"twice": "x*2"}, columns="twice")
    train, _ = gen.train_test_split(0.3)
    again = pickle.loads(pickle.dumps(train))
    same(list(again), list(train))
    tree = make(tmva.File(table.rpartition(":")[0])["t"])
    same(list(pickle.loads(pickle.dumps(tree))), list(tree))
    arrays = make({"s": columns(0, 50), "b": columns(50, 50)})
    assert pickle.loads(pickle.dumps(arrays)).classes == ["s", "b"]
    with pytest.raises(tmva.DataError, match="another process"):
        pickle.dumps(make(tmva.chain(columns(0, 50), columns(50, 9))))


def test_interrupt(tmp_path):
    """Ctrl-C is answered while a batch is awaited: here the cut keeps nothing."""
    out = subprocess.Popen(
        [
            sys.executable,
            "-c",
            textwrap.dedent("""
        import numpy as np, os, signal, tmva
        signal.signal(signal.SIGINT, signal.default_int_handler)
        n = 3_000_000
        cut = "&&".join(["sin(x)*cos(x)*exp(-x) < 2"] * 40) + "&& x < 0"
        data = {"x": np.arange(n, dtype="f")}
        gen = tmva.BatchGenerator(data, cut=cut, shuffle=False, threads=1)
        print("waiting", flush=True)
        try:
            while True:
                list(gen)
        except KeyboardInterrupt:
            print("interrupted", len(os.listdir("/proc/self/task")), flush=True)
    """),
        ],
        stdout=subprocess.PIPE,
        text=True,
        cwd=tmp_path,
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
    )
    try:
        assert out.stdout.readline().strip() == "waiting"
        time.sleep(0.5)
        out.send_signal(2)
        start = time.monotonic()
        text, _ = out.communicate(timeout=60)
        assert text.split() == ["interrupted", "1"] and time.monotonic() - start < 10
    finally:
        out.kill()


@pytest.fixture(scope="module")
def damaged(tmp_path_factory):
    """A file with flipped bytes in the middle, and how many bytes there are."""
    path = tmp_path_factory.mktemp("damaged") / "t.root"
    write(path, ROWS, cluster_size=500, compression="zlib")
    data = bytearray(path.read_bytes())
    for place in range(len(data) // 2, len(data) // 2 + 2000, 100):
        data[place] ^= 0x55
    path.write_bytes(data)
    return f"{path}:t"


@pytest.mark.parametrize("shuffle", [False, True, "global"])
def test_damaged_rows_raise(damaged, shuffle):
    gen, before = make(damaged, shuffle=shuffle, columns=["x", "half", "v"]), threads()
    messages = set()
    for _ in range(3):
        gen.set_epoch(0)
        found = []
        with pytest.raises(tmva.FileFormatError) as caught:
            for _, spectators in gen:
                found.append(spectators)
        messages.add(str(caught.value))
        assert threads() == before
    assert "t.root" in messages.pop()
    if shuffle is False:
        assert (ids([(0, s) for s in found]) == np.arange(100 * len(found))).all() and found


@pytest.mark.parametrize("shuffle", [False, True, "global"])
def test_damaged_rows_are_skipped(damaged, shuffle):
    gen = make(damaged, shuffle=shuffle, columns=["x", "half", "v"], on_error="skip", threads=3)
    for _ in range(2):
        batches = list(gen)
        found = ids(batches)
        skipped = ROWS - len(found)
        assert 0 < skipped < ROWS // 2 and len(np.unique(found)) == len(found)
        assert gen.statistics()["skipped_rows"] == skipped
        assert all((x[:, 0] == s["id"] - 2**40).all() and (x[:, 1] * 2 == x[:, 0]).all() for x, s in batches)
        assert all(len(x) == 100 for x, _ in batches[:-1])


def test_errors_of_formulas_are_errors(table):
    with pytest.raises(tmva.DataError, match="float32"):
        list(make(table, columns="id"))
    gen = make(table, columns=["x / 0"])
    assert not np.isfinite(next(iter(gen))[0]).all()
