"""tmva hadd: trees joined, histograms added up, everything else kept; against ROOT's hadd where there is one."""

import importlib.util
import pathlib
import subprocess
import sys

import numpy as np
import pytest

import tmva
from tmva.hadd import main, parse


def make(path, i, *, bins=5, extra=False):
    rng = np.random.default_rng(i)
    with tmva.recreate(path, compression="lz4" if i else "zlib") as file:
        tree = file.mktree(
            "dir/t",
            {
                "x": "float32",
                "v": "var * float64",
                "n": "var * int32",
                "name": "string",
                "b": "bool",
                **({"more": "int8"} if extra else {}),
            },
            cluster_size=30,
            counter_name=lambda name: "k" if name == "n" else "",
        )
        lists = [rng.normal(size=j % 3) for j in range(100)]
        tree.extend(
            {
                "x": rng.normal(size=100).astype("f4"),
                "v": lists,
                "n": [np.arange(len(v), dtype="i4") for v in lists],
                "name": [f"{i}-{j}" for j in range(100)],
                "b": np.arange(100) % 2 == i,
                **({"more": np.zeros(100, "i1")} if extra else {}),
            }
        )
        file.mkrntuple("r", {"x": np.arange(10) + i, "v": [[1.0] * j for j in range(10)]})
        file["h"] = np.histogram(rng.normal(size=500), bins, (-2, 2))
        file["dir/h2"] = np.histogram2d(
            rng.normal(size=500), rng.normal(size=500), [3, 4], [(-2, 2), (-1, 3)]
        )
        file["g"] = tmva._core.Graph("g", "title", np.arange(3.0) + i, np.arange(3.0) * i)
        file["text"], file["par"], file["same"] = f"text {i}", 1.5 + i, "same"
        if i:
            file["only"] = "here"
    return str(path)


@pytest.fixture
def sources(tmp_path):
    return [make(tmp_path / f"{i}.root", i) for i in range(2)]


def test_everything_is_there(sources, tmp_path):
    out = str(tmp_path / "out.root")
    assert main([out, *sources]) == 0
    merged, parts = tmva.File(out), [tmva.File(path) for path in sources]
    tree = merged["dir/t"]
    assert tree.typenames() == parts[0]["dir/t"].typenames() and tree.num_entries == 200
    for name in tree:
        joined = [value for part in parts for value in part["dir/t"].arrays([name], library="np")[name]]
        for mine, other in zip(tree.arrays([name], library="np")[name], joined, strict=True):
            np.testing.assert_array_equal(mine, other)
    assert merged["r"].arrays(["x"])["x"].tolist() == [*range(10), *range(1, 11)]
    for name in ("h", "dir/h2"):
        np.testing.assert_array_equal(
            merged[name].values(flow=True), sum(part[name].values(flow=True) for part in parts)
        )
        assert merged[name].entries == sum(part[name].entries for part in parts)
        assert merged[name].member("fTsumwx2") == pytest.approx(
            sum(part[name].member("fTsumwx2") for part in parts)
        )
    assert merged["g"].x.tolist() == [0, 1, 2, 1, 2, 3] and merged["g"].y.tolist() == [0, 0, 0, 0, 1, 2]
    assert merged["par"] == 4.0 and merged["only"] == "here"
    assert (merged["text;1"], merged["text;2"]) == ("text 0", "text 1") and merged.keys(cycle=True).count(
        "same;2"
    ) == 0


def test_a_file_that_is_named_twice_counts_twice(sources, tmp_path):
    out = str(tmp_path / "out.root")
    assert main([out, sources[0], sources[0]]) == 0
    merged, part = tmva.File(out), tmva.File(sources[0])
    assert merged["dir/t"].num_entries == 200 and merged["r"].num_entries == 20
    np.testing.assert_array_equal(merged["h"].values(), 2 * part["h"].values())


