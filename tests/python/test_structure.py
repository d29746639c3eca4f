"""The house: arrows run from right to left only, and files stay short."""

import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[2]

# Rooms from left to right. A room may include itself and what stands before it.
ROOMS = [
    "dataloader/include",
    "dataloader/random",
    "dataloader/rootio",
    "dataloader/source",
    "dataloader/expression",
    "dataloader/batch",
    "dataloader",
    "tmva/include",
    "tmva/log",
    "tmva/threads",
    "tmva/options",
    "tmva/weights",
    "tmva/data",
    "tmva/pdf",
    "tmva/graph/onnx",
    "tmva/graph",
    "tmva/graph/store",
    "tmva/transform",
    "tmva/trees",
    "tmva/method",
    "tmva/evaluation",
    "tmva/factory",
    "tmva/root/include",
    "tmva/root",
    "methods",
    "tmva/python",
]
# Public headers that belong to a room further right than "include".
FILES = [
    p
    for top in ("dataloader", "tmva", "methods")
    for p in (ROOT / top).rglob("*")
    if p.suffix in {".h", ".cpp"}
]


def room_of(path: str) -> str:
    return max((room for room in ROOMS if path.startswith(room + "/")), key=len)


def includes(path: pathlib.Path) -> list[str]:
    return re.findall(r'^\s*#include\s+[<"]([^>"]+)[>"]', path.read_text(), re.M)


def where(name: str) -> str | None:
    """Repository path of an included file of ours."""
    if name.startswith("TMVA/"):
        for room in ("dataloader/include", "tmva/include", "tmva/root/include"):
            if (ROOT / room / name).exists():
                return f"{room}/{name}"
        raise AssertionError(f"<{name}> does not exist")
    if (ROOT / "tmva/root/include" / name).exists():
        return f"tmva/root/include/{name}"
    return name if (ROOT / name).exists() else None


def test_arrows_run_one_way():
    wrong = []
    for path in FILES:
        source = str(path.relative_to(ROOT))
        for name in includes(path):
            target = where(name)
            if target and ROOMS.index(room_of(target)) > ROOMS.index(room_of(source)):
                wrong.append(f"{source} includes {name}")
    assert not wrong, "\n".join(wrong)


def test_methods_do_not_know_each_other():
    wrong = []
    for path in FILES:
        source = path.relative_to(ROOT).parts
        if source[0] != "methods":
            continue
        for name in includes(path):
            target = pathlib.PurePath(name).parts
            if target[0] == "methods" and target[1] not in {source[1], "common"}:
                wrong.append(f"{'/'.join(source)} includes {name}")
    assert not wrong, "\n".join(wrong)


def test_files_are_short_and_say_what_they_are_for():
    lengths = {str(p.relative_to(ROOT)): len(p.read_text().splitlines()) for p in FILES}
    longest = sorted(lengths.values())
    assert longest[-1] <= 1000, max(lengths, key=lengths.get)
    assert longest[int(0.9 * len(longest))] <= 500
    assert longest[len(longest) // 2] <= 150
    assert not [name for name in lengths if not (ROOT / name).read_text().startswith("//")]
