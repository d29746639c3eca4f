"""Drawings of trees: well-formed, one box a node, no boxes on top of others, no markup from names."""

import random
from xml.etree import ElementTree

import numpy as np
import pytest

from tmva.report.svg import Svg, colour, safe, text_width
from tmva.report.tree_layout import tidy_positions
from tmva.report.tree_svg import draw_arrays

SVG = "{http://www.w3.org/2000/svg}"


TYPES = {"cut": 0, "signal": 1, "background": -1, "regression": -99}
FIELDS = {
    "left": -1,
    "right": -1,
    "variable": -1,
    "cut": 0.0,
    "above_is_right": True,
    "missing_above": False,
    "category_set": -1,
    "first_coefficient": -1,
    "response": 0.0,
    "purity": 0.5,
    "type": 0,
    "cover": 0.0,
}


def arrays(nodes, **more):
    """A tree as TreeEnsemble.nodes describes it, of any shape."""
    tree = {key: np.array([node.get(key, default) for node in nodes]) for key, default in FIELDS.items()}
    return dict(tree, weight=1.0, **more)


def leaf(response=0.5, purity=0.5, type="regression", cover=0.0):
    return {"type": TYPES[type], "response": response, "purity": purity, "cover": cover}


def cut(left, right, variable=0, cut=1.5, above_is_right=True, **more):
    return dict(left=left, right=right, variable=variable, cut=cut, above_is_right=above_is_right, **more)


def random_tree(rng, depth, leaf_probability, type="regression", cover=1000.0):
    nodes = []

    def add(level, cover):
        i = len(nodes)
        if level == depth or (level and rng.random() < leaf_probability):
            nodes.append(leaf(rng.gauss(0, 1), rng.random(), type, cover))
            return i
        nodes.append(None)
        share = rng.random()
        nodes[i] = cut(
            add(level + 1, cover * share),
            add(level + 1, cover * (1 - share)),
            rng.randrange(3),
            rng.gauss(0, 100),
            rng.random() < 0.5,
            cover=cover,
        )
        return i

    add(0, cover)
    return arrays(nodes)


def picture(tree, names=("x", "a rather long name of a variable := with a formula", "z"), max_depth=None):
    return draw_arrays(tree, list(names), "title", max_depth)


def boxes(text):
    root = ElementTree.fromstring(text)
    found = []
    for group in root.iter(SVG + "g"):
        (rect,) = group.iter(SVG + "rect")
        found.append(tuple(float(rect.get(k)) for k in ("x", "y", "width", "height")))
    return root, found


def assert_apart(found, root):
    width, height = (float(root.get(k)) for k in ("width", "height"))
    for i, (x, y, w, h) in enumerate(found):
        assert x >= 0 and y >= 0 and x + w <= width and y + h <= height
        for x2, y2, w2, h2 in found[:i]:
            assert x + w <= x2 or x2 + w2 <= x or y + h <= y2 or y2 + h2 <= y, "boxes overlap"


@pytest.mark.parametrize("depth, leaf_probability", [(0, 0), (1, 0), (3, 0), (3, 0.3), (6, 0.4), (8, 0.15)])
def test_one_box_a_node_and_none_overlap(depth, leaf_probability):
    rng = random.Random(depth)
    for kind in ("regression", "signal"):
        tree = random_tree(rng, depth, leaf_probability, kind)
        text = picture(tree)
        root, found = boxes(text)
        assert len(found) == len(tree["left"])
        assert_apart(found, root)
        edges = [p for p in root.iter(SVG + "path")]
        assert len(edges) == len(tree["left"]) - 1


def test_texts_fit_into_their_boxes():
    text = picture(random_tree(random.Random(1), 4, 0.1))
    for group in ElementTree.fromstring(text).iter(SVG + "g"):
        width = float(group.find(SVG + "rect").get("width"))
        assert all(text_width(line.text) <= width for line in group.iter(SVG + "text"))


def is_sideways(text):
    (x, y, w, h), *others = boxes(text)[1]
    return all(box[0] > x + w for box in others)


def test_deep_trees_grow_sideways_and_need_no_recursion():
    nodes = []
    for level in range(1500):  # a comb
        nodes += [cut(2 * level + 1, 2 * level + 2), leaf()]
    nodes.append(leaf())
    text = picture(arrays(nodes))
    assert is_sideways(text) and len(boxes(text)[1]) == 3001
    text = picture(random_tree(random.Random(2), 10, 0))
    root, found = boxes(text)
    assert is_sideways(text) and len(found) == 2047
    assert float(root.get("width")) < 4000 < float(root.get("height")) < 40000
    assert not is_sideways(picture(random_tree(random.Random(2), 4, 0)))


