"""What a ROOT file holds, for people and as JSON: ``tmva inspect``."""

from __future__ import annotations

import json
from typing import Any, Optional

from rich.markup import escape
from rich.tree import Tree as Drawing

from . import _core
from .files import File
from .histograms import dimensions_of
from .trees import Tree


def describe_file(path: str) -> dict[str, Any]:
    """The trees with their branches, and the classes of the other objects."""
    with File(path) as file:
        trees = {name: _describe_tree(file[name]) for name in file.trees()}
        models = {
            name: {**json.loads(meta), "bytes_on_disk": size}
            for name, meta, size in _core.list_stored_models(file._open())
        }
        others = {
            name: kind
            for name, kind in file.classnames().items()
            if name not in trees
            and not any(name == model or name.startswith(model + "/") for model in models)
        }
        return {
            "file": path,
            "bytes": file.size,
            "root_version": file.root_version,
            "recovered": file.is_recovered,
            "trees": trees,
            "models": models,
            "objects": others,
            "cycles": _cycles(file),
            "binnings": _binnings(file, others),
        }


def _cycles(file: File) -> dict[str, list[int]]:
    """Of the objects that are there more than once, the newest first."""
    found: dict[str, list[int]] = {}
    for name in file.keys(cycle=True):
        plain, _, cycle = name.rpartition(";")
        found.setdefault(plain, []).append(int(cycle))
    return {name: cycles for name, cycles in found.items() if len(cycles) > 1}


def _binnings(file: File, others: dict[str, str]) -> dict[str, str]:
    """Of the histograms; why one cannot be read where that is so."""
    found = {}
    for name, kind in others.items():
        if dimensions_of(kind):
            try:
                found[name] = file[name].binning
            except _core.Error as error:
                found[name] = f"unreadable: {error}"
    return found


def _describe_tree(tree: Tree) -> dict[str, Any]:
    return {
        "entries": tree.num_entries,
        "title": tree.title,
        "compressed_bytes": tree.compressed_bytes,
        "uncompressed_bytes": tree.uncompressed_bytes,
        "clusters": len(tree.clusters),
        "branches": tree.typenames(),
        "ratios": _ratios(tree),
    }


def _ratios(tree: Tree) -> dict[str, Optional[float]]:
    """How many times smaller each branch is on disk; None where it takes nothing."""
    table = tree._table
    ratios: dict[str, Optional[float]] = {}
    if table is None:
        return ratios
    for i, info in enumerate(table.Columns()):
        compressed, uncompressed = table.BytesOf(i)
        ratios[info.name] = round(uncompressed / compressed, 2) if compressed > 0 else None
    return ratios


def size_text(count: int) -> str:
    """``"12.3 MB"``"""
    size = float(count)
    for unit in ("B", "kB", "MB", "GB"):
        if size < 1000:
            return f"{size:.0f} {unit}" if unit == "B" else f"{size:.1f} {unit}"
        size /= 1000
    return f"{size:.1f} TB"


def draw_file(content: dict[str, Any]) -> Drawing:
    """The description as a tree of directories, trees and branches."""
    notes = f"{size_text(content['bytes'])}, ROOT {content['root_version']}"
    notes += ", not closed: keys found by scanning it" if content["recovered"] else ""
    top = Drawing(f"[bold]{escape(content['file'])}[/bold]  {notes}")
    places = {"": top}

    def place(path: str) -> Drawing:
        if path not in places:
            above, _, name = path.rpartition("/")
            places[path] = place(above).add(f"[bold]{escape(name)}/[/bold]")
        return places[path]

    for name, kind in content["objects"].items():
        if kind.startswith("TDirectory"):
            place(name)
    for path, tree in content["trees"].items():
        _draw_tree(place(path.rpartition("/")[0]), path.rpartition("/")[2], tree)
    for path, model in content["models"].items():
        place(path.rpartition("/")[0]).add(
            f"[bold]{escape(path.rpartition('/')[2])}[/bold]: {escape(_model_text(model))}"
        )
    for path, kind in content["objects"].items():
        if not kind.startswith("TDirectory"):
            notes = f"{kind}, {content['binnings'][path]}" if path in content["binnings"] else kind
            drawing = place(path.rpartition("/")[0]).add(
                f"{escape(path.rpartition('/')[2])}  [dim]{escape(notes)}[/dim]"
            )
            for cycle in content["cycles"].get(path, [])[1:]:
                drawing.add(f"[dim]older cycle {cycle}[/dim]")
    return top


def _model_text(model: dict[str, Any]) -> str:
    """``"model x (float [N, 4]) -> y (float [N, 2]): Gemm 2, Relu; 4 initialisers, 1.2 kB, on disk 1.0 kB"``"""

    def values(infos: list[dict[str, Any]]) -> str:
        return ", ".join(f"{info['name']} ({info['type']} {_shape_text(info)})" for info in infos)

    operators = ", ".join(
        name if count == 1 else f"{name} {count}" for name, count in model["operators"].items()
    )
    return (
        f"model {values(model['inputs'])} -> {values(model['outputs'])}: {operators}; "
        f"{len(model['initialisers'])} initialisers, {size_text(model['bytes'])}, on disk "
        f"{size_text(model['bytes_on_disk'])}"
    )


def _shape_text(info: dict[str, Any]) -> str:
    if "shape" not in info:
        return "[...]"
    return "[" + ", ".join("?" if size is None else str(size) for size in info["shape"]) + "]"


def _draw_tree(above: Drawing, name: str, tree: dict[str, Any]) -> None:
    compressed, uncompressed = tree["compressed_bytes"], tree["uncompressed_bytes"]
    size = (
        f", {size_text(compressed)}, compressed {uncompressed / compressed:.2f} times"
        if compressed > 0
        else ""
    )
    drawing = above.add(f"[bold]{escape(name)}[/bold]: {tree['entries']} entries{size}")
    width = max((len(branch) for branch in tree["branches"]), default=0)
    for branch, kind in tree["branches"].items():
        factor = tree["ratios"].get(branch)
        drawing.add(escape(f"{branch:{width}}  {kind}") + (f"  [dim]{factor:.2f}[/dim]" if factor else ""))
