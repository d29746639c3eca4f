"""``tmva evaluate``: how good the trained methods are."""

from __future__ import annotations

import sys
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from .api import evaluate as evaluate_methods
from .choices import names_in


def evaluate(
    config: Annotated[
        str,
        typer.Argument(metavar="CONFIG.yaml", help="The configuration, whose models are trained."),
    ],
    methods: Annotated[str, typer.Option(help="Only these: BDTG,LD")] = "",
    output: Annotated[str, typer.Option(help="Instead of the configuration's output folder.")] = "",
    allow_pickle: Annotated[
        bool, typer.Option("--allow-pickle", help="Read model files that can run code.")
    ] = False,
) -> None:
    """Evaluate the methods on events that their models have not seen: confusion matrices, ROC
    integrals, overtraining, the best cuts, and which inputs matter."""
    found = evaluate_methods(config, methods=names_in(methods), output=output, allow_pickle=allow_pickle)
    console = Console() if sys.stdout.isatty() else Console(width=200)  # a pipe has no width
    for method, results in found.items():
        for title, key in (
            ("confusion, efficiency (weighted)", "confusion_efficiency_weighted"),
            ("confusion, purity (weighted)", "confusion_purity_weighted"),
        ):
            rows = [
                {"true class": cls, **dict(zip(results.classes, row))}
                for cls, row in zip(results.classes, results.matrices[key].tolist())
            ]
            console.print(_table(f"{method}: {title}", rows))
        worst = sorted(results.tables["overtraining"], key=lambda row: _order(row["probability"]))[:5]
        top = [row for row in results.tables.get("ranking", []) if row["rank"] <= 5]
        for title, shown in (
            ("ROC integrals", results.tables["roc"]),
            ("best cuts", results.tables["best_cuts"]),
            ("overtraining, the five least probable", worst),
            ("Taylor ranking, the first five", top),
        ):
            if shown:
                console.print(_table(f"{method}: {title}", shown))
        if results.not_answered:
            console.print(
                f"{method}: {results.not_answered} events have missing inputs and no answer; they are left out"
            )
        typer.echo(f"{method}: all tables and figures are in {results.folder}")


def _order(value: float) -> float:
    return value if value == value else 2.0


def _table(title: str, rows: list[dict[str, Any]]) -> Table:
    table = Table(title=title, box=None, header_style="bold", title_justify="left")
    for name in rows[0]:
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(*[f"{value:.4g}" if isinstance(value, float) else str(value) for value in row.values()])
    return table