def test_max_depth_counts_what_is_left_out():
    tree = random_tree(random.Random(3), 5, 0)
    text = picture(tree, max_depth=2)
    root, found = boxes(text)
    assert len(found) == 7 and text.count("8 leaves below are not drawn") == 4
    text = picture(tree, max_depth=0)
    assert len(boxes(text)[1]) == 1 and "32 leaves" in text


def test_hostile_names_are_text():
    names = ["</text><script>alert(1)</script>", 'x" onload="alert(1)', "]]>&lt;\x00\x1b[31m\ud800\uffff\nb"]
    tree = random_tree(random.Random(4), 4, 0)
    text = draw_arrays(tree, names, "<b>&\"'\x07")
    text.encode("utf-8")
    root = ElementTree.fromstring(text)
    tags = {element.tag for element in root.iter()}
    assert tags == {SVG + t for t in ("svg", "title", "rect", "text", "path", "g")}
    assert all(not k.startswith("on") for element in root.iter() for k in element.attrib)
    shown = [element.text for element in root.iter(SVG + "title")]
    assert any(names[0] in title for title in shown), "in full, as text"
    assert shown[0] == "<b>&\"'\ufffd"


def texts(text):
    return [
        [line.text for line in group.iter(SVG + "text")]
        for group in ElementTree.fromstring(text).iter(SVG + "g")
    ]


def test_yes_leads_to_the_left():
    """An event goes right when (x >= cut) == above_is_right."""
    for above_is_right, question in ((True, "< 1.5"), (False, "\u2265 1.5")):
        for missing_above in (False, True):
            tree = arrays(
                [cut(1, 2, above_is_right=above_is_right, missing_above=missing_above), leaf(-1), leaf(2)]
            )
            text = picture(tree)
            assert texts(text) == [["x", question], ["-1"], ["2"]]
            assert boxes(text)[1][1][0] < boxes(text)[1][2][0], "the left daughter is on the left"
            # NaN counts as above: then the answer to "< 1.5" is no.
            says_yes = missing_above != above_is_right
            assert f"missing values: {'yes' if says_yes else 'no'}" in text


def test_categories_and_combinations():
    tree = arrays(
        [
            cut(1, 2, category_set=0),
            cut(3, 4, variable=3, first_coefficient=1),
            leaf(type="signal", purity=0.9),
            leaf(type="background", purity=0.2),
            leaf(),
        ],
        category_sets=[[1, 5]],
        coefficients=np.array([7, 0.5, 0, -2, 1]),
    )
    text = picture(tree)
    assert texts(text) == [
        ["x", "\u2209 {1, 5}"],
        ["Fisher of 2", "\u2264 1.5"],
        ["backgr. 0.2"],
        ["backgr. 0.5"],
        ["signal 0.9"],
    ]
    assert "+0.5 x -2 z +1 \u2264 1.5" in ElementTree.fromstring(text).find(f".//{SVG}g[2]/{SVG}title").text


def test_shares_are_shown_where_known():
    tree = arrays([cut(1, 2, cover=8.0), leaf(cover=2.0), leaf(cover=6.0)])
    assert [lines[-1] for lines in texts(picture(tree))] == ["100 %", "25 %", "75 %"]
    tree["cover"][0] = 0
    assert "%" not in "".join(sum(texts(picture(tree)), []))


def test_colours_tell_background_from_signal():
    def fills(tree):
        return [
            r.get("fill")
            for g in ElementTree.fromstring(picture(tree)).iter(SVG + "g")
            for r in g.iter(SVG + "rect")
        ]

    tree = arrays([cut(1, 2), leaf(purity=0.0, type="background"), leaf(purity=1.0, type="signal")])
    assert fills(tree) == [colour(0.5), colour(0), colour(1)]
    tree = arrays([cut(1, 2), leaf(-1), leaf(4)])
    assert fills(tree) == [colour(None), colour(0.375), colour(1)], "0 is in the middle of scores"
    tree = arrays([cut(1, 2, cover=4.0), leaf(2, cover=1.0), leaf(4, cover=3.0)])
    assert fills(tree) == [colour(0.75), colour(0), colour(1)], "mothers have the mean of their leaves"
    assert len({colour(0), colour(0.5), colour(1), colour(None)}) == 4


def test_layout_is_tidy():
    #      0          leaves 10 wide, 2 apart
    #    1   2
    #       3 4
    assert tidy_positions([[1, 2], [], [3, 4], [], []], [10] * 5, 2) == [11, 5, 17, 11, 23]
    mirrored = tidy_positions([[1, 2], [3, 4], [], [], []], [10] * 5, 2)
    assert mirrored == [17, 11, 23, 5, 17]


def test_svg_is_a_picture_in_notebooks():
    assert Svg("<svg/>")._repr_svg_() == "<svg/>"
    assert "6 characters" in repr(Svg("<svg/>"))
    assert safe("a<b\x01") == "a&lt;b\ufffd"
