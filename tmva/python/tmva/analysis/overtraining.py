"""Do training and test events have the same responses? Kolmogorov and Smirnov's test with
weights."""

from __future__ import annotations

import math

import numpy as np


def weighted_ks(
    x: np.ndarray, x_weights: np.ndarray, y: np.ndarray, y_weights: np.ndarray
) -> tuple[float, float]:
    """(largest distance of the two distribution functions, probability of a larger one if they were
    the same).

    The probability is that of Kolmogorov's limiting distribution for effective numbers of events,
    (sum w)^2 / sum w^2. NaN for samples without weight.
    """
    sums = x_weights.sum(), y_weights.sum()
    if len(x) == 0 or len(y) == 0 or min(sums) <= 0:
        return float("nan"), float("nan")
    values = np.concatenate([x, y])
    steps = np.concatenate([x_weights / sums[0], -y_weights / sums[1]])
    order = np.argsort(values, kind="stable")
    values, difference = values[order], np.cumsum(steps[order])
    last = np.append(values[1:] != values[:-1], True)  # of equal values, all or none
    distance = float(np.abs(difference[last]).max())
    n = [total**2 / (w * w).sum() for total, w in zip(sums, (x_weights, y_weights))]
    return distance, kolmogorov(distance * math.sqrt(n[0] * n[1] / (n[0] + n[1])))


def kolmogorov(z: float) -> float:
    """Probability of a scaled distance above z."""
    if z < 0.2:
        return 1.0  # to 12 digits
    if z < 1.18:  # the series in exp(-pi^2/(8 z^2)) converges faster
        t = math.exp(-(math.pi**2) / (8 * z * z))
        return 1 - math.sqrt(2 * math.pi) / z * (t + t**9 + t**25 + t**49)
    return 2 * sum((-1) ** (k - 1) * math.exp(-2 * k * k * z * z) for k in range(1, 6))