def test_uproot_reads_it(sources, tmp_path):
    uproot = pytest.importorskip("uproot")
    out = str(tmp_path / "out.root")
    main(["-f505", out, *sources])
    with uproot.open(out) as file:
        np.testing.assert_array_equal(
            file["h"].values(), sum(tmva.File(path)["h"].values() for path in sources)
        )
        assert (
            file["dir/t"].num_entries == 200
            and file["dir/t"]["v"].array().tolist()[:3] == tmva.File(out)["dir/t"]["v"].array().tolist()[:3]
        )
        assert type(file.file.compression).__name__ == "ZSTD"
        assert file["g"].values()[0].tolist() == [0, 1, 2, 1, 2, 3]


def hadd_of_root():
    spec = importlib.util.find_spec("ROOT")
    for folder in (spec.submodule_search_locations or []) if spec else []:
        if (found := pathlib.Path(folder) / "bin" / "hadd").exists():
            return str(found)
    pytest.skip("the ROOT wheel is not installed")


def test_against_hadd_of_root(sources, tmp_path):
    ours, theirs = str(tmp_path / "ours.root"), str(tmp_path / "theirs.root")
    assert main(["-f", ours, *sources]) == 0
    subprocess.run([hadd_of_root(), "-f", theirs, *sources], check=True, capture_output=True)
    a, b = tmva.File(ours), tmva.File(theirs)
    assert a.classnames() == b.classnames()
    for name in ("h", "dir/h2"):
        np.testing.assert_array_equal(a[name].values(flow=True), b[name].values(flow=True))
        np.testing.assert_allclose(a[name].variances(), b[name].variances())
        for member in ("fEntries", "fTsumw", "fTsumw2", "fTsumwx", "fTsumwx2"):
            assert a[name].member(member) == pytest.approx(b[name].member(member))
    assert (
        a["par"] == b["par"] and a["g"].x.tolist() == b["g"].x.tolist() and a["text"] == b["text"] == "text 1"
    )


def test_histograms_of_every_kind(tmp_path):
    """Also those that we do not write ourselves: profiles, three dimensions, integers."""
    ROOT = (
        pytest.importorskip("ROOT", reason="needs ROOT's histograms")
        if pytest.importorskip("torch")
        else None
    )
    ROOT.TH1.AddDirectory(False)
    made, paths = [], []
    for i in (1, 2):
        paths.append(str(tmp_path / f"{i}.root"))
        file = ROOT.TFile(paths[-1], "RECREATE")
        each = [
            ROOT.TH2I("i2", "", 3, 0, 1, 2, 0, 1),
            ROOT.TProfile("p", "", 5, 0, 1),
            ROOT.TH3D("h3", "", 2, 0, 1, 2, 0, 1, 2, 0, 1),
            ROOT.TH1F("s", "", 10, 0, 1),
            ROOT.TGraphErrors(3),
        ]
        if i == 2:
            each[3].Sumw2()
        for j in range(30):
            (
                each[0].Fill(0.03 * j, 0.01 * j * i),
                each[1].Fill(0.03 * j * i, j),
                each[2].Fill(0.03 * j * i, 0.01 * j, 0.02 * j),
            )
            each[3].Fill(0.05 * j * i)
        for j in range(3):
            each[4].SetPoint(j, j, i * j), each[4].SetPointError(j, 0.1 * i, i)
        each[4].SetName("g")
        for one in each:
            file.WriteObject(one, one.GetName())
        file.Close()
        made.append(each)
    out = str(tmp_path / "out.root")
    assert main([out, *paths]) == 0
    file = ROOT.TFile(out)
    for k, name in enumerate(("i2", "p", "h3", "s")):
        total = made[0][k].Clone()
        total.Add(made[1][k])
        got = file.Get(name)
        assert (
            got.GetEntries() == total.GetEntries()
            and got.GetSumw2N() == total.GetSumw2N()
            and got.GetMean() == pytest.approx(total.GetMean())
        )
        for cell in range(total.GetNcells()):
            assert got.GetBinContent(cell) == pytest.approx(total.GetBinContent(cell)) and got.GetBinError(
                cell
            ) == pytest.approx(total.GetBinError(cell))
    graph = file.Get("g")
    assert [graph.GetPointY(j) for j in range(6)] == [0, 1, 2, 0, 2, 4] and [
        graph.GetErrorY(j) for j in range(6)
    ] == [1] * 3 + [2] * 3
    file.Close()


