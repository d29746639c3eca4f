"""What loader.py measures, each in a process of its own: a function per job, which returns numbers."""

from __future__ import annotations

import itertools
import os
import resource
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from loader_files import FEATURES, TREE
from loader_peers import PEERS, Setting, dataloader, import_framework, tmva


def memory(name: str) -> float:
    """VmRSS or VmHWM of this process, in MB."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(name + ":"):
            return int(line.split()[1]) * 1024e-6
    raise SystemExit(f"loader.py: no {name} in /proc/self/status")


class Clock:
    """CPU (all threads, user and system) and wall seconds since it was made."""

    def __init__(self) -> None:
        self._begin = time.process_time(), time.perf_counter()

    def read(self) -> tuple[float, float]:
        return time.process_time() - self._begin[0], time.perf_counter() - self._begin[1]


def epochs(peer: str, setting: dict[str, Any], passes: int) -> dict[str, Any]:
    """CPU and wall seconds of every epoch; seconds to the first batch from before the peer was made;
    the peak memory above that of the process with its libraries imported."""
    import_framework(peer)
    Path("/proc/self/clear_refs").write_text("5")  # the peak counts from here
    before = memory("VmRSS")
    beginning = Clock()
    epoch = PEERS[peer](Setting(**setting))
    first, times = None, []
    for number in range(passes):
        clock, rows = Clock(), 0
        for batch in epoch(number):
            if first is None:
                first = beginning.read()
            rows += len(batch[0])
        times.append(clock.read())
    return {
        "cpu": [t[0] for t in times],
        "wall": [t[1] for t in times],
        "first": first,
        "rows": rows,
        "peak": memory("VmHWM") - before,
    }


def first_batch(peer: str, setting: dict[str, Any]) -> dict[str, Any]:
    import_framework(peer)
    clock = Clock()
    next(iter(PEERS[peer](Setting(**setting))(0)))
    cpu, wall = clock.read()
    # Threads of some peers do not end before their epoch does.
    print(f'{{"cpu": {cpu}, "wall": {wall}}}', flush=True)
    os._exit(0)


def basket(path: str) -> dict[str, float]:
    """Decoding of the first basket of every column."""
    import tmva as package
    import uproot as up

    stop = int(up.open(f"{path}:{TREE}")["x0"].basket_entry_start_stop(0)[1])
    times = []
    for _ in range(5):
        tree = package.File(path)[TREE]
        clock = Clock()
        tree.arrays(entry_stop=stop, threads=1)
        times.append(clock.read())
    return {"rows": stop, "cpu": min(t[0] for t in times), "wall": min(t[1] for t in times)}


def consumed(setting: dict[str, Any], factor: float) -> dict[str, float]:
    """Wall seconds of the producer alone and with a consumer that is busy `factor` times as long."""
    import_framework("tmva")
    epoch = tmva(Setting(**setting))
    alone = []
    for number in range(3):
        clock = Clock()
        batches = sum(1 for _ in epoch(number))
        alone.append(clock.read()[1])
    producer = sorted(alone)[1]
    walls = []
    for number in range(3):
        clock = Clock()
        for _ in epoch(number):
            end = time.perf_counter() + factor * producer / batches
            while time.perf_counter() < end:
                pass
        walls.append(clock.read()[1])
    return {"producer": producer, "consumer": factor * producer, "wall": sorted(walls)[1]}


def quality(peer: str, setting: dict[str, Any]) -> dict[str, float]:
    """How evenly the label lies in full batches: chi2 per batch (1: as by chance), batches of one label."""
    import_framework(peer)
    s = Setting(**setting)
    ones = np.array([float(batch[1].sum()) for batch in PEERS[peer](s)(0) if len(batch[0]) == s.batch])
    fraction = ones.mean() / s.batch
    chi2 = (ones - s.batch * fraction) ** 2 / (s.batch * fraction * (1 - fraction))
    return {"chi2": float(chi2.mean()), "pure": float(np.mean((ones == 0) | (ones == s.batch)))}


def ticks(peer: str, setting: dict[str, Any], seconds: float) -> dict[str, float]:
    """Ticks per second of another Python thread: while this one sleeps, and while it waits for batches."""
    import_framework(peer)
    epoch = PEERS[peer](Setting(**setting))
    for _ in epoch(0):
        pass
    count, stop = 0, False

    def tick() -> None:
        nonlocal count
        while not stop:
            time.sleep(0.001)
            count += 1

    def rate(action: Callable[[], Any]) -> float:
        begin, clock = count, Clock()
        while clock.read()[1] < seconds:
            action()
        return (count - begin) / clock.read()[1]

    def one_epoch() -> None:
        for _ in epoch(1):
            pass

    thread = threading.Thread(target=tick)
    thread.start()
    rates: list[tuple[float, float]] = []
    for _ in range(3):  # in turn: other work on the machine hits both
        rates.append((rate(lambda: time.sleep(0.1)), rate(one_epoch)))
    stop = True
    thread.join()
    idle, waiting = sorted(rates, key=lambda r: r[1] / r[0])[1]
    return {"idle": idle, "waiting": waiting}


def _read(path: str) -> tuple[Any, Any]:
    """Features and label as tensors in memory."""
    import tmva as package
    import torch

    tree = package.File(path)[TREE]
    x = torch.empty((tree.num_entries, len(FEATURES)))
    for i, name in enumerate(FEATURES):
        x[:, i] = torch.from_numpy(tree[name].array())
    return x, torch.from_numpy(tree["label"].array().astype(np.float32)[:, None])


def train(kind: str, path: str, batch: int, steps: int, workers: int) -> dict[str, float]:
    """Steps of a network, their batches from our generator, a DataLoader or a loop over tensors."""
    import_framework("tmva")
    import torch

    threads = len(os.sched_getaffinity(0))
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    s = Setting([path], batch=batch, weights=False, workers=workers)
    x, y = _read(path) if kind != "tmva" else (None, None)
    model = torch.nn.Sequential(
        torch.nn.Linear(30, 300),
        torch.nn.ReLU(),
        torch.nn.Linear(300, 300),
        torch.nn.ReLU(),
        torch.nn.Linear(300, 1),
    )
    optimizer = torch.optim.Adam(model.parameters())
    loss_of = torch.nn.BCEWithLogitsLoss()

    def loop() -> Any:
        order = torch.randperm(len(x))
        for begin in range(0, len(x), batch):
            rows = order[begin : begin + batch]
            yield x[rows], y[rows]

    def step(features: Any, target: Any) -> float:
        optimizer.zero_grad()
        loss = loss_of(model(features), target)
        loss.backward()
        optimizer.step()
        return float(loss.item())

    step(torch.zeros(batch, 30), torch.zeros(batch, 1))  # what PyTorch prepares
    clock = Clock()
    batches = {"tmva": lambda: tmva(s)(0), "DataLoader": lambda: dataloader(x, y, None, s), "loop": loop}[
        kind
    ]()
    losses = [step(*taken) for taken in itertools.islice(batches, steps)]
    cpu, wall = clock.read()
    return {
        "cpu": cpu,
        "wall": wall,
        "loss": float(np.mean(losses[-20:])),
        "steps": len(losses),
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024e-6,
    }


JOBS: dict[str, Callable[..., dict[str, Any]]] = {
    "epochs": epochs,
    "first_batch": first_batch,
    "basket": basket,
    "consumed": consumed,
    "quality": quality,
    "ticks": ticks,
    "train": train,
}
