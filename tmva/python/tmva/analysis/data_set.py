"""The events of a configuration: tables of processes, and data sets for training."""

from __future__ import annotations

import os
from collections.abc import Mapping

from .. import _core
from ..loader import DataLoader
from .config import Config, Process
from .event_files import EventTree, find_trees

#: Columns that the chain defines in the tables of processes.
WEIGHT, FOLD, SELECTED = "chain_weight", "chain_fold", "chain_selected"


def join(*cuts: str) -> str:
    """All cuts at once."""
    return "&&".join(f"({cut})" for cut in cuts if cut.strip())


def product(*weights: str) -> str:
    return "*".join(f"({weight})" for weight in weights if weight.strip()) or "1"


def fold_of(config: Config) -> str:
    """The number of an event's fold, as an expression; the integer part where the event number is
    none."""
    if config.folds is None:
        return "0"
    number, count = config.folds.expression, config.folds.count
    return f"((({number})%{count})+{count})%{count}"


def training_cut(config: Config, fold: int) -> str:
    """The events that a model may be trained on."""
    if config.folds is None:
        return ""
    return f"{fold_of(config)}{'==' if config.folds.train_on == 'same' else '!='}{fold}"


def open_with_friends(tree: EventTree, friends: Mapping[str, str]) -> _core.ColumnSource:
    """A tree with the friends of a configuration, whose paths may hold ``{file}``, the name of the
    tree's file."""
    named = []
    for alias, path in friends.items():
        found = find_trees(path.replace("{file}", os.path.basename(tree.file)), tree.tree)
        if len(found) != 1:
            raise _core.DataError(
                f"friend '{alias}' of {tree}: {len(found)} files are named like '{path}', expected one"
            )
        named.append((alias, found[0]))
    return tree.open(named)


def process_trees(config: Config, process: Process) -> list[EventTree]:
    return [tree for text in process.files for tree in find_trees(text, process.tree or config.tree)]


def process_table(config: Config, process: Process) -> _core.ColumnSource:
    """All events of a process, with the columns WEIGHT, FOLD and SELECTED."""
    tables = [open_with_friends(tree, process.friends) for tree in process_trees(config, process)]
    table = tables[0] if len(tables) == 1 else _core.make_chain(tables)
    for name, expression in (
        (WEIGHT, product(config.weight, process.weight)),
        (FOLD, fold_of(config)),
        (SELECTED, f"({join(config.cut, process.cut) or '1'})>=0.5"),
    ):
        table = _core.with_definition(table, name, expression)
    return table


def training_data(
    config: Config, tables: Mapping[str, _core.ColumnSource], fold: int, folder: str
) -> DataLoader:
    """The data set of a model; nothing is read yet, and nothing is copied later."""
    loader = DataLoader(folder)
    for variable in config.variables:
        loader.AddVariable(variable.expression, variable.title, variable.unit, variable.type)
    for spectator in config.spectators:
        loader.AddSpectator(spectator.expression, spectator.title, spectator.unit)
    for cls in config.class_names:
        factor = config.class_weights.get(cls, 1.0) * config.global_weight_scale
        for name, process in config.processes.items():
            if process.class_ == cls:
                cut = join(config.cut, process.cut, training_cut(config, fold))
                loader.AddTree(tables[name], cls, factor, cut)
        loader.SetWeightExpression(WEIGHT, cls)
    split = [
        f"SplitMode={config.split.mode}",
        f"SplitSeed={config.seed}",
        f"NormMode={config.normalisation}",
    ]
    split += [f"TrainTestSplit_{cls}={config.split.train_fraction}" for cls in config.class_names]
    split += ["AllowMissing"] if config.allow_missing else []
    loader.PrepareTrainingAndTestTree("", ":".join([*split, "!V"]))
    return loader
