"""Decision trees as SVG pictures, without any other program: ``tmva.draw_tree``."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Optional, Union

from .. import _core
from .svg import Svg, colour, safe, shorten, text_width
from .tree_layout import tidy_positions

if TYPE_CHECKING:
    from ..ensemble import TreeEnsemble

_LINE = 15  # pixels between lines of text
_PADDING = 6
_GAP = 10  # between boxes of a level
_LEVELS = 34  # between levels
_MARGIN = 12
_TITLE = 26
#: More leaves than these grow from left to right: pages scroll downwards.
_MOST_ABREAST = 16
_LESS_OR_EQUAL, _GREATER_OR_EQUAL, _IN, _NOT_IN, _DOTS = "\u2264", "\u2265", "\u2208", "\u2209", "\u2026"


@dataclass
class _Box:
    lines: list[str]
    tooltip: str
    fill: str
    is_leaf: bool
    level: int
    share: Optional[float]  # of the tree's events
    mother: int  # -1: the root
    answer: str = ""  # to the mother's question
    x: float = 0  # the centre
    y: float = 0

    @property
    def width(self) -> float:
        return max(text_width(line) for line in self.lines) + 2 * _PADDING

    @property
    def height(self) -> float:
        return _LINE * len(self.lines) + 2 * _PADDING - 3


def draw_tree(forest: Union["TreeEnsemble", str, "os.PathLike[str]"], tree: int = 0,
              path: Union[str, "os.PathLike[str]", None] = "tree.svg", max_depth: Optional[int] = None) -> Svg:
    """Draw a tree of a forest or of a model's file: the picture's text, which notebooks show as a picture.

    ``path`` is where it is written (None: nowhere). Boxes ask a question, "yes" leads to the left or up;
    leaves tell their answer. Colours go from background to signal, or over the range of a regression's
    answers. Shares of events are shown where the forest knows them. Nodes below ``max_depth`` are left
    out and counted.
    """
    if isinstance(forest, (str, os.PathLike)):
        from ..ensemble import TreeEnsemble
        forest = TreeEnsemble.load(os.fspath(forest))
    if not 0 <= tree < forest.num_trees:
        raise _core.OptionError(f"draw_tree: tree={tree}, expected 0 to {forest.num_trees - 1}")
    if max_depth is not None and max_depth < 0:
        raise _core.OptionError(f"draw_tree: max_depth={max_depth}, expected 0 or more")
    names = list(forest.input_names) or [f"x{i}" for i in range(forest.num_inputs)]
    drawn = _core_tree(forest, tree)
    title = f"Tree {tree} of {forest.num_trees}"
    if drawn.weight != 1:
        title += f", weight {drawn.weight:.4g}"
    svg = _Drawing(drawn, names, max_depth).svg(title)
    if path is not None:
        Path(path).write_text(svg, encoding="utf-8")
    return svg


def _core_tree(forest: "TreeEnsemble", tree: int) -> _core.DecisionTree:
    return _core.tree_of(forest._tmva_ensemble, tree)


class _Drawing:
    """The boxes of a tree and their places."""

    def __init__(self, tree: _core.DecisionTree, names: list[str], max_depth: Optional[int]) -> None:
        self.tree, self.nodes, self.names = tree, tree.nodes, names
        self._order = self._depth_first()
        leaves = [node for node in self.nodes if node.is_leaf]
        self._is_regression = all(node.type == "regression" for node in leaves)
        answers = [node.response for node in leaves]
        low, high = min(answers), max(answers)
        largest = max(abs(low), abs(high))
        # A score has 0 in the middle; a quantity has not.
        self._range = (-largest, largest) if low < 0 < high else (low, high)
        self._means = self._mean_responses()
        self.boxes = self._make_boxes(max_depth)
        self.is_sideways = sum(box.is_leaf for box in self.boxes) > _MOST_ABREAST
        if self.is_sideways:  # fewer lines, so that leaves are low
            for box in self.boxes:
                box.lines = ([" \u00b7 ".join(box.lines)] if box.is_leaf
                             else [" ".join(box.lines[:2]), *box.lines[2:]])
        self._place()

    def _depth_first(self) -> list[int]:
        order, stack = [], [0]
        while stack:
            i = stack.pop()
            order.append(i)
            if not self.nodes[i].is_leaf:
                stack += [self.nodes[i].right, self.nodes[i].left]
        return order

    def _mean_responses(self) -> list[Optional[float]]:
        """Of the leaves below each node, where covers tell their weights."""
        means: list[Optional[float]] = [None] * len(self.nodes)
        for i in reversed(self._order):
            node = self.nodes[i]
            if node.is_leaf:
                means[i] = node.response
                continue
            left, right = (self.nodes[d].cover for d in (node.left, node.right))
            a, b = means[node.left], means[node.right]
            if a is not None and b is not None and left + right > 0:
                means[i] = (left * a + right * b) / (left + right)
        return means

    def _make_boxes(self, max_depth: Optional[int]) -> list[_Box]:
        boxes: list[_Box] = []
        stack = [(0, 0, -1, "")]
        while stack:
            i, level, mother, answer = stack.pop()
            node = self.nodes[i]
            is_cut_off = not node.is_leaf and max_depth is not None and level >= max_depth
            box = self._make_box(i, level, mother, answer, is_cut_off)
            boxes.append(box)
            if not box.is_leaf:
                me = len(boxes) - 1
                stack += [(node.right, level + 1, me, "no"), (node.left, level + 1, me, "yes")]
        return boxes

    def _make_box(self, i: int, level: int, mother: int, answer: str, is_cut_off: bool) -> _Box:
        node = self.nodes[i]
        root = self.nodes[0].cover
        share = node.cover / root if root > 0 else None
        about = [f"node {i}"]
        if is_cut_off:
            below = self._leaves_below(i)
            lines = [f"{_DOTS} {below} leaves"]
            about.append(f"{below} leaves below are not drawn")
        elif node.is_leaf:
            lines = [self._answer(node)]
        else:
            name, cut, question = self._question(i)
            lines = [shorten(name), cut]
            missing = "no" if node.missing_above == node.cut_type else "yes"
            about += [question + "?", "missing values: " + missing]
        if node.is_leaf or not self._is_regression:
            about.append(f"response {node.response:.6g}" if self._is_regression
                         else f"purity {node.purity:.6g}")
        if share is not None:
            about.append(f"cover {node.cover:.6g} of {root:.6g}")
            lines.append(f"{100 * share:.3g} %" if share >= 0.001 or share == 0 else "< 0.1 %")
        return _Box(lines, "\n".join(about), colour(self._signal_likeness(i)), node.is_leaf or is_cut_off,
                    level, share, mother, answer)

    def _leaves_below(self, top: int) -> int:
        count, stack = 0, [top]
        while stack:
            node = self.nodes[stack.pop()]
            if node.is_leaf:
                count += 1
            else:
                stack += [node.left, node.right]
        return count

    def _answer(self, leaf: _core.TreeNode) -> str:
        if self._is_regression:
            return f"{leaf.response:.4g}"
        return f"{'signal' if leaf.type == 'signal' else 'backgr.'} {leaf.purity:.3g}"

    def _question(self, i: int) -> tuple[str, str, str]:
        """What is cut on, the cut, and both in full; "yes" leads to the left."""
        node = self.nodes[i]
        combination = self.tree.coefficients(len(self.names), i)
        if combination:
            terms = [f"{c:+.4g} {self.names[v]}" for v, c in enumerate(combination[:-1]) if c]
            cut = f"{_LESS_OR_EQUAL if node.cut_type else '>'} {node.cut:.4g}"
            return f"Fisher of {len(terms)}", cut, " ".join([*terms, f"{combination[-1]:+.4g}", cut])
        name = self.names[node.variable]
        members = self.tree.categories(i)
        if members is not None:
            inside = _NOT_IN if node.cut_type else _IN
            listed = "{" + ", ".join(map(str, members)) + "}"
            return name, f"{inside} {shorten(listed, 18)}", f"{name} {inside} {listed}"
        cut = f"{'<' if node.cut_type else _GREATER_OR_EQUAL} {node.cut:.4g}"
        return name, cut, f"{name} {cut}"

    def _signal_likeness(self, i: int) -> Optional[float]:
        if not self._is_regression:
            return self.nodes[i].purity
        mean, (low, high) = self._means[i], self._range
        if mean is None:
            return None
        return (mean - low) / (high - low) if high > low else 0.5

    def _place(self) -> None:
        daughters: list[list[int]] = [[] for _ in self.boxes]
        for i, box in enumerate(self.boxes):
            if box.mother >= 0:
                daughters[box.mother].append(i)
        breadths = [box.height if self.is_sideways else box.width for box in self.boxes]
        across = tidy_positions(daughters, breadths, 4 if self.is_sideways else _GAP)
        depths = [0.0] * (1 + max(box.level for box in self.boxes))
        for box in self.boxes:
            depths[box.level] = max(depths[box.level], box.width if self.is_sideways else box.height)
        begins = [sum(depths[:level]) + level * _LEVELS for level in range(len(depths))]
        for box, position in zip(self.boxes, across):
            along = begins[box.level] + depths[box.level] / 2
            box.x, box.y = (along, position) if self.is_sideways else (position, along)
            box.x, box.y = box.x + _MARGIN, box.y + _MARGIN + _TITLE

    def svg(self, title: str) -> Svg:
        width = max(max(box.x + box.width / 2 for box in self.boxes), text_width(title, 14)) + _MARGIN
        height = max(box.y + box.height / 2 for box in self.boxes) + _MARGIN
        parts = [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}" '
            f'viewBox="0 0 {width:.0f} {height:.0f}" role="img" '
            'font-family="Helvetica, Arial, sans-serif" font-size="12">',
            f"<title>{safe(title)}</title>",
            '<rect width="100%" height="100%" fill="white"/>',
            f'<text x="{_MARGIN}" y="{_MARGIN + 12}" font-size="14" font-weight="bold">{safe(title)}</text>',
            *(self._edge(box) for box in self.boxes if box.mother >= 0),
            *(self._box(box) for box in self.boxes), "</svg>"]
        return Svg("\n".join(parts) + "\n")

    def _edge(self, box: _Box) -> str:
        mother = self.boxes[box.mother]
        thickness = 1.5 if box.share is None else 1 + 6 * box.share
        if self.is_sideways:
            x1, y1, x2, y2 = mother.x + mother.width / 2, mother.y, box.x - box.width / 2, box.y
            middle = (x1 + x2) / 2
            bends = f"C{middle:.1f} {y1:.1f} {middle:.1f} {y2:.1f}"
            label_x, label_y = x2 - 3, y2 - 4
        else:
            x1, y1, x2, y2 = mother.x, mother.y + mother.height / 2, box.x, box.y - box.height / 2
            middle = (y1 + y2) / 2
            bends = f"C{x1:.1f} {middle:.1f} {x2:.1f} {middle:.1f}"
            label_x, label_y = (x2 - 4 if box.answer == "yes" else x2 + 18), y2 - 5
        return (f'<path d="M{x1:.1f} {y1:.1f}{bends} {x2:.1f} {y2:.1f}" fill="none" stroke="#9a9a9a" '
                f'stroke-width="{thickness:.2f}"/>'
                f'<text x="{label_x:.1f}" y="{label_y:.1f}" font-size="10" fill="#666" text-anchor="end">'
                f"{box.answer}</text>")

    def _box(self, box: _Box) -> str:
        left, top = box.x - box.width / 2, box.y - box.height / 2
        lines = "".join(
            f'<text x="{box.x:.1f}" y="{top + _PADDING + 10 + k * _LINE:.1f}" '
            f"font-weight='{'normal' if k else 'bold'}'>{safe(line)}</text>" for k, line in enumerate(box.lines))
        kind = "leaf" if box.is_leaf else "cut"
        return (f'<g class="{kind}" text-anchor="middle"><title>{safe(box.tooltip)}</title>'
                f'<rect x="{left:.2f}" y="{top:.2f}" width="{box.width:.2f}" height="{box.height:.2f}" '
                f'rx="{8 if box.is_leaf else 2}" fill="{box.fill}" stroke="#555"/>{lines}</g>')
