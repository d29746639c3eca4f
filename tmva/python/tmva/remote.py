"""Where the bytes of a file come from: local paths, URLs, Python file objects."""

from __future__ import annotations

import bisect
import importlib
import io
import os
import sys
import threading
import time
import weakref
from collections import OrderedDict, deque
from collections.abc import Callable, Sequence
from typing import IO, Any, Optional, TypeVar, Union

from . import _core

#: A path, a URL, or a seekable binary file object.
FileLike = Union[str, "os.PathLike[str]", IO[bytes], Any]

_BATCH_BYTES = 16 << 20  # fetched at once of what will be read
_CACHE_BYTES = 64 << 20  # kept of what was fetched
_BLOCK_BYTES = 64 << 10  # fetched around a read that nobody announced
_GAP_BYTES = 32 << 10  # cheaper to fetch than another request
_PAUSE = 0.05  # seconds before another try, doubled after each
#: Failures that another try does not mend.
_PERMANENT = (
    FileNotFoundError,
    PermissionError,
    IsADirectoryError,
    NotImplementedError,
    ImportError,
    TypeError,
    AttributeError,
    ValueError,
)
_EXTRAS = {"root": "xrootd", "roots": "xrootd", "xroot": "xrootd"}

T = TypeVar("T")


def is_url(path: str) -> bool:
    """True for ``https://...`` and the like, unless a local file is called so."""
    return "://" in path and not os.path.exists(path)


def open_bytes(
    path: FileLike, *, timeout: float = 30.0, retries: int = 3, **options: Any
) -> Union[str, "_core.ByteSource"]:
    """What ``_core.File.Open`` takes: a local path, or the bytes of something else.

    Parameters
    ----------
    path : str, path, or file object
    timeout : float
        Seconds that a server may take.
    retries : int
        How often a failed read is tried again.
    **options
        For fsspec's file system.
    """
    if isinstance(path, (str, os.PathLike)):
        text = os.fspath(path)
        if not isinstance(text, str):
            text = os.fsdecode(text)
        if text.startswith("file://"):
            return text[len("file://") :]
        if not is_url(text):
            return text
        return _core.ByteSource(_open_url(text, timeout, retries, options), text)
    fs, place = getattr(path, "fs", None), getattr(path, "path", None)
    if hasattr(fs, "cat_ranges") and isinstance(place, str):  # fsspec's own read several ranges at once
        return _core.ByteSource(_RangeReader(lambda: (fs, place), timeout, retries), place)
    return _core.ByteSource(_FileReader(path, retries), _name_of(path))


def _name_of(file: Any) -> str:
    name = getattr(file, "name", None)
    return name if isinstance(name, str) else f"<{type(file).__name__}>"


def _retry(call: Callable[[], T], retries: int) -> T:
    """Tries again after a failure that may pass, with growing pauses."""
    for attempt in range(retries):
        try:
            return call()
        except _PERMANENT:
            raise
        except Exception:
            time.sleep(min(_PAUSE * 2**attempt, 5.0))
    return call()


#: Readers of this process, made anew in forked ones.
_readers: "weakref.WeakSet[_RangeReader]" = weakref.WeakSet()


def _start_readers() -> None:
    for reader in _readers:
        reader._start()


os.register_at_fork(after_in_child=_start_readers)


class _FileReader:
    """Reads a seekable binary file object; one thread at a time."""

    def __init__(self, file: Any, retries: int):
        _check_file(file)
        self._file = file
        self._retries = retries
        self._lock = threading.Lock()
        self.size: int = _retry(lambda: file.seek(0, io.SEEK_END), retries)

    def read_into(self, offset: int, buffer: memoryview) -> None:
        """Fills `buffer` from `offset` on."""
        done = 0
        with self._lock:
            while done < len(buffer):  # objects may give less than they are asked for
                data = _retry(lambda: self._read(offset + done, len(buffer) - done), self._retries)
                buffer[done : done + len(data)] = data
                done += len(data)

    def _read(self, offset: int, size: int) -> bytes:
        self._file.seek(offset)
        data: bytes = self._file.read(size)
        if not data:
            raise EOFError(f"the file ended {size} bytes early")
        return data

    def will_read(self, ranges: Sequence[tuple[int, int]]) -> None:
        """File objects read one range at a time."""


def _is_stdin(file: Any) -> bool:
    try:
        return file is sys.stdin or file.fileno() == 0
    except (AttributeError, OSError, ValueError):  # no file of the system
        return False


def _check_file(file: Any) -> None:
    if _is_stdin(file):
        raise _core.FileFormatError("<stdin>: standard input cannot be read by position; give a file")
    if isinstance(file, io.TextIOBase):
        raise _core.FileFormatError(f"{_name_of(file)}: opened as text; open it with mode 'rb'")
    if not (hasattr(file, "read") and hasattr(file, "seek")):
        raise TypeError(f"expected a path, a URL or a binary file object, got {type(file).__name__}")
    if hasattr(file, "seekable") and not file.seekable():
        raise _core.FileFormatError(
            f"{_name_of(file)}: is not seekable (a pipe?); a ROOT file is read by position"
        )


