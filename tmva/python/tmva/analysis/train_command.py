"""``tmva train``: the models of a configuration."""

from __future__ import annotations

import json
from importlib import resources
from typing import Annotated, Optional

import typer

from .api import train as train_models
from .choices import names_in


def train(
    config: Annotated[Optional[str], typer.Argument(metavar="CONFIG.yaml", help="The configuration.")] = None,
    folds: Annotated[str, typer.Option(help="Only these: 0,1")] = "",
    methods: Annotated[str, typer.Option(help="Only these: BDTG,LD")] = "",
    output: Annotated[str, typer.Option(help="Instead of the configuration's output folder.")] = "",
    example: Annotated[
        bool, typer.Option("--example", help="Print a configuration to begin with, and end.")
    ] = False,
    print_schema: Annotated[
        bool,
        typer.Option("--print-schema", help="Print the JSON schema of configurations, for editors, and end."),
    ] = False,
) -> None:
    """Train the methods of a configuration, one model a fold."""
    if example:
        typer.echo(
            resources.files(__package__).joinpath("example.yaml").read_text(encoding="utf-8"),
            nl=False,
        )
        return
    if print_schema:
        from .config import Config

        typer.echo(json.dumps(Config.model_json_schema(by_alias=True), indent=1))
        return
    if config is None:
        raise typer.BadParameter("CONFIG.yaml is missing; --example prints one to begin with")
    numbers = names_in(folds)
    for number in numbers:
        if not number.isdigit():
            raise typer.BadParameter(f"--folds {folds}: '{number}' is not a number of a fold")
    trained = train_models(config, folds=[int(n) for n in numbers], methods=names_in(methods), output=output)
    typer.echo(f"{len(trained)} models written; next: tmva evaluate {config}")
