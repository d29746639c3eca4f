"""Files in unusual places: file objects, fsspec, http, flaky ones; and what is refused."""

import functools
import http.server
import importlib.util
import io
import os
import re
import subprocess
import sys
import threading
import time

import numpy as np
import pytest

import tmva

COLUMNS = {f"x{i}": np.arange(20000, dtype=np.float32) * (i + 1) for i in range(6)}


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    """A file of one tree with several clusters."""
    path = tmp_path_factory.mktemp("remote") / "events.root"
    with pytest.importorskip("uproot").recreate(path) as f:
        tree = f.mktree("dir/events", {name: "float32" for name in COLUMNS})
        for begin in range(0, 20000, 4000):
            tree.extend({name: values[begin : begin + 4000] for name, values in COLUMNS.items()})
    return path


@pytest.fixture(scope="module")
def content(path):
    return path.read_bytes()


def check(tree, **how):
    for name, values in tree.arrays(**how).items():
        np.testing.assert_array_equal(values, COLUMNS[name])


class Flaky(io.BytesIO):
    """Fails on every third read, and gives less than it is asked for."""

    calls = 0

    def read(self, size=-1):
        self.calls += 1
        if self.calls % 3 == 0:
            raise OSError("the line is down")
        return super().read(min(size, 1000) if size and size > 0 else size)


@pytest.mark.parametrize("threads", [1, 2])
def test_file_objects(path, content, threads):
    check(tmva.File(io.BytesIO(content))["dir/events"], threads=threads)
    with open(path, "rb") as f:
        check(tmva.File(f)["dir/events"], threads=threads)
        assert str(path) in repr(tmva.File(f))
    with open(path, "rb", buffering=0) as f:
        check(tmva.File(f)["dir/events"], threads=threads)


def test_flaky_file_objects(content, monkeypatch):
    monkeypatch.setattr("tmva.remote._PAUSE", 1e-5)
    check(tmva.File(Flaky(content))["dir/events"])
    with pytest.raises(tmva.FileFormatError, match="cannot read: OSError: the line is down"):
        tmva.File(Flaky(content), retries=0)["dir/events"].arrays()


def test_pauses_between_tries_grow(content, monkeypatch):
    class Dead(io.BytesIO):
        def read(self, size=-1):
            raise TimeoutError("nobody answers")

    pauses = []
    monkeypatch.setattr(time, "sleep", pauses.append)
    with pytest.raises(tmva.FileFormatError, match="<Dead>: cannot read: TimeoutError: nobody answers"):
        tmva.File(Dead(content), retries=4)
    assert len(pauses) == 4 and pauses == sorted(pauses) and pauses[-1] > pauses[0]


def test_truncated_and_shrinking_file_objects(content):
    with pytest.raises(tmva.FileFormatError):
        tmva.File(io.BytesIO(content[:1000]))["dir/events"].arrays()
    with pytest.raises(tmva.FileFormatError):
        tmva.File(io.BytesIO(b""))
    file = io.BytesIO(content)
    tree = tmva.File(file, retries=0)["dir/events"]
    file.truncate(500)
    with pytest.raises(tmva.FileFormatError, match="EOFError"):
        tree.arrays()
    file.close()
    with pytest.raises(tmva.FileFormatError, match="ValueError"):
        tree.arrays()


def test_an_interrupt_in_a_read_is_an_interrupt(content):
    class Interrupted(io.BytesIO):
        armed = False

        def read(self, size=-1):
            if self.armed:
                raise KeyboardInterrupt
            return super().read(size)

    file = Interrupted(content)
    tree = tmva.File(file)["dir/events"]
    file.armed = True
    with pytest.raises(KeyboardInterrupt):
        tree.arrays(threads=1)


