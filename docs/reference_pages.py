"""Pages made by asking the program: its command line, its error messages, its operators."""

from __future__ import annotations

import contextlib
import io
import os
import re
import tempfile
from importlib import resources
from pathlib import Path

import numpy as np
import typer.main

import tmva
from tmva import TMVA, _core, cli


def command_line_page() -> str:
    lines = [
        "# Command line",
        "",
        "Every command answers `--help`, ends with 0 (done), 1 (an error, told in one line), "
        "2 (usage) or 130 (interrupted), "
        "and those with `--json` print what a program can read.",
        "",
    ]
    group = typer.main.get_command(cli.app)
    for name, command in sorted(group.commands.items()):
        lines += [f"## tmva {name}", "", command.help or "", ""]
        arguments = [p for p in command.params if p.param_type_name == "argument"]
        options = [p for p in command.params if p.param_type_name == "option"]
        words = [_metavar(p) for p in arguments]
        lines += [
            "```sh",
            " ".join(["tmva", name, *words, *(["[OPTIONS]"] if options else [])]),
            "```",
            "",
        ]
        rows = [(f"`{word}`", p) for word, p in zip(words, arguments, strict=True)]
        rows += [(", ".join(f"`{o}`" for o in [*p.opts, *p.secondary_opts]), p) for p in options]
        lines += ["| | |", "|---|---|"] if rows else []
        for label, p in rows:
            default = (
                p.default
                if isinstance(p.default, (str, int, float)) and not isinstance(p.default, bool)
                else None
            )
            told = f" (default `{default}`)" if default not in (None, "") else ""
            lines.append(f"| {label} | {(p.help or '').replace('|', chr(92) + '|')}{told} |")
        lines.append("")
    return "\n".join(lines)


def _metavar(argument) -> str:
    word = argument.metavar or argument.name.upper()
    return word if argument.required else f"[{word.strip('[]')}]"


def operators() -> str:
    """Names of ONNX's operators that sessions run, as one paragraph."""
    return ", ".join(f"`{name}`" for name in sorted(set(_operator_names())))


def _operator_names() -> list[str]:
    return [entry if isinstance(entry, str) else entry[0] for entry in _core.graph_operators()]


def analysis_example() -> str:
    """The configuration that `tmva train --example` prints."""
    return (resources.files("tmva.analysis") / "example.yaml").read_text(encoding="utf-8").rstrip()


def analysis_keys() -> str:
    """A table a section of the configuration, from its declaration."""
    from tmva.analysis.config import Config

    schema = Config.model_json_schema(by_alias=True)
    lines = []
    for title, section in [("The whole file", schema), *sorted(schema["$defs"].items())]:
        title = re.sub(r"Section$", "", title)
        lines += [f"### {title}", "", "| key | default | |", "|---|---|---|"]
        for key, field in section["properties"].items():
            default = field.get("default")
            shown = f"`{default}`" if default not in (None, "", [], {}) else ""
            shown = "" if shown.startswith("`{") and "': " in shown else shown
            shown = "needed" if key in section.get("required", []) else shown
            choices = " or ".join(f"`{c}`" for c in field.get("enum", []))
            told = "; ".join(filter(None, (field.get("description", ""), choices)))
            lines.append(f"| `{key}` | {shown} | {told.replace('|', chr(92) + '|')} |")
        lines.append("")
    return "\n".join(lines)


def root_headers() -> str:
    """The headers of ROOT's names, with what their first comments say."""
    lines = ["| header | |", "|---|---|"]
    folder = Path(__file__).resolve().parents[1] / "tmva" / "root" / "include"
    for path in sorted(folder.rglob("*.h"), key=lambda p: str(p.relative_to(folder)).lower()):
        first = re.match(r"(?://[^\n]*\n)*", path.read_text()).group()
        told = " ".join(line[2:].strip() for line in first.splitlines())
        told = re.sub(rf"^{path.stem}: ", "", told).replace("|", "\\|").replace("<", "\\<")
        if "stands with" not in told:  # its names are told of in the other header
            name = path.relative_to(folder)
            lines.append(f"| `{name}` | {told[:1].upper() + told[1:]} |")
    return "\n".join(lines)


def _loader() -> TMVA.DataLoader:
    loader = TMVA.DataLoader("dataset")
    loader.AddVariable("var1")
    return loader


def _unknown_option() -> None:
    TMVA.Factory("job", "!V:Silent").BookMethod(_prepared(), "BDT", "BDTG", "NTree=100")


def _out_of_range() -> None:
    TMVA.Factory("job", "!V:Silent").BookMethod(_prepared(), "BDT", "BDTG", "NTrees=-3")


def _prepared() -> TMVA.DataLoader:
    loader = _loader()
    events = {"var1": np.arange(100.0)}
    loader.AddSignalTree(events)
    loader.AddBackgroundTree(events)
    return loader


def _wrong_branch() -> None:
    with tmva.recreate("events.root") as file:
        file.mktree("events", {"jet_pt": "float32"}).extend({"jet_pt": np.ones(3, "float32")})
    tmva.File("events.root")["events"].arrays("jet_tp > 30")


def _not_a_number() -> None:
    loader = _loader()
    loader.AddSignalTree({"var1": np.array([0.5, np.nan, 1.5])})
    loader.AddBackgroundTree({"var1": np.arange(100.0)})
    factory = TMVA.Factory("job", "!V:Silent")
    factory.BookMethod(loader, "Fisher", "Fisher", "")
    factory.TrainAllMethods()


def _cut_off() -> None:
    Path("short.root").write_bytes(b"root" + bytes(20))
    tmva.File("short.root")


def _unknown_method() -> None:
    TMVA.Factory("job", "!V:Silent").BookMethod(_prepared(), "BTD", "trees", "")


def _missing_method() -> None:
    TMVA.Factory("job", "!V:Silent").BookMethod(_prepared(), "SVM", "SVM", "")


def _wrong_model() -> None:
    Path("net.onnx").write_bytes(b"no model")
    tmva.load_model("net.onnx")


def _pickle() -> None:
    Path("net.pkl").write_bytes(b"\x80\x04N.")
    tmva.load_model("net.pkl")


#: What goes wrong, and code that lets it go wrong; its message is what the page shows.
MISTAKES = {
    "A misspelt option": _unknown_option,
    "A value out of range": _out_of_range,
    "A misspelt method": _unknown_method,
    "A method of TMVA that is not there": _missing_method,
    "A misspelt branch": _wrong_branch,
    "A value that is not a number": _not_a_number,
    "A damaged file": _cut_off,
    "Not a model": _wrong_model,
    "A file that could run code": _pickle,
}


def messages() -> str:
    """The table of MISTAKES, each with the class and the message of what it raises."""
    lines = []
    home = os.getcwd()
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()):
        os.chdir(folder)
        try:
            for title, mistake in MISTAKES.items():
                lines += [f"**{title}**", "", "```text", _message(mistake), "```", ""]
        finally:
            os.chdir(home)
    return "\n".join(lines)


def _message(mistake) -> str:
    try:
        mistake()
    except tmva.Error as error:
        return f"{type(error).__name__}: {error}"
    raise AssertionError(f"{mistake.__name__} raised nothing")
