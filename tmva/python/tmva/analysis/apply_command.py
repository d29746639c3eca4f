"""``tmva apply``: scores for the events of files."""

from __future__ import annotations

import os
from typing import Annotated, Optional

import typer

from .. import _core
from .applying import apply_in_place, apply_to_copy, apply_to_friend
from .event_files import EventTree, chain, find_trees
from .models import is_model, open_method
from .scores import Plan, Scores, parse_variation


def apply(
    arguments: Annotated[
        list[str],
        typer.Argument(
            metavar="MODEL... FILE.root:TREE... [OUT]",
            show_default=False,
            help="Weight files, or models that tmva.load_model reads; trees of events (wildcards "
            "allowed); the ROOT file to write. Or CONFIG.yaml [FILE.root[:TREE]...]: what its key application says.",
        ),
    ],
    branch: Annotated[
        str,
        typer.Option(
            help="Name of the new branch; where there are several, what their names begin "
            "with. Default: the title of the method."
        ),
    ] = "",
    in_place: Annotated[
        bool,
        typer.Option(
            "--in-place",
            help="Add the branches to the files themselves. A file keeps its "
            "old content until the new one is complete.",
        ),
    ] = False,
    friend: Annotated[
        str,
        typer.Option(metavar="OUT.root", help="Write a tree of the scores alone, to be a friend."),
    ] = "",
    variation: Annotated[
        Optional[list[str]],
        typer.Option(
            metavar="NAME:COLUMN=EXPRESSION,...",
            help="One more set of scores, with other values in some columns: "
            "'up:jet_pt=jet_pt*1.02,met=met+5'. May be repeated.",
        ),
    ] = None,
    fold_by: Annotated[
        str,
        typer.Option(
            metavar="EXPRESSION", help="Of n models, number (value mod n) answers: --fold-by event."
        ),
    ] = "",
    variables: Annotated[
        str, typer.Option(help="The variables of a model that does not name them: x,y,x/y")
    ] = "",
    threads: Annotated[int, typer.Option(min=0, help="0: one a core.")] = 0,
    user_code: Annotated[str, typer.Option(help="Python file that the method needs.")] = "",
    allow_pickle: Annotated[
        bool, typer.Option("--allow-pickle", help="Read a model file that can run code.")
    ] = False,
) -> None:
    """Add the answers of trained methods to events: to a copy of the file, in place, or as a friend
    tree.

    Without --in-place and --friend the last argument is the file to write: a copy of the events
    with the new branches.
    """
    if in_place and friend:
        raise typer.BadParameter("--in-place and --friend exclude each other")
    if arguments[0].endswith((".yaml", ".yml")):
        from .configured import apply_config

        if any((branch, fold_by, variables, user_code)):
            raise typer.BadParameter("the configuration tells branches, folds and methods")
        apply_config(
            arguments[0],
            arguments[1:],
            in_place,
            friend,
            dict(map(parse_variation, variation or [])),
            threads,
            allow_pickle,
        )
        return
    models = [arguments[0]]
    while fold_by and len(models) < len(arguments) and is_model(arguments[len(models)]):
        models.append(arguments[len(models)])
    events, output = arguments[len(models) :], friend
    if not in_place and not friend:
        if len(events) < 2:
            raise typer.BadParameter(
                "expected a tree of events and the file to write, or --in-place, or --friend OUT.root"
            )
        *events, output = events
    if not events:
        raise typer.BadParameter("expected a tree of events, as FILE.root:TREE")
    if fold_by and len(models) < 2:
        raise typer.BadParameter("--fold-by needs one model a fold")
    plan = Plan(
        [_scores(models, branch, variables, user_code, allow_pickle)],
        fold_by,
        dict(map(parse_variation, variation or [])),
        threads,
    )
    trees = [tree for text in events for tree in find_trees(text)]
    report(write(plan, trees, in_place, friend, output), trees, output)


def write(plan: Plan, trees: list[EventTree], in_place: bool, friend: str, output: str) -> int:
    """Applies in one of the three ways; returns the number of entries."""
    if in_place:
        return apply_in_place(plan, trees)
    if friend:
        return apply_to_friend(plan, chain(trees), friend, trees[0].tree)
    return apply_to_copy(plan, trees, output)


def report(entries: int, trees: list[EventTree], output: str) -> None:
    where = output or ", ".join(dict.fromkeys(tree.file for tree in trees))
    typer.echo(f"{entries} entries written to {where}")


def _scores(
    paths: list[str], branch: str, variables: str, user_code: str, allow_pickle: bool
) -> Scores:
    names = [each.strip() for each in variables.split(",")] if variables else None
    methods: list[_core.BookedMethod] = [
        open_method(path, names, os.path.abspath(user_code) if user_code else "", allow_pickle)
        for path in paths
    ]
    title = branch or (methods[0].Title() if paths[0].endswith((".xml", ".xml.gz")) else "score")
    return Scores(methods, title, title + "_")
