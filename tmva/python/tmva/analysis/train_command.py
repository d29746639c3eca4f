"""``tmva train``: the models of a configuration."""

from __future__ import annotations

import json
from importlib import resources
from typing import Annotated, Optional

import typer

from .choices import chosen


def train(
    config: Annotated[
        Optional[str], typer.Argument(metavar="CONFIG.yaml", help="The configuration.")
    ] = None,
    folds: Annotated[str, typer.Option(help="Only these: 0,1")] = "",
    methods: Annotated[str, typer.Option(help="Only these: BDTG,LD")] = "",
    output: Annotated[str, typer.Option(help="Instead of the configuration's output folder.")] = "",
    example: Annotated[
        bool, typer.Option("--example", help="Print a configuration to begin with, and end.")
    ] = False,
    print_schema: Annotated[
        bool,
        typer.Option(
            "--print-schema", help="Print the JSON schema of configurations, for editors, and end."
        ),
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
    from .config_file import ConfigFile
    from .training import train as train_models

    file = ConfigFile(config, {"output": output} if output else None)
    known = [str(fold) for fold in range(file.config.num_folds)]
    wanted = [int(fold) for fold in chosen(folds, known, "fold")]
    names = chosen(methods, list(file.config.methods), "method")
    train_models(file, wanted, names)
    typer.echo(
        f"{len(wanted) * len(names)} models written to {file.config.output}; next: tmva evaluate {config}"
    )
