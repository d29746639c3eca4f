"""Writes the manual of all options as Markdown, one page a method, from the options' declarations."""

import pathlib
import sys

import tmva
from tmva import _core


def table(options):
    lines = ["| option | type | default | meaning |", "|---|---|---|---|"]
    for o in options:
        if o.deprecated or o.reader_only:
            continue
        choices = f" One of: {', '.join(f'`{c}`' for c in o.choices)}." if o.choices else ""
        lines.append(f"| `{o.name}` | {o.type} | `{o.default_value}` | {o.help.replace('|', chr(92) + '|')}.{choices} |")
    return "\n".join(lines)


def main(folder):
    out = pathlib.Path(folder)
    out.mkdir(parents=True, exist_ok=True)
    index = [f"# tmva {tmva.__version__}: methods", ""]
    for name, summary in _core.methods():
        page = [f"# {name}", "", summary, "", "## Options", "", table(_core.method_options(name)), ""]
        (out / f"{name}.md").write_text("\n".join(page))
        index.append(f"- [{name}]({name}.md): {summary}")
    (out / "index.md").write_text("\n".join(index) + "\n")
    print(f"wrote {len(index) - 2} pages into {out}")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "build/docs")
