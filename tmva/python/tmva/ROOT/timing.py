"""TStopwatch: real and processor time of a part of a script."""

from __future__ import annotations

import time

from .named import TObject


class TStopwatch(TObject):
    """Runs from its making on; Start(), Stop(), Continue(), RealTime(), CpuTime()."""

    def __init__(self) -> None:
        self.Start()

    def Start(self, reset: bool = True) -> None:
        if reset:
            self._real = self._cpu = 0.0
        self._begin = (time.perf_counter(), time.process_time())
        self._running = True

    def Continue(self) -> None:
        """Goes on; time until now since Stop() does not count."""
        if not self._running:
            self.Start(reset=False)

    def Stop(self) -> None:
        if self._running:
            self._real += time.perf_counter() - self._begin[0]
            self._cpu += time.process_time() - self._begin[1]
            self._running = False

    def Reset(self) -> None:
        self._real = self._cpu = 0.0
        self._begin = (time.perf_counter(), time.process_time())

    def RealTime(self) -> float:
        """Seconds; stops the watch."""
        self.Stop()
        return self._real

    def CpuTime(self) -> float:
        """Seconds of the processor; stops the watch."""
        self.Stop()
        return self._cpu

    def __str__(self) -> str:
        return f"Real time {self.RealTime():.3f} s, CPU time {self.CpuTime():.3f} s"
