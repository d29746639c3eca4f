"""The pages of the site: all there, true, with links that lead somewhere. Without Sphinx."""

import pathlib
import re
import subprocess
import sys

import numpy as np
import pytest

import tmva
from tmva import TMVA, _core

HOME = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(HOME / "docs"))
import cpp_api  # noqa: E402
import make_pages  # noqa: E402


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    out = tmp_path_factory.mktemp("site") / "source"
    make_pages.write_sources(out, None)
    return out


def prose(path):
    """A page without its code."""
    return re.sub(r"(`{3,}).*?\n\1(?!`)", "", path.read_text(), flags=re.DOTALL)


def test_links_lead_somewhere(site):
    broken = []
    for page in site.rglob("*.md"):
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", prose(page)):
            if not (page.parent / target).exists():
                broken.append(f"{page.relative_to(site)}: {target}")
    for target in re.findall(r"\]\(([^)#:]+)", (HOME / "README.md").read_text()):
        if not (HOME / target).exists():
            broken.append(f"README.md: {target}")
    assert not broken


def test_every_page_is_in_a_table_of_contents(site):
    listed = {site / "index.md"}
    for page in site.rglob("*.md"):
        for tree in re.findall(r"```\{toctree\}\n(.*?)```", page.read_text(), flags=re.DOTALL):
            listed |= {
                page.parent / f"{line.strip()}.md"
                for line in tree.splitlines()
                if line.strip() and line[0] != ":"
            }
    assert set(site.rglob("*.md")) == listed


@pytest.mark.parametrize("name", [name for name, _ in _core.methods()])
def test_methods(site, name):
    text = (site / "methods" / f"{name}.md").read_text()
    options = {o.name.lower(): o for o in _core.method_options(name)}
    for option in options.values():
        assert (f"| `{option.name}` |" in text) == (not option.deprecated and not option.reader_only)
    told = (HOME / "docs" / "methods" / f"{name}.md").read_text()
    (booking,) = re.findall(r"BookMethod\(loader, TMVA\.Types\.k(\w+), \"\w+\",\s+\"([^\"]*)\"\)", told)
    assert booking[0] == name
    for item in booking[1].split(":"):
        option, _, value = item.partition("=")
        bare = not value and any(option in o.choices for o in options.values())
        assert bare or option.lower() in options, item
        if not bare and options[option.lower()].choices:
            assert value in options[option.lower()].choices
    known = {o.name for method, _ in _core.methods() for o in _core.method_options(method)}
    assert known.issuperset(re.findall(r"`([A-Z]\w+)=", told))


def test_commands_and_headers_and_tutorials(site):
    from tmva.cli import app

    commands = (site / "command_line.md").read_text()
    for command in app.registered_commands:
        assert f"## tmva {command.name or command.callback.__name__.replace('_', '-')}" in commands
    for header in [*HOME.glob("dataloader/include/TMVA/*.h"), *HOME.glob("tmva/include/TMVA/*.h")]:
        text = (site / "cpp" / f"{header.stem}.md").read_text()
        for name in re.findall(r"^(?:class|struct) (\w+)[^;]*\{", header.read_text(), flags=re.MULTILINE):
            assert f"## {name}\n" in text, (header.name, name)
    tutorials = HOME / "tutorials"
    for path in [*tutorials.glob("*.py"), *tutorials.glob("*.cpp")]:
        if path.stem not in ("toy_data", "demo", "stories"):
            assert path.read_text().strip() in (site / "tutorials" / f"{path.stem}.md").read_text()


def test_all_tutorials_of_root_are_accounted_for(example):
    folder = pathlib.Path(example("x")).parents[1]
    told = (HOME / "docs" / "root_tutorials.md").read_text()
    assert not [
        path.name for path in folder.rglob("*.*") if path.suffix in (".C", ".py") and path.name not in told
    ]


def test_what_formulas_can_do():
    """Operators, functions and constants of the table, each on a small tree."""
    told = (HOME / "docs" / "formulas.md").read_text().split("## As TTreeFormula")[0]
    tree = tmva.Tree({"x": [0.5, 0.25], "jet_pt": np.array([[1.0, 2.0], [3.0, 4.0]])})
    names = re.findall(r"\| functions \| `([^`]*) \.\.\.`", told)[0].split()
    two = {"pow", "atan2", "min", "max"}
    formulas = [f"{name}(x, x)" if name in two else f"{name}(x)" for name in names]
    formulas += re.findall(r"`((?:TMath::\w+\(\)|pi|\w+\$))`", told.replace("`Sum$(x)`", "`Sum$`"))
    assert {"pi", "TMath::E()", "Entry$", "Max$"} <= set(formulas) and len(formulas) > 30
    for formula in formulas:
        suffix = (
            "(jet_pt, jet_pt > 1)"
            if "If$" in formula
            else "(jet_pt)"
            if formula[:3] in ("Sum", "Min", "Max", "Len")
            else ""
        )
        assert len(tree.evaluate(formula + suffix)) == 2, formula


