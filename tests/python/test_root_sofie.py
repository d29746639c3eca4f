"""SOFIE's names: headers of models, and sessions that run them."""

import pathlib
import subprocess

import numpy as np
import pytest

import tmva
import tmva.ROOT as ROOT

SOFIE = ROOT.TMVA.Experimental.SOFIE


@pytest.fixture
def model(workdir):
    torch = pytest.importorskip("torch")
    torch.manual_seed(1)
    net = torch.nn.Sequential(torch.nn.Linear(3, 8), torch.nn.Tanh(), torch.nn.Linear(8, 2))
    made = tmva.models.from_torch(net, (torch.zeros(1, 3),))
    made.save("some-net.onnx")
    return made


def test_session_answers_as_the_model(model):
    parsed = SOFIE.RModelParser_ONNX().Parse("some-net.onnx")
    parsed.Generate()
    parsed.OutputGenerated()
    assert "namespace TMVA_SOFIE_some_net" in pathlib.Path("some_net.hxx").read_text()
    with pytest.raises(AttributeError, match="TMVA_SOFIE_some_net"):
        ROOT.TMVA_SOFIE_some_net
    ROOT.gInterpreter.Declare('#include "some_net.hxx"')
    session = ROOT.TMVA_SOFIE_some_net.Session()
    x = np.array([0.5, -1, 2], "f4")
    y = session.infer(x)
    assert y.size() == 2 and np.allclose(y.data(), model(x.reshape(1, 3))[0])
    with pytest.raises(tmva.DataError, match="2 values do not fill the shape"):
        session.infer(x[:2])
    with pytest.raises(tmva.DataError, match="1 inputs, got 0"):
        session.infer()


def test_headers_hold_several_models_and_compile(model):
    parsed = SOFIE.RModelParser_ONNX().Parse("some-net.onnx")
    parsed.OutputGenerated("both.hxx")
    model.save("other.onnx")
    SOFIE.RModelParser_ONNX().Parse("other.onnx").OutputGenerated("both.hxx", True)
    ROOT.gInterpreter.Declare('#include "both.hxx"')
    assert ROOT.TMVA_SOFIE_other.Session("weights.root").infer(np.zeros(3)).size() == 2
    pathlib.Path("main.cpp").write_text('#include "both.hxx"\nint main() { TMVA_SOFIE_other::Session s; }\n')
    done = subprocess.run(["g++", "-std=c++17", "-fsyntax-only", "main.cpp"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_other_cpp_is_refused():
    with pytest.raises(NotImplementedError, match="int f.*cannot be declared"):
        ROOT.gInterpreter.Declare("int f() { return 1; }")
    with pytest.raises(NotImplementedError, match="missing.hxx"):
        ROOT.gInterpreter.Declare('#include "missing.hxx"')
    with pytest.raises(AttributeError, match="RModelParser_ONN.*did you mean 'RModelParser_ONNX'"):
        SOFIE.RModelParser_ONN