class _RangeReader:
    """Reads a file of an fsspec file system, many ranges at a time, through a bounded cache."""

    def __init__(self, connect: Callable[[], tuple[Any, str]], timeout: float, retries: int):
        self._connect = connect
        self._timeout = timeout
        self._retries = retries
        self._start()
        self.size: int = _retry(self._find_size, retries)
        _readers.add(self)

    def _start(self) -> None:
        """Anew in a forked process: connections and locks do not survive."""
        self._lock = threading.Lock()
        self._place: Optional[tuple[Any, str]] = None  # file system and path, once connected
        self._cached: OrderedDict[int, bytes] = OrderedDict()  # by offset, the oldest first
        self._offsets: list[int] = []  # of what is cached, sorted
        self._cached_bytes = 0
        self._wanted: deque[tuple[int, int]] = deque()  # (begin, end), in the order of their use

    def _open(self) -> tuple[Any, str]:
        if self._place is None:
            self._place = self._connect()
        return self._place

    def _call(self, fs: Any, name: str, *args: Any, **kwargs: Any) -> Any:
        """A method of the file system, with the time-out where it has one."""
        if getattr(fs, "async_impl", False):
            sync = importlib.import_module("fsspec.asyn").sync
            return sync(fs.loop, getattr(fs, "_" + name), *args, timeout=self._timeout, **kwargs)
        return getattr(fs, name)(*args, **kwargs)

    def _find_size(self) -> int:
        fs, path = self._open()
        size = self._call(fs, "info", path).get("size")
        if size is None:
            raise ValueError("the server does not say how long the file is")
        return int(size)

    def will_read(self, ranges: Sequence[tuple[int, int]]) -> None:
        """Notes ranges to be fetched together as soon as one of them is read."""
        with self._lock:
            wanted = {(offset, offset + size) for offset, size in ranges}.difference(self._wanted)
            wanted = {(begin, end) for begin, end in wanted if self._find(begin, end) is None}
            self._wanted = deque(sorted({*self._wanted, *wanted}))

    def read_into(self, offset: int, buffer: memoryview) -> None:
        """Fills `buffer` from `offset` on."""
        end = offset + len(buffer)
        if end > self.size:
            raise EOFError(f"the file has {self.size} bytes, {end} are wanted")
        with self._lock:
            found = self._find(offset, end)
            if found is None:
                self._fetch(self._batch(offset, end))
                found = self._find(offset, end)
            assert found is not None
            start = offset - found
            buffer[:] = memoryview(self._cached[found])[start : start + len(buffer)]

    def _find(self, begin: int, end: int) -> Optional[int]:
        """The offset of the cached piece that holds a range."""
        place = bisect.bisect_right(self._offsets, begin) - 1
        if place < 0 or self._offsets[place] + len(self._cached[self._offsets[place]]) < end:
            return None
        return self._offsets[place]

    def _batch(self, begin: int, end: int) -> list[tuple[int, int]]:
        """What is fetched for a read: with it the next ranges that were announced, those that lie close
        together as one; otherwise a block."""
        first = next((i for i, (b, e) in enumerate(self._wanted) if b <= begin and end <= e), None)
        if first is None:
            return [(begin, min(max(end, begin + _BLOCK_BYTES), self.size))]
        self._wanted.rotate(-first)
        batch: list[tuple[int, int]] = []
        total = 0
        while self._wanted and (not batch or total + self._wanted[0][1] - self._wanted[0][0] <= _BATCH_BYTES):
            b, e = self._wanted.popleft()
            total += e - b
            if batch and 0 <= b - batch[-1][1] <= _GAP_BYTES:
                batch[-1] = (batch[-1][0], e)
            else:
                batch.append((b, e))
        return batch

    def _fetch(self, ranges: list[tuple[int, int]]) -> None:
        left = ranges

        def get() -> None:
            nonlocal left
            fs, path = self._open()
            begins, ends = [b for b, _ in left], [e for _, e in left]
            data = self._call(fs, "cat_ranges", [path] * len(left), begins, ends, on_error="return")
            failed, error = [], None
            for (begin, end), piece in zip(left, data):
                if not isinstance(piece, Exception) and len(piece) == self.size > end - begin:
                    piece = piece[begin:end]  # from a server that knows no ranges
                if isinstance(piece, Exception) or len(piece) != end - begin:
                    failed.append((begin, end))
                    error = (
                        piece
                        if isinstance(piece, Exception)
                        else EOFError(f"{len(piece)} bytes came, {end - begin} are wanted")
                    )
                else:
                    self._keep(begin, bytes(piece))
            left = failed
            if error is not None:
                raise error

        _retry(get, self._retries)

    def _keep(self, offset: int, data: bytes) -> None:
        if offset in self._cached:
            self._cached_bytes -= len(self._cached.pop(offset))
        else:
            bisect.insort(self._offsets, offset)
        self._cached[offset] = data
        self._cached_bytes += len(data)
        while self._cached_bytes > _CACHE_BYTES and len(self._cached) > 1:
            old, dropped = self._cached.popitem(last=False)
            self._cached_bytes -= len(dropped)
            self._offsets.remove(old)


def _open_url(url: str, timeout: float, retries: int, options: dict[str, Any]) -> _RangeReader:
    scheme = url.partition("://")[0].rpartition("::")[2]
    extra = _EXTRAS.get(scheme, "remote")

    def connect() -> tuple[Any, str]:
        try:
            return importlib.import_module("fsspec.core").url_to_fs(url, **options)
        except ImportError as error:
            reason = str(error)
        except ValueError as error:
            if "rotocol" not in str(error):
                raise
            reason = str(error)
        raise ImportError(
            f'{url}: reading {scheme}:// needs another package: pip install "tmva[{extra}]" ({reason})'
        )

    try:
        return _RangeReader(connect, timeout, retries)
    except (ImportError, KeyboardInterrupt):
        raise
    except Exception as error:
        raise _core.FileFormatError(f"{url}: cannot open: {type(error).__name__}: {error}") from error
