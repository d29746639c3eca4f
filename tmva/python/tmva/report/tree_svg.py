"""Decision trees as SVG pictures, without any other program: ``tmva.draw_tree``."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Optional, Union

from .. import _core
from ..models.tree_ensemble import TreeEnsemble
from .svg import Svg, safe, text_width
from .tree_boxes import LINE, PADDING, Box, make_boxes
from .tree_layout import tidy_positions

_GAP = 10  # pixels between the boxes of a level
_LEVELS = 34  # between levels
_MARGIN = 12
_TITLE = 26
#: Trees of more leaves grow from left to right: pages scroll downwards.
_MOST_ABREAST = 16

PathLike = Union[str, "os.PathLike[str]"]


def draw_tree(
    forest: Union[TreeEnsemble, PathLike],
    tree: int = 0,
    path: Optional[PathLike] = "tree.svg",
    max_depth: Optional[int] = None,
) -> Svg:
    """Draw a tree of a forest, or of a file of one: the picture's text, which notebooks show as a picture.

    ``path`` is where it is written (None: nowhere). Boxes ask a question, "yes" leads to the left (or up);
    leaves tell their answer. Colours go from background to signal, or over the range of a regression's
    answers. Shares of events are shown where the forest knows them. Nodes below ``max_depth`` are left
    out and counted.
    """
    if max_depth is not None and max_depth < 0:
        raise _core.OptionError(f"draw_tree: max_depth={max_depth}, expected 0 or more")
    arrays, names, title = _find_tree(forest, tree)
    svg = draw_arrays(arrays, names, title, max_depth)
    if path is not None:
        Path(path).write_text(svg, encoding="utf-8")
    return svg


def _find_tree(forest: Union[TreeEnsemble, PathLike], tree: int) -> tuple[dict[str, Any], list[str], str]:
    """Its arrays, the names of the inputs, and a title."""
    note = ""
    if isinstance(forest, (str, os.PathLike)) and os.fspath(forest).endswith((".xml", ".xml.gz")):
        # As it stands there: a forest that is no sum of its trees can be drawn all the same.
        arrays, count, names, is_transformed = _core.tree_of_weight_file(os.fspath(forest), max(tree, 0))
        note = ", cuts on transformed variables" if is_transformed else ""
    else:
        if not isinstance(forest, TreeEnsemble):
            forest = TreeEnsemble.load(forest)
        count = forest.num_trees
        arrays = forest.nodes(tree) if 0 <= tree < count else {}
        names = forest.input_names or [f"x{i}" for i in range(forest.num_inputs)]
    if not 0 <= tree < count:
        raise _core.OptionError(f"draw_tree: tree={tree}, the forest has the trees 0 to {count - 1}")
    weight = "" if arrays["weight"] == 1 else f", weight {arrays['weight']:.4g}"
    return arrays, names, f"Tree {tree} of {count}{weight}{note}"


def draw_arrays(arrays: dict[str, Any], names: list[str], title: str, max_depth: Optional[int] = None) -> Svg:
    """Draw a tree that is given as ``TreeEnsemble.nodes`` does."""
    boxes = make_boxes(arrays, names, max_depth)
    is_sideways = sum(box.is_leaf for box in boxes) > _MOST_ABREAST
    _place(boxes, is_sideways)
    width = max(max(box.x + box.width / 2 for box in boxes), text_width(title, 14)) + _MARGIN
    height = max(box.y + box.height / 2 for box in boxes) + _MARGIN
    return Svg(
        "\n".join(
            [
                f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}" '
                f'viewBox="0 0 {width:.0f} {height:.0f}" role="img" '
                'font-family="Helvetica, Arial, sans-serif" font-size="12">',
                f"<title>{safe(title)}</title>",
                '<rect width="100%" height="100%" fill="white"/>',
                f'<text x="{_MARGIN}" y="{_MARGIN + 12}" font-size="14" font-weight="bold">{safe(title)}</text>',
                *(_draw_edge(boxes[box.mother], box, is_sideways) for box in boxes if box.mother >= 0),
                *map(_draw_box, boxes),
                "</svg>\n",
            ]
        )
    )


def _place(boxes: list[Box], is_sideways: bool) -> None:
    if is_sideways:  # fewer lines: the boxes must be low
        for box in boxes:
            box.lines = (
                [" \u00b7 ".join(box.lines)] if box.is_leaf else [" ".join(box.lines[:2]), *box.lines[2:]]
            )
    daughters: list[list[int]] = [[] for _ in boxes]
    for i, box in enumerate(boxes):
        if box.mother >= 0:
            daughters[box.mother].append(i)
    breadths = [box.height if is_sideways else box.width for box in boxes]
    across = tidy_positions(daughters, breadths, 4 if is_sideways else _GAP)
    depths = [0.0] * (1 + max(box.level for box in boxes))
    for box in boxes:
        depths[box.level] = max(depths[box.level], box.width if is_sideways else box.height)
    centres, begin = [], 0.0
    for depth in depths:
        centres.append(begin + depth / 2)
        begin += depth + _LEVELS
    for box, position in zip(boxes, across):
        along = centres[box.level]
        box.x, box.y = (along, position) if is_sideways else (position, along)
        box.x, box.y = box.x + _MARGIN, box.y + _MARGIN + _TITLE


def _draw_edge(mother: Box, box: Box, is_sideways: bool) -> str:
    thickness = 1.5 if box.share is None else 1 + 6 * min(box.share, 1)
    if is_sideways:
        x1, y1, x2, y2 = mother.x + mother.width / 2, mother.y, box.x - box.width / 2, box.y
        middle = (x1 + x2) / 2
        bends = f"C{middle:.1f} {y1:.1f} {middle:.1f} {y2:.1f}"
        label_x, label_y = x2 - 3, y2 - 4
    else:
        x1, y1, x2, y2 = mother.x, mother.y + mother.height / 2, box.x, box.y - box.height / 2
        middle = (y1 + y2) / 2
        bends = f"C{x1:.1f} {middle:.1f} {x2:.1f} {middle:.1f}"
        label_x, label_y = (x2 - 4 if box.answer == "yes" else x2 + 18), y2 - 5
    return (
        f'<path d="M{x1:.1f} {y1:.1f}{bends} {x2:.1f} {y2:.1f}" fill="none" stroke="#9a9a9a" '
        f'stroke-width="{thickness:.2f}"/>'
        f'<text x="{label_x:.1f}" y="{label_y:.1f}" font-size="10" fill="#666" text-anchor="end">'
        f"{box.answer}</text>"
    )


def _draw_box(box: Box) -> str:
    left, top = box.x - box.width / 2, box.y - box.height / 2
    kind, radius = ("leaf", 8) if box.is_leaf else ("cut", 2)
    lines = ""
    for k, line in enumerate(box.lines):
        y, weight = top + PADDING + 10 + k * LINE, "normal" if k else "bold"
        lines += f'<text x="{box.x:.1f}" y="{y:.1f}" font-weight="{weight}">{safe(line)}</text>'
    return (
        f'<g class="{kind}" text-anchor="middle"><title>{safe(box.tooltip)}</title>'
        f'<rect x="{left:.2f}" y="{top:.2f}" width="{box.width:.2f}" height="{box.height:.2f}" '
        f'rx="{radius}" fill="{box.fill}" stroke="#555"/>{lines}</g>'
    )