def test_targets_are_safe(sources, tmp_path, capsys):
    out = tmp_path / "out.root"
    out.write_bytes(b"old")
    assert main([str(out), *sources]) == 1 and "is there already; -f replaces it" in capsys.readouterr().err
    assert main(["-f", sources[0], *sources]) == 1 and "is one of the sources" in capsys.readouterr().err
    bad = make(tmp_path / "bad.root", 3, bins=6)
    assert main(["-f", str(out), *sources, bad]) == 1
    assert (
        "'h' cannot be added: fXaxis has 5 bins from -2 to 2 and 6 bins from -2 to 2"
        in capsys.readouterr().err
    )
    assert out.read_bytes() == b"old" and len(list(tmp_path.iterdir())) == 4
    other = make(tmp_path / "other.root", 4, extra=True)
    assert main(["-f", str(out), *sources, other]) == 1
    assert "'dir/t' has no column 'more' in" in capsys.readouterr().err
    assert main(["-f", str(out), *sources]) == 0


def test_missing_and_damaged_sources(sources, tmp_path, capsys):
    out = str(tmp_path / "out.root")
    damaged = tmp_path / "damaged.root"
    damaged.write_bytes(b"root" + bytes(50))
    assert main([out, *sources, str(tmp_path / "nope.root")]) == 1 and "nope.root" in capsys.readouterr().err
    assert main(["-k", "-v", "0", out, str(damaged), *sources, str(tmp_path / "nope.root")]) == 0
    assert tmva.File(out)["dir/t"].num_entries == 200
    assert (
        main(["-k", "-f", out, str(damaged)]) == 1
        and "none of the sources can be read" in capsys.readouterr().err
    )


def test_options(sources, tmp_path, capsys):
    assert parse(["-f404", "-j", "4", "-v", "0", "t", "a", "b"]).compression == ("lz4", 4)
    assert parse(["-f0", "t", "a"]).compression == ("none", 0) and parse(["-f209", "t", "a"]).compression == (
        "lzma",
        9,
    )
    assert parse(["-j4", "-k", "t", "a"]).threads == 4 and parse(["-ff", "t", "a"]).compression is None
    for wrong, message in (
        (["-q", "t", "a"], "no option '-q'"),
        (["t"], "a target and its sources"),
        (["-f399", "t", "a"], "compression is"),
    ):
        assert main(wrong) == 1 and message in capsys.readouterr().err
    listed = tmp_path / "list.txt"
    listed.write_text("\n".join(sources))
    out = str(tmp_path / "o.root")
    assert main(["-T", "-ff", out, f"@{listed}"]) == 0 and tmva.File(out).trees() == []


def test_as_a_command(sources, tmp_path):
    out = str(tmp_path / "out.root")
    command = [sys.executable, "-m", "tmva", "hadd", "-f505", out, *sources]
    assert subprocess.run(command, capture_output=True).returncode == 0
    assert subprocess.run([*command[:4], out, *sources], capture_output=True).returncode == 1


def test_damaged_objects_are_errors(tmp_path):
    """Bytes that were changed give an error or another sum, never a crash; the target is whole or absent."""
    good, bad, out = make(tmp_path / "a.root", 0), tmp_path / "b.root", tmp_path / "out.root"
    with tmva.recreate(good, compression=None) as file:
        file["h"], file["g"] = (
            np.histogram([0.1, 0.5], 3, (0, 1)),
            tmva._core.Graph("g", "", np.arange(3.0), np.arange(3.0)),
        )
        file["h2"] = np.histogram2d([0.1, 0.5], [0.2, 0.4], 2)
    content = pathlib.Path(good).read_bytes()
    rng = np.random.default_rng(9)
    for _ in range(120):
        changed = bytearray(content)
        for at in rng.integers(100, len(content), 3):
            changed[at] = rng.integers(256)
        bad.write_bytes(changed)
        out.unlink(missing_ok=True)
        if main(["-v", "0", str(out), good, str(bad)]) == 0:
            tmva.File(str(out)).keys()
        else:
            assert not out.exists()