def test_messages_are_those_of_today(site):
    errors = (site / "errors.md").read_text()
    assert "OptionError: BDT: unknown option 'NTree=100'; did you mean 'NTrees'?" in errors
    for error in (
        tmva.OptionError,
        tmva.DataError,
        tmva.FileFormatError,
        tmva.ModelError,
        tmva.PythonError,
    ):
        assert f"`tmva.{error.__name__}`" in errors
    assert "`Gemm`" in (site / "models.md").read_text()


def test_missing_methods_are_missing():
    told = (HOME / "docs" / "coming_from_tmva.md").read_text()
    row = next(line for line in told.splitlines() if line.startswith("| Cuts, "))
    there = {name for name, _ in _core.methods()}
    missing = [name.strip() for name in row.split("|")[1].split(",")]
    assert not there.intersection(missing)
    loader = TMVA.DataLoader("d")
    loader.AddVariable("x")
    for add in (loader.AddSignalTree, loader.AddBackgroundTree):
        add({"x": [0.0, 1.0]})
    for name in ("Cuts", "MLP", "SVM", "KNN"):
        assert name in missing
        with pytest.raises(tmva.OptionError, match="not available"):
            TMVA.Factory("job", "Silent").BookMethod(loader, name, name, "")


@pytest.mark.parametrize(
    "page, made",
    [("tour", {"events.root", "result.root", "tree.svg", "bdtg.onnx"}), ("files", {"events.root"})],
)
def test_code_of_pages_runs(tmp_path, page, made):
    text = (HOME / "docs" / f"{page}.md").read_text()
    code = re.findall(r"```python\n(.*?)```", text, flags=re.DOTALL)
    (tmp_path / "code.py").write_text("\n".join(code))
    run = subprocess.run(
        [sys.executable, "code.py"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr[-2000:]
    assert made <= {path.name for path in tmp_path.iterdir()}


HEADER = """// Thing: what it is,
// in two lines.
#pragma once
#include <vector>
#define TWICE(x) \\
  ((x) + (x))

namespace TMVA::inline standalone {

class Other;

/// A thing.
///
///   Thing thing(3);  // code
class Thing : public Base {
 public:
  /// Of `size` <int>.
  explicit Thing(int size) : size_(size), text_("}") {
    if (size < 0) throw DataError("{");
  }
  Thing(const Thing&) = delete;
  ~Thing();

  int Size() const;  ///< in bytes
  double Size(double x) const;

  template <class T>
  T Get() const { return T{}; }

 private:
  /// hidden
  int size_ = 0;
};

/// Kinds.
enum class Kind { kOne, kTwo };

struct Plain {
  int a = 1;  ///< first
};

void Free(int a = {}, std::vector<int> b = {1, 2});

namespace Detail { void Hidden(); }

}  // namespace TMVA::inline standalone
"""


def test_headers_are_read(tmp_path):
    path = tmp_path / "Thing.h"
    path.write_text(HEADER)
    header = cpp_api.read_header(path)
    assert header.summary == "What it is, in two lines."
    thing, kind, plain, free = header.entries
    assert (thing.name, thing.code, thing.text.splitlines()[0]) == (
        "Thing",
        ["class Thing : public Base"],
        "A thing.",
    )
    assert [entry.code for entry in thing.members] == [
        ["explicit Thing(int size);"],
        ["int Size() const;  // in bytes", "double Size(double x) const;"],
        ["template <class T>\n  T Get() const;"],
    ]
    assert thing.members[0].text == "Of `size` <int>."
    assert (kind.code, kind.text) == (["enum class Kind { kOne, kTwo };"], "Kinds.")
    assert plain.code == ["struct Plain {\n  int a = 1;  ///< first\n};"]
    assert free.code == ["void Free(int a = {}, std::vector<int> b = {1, 2});"]
    text = cpp_api.page(header, "TMVA")
    assert "```cpp\n  Thing thing(3);  // code\n```" in text and "hidden" not in text.lower()
