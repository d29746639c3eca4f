"""Trained models, applied: tmva against onnxruntime, PyTorch, Keras and XGBoost, on one thread.

CPU time of single events (a new one at every call) and of batches of 1024. What every engine is
given is ready for it: numpy arrays, tensors of PyTorch and of TensorFlow. "net" is beyond what a
call of the same engine costs for a single Relu of inputs of the same shape (the floor); the floor of
XGBoost is a forest of one tree. What is left of less than a tenth of the floor is noise, and not
shown.
"""

from __future__ import annotations

import os

os.environ.update(
    OMP_NUM_THREADS="1",
    TF_NUM_INTRAOP_THREADS="1",
    TF_NUM_INTEROP_THREADS="1",
    TF_CPP_MIN_LOG_LEVEL="3",
    KERAS_BACKEND="tensorflow",
    CUDA_VISIBLE_DEVICES="-1",
)

import argparse
import subprocess
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import inference_models as models
import numpy as np
import torch
from inference_models import EVENTS, Subject

ENGINES = ("tmva, C++", "tmva", "onnxruntime", "PyTorch", "TorchScript", "Keras", "XGBoost")
OURS = ENGINES[:2]


class Engine:
    """Ready to be called: ``one(i)`` answers event i, ``all()`` all of them."""

    def __init__(
        self,
        call: Callable[[Any], Any],
        prepare: Callable[[np.ndarray], Any],
        events: np.ndarray,
        result: Callable[[Any], np.ndarray] = np.asarray,
    ) -> None:
        self._call, self._result = call, result
        self._ones = [prepare(events[i : i + 1]) for i in range(len(events))]
        self._whole = prepare(events)

    def answers(self) -> np.ndarray:
        return self._result(self._call(self._whole)).reshape(EVENTS, -1)

    def seconds(self, batch: int) -> float:
        """CPU seconds of a call."""
        call = self._call
        if batch > 1:
            whole = self._whole
            begin = time.process_time()
            call(whole)
            return time.process_time() - begin
        ones = self._ones
        begin = time.process_time()
        for one in ones:
            call(one)
        return (time.process_time() - begin) / len(ones)


class Native:
    """The session in C++, in a process of its own."""

    def __init__(self, program: Path, subject: Subject) -> None:
        self._program, self._subject = program, subject
        self._rows = subject.path.with_suffix(".rows")
        subject.events.tofile(self._rows)

    def answers(self) -> None:
        return None  # the same session as Python's

    def seconds(self, batch: int) -> float:
        arguments = [self._program, self._subject.path, self._rows, str(batch)]
        run = subprocess.run(arguments, capture_output=True, text=True, check=False)
        if run.returncode != 0:
            raise RuntimeError(run.stderr.strip())
        return float(run.stdout) * 1e-6


def own(subject: Subject) -> Engine:
    import tmva

    model = tmva.load_model(subject.path)
    return Engine(model.run, lambda e: {"x": e.copy()}, subject.events, lambda y: y[0])


def onnxruntime(subject: Subject) -> Engine:
    import onnxruntime as ort

    options = ort.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = ort.InferenceSession(subject.path, options, providers=["CPUExecutionProvider"])
    return Engine(
        lambda inputs: session.run(None, inputs),
        lambda e: {"x": e.copy()},
        subject.events,
        lambda y: y[0],
    )


def pytorch(subject: Subject) -> Engine | None:
    if subject.network is None:
        return None
    return Engine(subject.network, lambda e: torch.from_numpy(e.copy()), subject.events)


def torchscript(subject: Subject) -> Engine | None:
    if subject.network is None:
        return None
    fast = torch.backends.mha.get_fastpath_enabled()
    torch.backends.mha.set_fastpath_enabled(False)
    traced = torch.jit.freeze(torch.jit.trace(subject.network, torch.from_numpy(subject.events[:2])))
    torch.backends.mha.set_fastpath_enabled(fast)
    return Engine(traced, lambda e: torch.from_numpy(e.copy()), subject.events)


def keras(subject: Subject) -> Engine | None:
    if subject.keras is None:
        return None
    try:
        import tensorflow as tf
    except ImportError:
        return None
    model = subject.keras()
    shape = [None, *subject.events.shape[1:]]
    call = tf.function(lambda x: model(x, training=False), input_signature=[tf.TensorSpec(shape, tf.float32)])
    return Engine(call.get_concrete_function(), lambda e: tf.constant(e), subject.events)


def xgboost(subject: Subject) -> Engine | None:
    if subject.booster is None:
        return None
    return Engine(subject.booster.inplace_predict, np.copy, subject.events)


