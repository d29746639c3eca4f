"""``tmva apply CONFIG.yaml``: the models of a configuration, applied to files."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

from .applying import Applied, apply_in_place, apply_to_copy, apply_to_friend
from .config import Config
from .config_file import ConfigFile
from .data_set import open_with_friends, process_trees
from .event_files import EventTree, find_trees
from .index import ModelIndex
from .models import open_method
from .scores import Plan, Scores, Variations


def apply_config(
    path: str,
    files: Sequence[str],
    in_place: bool,
    friend: str,
    variations: Variations,
    threads: int,
    allow_pickle: bool,
) -> Iterator[Applied]:
    """Applies to the given files, else to those of the configuration."""
    file = ConfigFile(path)
    config, section = file.config, file.config.application
    mode = "in_place" if in_place else "friend" if friend else section.mode
    index = ModelIndex(config)
    scores = []
    for method in section.methods or list(config.methods):
        prefix = section.branch_prefix.replace("{method}", method)
        methods = [open_method(weights, allow_pickle=allow_pickle) for weights in index.weights(method)]
        scores.append(Scores(methods, prefix.rstrip("_") or method, prefix))
    plan = Plan(
        scores,
        config.folds.expression if config.folds else "",
        variations or section.variations,
        threads,
    )
    trees = _trees(config, files)
    if friend and len(trees) > 1:
        file.fail(("application",), f"--friend takes one tree of events, there are {len(trees)}")
    outputs = [friend] if friend else _outputs(config, trees) if mode != "in_place" else []
    for i, (tree, friends) in enumerate(trees):

        def open_tree(event_tree: EventTree, friends: dict[str, str] = friends):  # type: ignore[no-untyped-def]
            return open_with_friends(event_tree, friends)

        if mode == "in_place":
            entries, target = apply_in_place(plan, [tree], open_tree), tree.file
        elif mode == "friend":
            entries, target = (
                apply_to_friend(plan, open_tree(tree), outputs[i], tree.tree),
                outputs[i],
            )
        else:
            entries, target = apply_to_copy(plan, [tree], outputs[i], open_tree), outputs[i]
        yield Applied(str(tree), entries, target)


def _trees(config: Config, files: Sequence[str]) -> list[tuple[EventTree, dict[str, str]]]:
    """The trees of events with their friends; each once."""
    section = config.application
    texts = list(files) or section.inputs
    found: dict[EventTree, dict[str, str]] = {}
    if texts:
        for text in texts:
            for tree in find_trees(text, section.tree or config.tree):
                found.setdefault(tree, section.friends)
    else:
        for process in config.processes.values():
            for tree in process_trees(config, process):
                found.setdefault(tree, process.friends)
    return list(found.items())


def _outputs(config: Config, trees: Sequence[tuple[EventTree, dict[str, str]]]) -> list[str]:
    """A file a tree, named as its file; numbered where names are the same."""
    folder = os.path.join(config.output, config.application.output)
    os.makedirs(folder, exist_ok=True)
    used: dict[str, int] = {}
    outputs = []
    for tree, _ in trees:
        name = os.path.basename(tree.file)
        used[name] = used.get(name, 0) + 1
        if used[name] > 1:
            stem, suffix = os.path.splitext(name)
            name = f"{stem}_{used[name]}{suffix}"
        outputs.append(os.path.join(folder, name))
    return outputs
