"""The gallery: a page a tutorial with its story, both sources, what it prints and what it draws.

What a tutorial prints is taken by running it; runs are kept by the contents of the tutorials, so
that only what changed is run again.
"""

from __future__ import annotations

import ast
import hashlib
import os
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import tmva

HOME = Path(__file__).resolve().parents[1]
TUTORIALS = HOME / "tutorials"
sys.path.insert(0, str(TUTORIALS))
import stories  # noqa: E402

#: Groups of programs that have no twin in Python.
ONLY_CPP = {"Batches, tensors and models": ["tensors"], "Analyses": ["xgboost_application"]}


def _split(told: str) -> tuple[str, str]:
    """Title and story: the first sentence is the title, up to its colon."""
    title, colon, rest = told.strip().partition(":")
    if not colon or "\n\n" in title:
        title, _, rest = told.strip().partition(".")
    return " ".join(title.split()), (rest.strip()[:1].upper() + rest.strip()[1:])


def story_of(name: str) -> tuple[str, str]:
    python = TUTORIALS / f"{name}.py"
    if python.exists():
        return _split(ast.get_docstring(ast.parse(python.read_text())) or "")
    lines = []
    for line in (TUTORIALS / f"{name}.cpp").read_text().splitlines():
        if not line.startswith("//"):
            break
        lines.append(line[2:].removeprefix(" "))
    return _split("\n".join(lines))


def _key(story: list[str]) -> str:
    content = tmva.__version__.encode()
    for name in [*story, "toy_data", "stories"]:
        content += (TUTORIALS / f"{name}.py").read_bytes()
    return hashlib.sha256(content).hexdigest()[:16]


def run_story(story: list[str], kept: Path) -> Path:
    """The folder with what a story printed (NAME.txt) and drew (NAME*.png)."""
    folder = kept / f"{story[0]}-{_key(story)}"
    if folder.exists():
        return folder
    work = folder.with_suffix(".part")
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    environment = {
        **os.environ,
        "MPLBACKEND": "Agg",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "OMP_NUM_THREADS": "1",
    }
    environment.setdefault("KERAS_BACKEND", "torch")
    run = subprocess.run(
        [sys.executable, str(TUTORIALS / "stories.py"), "--logs", ".", *story],
        cwd=work,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode != 0:
        raise RuntimeError(f"tutorial {story}: {run.stderr[-2000:]}")
    for path in work.iterdir():  # the toy files and weight files have served
        if path.is_dir():
            shutil.rmtree(path)
        elif path.suffix not in (".txt", ".png"):
            path.unlink()
    work.rename(folder)
    return folder


def page(name: str, made: Path | None, out: Path) -> str:
    title, told = story_of(name)
    lines = [f"# {title}", "", told, ""]
    sources = [
        (path, title, lexer)
        for suffix, title, lexer in ((".py", "Python", "python"), (".cpp", "C++", "cpp"))
        if (path := TUTORIALS / f"{name}{suffix}").exists()
    ]
    lines += ["`````{tab-set}"]
    for path, label, lexer in sources:
        lines += [
            f"````{{tab-item}} {label}",
            f"```{lexer}",
            path.read_text().strip(),
            "```",
            f"*tutorials/{path.name}*",
            "````",
        ]
    lines += ["`````", ""]
    printed = (made / f"{name}.txt").read_text().strip() if made else ""
    if printed:
        lines += ["## What it prints", "", "```text", printed, "```", ""]
    for figure in sorted(made.glob(f"{name}*.png")) if made else []:
        shutil.copy(figure, out / figure.name)
        lines += [f"![What {name} draws]({figure.name})", ""]
    return "\n".join(lines)


def write_pages(out: Path, kept: Path | None) -> list[str]:
    """A page a tutorial; `kept` is where runs are kept, None runs nothing. Returns the names."""
    out.mkdir(parents=True, exist_ok=True)
    index = [
        "# Tutorials",
        "",
        "One story a file, in Python and, where it makes sense, in C++. Each runs in seconds on",
        "toy data that it makes itself, and is a test. To play some:",
        "`python tutorials/stories.py classification classification_application`.",
        "",
        "[Which of ROOT's tutorials is which](../root_tutorials.md)",
        "",
    ]
    names: list[str] = []
    made: dict[str, Path] = {}
    if kept:
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            folders = pool.map(lambda story: run_story(story, kept), stories.STORIES)
            made = {name: folder for story, folder in zip(stories.STORIES, folders) for name in story}
    for group, told in stories.GROUPS.items():
        index += [f"## {group}", ""]
        for story in [*told, *([name] for name in ONLY_CPP.get(group, []))]:
            for name in story:
                (out / f"{name}.md").write_text(page(name, made.get(name), out))
                languages = [
                    label
                    for suffix, label in ((".py", "Python"), (".cpp", "C++"))
                    if (TUTORIALS / f"{name}{suffix}").exists()
                ]
                title, rest = story_of(name)
                first = " ".join(re.split(r"\.\s", rest + " ")[0].split())
                index.append(f"- [{title}]({name}.md) ({' and '.join(languages)}): {first}")
                names.append(name)
        index.append("")
    index += ["```{toctree}", ":hidden:", "", *names, "```", ""]
    (out / "index.md").write_text("\n".join(index))
    return names
