"""A page a method: what docs/methods/NAME.md tells, and the tables of its options from their
declarations."""

from __future__ import annotations

from pathlib import Path

from tmva import _core

ANALYSES = ("classification", "regression", "multiclass")


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "\\<").replace("\n", " ")


def _default(option: _core.OptionInfo) -> str:
    return f"`{option.default_value}`".replace("|", "\\|") if option.default_value else ""


def option_table(options: list[_core.OptionInfo]) -> list[str]:
    lines = ["| option | type | default | meaning |", "|---|---|---|---|"]
    for o in options:
        choices = f" One of {', '.join(f'`{c}`' for c in o.choices)}." if o.choices else ""
        lines.append(f"| `{o.name}` | {o.type} | {_default(o)} | {_cell(o.help)}.{choices} |")
    return lines


def shared_options() -> set[str]:
    """Options that every method has: those of Fisher that all others have, too."""
    names = [{o.name for o in _core.method_options(name)} for name, _ in _core.methods()]
    return set.intersection(*names)


def method_page(name: str, summary: str, told: str) -> str:
    shown = [o for o in _core.method_options(name) if not o.deprecated and not o.reader_only]
    shared = shared_options()
    analyses = [word for i, word in enumerate(ANALYSES) if _core.method_analyses(name) >> i & 1]
    return "\n".join(
        [
            f"# {name}",
            "",
            f"{summary}, for {' and '.join(analyses)}.",
            "",
            told.strip(),
            "",
            "## Options",
            "",
            *option_table([o for o in shown if o.name not in shared]),
            "",
            "### Options of every method",
            "",
            *option_table([o for o in shown if o.name in shared]),
            "",
        ]
    )


def write_pages(told: Path, out: Path) -> list[str]:
    """`told` holds NAME.md for every method; a method without one is an error."""
    out.mkdir(parents=True, exist_ok=True)
    names, rows = [], []
    for name, summary in _core.methods():
        (out / f"{name}.md").write_text(method_page(name, summary, (told / f"{name}.md").read_text()))
        names.append(name)
        marks = ["yes" if _core.method_analyses(name) >> i & 1 else "" for i in range(3)]
        rows.append(f"| [{name}]({name}.md) | {summary} | {' | '.join(marks)} |")
    extra = set(path.stem for path in told.glob("*.md")) - set(names)
    if extra:
        raise ValueError(f"docs/methods tells of methods that do not exist: {sorted(extra)}")
    index = [
        "# Methods",
        "",
        "Each is booked by its name or type, a title and options, any number of times in a job:",
        "",
        "```python",
        'factory.BookMethod(loader, TMVA.Types.kBDT, "BDTG", "NTrees=400:BoostType=Grad")',
        'factory.BookMethod(loader, "BDT", "BDTG", NTrees=400, BoostType="Grad")  # the same',
        "```",
        "",
        "| method | what it is | classification | regression | multiclass |",
        "|---|---|---|---|---|",
        *rows,
        "",
        "The tables of options are made from the declarations that the parser uses;",
        "`tmva options BDT` prints them.",
        "",
        "```{toctree}",
        ":hidden:",
        "",
        *names,
        "```",
        "",
    ]
    (out / "index.md").write_text("\n".join(index))
    return names
