"""Configuration files: what they may say, and what is said about mistakes."""

import json
import pathlib
import random
import subprocess
import sys

import pytest

import tmva.analysis
from tmva import _core

pytest.importorskip("pydantic")
pytest.importorskip("yaml")
from tmva.analysis.config_file import ConfigFile  # noqa: E402
from tmva.analysis.yaml_file import YamlFile  # noqa: E402

GOOD = """\
output: out
processes:
  sig:
    files: a.root
    class: S
  bkg:
    files: [b.root, c*.root]
    class: B
    weight: 0.5
variables: [x, "r := x/y", {expression: z, title: Zed}]
folds: {expression: event, count: 3}
methods:
  BDT: {options: {NTrees: 10, V: false, UseBaggedBoost: true}}
  LD:
"""


def load(workdir, text, **changes):
    (workdir / "c.yaml").write_text(text)
    return ConfigFile("c.yaml", changes)


def message(workdir, text):
    with pytest.raises(_core.Error) as caught:
        load(workdir, text)
    return str(caught.value)


def test_good(workdir):
    config = load(workdir, GOOD, output="elsewhere").config
    assert config.output == "elsewhere" and config.class_names == ["S", "B"] and not config.is_multiclass
    assert config.processes["sig"].files == ["a.root"] and config.processes["bkg"].weight == "0.5"
    assert [v.expression for v in config.variables] == ["x", "r := x/y", "z"]
    assert config.method("BDT").options == "NTrees=10:!V:UseBaggedBoost" and config.method_type("LD") == "LD"
    assert config.num_folds == 3 and config.applied_model(2) == 2


@pytest.mark.parametrize(
    "old, new, expected",
    [
        (
            "    files: a.root",
            "    fils: a.root",
            [
                "c.yaml:4:5: processes.sig.fils: unknown key; did you mean 'files'?",
                "c.yaml:3:3: processes.sig.files: is missing",
            ],
        ),
        ("output: out", "outptu: out", ["c.yaml:1:1: outptu: unknown key; did you mean 'output'?"]),
        ("count: 3", "count: tree", ["c.yaml:11:28: folds.count:", "got 'tree'"]),
        (
            "count: 3",
            "count: 1",
            ["c.yaml:11:28: folds.count: expected greater than or equal to 2"],
        ),
        (
            "title: Zed",
            "titel: Zed",
            ["c.yaml:10:44: variables[2].titel: unknown key; did you mean 'title'?"],
        ),
        (
            "variables:",
            "classes: [S, B, C]\nvariables:",
            ["c.yaml:10:17: classes[2]: no process has the class 'C'"],
        ),
        (
            "variables:",
            "classes: [S]\nvariables:",
            ["c.yaml:8:5: processes.bkg.class: 'B' is not one of the classes; known: S"],
        ),
        (
            "  LD:",
            "  BTD:",
            ["c.yaml:14:3: methods.BTD: there is no method 'BTD'; did you mean 'BDT'?"],
        ),
        (
            "  LD:",
            "  LD: {type: BDTT}",
            ["c.yaml:14:8: methods.LD.type: there is no method 'BDTT'; did you mean 'BDT'?"],
        ),
        (
            "  LD:",
            "  LD:\napplication: {methods: [BDTT], branch_prefix: '{method}'}",
            ["c.yaml:15:25: application.methods[0]: there is no 'BDTT'; did you mean 'BDT'?"],
        ),
        (
            "  LD:",
            "  LD:\napplication: {branch_prefix: ml_}",
            ["application.branch_prefix: must contain '{method}'"],
        ),
        (
            "  LD:",
            "  LD:\napplication: {mode: inplace}",
            ["c.yaml:15:15: application.mode:", "did you mean 'in_place'?"],
        ),
        (
            "  LD:",
            "  LD:\nclass_weights: {Q: 1}",
            ["c.yaml:15:17: class_weights.Q: there is no 'Q'; known: S, B"],
        ),
        ("class: S", "class: B", ["c.yaml:2:1: processes: two classes are needed, there are 1"]),
        (
            "class: S",
            "class: S\n    class: B",
            ["c.yaml:6:5: processes.sig.class: the key comes twice; first at c.yaml:5:5"],
        ),
        (
            "count: 3}",
            "count: 3, train_on: same}",
            ["c.yaml:11:38: folds.train_on: 'same' is for two folds"],
        ),
        ("  sig:", "  'a b':", ["c.yaml:3:3: processes.a b: 'a b' cannot be a name"]),
        (
            "output: out",
            "output: !!python/object/apply:os.system ['touch hacked']",
            ["c.yaml:1:9", "output"],
        ),
        ("output: out", "output: !!binary {", ["c.yaml"]),
        ("output: out", "output: [unclosed", ["c.yaml:2:"]),
        ("output: out", "output: !!int many", ["c.yaml:1:9: output:"]),
        (
            "weight: 0.5",
            "weight: [1, 2]",
            ["c.yaml:9:5: processes.bkg.weight: expected a valid string"],
        ),
        (GOOD, "- a list", ["c.yaml:1:1: expected keys and values"]),
        (GOOD, "", ["output: is missing", "methods: is missing"]),
    ],
)
def test_mistakes(workdir, old, new, expected):
    found = message(workdir, GOOD.replace(old, new, 1))
    for part in expected:
        assert part in found, found
    assert not (workdir / "hacked").exists()


