"""Writes the sources of the site: `python docs/make_pages.py build/docs-source`, then Sphinx
makes HTML of them.

Pages told by hand lie in this folder; those of methods, tutorials, C++ headers, commands and
messages are made from the program itself.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
HOME = HERE.parent
sys.path.insert(0, str(HERE))

import cpp_api  # noqa: E402
import method_pages  # noqa: E402
import reference_pages  # noqa: E402
import tutorial_pages  # noqa: E402


def _included(text: str) -> str:
    """`<!-- messages -->` and the like are replaced by what the program says."""
    for name, made in (
        ("messages", reference_pages.messages),
        ("operators", reference_pages.operators),
        ("analysis example", reference_pages.analysis_example),
        ("analysis keys", reference_pages.analysis_keys),
        ("root headers", reference_pages.root_headers),
    ):
        mark = f"<!-- {name} -->"
        if mark in text:
            text = text.replace(mark, made())
    return text


def write_sources(out: Path, runs: Path | None) -> None:
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    for path in HERE.glob("*.md"):
        (out / path.name).write_text(_included(path.read_text()))
    shutil.copy(HERE / "conf.py", out / "conf.py")
    (out / "changelog.md").write_text((HOME / "CHANGELOG.md").read_text())
    (out / "benchmarks.md").write_text((HOME / "bench" / "RESULTS.md").read_text())
    (out / "command_line.md").write_text(reference_pages.command_line_page())
    method_pages.write_pages(HERE / "methods", out / "methods")
    headers = [HOME / room / "include" / "TMVA" for room in ("dataloader", "tmva")]
    cpp_api.write_pages(headers, out / "cpp")
    tutorial_pages.write_pages(out / "tutorials", runs)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--runs", type=Path, help="Run the tutorials, and keep what they print here.")
    arguments = parser.parse_args()
    write_sources(arguments.out, arguments.runs)
    print(f"{sum(1 for _ in arguments.out.rglob('*.md'))} pages in {arguments.out}")
