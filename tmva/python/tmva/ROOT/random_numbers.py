"""TRandom3 and gRandom: random numbers."""

from __future__ import annotations

import math
import os
from typing import Any

import numpy as np

from .named import TNamed


class TRandom3(TNamed):
    """The Mersenne Twister. Uniform, exponential, integer and Poisson (below 25) numbers are those
    that ROOT gives for the same seed; normal and other ones follow the same law, but are others."""

    _BLOCK = 1024

    def __init__(self, seed: int = 4357):
        super().__init__("Random3", "Random number generator: Mersenne Twister")
        self.SetSeed(seed)

    def SetSeed(self, seed: int = 0) -> None:
        """Starts again; 0 takes a seed that nobody knows."""
        self._seed = int(seed) or int.from_bytes(os.urandom(4), "little")
        self._generator = np.random.MT19937()
        key = np.random.RandomState(self._seed & 0xFFFFFFFF).get_state(legacy=False)["state"]["key"]
        self._generator.state = {**self._generator.state, "state": {"key": key, "pos": 624}}
        self._ready: list[float] = []
        self._spare: list[float] = []

    def GetSeed(self) -> int:
        return self._seed

    def Rndm(self) -> float:
        """Between 0 and 1, neither of them."""
        while not self._ready:
            drawn = self._generator.random_raw(self._BLOCK)
            self._ready = (drawn[drawn > 0][::-1] * 2.0**-32).tolist()
        return self._ready.pop()

    def uniforms(self, n: int) -> np.ndarray:
        """The next n numbers of Rndm()."""
        return np.array([self.Rndm() for _ in range(n)]) if n < 64 else self._many(n)

    def _many(self, n: int) -> np.ndarray:
        head = np.array(self._ready[::-1][:n])
        del self._ready[len(self._ready) - len(head) :]
        parts = [head]
        while (missing := n - sum(len(part) for part in parts)) > 0:
            drawn = self._generator.random_raw(missing)
            parts.append(drawn[drawn > 0] * 2.0**-32)
        return np.concatenate(parts)

    def RndmArray(self, n: int, array: Any) -> None:
        array[:n] = self.uniforms(n) if isinstance(array, np.ndarray) else type(array)("d", self.uniforms(n))

    def Uniform(self, low: float = 1.0, high: Any = None) -> float:
        """Uniform(x): between 0 and x; Uniform(a, b): between a and b."""
        return low * self.Rndm() if high is None else low + (high - low) * self.Rndm()

    def Gaus(self, mean: float = 0.0, sigma: float = 1.0) -> float:
        if not self._spare:
            radius = np.sqrt(-2 * np.log(self.uniforms(256)))
            angle = 2 * np.pi * self.uniforms(256)
            self._spare = np.concatenate((radius * np.cos(angle), radius * np.sin(angle))).tolist()
        return mean + sigma * self._spare.pop()

    def Exp(self, tau: float) -> float:
        return -tau * math.log(self.Rndm())

    def Integer(self, end: int) -> int:
        """0 to end - 1."""
        return int(end * self.Rndm())

    def Poisson(self, mean: float) -> int:
        if mean <= 0:
            return 0
        if mean >= 25:
            return int(self._numpy().poisson(mean))
        product, limit, n = self.Rndm(), math.exp(-mean), 0
        while product > limit:
            product *= self.Rndm()
            n += 1
        return n

    def PoissonD(self, mean: float) -> float:
        return float(self.Poisson(mean))

    def Binomial(self, n: int, probability: float) -> int:
        return sum(self.Rndm() <= probability for _ in range(n))

    def BreitWigner(self, mean: float = 0.0, gamma: float = 1.0) -> float:
        return mean + 0.5 * gamma * math.tan((2 * self.Rndm() - 1) * math.pi / 2)

    def _numpy(self) -> np.random.Generator:
        """A generator of numpy that starts from the next number."""
        return np.random.default_rng(int(self.Rndm() * 2**32))


#: ROOT's default generator.
TRandom = TRandom3
gRandom = TRandom3()