def engines_of(subject: Subject, native: Path | None, wanted: list[str]) -> dict[str, Any]:
    makers: dict[str, Callable[[], Any]] = {
        "tmva, C++": lambda: native and Native(native, subject),
        "tmva": lambda: own(subject),
        "onnxruntime": lambda: onnxruntime(subject),
        "PyTorch": lambda: pytorch(subject),
        "TorchScript": lambda: torchscript(subject),
        "Keras": lambda: keras(subject),
        "XGBoost": lambda: xgboost(subject),
    }
    made = {}
    for name in wanted:
        try:
            engine = makers[name]()
        except Exception as error:  # what a peer cannot run is said, and the others go on
            if name in OURS:
                raise
            print(f"{subject.name}: {name} can't: {str(error).splitlines()[0]}")
            continue
        if engine is not None:
            made[name] = engine
    return made


def check(subject: Subject, engines: dict[str, Any]) -> None:
    answers = {name: a for name, engine in engines.items() if (a := engine.answers()) is not None}
    reference = answers.get("onnxruntime", next(iter(answers.values())))
    for name, found in answers.items():
        worst = float((np.abs(found - reference) / np.maximum(1, np.abs(reference))).max())
        if not worst < 1e-5:
            raise SystemExit(f"{subject.name}: {name} and onnxruntime differ by {worst}")


def measure(engines: dict[str, Any], batch: int, repeats: int) -> dict[str, float]:
    """The quickest of several calls, engines taking turns."""
    for engine in engines.values():
        engine.seconds(batch)
    best = dict.fromkeys(engines, float("inf"))
    for _ in range(repeats):
        for name, engine in engines.items():
            best[name] = min(best[name], engine.seconds(batch))
    return best


def one_tree(folder: Path) -> Any:
    return models.forest(folder, trees=1, depth=1)


def report(
    subjects: list[Subject], folder: Path, native: Path | None, wanted: list[str], repeats: int
) -> None:
    tables: dict[int, list[str]] = {1: [], EVENTS: []}
    for subject in subjects:
        floor = models.floor(folder, subject.events.shape[1:])
        engines, floors = engines_of(subject, native, wanted), engines_of(floor, native, wanted)
        if "XGBoost" in engines:
            (folder / "one").mkdir(exist_ok=True)
            floors["XGBoost"] = xgboost(one_tree(folder / "one"))
        check(subject, engines)
        for batch, lines in tables.items():
            gross = measure(engines, batch, repeats)
            low = measure({name: floors[name] for name in engines}, batch, repeats)
            net = {name: gross[name] - low[name] for name in engines if gross[name] > 1.1 * low[name]}
            lines.append(row(subject.name, batch, wanted, gross, net))
            print("measured:", lines[-1], flush=True)
    for batch, unit in ((1, "microseconds an event"), (EVENTS, "thousand events a second")):
        title = "A single event, a new one at every call" if batch == 1 else f"Batches of {batch}"
        print(f"\n### {title}: {unit}, gross (net)\n")
        print("| model | " + " | ".join(wanted) + " | fastest peer / tmva, gross | net, C++ |")
        print("|---" * (len(wanted) + 3) + "|")
        print("\n".join(tables[batch]))


def row(name: str, batch: int, wanted: list[str], gross: dict[str, float], net: dict[str, float]) -> str:
    def figure(seconds: float) -> str:
        return f"{seconds * 1e6:.2f}" if batch == 1 else f"{batch / seconds / 1e3:.1f}"

    cells = [
        f"{figure(gross[e])} ({figure(net[e]) if e in net else '-'})" if e in gross else "-" for e in wanted
    ]
    for times, own in ((gross, "tmva"), (net, "tmva, C++")):
        peers = [t for e, t in times.items() if e not in OURS]
        cells.append(f"{min(peers) / times[own]:.2f}" if peers and own in times else "-")
    return f"| {name} | " + " | ".join(cells) + " |"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--models", default="", help="only those whose names contain one of these, comma-separated"
    )
    parser.add_argument("--engines", default=";".join(ENGINES), help="separated by semicolons")
    parser.add_argument("--repeats", type=int, default=20)
    parser.add_argument("--native", type=Path, help="the program inference_native")
    parser.add_argument("--keep", type=Path, help="a folder for the models; else they are removed")
    arguments = parser.parse_args()
    warnings.filterwarnings("ignore")
    torch.set_num_threads(1)
    wanted = [e for e in arguments.engines.split(";") if e != "tmva, C++" or arguments.native]
    with tempfile.TemporaryDirectory() as temporary, torch.inference_mode():
        folder = arguments.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        subjects = [*models.networks(folder), models.forest(folder)]
        parts = [part for part in arguments.models.split(",") if part]
        subjects = [s for s in subjects if not parts or any(part in s.name for part in parts)]
        report(
            subjects,
            folder,
            arguments.native and arguments.native.resolve(),
            wanted,
            arguments.repeats,
        )


if __name__ == "__main__":
    main()
