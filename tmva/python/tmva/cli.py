"""The command line: ``tmva methods | options | inspect | train | evaluate | apply | convert | draw | run``."""

from __future__ import annotations

import io
import json
import sys
from typing import Annotated, Any, Optional

import typer
from rich.console import Console
from rich.table import Table

from . import __version__, _core
from .analysis.apply_command import apply
from .analysis.evaluate_command import evaluate
from .analysis.train_command import train
from .inspection import describe_file, draw_file
from .run_command import SETTINGS, run

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="The TMVA workflow on ROOT files.",
)
JsonFlag = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def _print(table: Table) -> None:
    Console(soft_wrap=not sys.stdout.isatty()).print(table)


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, box=None, header_style="bold", title_justify="left")
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def _main(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    if isinstance(sys.stdout, io.TextIOWrapper):  # names in files may hold any bytes
        sys.stdout.reconfigure(errors="backslashreplace")


@app.command()
def methods(as_json: JsonFlag = False) -> None:
    """List the methods that can be booked."""
    rows = [(name, summary, _analyses(_core.method_analyses(name))) for name, summary in _core.methods()]
    if as_json:
        typer.echo(json.dumps([dict(zip(("name", "summary", "analyses"), row)) for row in rows]))
        return
    table = _table("Methods", "name", "what it is", "analysis types")
    for name, summary, analyses in rows:
        table.add_row(name, summary, ", ".join(analyses))
    _print(table)


def _analyses(bits: int) -> list[str]:
    names = ("Classification", "Regression", "Multiclass")
    return [name for i, name in enumerate(names) if bits >> i & 1]


@app.command()
def options(
    method: Annotated[Optional[str], typer.Argument(help="The method; all when left out.")] = None,
    as_json: JsonFlag = False,
) -> None:
    """Print every option of a method, from its one declaration."""
    names = [method] if method else [name for name, _ in _core.methods()]
    found = {
        name: [o for o in _core.method_options(name) if not o.deprecated and not o.reader_only]
        for name in names
    }
    if as_json:
        fields = ("name", "type", "default_value", "choices", "help")
        typer.echo(
            json.dumps({n: [{f: getattr(o, f) for f in fields} for o in os] for n, os in found.items()})
        )
        return
    for name, described in found.items():
        table = _table(f"Options of {name}", "option", "type", "default", "allowed", "meaning")
        for option in described:
            table.add_row(
                option.name, option.type, option.default_value, ", ".join(option.choices), option.help
            )
        _print(table)


@app.command()
def inspect(
    file: Annotated[str, typer.Argument(help="A ROOT file (or its URL) or a weight file (.xml, .xml.gz).")],
    as_json: JsonFlag = False,
) -> None:
    """Show what is in a ROOT file or in a weight file."""
    is_weights = file.endswith((".xml", ".xml.gz"))
    content = _inspect_weights(file) if is_weights else describe_file(file)
    if as_json:
        typer.echo(json.dumps(content))
    elif is_weights:
        _print_weights(content)
    else:
        # A pipe has no width: lines are whole there.
        is_terminal = sys.stdout.isatty()
        Console(soft_wrap=not is_terminal, width=None if is_terminal else 10_000).print(draw_file(content))


def _inspect_weights(path: str) -> dict[str, Any]:
    method = _core.read_weight_file(path)
    info = method.Info()
    return {
        "file": path,
        "method": method.Type(),
        "title": method.Title(),
        "analysis": str(info.analysis.name)[1:],
        "variables": [v.expression for v in info.variables],
        "spectators": [v.expression for v in info.spectators],
        "targets": [v.expression for v in info.targets],
        "classes": [c.name for c in info.classes],
        "options": {o.name: o.value for o in method.Options() if o.is_set},
    }


def _print_weights(content: dict[str, Any]) -> None:
    table = _table(f"{content['method']} '{content['title']}'", "", "")
    for key in ("analysis", "classes", "variables", "spectators", "targets"):
        value = content[key]
        table.add_row(key, value if isinstance(value, str) else ", ".join(value))
    for name, value in content["options"].items():
        table.add_row(f"option {name}", value)
    _print(table)


app.command()(train)
app.command()(evaluate)
app.command()(apply)


@app.command()
def convert(
    source: Annotated[
        str,
        typer.Argument(
            help="A model that tmva.load_model reads: a weight file (.xml, .xml.gz), ONNX "
            "(.onnx), Keras (.keras, .h5), PyTorch (.pt2), scikit-learn (.skops), XGBoost "
            "(.json, .ubj), LightGBM (.txt), or FILE.root:NAME."
        ),
    ],
    target: Annotated[
        str,
        typer.Argument(help="What to write: ONNX (.onnx), FILE.root:NAME, or, of a forest, XGBoost (.json)."),
    ],
    as_logistic: Annotated[
        bool,
        typer.Option(
            "--as-logistic",
            help="Write TMVA's response r of gradient boosting "
            "as the probability (r + 1) / 2, which XGBoost knows.",
        ),
    ] = False,
    allow_pickle: Annotated[
        bool, typer.Option("--allow-pickle", help="Read a pickle, which can run code.")
    ] = False,
) -> None:
    """Write a trained model in another format."""
    from .models import load_model
    from .models.tree_ensemble import TreeEnsemble

    forests = (".xml", ".xml.gz", ".json", ".ubj", ".txt")
    if as_logistic or not target.endswith(".onnx") and ".root:" not in target:
        forest: Optional[TreeEnsemble] = TreeEnsemble.load(source, allow_pickle)
    elif source.endswith(forests) and ".root:" not in target:
        forest = _forest_in(source)
    else:
        forest = None
    if forest is None:
        model = load_model(source, allow_pickle=allow_pickle)
        model.save(target)
        typer.echo(f"{model!r} written to {target}")
        return
    if as_logistic:
        forest = forest.as_logistic()
    forest.save(target)
    typer.echo(f"{forest!r} written to {target}")


def _forest_in(source: str) -> Any:
    """The forest in a file; None where it is a method of another kind."""
    from .models.tree_ensemble import TreeEnsemble

    try:
        return TreeEnsemble.load(source)
    except _core.ModelError:
        if source.endswith((".xml", ".xml.gz")):
            return None
        raise


@app.command()
def draw(
    model: Annotated[str, typer.Argument(help="A BDT weight file, or another library's forest.")],
    tree: Annotated[int, typer.Option(help="The number of the tree, from 0.")] = 0,
    output: Annotated[str, typer.Option("--output", "-o", help="The SVG file to write.")] = "tree.svg",
    max_depth: Annotated[Optional[int], typer.Option(help="Leave out what is deeper.")] = None,
) -> None:
    """Draw a tree of a forest as an SVG picture."""
    from .report.tree_svg import draw_tree

    draw_tree(model, tree, output, max_depth)
    typer.echo(f"tree {tree} drawn to {output}")


app.command(context_settings=SETTINGS)(run)


@app.command(
    context_settings={"ignore_unknown_options": True, "allow_extra_args": True, "help_option_names": []}
)
def hadd(context: typer.Context) -> None:
    """Merge ROOT files: trees are joined, histograms added up."""
    from .hadd import main as merge

    raise typer.Exit(merge(context.args))


def main() -> None:
    """Entry point: exit codes 0 (done), 1 (an error), 2 (usage), 130 (interrupted)."""
    try:
        app()
    except _core.Error as error:
        typer.echo(f"error: {error}", err=True)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
