"""``tmva apply``: scores for the events of files."""

from __future__ import annotations

from typing import Annotated, Optional

import typer

from .api import add_scores, apply_each
from .choices import names_in
from .models import is_model
from .scores import parse_variation


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
    varied = dict(map(parse_variation, variation or []))
    if arguments[0].endswith((".yaml", ".yml")):
        if any((branch, fold_by, variables, user_code)):
            raise typer.BadParameter("the configuration tells branches, folds and methods")
        for done in apply_each(arguments[0], arguments[1:], in_place, friend, varied, threads, allow_pickle):
            typer.echo(f"{done.entries} entries of {done.tree} written to {done.written_to}")
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
    entries = add_scores(
        models,
        events,
        "" if friend else output,
        in_place=in_place,
        friend=friend,
        branch=branch,
        fold_by=fold_by,
        variations=varied,
        variables=names_in(variables),
        threads=threads,
        user_code=user_code,
        allow_pickle=allow_pickle,
    )
    typer.echo(f"{entries} entries written to {output or ', '.join(events)}")
