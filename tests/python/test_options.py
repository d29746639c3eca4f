"""Keyword arguments become option strings by TMVA's rules; texts come from many objects."""

import pytest

from tmva import _core
from tmva._options import option_string, text, with_keywords


class Cut:
    """Like ROOT.TCut: the text is the title."""

    def GetTitle(self):
        return "x > 0"

    def __str__(self):
        return "Name: CUT Title: x > 0"


class String:
    """Like ROOT.TString."""

    def __str__(self):
        return "file.xml"


@pytest.mark.parametrize(
    "options, expected",
    [
        ({"H": True}, "H"),
        ({"V": False}, "!V"),
        ({"NTrees": 800, "MinNodeSize": "2.5%"}, "NTrees=800:MinNodeSize=2.5%"),
        ({"nTrain_Signal": 800.0}, "nTrain_Signal=800.0"),
        ({"VarTransform": None, "KDEborder": None}, "VarTransform=None:KDEborder=None"),
        ({"PDFInterpol": "Spline2:NSmoothSig[0]=20"}, "PDFInterpol=Spline2:NSmoothSig[0]=20"),
        ({"B": True, "A": 1}, "B:A=1"),  # in the order of the call
        ({"One": 1, "Zero": 0}, "One=1:Zero=0"),  # numbers are no booleans
        ({}, ""),
    ],
)
def test_option_string(options, expected):
    assert option_string(options) == expected


def test_texts():
    assert text("a") == "a"
    assert text(Cut()) == "x > 0"
    assert text(String()) == "file.xml"
    for wrong in (None, 1, 1.5, True, [], {}):
        with pytest.raises(TypeError):
            text(wrong)


def test_keywords_are_appended():
    assert with_keywords(("a",), {}) == ("a",)
    assert with_keywords(("a",), {"V": False}) == ("a", "!V")


def test_options_as_text_and_keywords_are_refused(make_loader, workdir):
    from tmva import TMVA

    with pytest.raises(TypeError, match="either"):
        TMVA.Factory("job", "out.root", "!V", Silent=True)
    factory = TMVA.Factory("job", "!V:Silent:AnalysisType=Classification")
    with pytest.raises(TypeError, match="either"):
        factory.BookMethod(make_loader(), TMVA.Types.kFisher, "F", "!V", H=True)


def test_unknown_option_names_the_nearest(make_loader, workdir):
    from tmva import TMVA

    factory = TMVA.Factory("job", V=False, Silent=True, AnalysisType="Classification")
    with pytest.raises(_core.OptionError, match="NTrees"):
        factory.BookMethod(make_loader(), TMVA.Types.kBDT, "BDT", NTree=5)


def test_error_tree():
    for name in ("OptionError", "FileFormatError", "DataError", "ModelError", "PythonError"):
        assert issubclass(getattr(_core, name), _core.Error)
    assert issubclass(_core.Error, RuntimeError)


def test_every_option_is_described():
    for name, summary in _core.methods():
        assert summary
        for option in _core.method_options(name):
            assert option.help, f"{name}: {option.name} has no help"


@pytest.mark.parametrize("name", ["BDT", "Fisher", "LD"])
def test_no_option_is_missing_anywhere(name, make_loader, workdir):
    """One declaration: the list, the help text, and the weight file know the same options."""
    import xml.etree.ElementTree as xml

    from tmva import TMVA

    declared = {o.name: o for o in _core.method_options(name) if not o.deprecated and not o.reader_only}
    assert {"V", "VarTransform", "H", "CreateMVAPdfs"} < set(declared)
    text = _core.method_options_text(name)
    assert not [option for option in declared if option not in text]
    factory = TMVA.Factory("job", "!V:Silent:AnalysisType=Classification")
    factory.BookMethod(make_loader(), name, name, "NTrees=3" if name == "BDT" else "")
    factory.TrainAllMethods()
    (path,) = workdir.glob(f"**/*_{name}.weights.xml")
    written = {o.get("name"): o for o in xml.parse(path).getroot().find("Options")}
    assert set(written) == set(declared)
    assert (written["NTrees"].get("modified") if name == "BDT" else "Yes") == "Yes"
    assert written["VarTransform"].get("modified") == "No"