def test_many_threads_share_one_file_object(content, monkeypatch):
    monkeypatch.setattr("tmva.remote._PAUSE", 1e-5)
    tree = tmva.File(Flaky(content))["dir/events"]
    faults = []

    def use():
        try:
            for _ in range(3):
                check(tree, threads=2)
        except Exception as error:
            faults.append(error)

    threads = [threading.Thread(target=use) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults


def test_file_objects_are_let_go(content):
    import gc
    import weakref

    file = io.BytesIO(content)
    gone = weakref.ref(file)
    tree = tmva.File(file)["dir/events"]
    tree.arrays(threads=2)
    del file, tree
    gc.collect()
    assert gone() is None


@pytest.mark.parametrize("name", ["with space.root", "ünïcödé Ω.root", "a:b.root", "#%?.root"])
def test_odd_names(tmp_path, content, name):
    (tmp_path / name).write_bytes(content)
    for given in (tmp_path / name, str(tmp_path / name), f"file://{tmp_path / name}"):
        check(tmva.File(given)["dir/events"])
    check(tmva.chain(f"{tmp_path / name}:dir/events"))


def test_no_tilde_and_no_stdin(tmp_path, monkeypatch, path):
    monkeypatch.setenv("HOME", str(path.parent))
    with pytest.raises(tmva.FileFormatError, match="No such file"):
        tmva.File("~/events.root")
    for given in ("-", sys.__stdin__):
        with pytest.raises(tmva.FileFormatError, match="standard input|not a regular file"):
            tmva.File(given)


@pytest.mark.parametrize("given", ["'-'", "sys.stdin", "sys.stdin.buffer", "'/dev/stdin'", "open(0, 'rb')"])
def test_pipes_are_refused(path, given):
    code = f"import sys, tmva\ntry: tmva.File({given})\nexcept tmva.FileFormatError as error: print(error)"
    with open(path, "rb") as data:
        done = subprocess.run([sys.executable, "-c", code], input=data.read(), capture_output=True)
    assert b"by position" in done.stdout, done


def test_wrong_objects(path, tmp_path):
    with open(path, "r", encoding="latin-1") as f, pytest.raises(tmva.FileFormatError, match="mode 'rb'"):
        tmva.File(f)
    with pytest.raises(TypeError, match="int"):
        tmva.File(3)
    with pytest.raises(tmva.FileFormatError, match="directory"):
        tmva.File(tmp_path)
    os.mkfifo(tmp_path / "fifo")
    with pytest.raises(tmva.FileFormatError, match="not a regular file"):
        tmva.File(tmp_path / "fifo")


# fsspec


@pytest.fixture
def memory(content):
    fsspec = pytest.importorskip("fsspec")
    fs = fsspec.filesystem("memory")
    fs.pipe_file("/folder/events.root", content)
    yield fs
    fs.rm("/folder", recursive=True)


def test_memory_filesystem(memory):
    import fsspec

    check(tmva.File("memory://folder/events.root")["dir/events"])
    check(tmva.chain("memory://folder/events.root:dir/events"))
    check(tmva.chain("memory://folder/events.root"))
    assert tmva.chain("memory://folder/events.root", "memory://folder/events.root").num_entries == 40000
    with fsspec.open("memory://folder/events.root") as f:
        check(tmva.File(f)["dir/events"])
    check(tmva.File(fsspec.open("memory://folder/events.root"))["dir/events"])
    with pytest.raises(
        tmva.FileFormatError, match="memory://folder/missing.root: cannot open: FileNotFoundError"
    ):
        tmva.File("memory://folder/missing.root")


class Counted:
    """What is asked of a file system."""

    def __init__(self, monkeypatch, fs, faults=0, short=False):
        self.requests, self.bytes = [], 0
        original = type(fs).cat_ranges

        def cat_ranges(this, paths, starts, ends, **kwargs):
            self.requests.append(list(zip(starts, ends)))
            data = original(this, paths, starts, ends, **kwargs)
            self.bytes += sum(map(len, data))
            if len(self.requests) <= faults:
                data[-1] = data[-1][:-1] if short else OSError("lost")
            return data

        monkeypatch.setattr(type(fs), "cat_ranges", cat_ranges)


def test_many_ranges_in_one_request(memory, monkeypatch, content):
    counted = Counted(monkeypatch, memory)
    tree = tmva.File("memory://folder/events.root")["dir/events"]
    opening = len(counted.requests)
    assert opening <= 3
    check(tree, threads=2)
    assert len(counted.requests) == opening + 1
    assert counted.bytes < 1.5 * len(content)
    check(tree)  # from the cache
    assert len(counted.requests) == opening + 1


def test_one_column_fetches_its_bytes_only(memory, monkeypatch, content):
    monkeypatch.setattr("tmva.remote._GAP_BYTES", 0)
    counted = Counted(monkeypatch, memory)
    tree = tmva.File("memory://folder/events.root")["dir/events"]
    before = counted.bytes
    np.testing.assert_array_equal(tree["x3"].array(), COLUMNS["x3"])
    assert counted.bytes - before < len(content) / 4


@pytest.mark.parametrize("short", [False, True])
def test_what_failed_is_fetched_again(memory, monkeypatch, short):
    monkeypatch.setattr("tmva.remote._PAUSE", 1e-5)
    tree = tmva.File("memory://folder/events.root")["dir/events"]
    counted = Counted(monkeypatch, memory, faults=2, short=short)
    check(tree)
    assert [len(request) for request in counted.requests[1:3]] == [1, 1]  # only that
    tree = tmva.File("memory://folder/events.root", retries=1)["dir/events"]
    Counted(monkeypatch, memory, faults=9, short=short)
    with pytest.raises(tmva.FileFormatError, match="bytes came" if short else "OSError: lost"):
        tree.arrays()


def test_the_cache_is_bounded(memory, monkeypatch, content):
    monkeypatch.setattr("tmva.remote._BATCH_BYTES", 20000)
    monkeypatch.setattr("tmva.remote._CACHE_BYTES", 60000)
    monkeypatch.setattr("tmva.remote._BLOCK_BYTES", 1000)
    from tmva import remote

    largest = 0
    keep = remote._RangeReader._keep

    def watched(self, offset, data):
        nonlocal largest
        keep(self, offset, data)
        assert self._cached_bytes == sum(map(len, self._cached.values()))
        assert sorted(self._cached) == self._offsets
        largest = max(largest, self._cached_bytes)

    monkeypatch.setattr(remote._RangeReader, "_keep", watched)
    counted = Counted(monkeypatch, memory)
    check(tmva.File("memory://folder/events.root")["dir/events"], threads=2)
    assert largest < 90000 < len(content)
    assert 3 < len(counted.requests) < 100


def test_friends_of_distant_trees(memory, content, tmp_path):
    """Looked for beside the tree's URL."""
    from tmva import _core

    table = _core.File.Open(tmva.remote.open_bytes("memory://folder/events.root")).GetTable("dir/events")
    joined = _core.with_friends(table, lambda path: pytest.fail("it has no friends"))
    assert joined.NumEntries() == 20000


def test_missing_packages_are_named(monkeypatch):
    pytest.importorskip("fsspec")
    if importlib.util.find_spec("fsspec_xrootd") is None:
        with pytest.raises(ImportError, match=r"tmva\[xrootd\]"):
            tmva.File("root://localhost//file.root")
    if importlib.util.find_spec("aiohttp") is None:
        with pytest.raises(ImportError, match=r"tmva\[remote\]"):
            tmva.File("http://localhost/file.root")
    monkeypatch.setitem(sys.modules, "fsspec.core", None)
    with pytest.raises(ImportError, match=r"tmva\[remote\]"):
        tmva.File("https://localhost/file.root")


# http


class Handler(http.server.BaseHTTPRequestHandler):
    """A server with ranges (or, as told, without), faults and delays."""

    protocol_version = "HTTP/1.1"

    def __init__(self, state, *args):
        self.state = state
        super().__init__(*args)

    def log_message(self, *args):
        pass

    def do_HEAD(self):
        self.answer(False)

    def do_GET(self):
        self.answer(True)

    def answer(self, with_body):
        state = self.state
        state["requests"] += 1
        if with_body and state["faults"] > 0:
            state["faults"] -= 1
            self.send_error(503)
            return
        if with_body and state["delay"]:
            time.sleep(state["delay"])
        data = state["content"]
        if not self.path.endswith("/events.root"):
            self.send_error(404)
            return
        wanted = re.match(r"bytes=(\d+)-(\d*)", self.headers.get("Range", "")) if state["ranges"] else None
        if wanted:
            begin, end = int(wanted[1]), int(wanted[2]) + 1 if wanted[2] else len(data)
            self.send_response(206)
            self.send_header("Content-Range", f"bytes {begin}-{end - 1}/{len(data)}")
            data = data[begin:end]
        else:
            self.send_response(200)
        if state["ranges"]:
            self.send_header("Accept-Ranges", "bytes")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if with_body:
            self.wfile.write(data)


@pytest.fixture
def server(content):
    """(URL, state) of a server on this machine."""
    pytest.importorskip("fsspec")
    pytest.importorskip("aiohttp")
    state = {"requests": 0, "faults": 0, "delay": 0.0, "ranges": True, "content": content}
    web = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, state))
    thread = threading.Thread(target=web.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{web.server_port}/events.root", state
    web.shutdown()
    web.server_close()


def test_http(server):
    url, state = server
    file = tmva.File(url)
    assert file.keys(filter_classname="TTree") == ["dir/events"] and url in repr(file)
    assert state["requests"] < 8
    before = state["requests"]
    check(file["dir/events"], threads=2)
    assert state["requests"] - before < 8  # 30 baskets
    check(tmva.chain(url + ":dir/events"))
    with pytest.raises(tmva.FileFormatError, match="FileNotFoundError"):
        tmva.File(url.replace("events.root", "other.root"))


def test_http_faults_pass(server, monkeypatch):
    url, state = server
    tree = tmva.File(url)["dir/events"]
    state["faults"] = 2
    check(tree)


def test_http_without_ranges(server):
    url, state = server
    state["ranges"] = False
    check(tmva.File(url)["dir/events"])


def test_http_times_out(server):
    url, state = server
    tree = tmva.File(url, timeout=0.3, retries=1)["dir/events"]
    state["delay"] = 5.0
    start = time.monotonic()
    with pytest.raises(tmva.FileFormatError, match="Timeout"):
        tree.arrays()
    assert time.monotonic() - start < 4


def test_http_in_forked_processes(server):
    url, _ = server
    code = f"""
import os, sys, numpy as np, tmva
tree = tmva.File({url!r})["dir/events"]
want = tree.arrays(threads=2)
child = os.fork()
if child == 0:
    got = tree.arrays(threads=2)
    os._exit(0 if all(np.array_equal(got[name], want[name]) for name in want) else 1)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""
    assert subprocess.run([sys.executable, "-W", "ignore", "-c", code], timeout=60).returncode == 0


def test_nobody_listens():
    pytest.importorskip("aiohttp")
    with pytest.raises(tmva.FileFormatError, match="http://127.0.0.1:9/f.root: cannot open"):
        tmva.File("http://127.0.0.1:9/f.root", retries=0)
