"""The chain's functions; the commands of ``tmva`` are their faces."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Optional, Union

from .. import _core
from .applying import Applied, apply_in_place, apply_to_copy, apply_to_friend
from .choices import chosen
from .event_files import chain, find_trees
from .models import WEIGHT_SUFFIXES, open_method
from .scores import Plan, Scores, Variations

if TYPE_CHECKING:
    from .results import MethodResults

PathLike = Union[str, "os.PathLike[str]"]
Names = Union[str, Sequence[str]]


def train(
    config: PathLike, *, folds: Sequence[int] = (), methods: Sequence[str] = (), output: str = ""
) -> list[tuple[str, int]]:
    """Trains a model for each method and fold; returns (method, fold) of each.

    Parameters
    ----------
    config : str or path
        The configuration: ``tmva train --example`` prints one.
    folds, methods : sequences, optional
        Only these.
    output : str, optional
        Instead of the configuration's output folder.
    """
    from .config_file import ConfigFile
    from .training import train as train_models

    file = ConfigFile(os.fspath(config), {"output": output} if output else None)
    numbers = [int(f) for f in chosen(list(map(str, folds)), _folds(file.config.num_folds), "fold")]
    names = chosen(methods, list(file.config.methods), "method")
    train_models(file, numbers, names)
    return [(name, number) for number in numbers for name in names]


def evaluate(
    config: PathLike, *, methods: Sequence[str] = (), output: str = "", allow_pickle: bool = False
) -> dict[str, MethodResults]:
    """Figures of merit of each method, from events that its models have not seen; all are written
    to ``<output>/evaluation/<method>`` as well."""
    from .config_file import ConfigFile
    from .evaluation import evaluate_method
    from .index import ModelIndex

    file = ConfigFile(os.fspath(config), {"output": output} if output else None)
    names = chosen(methods, list(file.config.methods), "method")
    index = ModelIndex(file.config)
    return {name: evaluate_method(file.config, index, name, allow_pickle) for name in names}


def apply(
    config: PathLike,
    files: Sequence[str] = (),
    *,
    in_place: bool = False,
    friend: str = "",
    variations: Optional[Variations] = None,
    threads: int = 0,
    allow_pickle: bool = False,
) -> list[Applied]:
    """Applies the models of a configuration to its files, or to those given here, as its section
    ``application`` says; the keywords go before it."""
    return list(apply_each(config, files, in_place, friend, variations or {}, threads, allow_pickle))


def apply_each(
    config: PathLike,
    files: Sequence[str],
    in_place: bool,
    friend: str,
    variations: Variations,
    threads: int,
    allow_pickle: bool,
) -> Iterator[Applied]:
    """As :func:`apply`, one tree after the other."""
    from .configured import apply_config

    return apply_config(os.fspath(config), files, in_place, friend, variations, threads, allow_pickle)


def add_scores(
    models: Union[PathLike, Sequence[PathLike]],
    trees: Names,
    output: str = "",
    *,
    in_place: bool = False,
    friend: str = "",
    branch: str = "",
    fold_by: str = "",
    variations: Optional[Variations] = None,
    variables: Sequence[str] = (),
    threads: int = 0,
    user_code: str = "",
    allow_pickle: bool = False,
) -> int:
    """Adds the answers of a trained method to events, in one pass; returns how many there are.

    Parameters
    ----------
    models : path or list of paths
        A weight file, or a model that :func:`tmva.load_model` reads; or one a fold.
    trees : str or list of str
        ``"file.root:tree"``; wildcards allowed.
    output : str
        The ROOT file to write: a copy of the events with the new branches.
    in_place : bool
        Add the branches to the files themselves. They keep their old content until the new one is
        complete.
    friend : str
        Write a tree of the scores alone into this file.
    branch : str
        Name of the new branch, or what the names of several begin with; the method's title when it
        is left out.
    fold_by : str
        Of n models, number (value mod n) answers: ``"event"``.
    variations : dict of dicts
        One more set of scores each: ``{"up": {"jet_pt": "jet_pt*1.02"}}``.
    variables : list of str
        The variables of a model that does not name them.
    threads : int
        0 takes one a core.
    user_code, allow_pickle
        See :meth:`tmva.TMVA.Reader.BookMVA`.
    """
    if sum(map(bool, (output, in_place, friend))) != 1:
        raise _core.OptionError("give one of output, in_place=True and friend")
    paths = [os.fspath(m) for m in ([models] if isinstance(models, (str, os.PathLike)) else models)]
    if len(paths) != 1 and not fold_by or fold_by and len(paths) < 2:
        raise _core.OptionError(f"{len(paths)} models: one, or one a fold with fold_by")
    code = os.path.abspath(user_code) if user_code else ""
    methods = [open_method(path, list(variables), code, allow_pickle) for path in paths]
    title = branch or (methods[0].Title() if paths[0].endswith(WEIGHT_SUFFIXES) else "score")
    plan = Plan([Scores(methods, title, title + "_")], fold_by, variations or {}, threads)
    texts = [trees] if isinstance(trees, str) else trees
    found = [tree for text in texts for tree in find_trees(text)]
    if not found:
        raise _core.DataError("there are no trees of events")
    if in_place:
        return apply_in_place(plan, found)
    if friend:
        return apply_to_friend(plan, chain(found), friend, found[0].tree)
    return apply_to_copy(plan, found, output)


def _folds(count: int) -> list[str]:
    return [str(fold) for fold in range(count)]
