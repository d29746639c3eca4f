"""Files of PyTorch: what is read, and what is refused."""

import io
import json
import zipfile

import pytest

pytest.importorskip("torch")

from torch_models import IMAGE, F, X, nn, same, torch  # noqa: E402

import tmva  # noqa: E402
from tmva.models.torch import program as torch_program  # noqa: E402


def exported(tmp_path, module, *examples, **options):
    path = str(tmp_path / "m.pt2")
    torch.export.save(torch.export.export(module.eval(), examples, **options), path)
    return path


def test_archive(tmp_path):
    module = nn.Sequential(nn.Linear(6, 4), nn.BatchNorm1d(4), nn.GELU(), nn.Linear(4, 2))
    path = exported(tmp_path, module, X, dynamic_shapes=({0: torch.export.Dim("batch")},))
    same(tmva.load_model(path).run([X[:3].numpy()]), module(X[:3]))
    same(tmva.load_model(exported(tmp_path, module, X)).run([X.numpy()]), module(X))


def test_archive_is_told_by_content(tmp_path):
    path = tmp_path / "m.pt"
    torch.export.save(torch.export.export(nn.Linear(6, 2), (X,)), str(tmp_path / "m.pt2"))
    (tmp_path / "m.pt2").rename(path)
    assert tmva.load_model(path).run([X.numpy()])[0].shape == (5, 2)


def test_archive_with_shared_and_turned_weights(tmp_path):
    class Tied(nn.Module):
        def __init__(self):
            super().__init__()
            whole = torch.randn(6, 8)
            self.a = nn.Parameter(whole.T)
            self.b = nn.Parameter(whole[:, 2:5])
            self.register_buffer("c", whole[3])

        def forward(self, x):
            return F.linear(x, self.a)[:, :3] @ self.b.T[:, :2] + self.c[:2]

    module = Tied()
    same(tmva.load_model(exported(tmp_path, module, X)).run([X.numpy()]), module(X))


def test_archive_of_a_static_batch_says_so(tmp_path):
    path = exported(tmp_path, nn.Linear(6, 2), X)
    with pytest.raises(tmva.Error, match="5"):
        tmva.load_model(path).run([X[:3].numpy()])


def test_script(tmp_path):
    module = nn.Sequential(nn.Linear(6, 4), nn.Tanh(), nn.Linear(4, 2)).eval()
    path = tmp_path / "m.pt"
    torch.jit.script(module).save(str(path))
    with pytest.raises(tmva.ModelError, match="allow_pickle"):
        tmva.load_model(path)
    same(tmva.load_model(path, allow_pickle=True).run([X[:3].numpy()]), module(X[:3]))
    convolution = nn.Conv2d(3, 2, 3).eval()
    torch.jit.script(convolution).save(str(path))
    with pytest.raises(tmva.ModelError, match="example_inputs"):
        tmva.load_model(path, allow_pickle=True)
    same(
        tmva.load_model(path, allow_pickle=True, example_inputs=IMAGE[:1]).run([IMAGE.numpy()]),
        convolution(IMAGE),
    )


def test_weights_alone_are_refused_with_a_way_out(tmp_path):
    torch.save(nn.Linear(6, 2).state_dict(), tmp_path / "m.pt")
    for allow in (False, True):
        with pytest.raises(tmva.ModelError, match="state_dict.*from_torch"):
            tmva.load_model(tmp_path / "m.pt", allow_pickle=allow)


def test_pickled_module(tmp_path):
    module = nn.Linear(6, 2)
    torch.save(module, tmp_path / "m.pt")
    with pytest.raises(tmva.ModelError, match="allow_pickle"):
        tmva.load_model(tmp_path / "m.pt")
    same(tmva.load_model(tmp_path / "m.pt", allow_pickle=True).run([X.numpy()]), module(X))


class Trap:
    def __reduce__(self):
        return (exec, ("raise SystemExit('code has run')",))


def test_no_code_runs(tmp_path):
    torch.save({"a": Trap()}, tmp_path / "m.pt")
    with pytest.raises(tmva.ModelError, match="can run code"):
        tmva.load_model(tmp_path / "m.pt")


def edited(path, change):
    """An archive with another program."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = next(n for n in parts if "/models/" in n)
    program = json.loads(parts[name])
    change(program["graph_module"]["graph"])
    parts[name] = json.dumps(program).encode()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for n, content in parts.items():
            archive.writestr(n, content)
    buffer.seek(0)
    return buffer


def test_unknown_operator(tmp_path):
    path = exported(tmp_path, nn.Sequential(nn.Linear(6, 2), nn.ReLU()), X)
    content = edited(path, lambda graph: graph["nodes"][1].update(target="torch.ops.aten.rely.default"))
    with pytest.raises(tmva.ModelError, match="rely.default.*relu.default"):
        torch_program.convert("m.pt2", content)
    content = edited(path, lambda graph: graph["nodes"][1].update(target="torch.ops.mine.relu.default"))
    with pytest.raises(tmva.ModelError, match="mine.relu"):
        torch_program.convert("m.pt2", content)


def test_unknown_names_and_arguments(tmp_path):
    path = exported(tmp_path, nn.Sequential(nn.Linear(6, 2), nn.ReLU()), X)
    content = edited(
        path,
        lambda graph: graph["nodes"][1]["inputs"][0]["arg"]["as_tensor"].update(name="nothing"),
    )
    with pytest.raises(tmva.FileFormatError, match="nothing"):
        torch_program.convert("m.pt2", content)
    content = edited(path, lambda graph: graph["nodes"][1]["inputs"][0].update(name="other"))
    with pytest.raises(tmva.ModelError, match="arguments"):
        torch_program.convert("m.pt2", content)


def test_weights_that_are_cut(tmp_path):
    path = exported(tmp_path, nn.Linear(6, 2), X)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content[:8] if name.endswith("weight_0") else content)
    with pytest.raises(tmva.FileFormatError, match="weight"):
        tmva.load_model(path)
