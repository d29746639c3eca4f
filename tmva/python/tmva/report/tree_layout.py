"""Where the boxes of a binary tree stand: Reingold and Tilford's tidy layout, for boxes of any breadth."""

from __future__ import annotations

from collections.abc import Sequence


def tidy_positions(daughters: Sequence[Sequence[int]], breadths: Sequence[float], gap: float) -> list[float]:
    """The centre of each box across the levels; the least edge is 0.

    ``daughters[i]`` are the numbers of node i's two daughters, larger than i (none in leaves). Mothers
    stand in the middle above their daughters, subtrees as close together as ``gap`` allows; equal
    subtrees look equal.
    """
    # Of each subtree, level by level below its top: how far it reaches to either side of the top's centre.
    outlines: dict[int, tuple[list[float], list[float]]] = {}
    halves = [0.0] * len(breadths)  # a mother: half the distance of her daughters
    for i in reversed(range(len(breadths))):
        low, high = [-breadths[i] / 2], [breadths[i] / 2]
        if daughters[i]:
            first, second = (outlines.pop(d) for d in daughters[i])
            half = max(reach - begin for reach, begin in zip(first[1], second[0])) / 2 + gap / 2
            halves[i] = half
            low += _outer([x - half for x in first[0]], [x + half for x in second[0]])
            high += _outer([x + half for x in second[1]], [x - half for x in first[1]])
        outlines[i] = (low, high)
    centres = [0.0] * len(breadths)
    for i, both in enumerate(daughters):
        for daughter, side in zip(both, (-1, 1)):
            centres[daughter] = centres[i] + side * halves[i]
    least = min(centre - breadth / 2 for centre, breadth in zip(centres, breadths))
    return [centre - least for centre in centres]


def _outer(near: list[float], far: list[float]) -> list[float]:
    """The outline on the side of ``near``, and of ``far`` where that goes deeper."""
    return near + far[len(near) :]