def test_values_of_aliases_are_counted(workdir):
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 9)]
    (workdir / "c.yaml").write_text("\n".join(lines))
    with pytest.raises(_core.FileFormatError, match="more than"):
        YamlFile("c.yaml")
    (workdir / "c.yaml").write_text("a: &a [*a]")
    with pytest.raises(_core.FileFormatError):
        YamlFile("c.yaml")
    with pytest.raises(_core.Error, match="cannot be read"):
        YamlFile("missing.yaml")
    (workdir / "c.yaml").write_bytes(b"a: \xff\xfe")
    with pytest.raises(_core.FileFormatError):
        YamlFile("c.yaml")


def test_example_and_schema(workdir):
    def printed(option):
        return subprocess.run(
            [sys.executable, "-m", "tmva", "train", option],
            capture_output=True,
            text=True,
            check=True,
        ).stdout

    config = load(workdir, printed("--example")).config
    assert config.num_folds == 2 and config.class_names == [
        "signal",
        "background_1",
        "background_2",
    ]
    schema = json.loads(printed("--print-schema"))
    assert set(schema["required"]) == {"output", "processes", "variables", "methods"}
    assert "class" in schema["$defs"]["Process"]["properties"]


def test_extra_is_named(workdir):
    code = "import sys; sys.modules['yaml'] = None; from tmva.cli import main; sys.argv = ['tmva', 'train', 'c.yaml']; main()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 1 and "tmva[config]" in done.stderr and "Traceback" not in done.stderr


def test_damaged_files_are_told_with_their_place(workdir):
    """Whatever is deleted, moved or put in: an Error that names the file, or a configuration."""
    example = pathlib.Path(tmva.analysis.__file__).with_name("example.yaml").read_text()
    lines = [line for line in example.split("\n") if line.strip() and not line.startswith("#")]
    values = ["null", "[]", "{}", "-1", "1e400", ".nan", "true", "[1,[2]]", "2020-01-01", "''", "&x [*x]"]
    values += ["!!binary abc", "!!set {a}", "!!timestamp x", "!!float abc", "!!omap [a: 1]", "9" * 30, "="]
    chance, good = random.Random(3), 0
    for _ in range(400):
        text = list(lines)
        for _ in range(chance.randint(1, 3)):
            k = chance.randrange(len(text))
            what = chance.random()
            if what < 0.2:
                del text[k]
            elif what < 0.4:
                text[k] = text[k].split(":")[0] + ": " + chance.choice(values)
            elif what < 0.5:
                text[k] = " " * chance.randint(0, 6) + text[k].lstrip()
            elif what < 0.6:
                text.insert(k, chance.choice(text))
            else:
                at = chance.randrange(len(text[k]) + 1)
                text[k] = text[k][:at] + chance.choice("{}[]:\t\0\"'#&*|>%@`x ") + text[k][at:]
        try:
            load(workdir, "\n".join(text))
            good += 1
        except _core.Error as error:
            assert "c.yaml" in str(error)
    assert 20 < good < 380
