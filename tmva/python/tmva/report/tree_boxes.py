"""What the boxes of a drawn tree say: questions, answers, shares of events, colours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple, Optional

from .svg import colour, shorten, text_width

LINE = 15  # pixels between lines of text
PADDING = 6
_LESS_OR_EQUAL, _GREATER_OR_EQUAL, _IN, _NOT_IN, _DOTS = "\u2264", "\u2265", "\u2208", "\u2209", "\u2026"
_SIGNAL, _REGRESSION = 1, -99  # types of leaves


class _Node(NamedTuple):
    """As ``TreeEnsemble.nodes`` describes it."""

    left: int
    right: int
    variable: int
    cut: float
    above_is_right: bool
    missing_above: bool
    category_set: int
    first_coefficient: int
    response: float
    purity: float
    type: int
    cover: float

    @property
    def is_leaf(self) -> bool:
        return self.left < 0


@dataclass
class Box:
    """A box of the picture; ``x`` and ``y`` are its centre."""

    lines: list[str]
    tooltip: str
    fill: str
    is_leaf: bool
    level: int
    share: Optional[float]  # of the tree's events
    mother: int  # -1: the root
    answer: str = ""  # to the mother's question
    x: float = 0
    y: float = 0

    @property
    def width(self) -> float:
        return max(text_width(line) for line in self.lines) + 2 * PADDING

    @property
    def height(self) -> float:
        return LINE * len(self.lines) + 2 * PADDING - 3


def make_boxes(arrays: dict[str, Any], names: list[str], max_depth: Optional[int] = None) -> list[Box]:
    """Mothers before daughters, the one for "yes" before the one for "no"."""
    writer = _Writer(arrays, names)
    boxes: list[Box] = []
    stack = [(0, 0, -1, "")]
    while stack:
        i, level, mother, answer = stack.pop()
        box = writer.box(i, level, mother, answer, max_depth is not None and level >= max_depth)
        boxes.append(box)
        if not box.is_leaf:
            node, me = writer.nodes[i], len(boxes) - 1
            stack += [(node.right, level + 1, me, "no"), (node.left, level + 1, me, "yes")]
    return boxes


class _Writer:
    def __init__(self, arrays: dict[str, Any], names: list[str]) -> None:
        columns = (arrays[field].tolist() for field in _Node._fields)
        self.nodes = [_Node(*values) for values in zip(*columns)]
        self._arrays, self._names = arrays, names
        leaves = [node for node in self.nodes if node.is_leaf]
        self._is_regression = all(node.type == _REGRESSION for node in leaves)
        answers = [node.response for node in leaves]
        largest = max(map(abs, answers))
        # A score has 0 in the middle; a quantity has not.
        is_score = min(answers) < 0 < max(answers)
        self._range = (-largest, largest) if is_score else (min(answers), max(answers))
        self._sum_up()

    def _sum_up(self) -> None:
        """Of the leaves below each node: how many, and their mean answer where covers tell their weights."""
        order, stack = [], [0]
        while stack:
            order.append(stack.pop())
            node = self.nodes[order[-1]]
            stack += [] if node.is_leaf else [node.left, node.right]
        self._leaves = [1] * len(self.nodes)
        self._means: list[Optional[float]] = [node.response for node in self.nodes]
        for i in reversed(order):
            node = self.nodes[i]
            if node.is_leaf:
                continue
            self._leaves[i] = self._leaves[node.left] + self._leaves[node.right]
            left, right = self.nodes[node.left].cover, self.nodes[node.right].cover
            a, b = self._means[node.left], self._means[node.right]
            if a is not None and b is not None and left + right > 0:
                self._means[i] = (left * a + right * b) / (left + right)
            else:
                self._means[i] = None

    def box(self, i: int, level: int, mother: int, answer: str, is_deep: bool) -> Box:
        node = self.nodes[i]
        about = [f"node {i}"]
        if node.is_leaf:
            lines = [self._answer(node)]
        elif is_deep:
            lines = [f"{_DOTS} {self._leaves[i]} leaves"]
            about.append(f"{self._leaves[i]} leaves below are not drawn")
        else:
            name, cut, question = self._question(node)
            lines = [shorten(name), cut]
            missing = "no" if node.missing_above == node.above_is_right else "yes"
            about += [question + "?", "missing values: " + missing]
        if not self._is_regression:
            about.append(f"purity {node.purity:.6g}")
        elif node.is_leaf:
            about.append(f"response {node.response:.6g}")
        root, share = self.nodes[0].cover, None
        if root > 0:
            share = node.cover / root
            about.append(f"cover {node.cover:.6g} of {root:.6g}")
            lines.append(f"{100 * share:.3g} %" if share >= 0.001 or share == 0 else "< 0.1 %")
        return Box(
            lines,
            "\n".join(about),
            colour(self._signal_likeness(i)),
            node.is_leaf or is_deep,
            level,
            share,
            mother,
            answer,
        )

    def _answer(self, leaf: _Node) -> str:
        if self._is_regression:
            return f"{leaf.response:.4g}"
        return f"{'signal' if leaf.type == _SIGNAL else 'backgr.'} {leaf.purity:.3g}"

    def _question(self, node: _Node) -> tuple[str, str, str]:
        """What is cut on, the cut, and both in full; "yes" leads to the left."""
        if node.first_coefficient >= 0:
            first = node.first_coefficient
            *factors, offset = self._arrays["coefficients"][first : first + len(self._names) + 1].tolist()
            terms = [f"{factor:+.4g} {name}" for factor, name in zip(factors, self._names) if factor]
            cut = f"{_LESS_OR_EQUAL if node.above_is_right else '>'} {node.cut:.4g}"
            return f"Fisher of {len(terms)}", cut, " ".join([*terms, f"{offset:+.4g}", cut])
        name = self._names[node.variable]
        if node.category_set >= 0:
            listed = "{" + ", ".join(map(str, self._arrays["category_sets"][node.category_set])) + "}"
            sign = _NOT_IN if node.above_is_right else _IN
            return name, f"{sign} {shorten(listed, 18)}", f"{name} {sign} {listed}"
        cut = f"{'<' if node.above_is_right else _GREATER_OR_EQUAL} {node.cut:.4g}"
        return name, cut, f"{name} {cut}"

    def _signal_likeness(self, i: int) -> Optional[float]:
        if not self._is_regression:
            return self.nodes[i].purity
        mean, (low, high) = self._means[i], self._range
        if mean is None:
            return None
        return (mean - low) / (high - low) if high > low else 0.5
