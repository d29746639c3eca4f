"""Ctrl-C during a long training: answered soon, as KeyboardInterrupt."""

import signal
import subprocess
import sys
import textwrap
import time


def test_interrupted_bdt(tmp_path):
    code = textwrap.dedent("""
        import numpy as np, signal
        signal.signal(signal.SIGINT, signal.default_int_handler)  # shells start background jobs deaf to it
        from tmva import TMVA
        rng = np.random.default_rng(1)
        columns = lambda s: {f"x{i}": rng.normal(s, 1, 50000).astype("f") for i in range(10)}
        loader = TMVA.DataLoader("dataset")
        for i in range(10): loader.AddVariable(f"x{i}")
        loader.AddSignalTree(columns(0.1)); loader.AddBackgroundTree(columns(-0.1))
        loader.PrepareTrainingAndTestTree("", V=False)
        f = TMVA.Factory("job", "!V:Silent:!DrawProgressBar:AnalysisType=Classification")
        f.BookMethod(loader, "BDT", "BDT", NTrees=100000, MaxDepth=3)
        print("training", flush=True)
        try:
            f.TrainAllMethods()
        except KeyboardInterrupt:
            print("interrupted", flush=True)
    """)
    process = subprocess.Popen([sys.executable, "-c", code], cwd=tmp_path, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout.readline().strip() == "training"
        time.sleep(3)
        process.send_signal(signal.SIGINT)
        start = time.monotonic()
        out, _ = process.communicate(timeout=60)
        assert "interrupted" in out
        assert time.monotonic() - start < 30
    finally:
        process.kill()
