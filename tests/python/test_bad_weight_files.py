"""Wrong use of the Reader, and weight files that are damaged or hostile: errors that name what is wrong."""

import gzip
import os
import pathlib

import numpy as np
import pytest
from bad_input_helpers import BDT, XML, in_folder, loader, refused, train, trained  # noqa: F401

import tmva
from tmva import TMVA


# -- the Reader


def declare(variables, spectators=()):
    reader = TMVA.Reader("Silent:!Color")
    for name in variables:
        reader.AddVariable(name, np.zeros(1, np.float32))
    for name in spectators:
        reader.AddSpectator(name, np.zeros(1, np.float32))
    return reader


def test_reader_declarations(trained):
    declare("xy").BookMVA("BDT", XML)
    with refused(tmva.DataError, "'y'", "'x'", "order", XML):
        declare("yx").BookMVA("BDT", XML)
    with refused(tmva.DataError, "1 variables", "2 variables", XML):
        declare("x").BookMVA("BDT", XML)
    with refused(tmva.DataError, "'z'", "'y'", XML):
        declare("xz").BookMVA("BDT", XML)
    with refused(tmva.DataError, "1 spectators", "0 spectators"):
        declare("xy", "s").BookMVA("BDT", XML)


def test_reader_spectators():
    data = loader()
    data.AddSpectator("w")
    train(data)
    declare("xy", "w").BookMVA("BDT", XML)
    with refused(tmva.DataError, "0 spectators", "1 spectators"):
        declare("xy").BookMVA("BDT", XML)
    with refused(tmva.DataError, "'v'", "'w'"):
        declare("xy", "v").BookMVA("BDT", XML)


def test_reader_tags(trained):
    reader = declare("xy")
    reader.BookMVA("BDT", XML)
    with refused(tmva.OptionError, "'BDT'", "already"):
        reader.BookMVA("BDT", XML)
    with refused(tmva.DataError, "'BTD'", "did you mean 'BDT'", "booked"):
        reader.EvaluateMVA("BTD")
    with refused(tmva.DataError, "EvaluateRegression", "BDT", "Classification"):
        reader.EvaluateRegression("BDT")
    with refused(tmva.DataError, "2 variables", "3 values"):
        reader.EvaluateMVA([1, 2, 3], "BDT")


def test_reader_input(trained):
    reader = declare("xy")
    reader.BookMVA("BDT", XML)
    assert reader.EvaluateMVA([float("nan"), 0], "BDT") == -999
    np.testing.assert_array_equal(
        reader.Evaluate("BDT", np.array([[np.nan, 0], [0, 0]])) == -999, [True, False]
    )
    with refused(tmva.DataError, "variable 'y'", "nearest are 'x'"):
        reader.Evaluate("BDT", {"x": np.zeros(3), "z": np.zeros(3)})
    with refused(tmva.DataError, "2"):
        reader.Evaluate("BDT", np.zeros((3, 3)))
    assert reader.Evaluate("BDT", np.zeros((0, 2))).shape == (0,)
    assert reader.Evaluate("BDT", {"x": np.zeros(0), "y": np.zeros(0)}).shape == (0,)


def test_a_failed_booking_of_the_reader_can_be_repeated(trained):
    reader = declare("xy")
    with pytest.raises(tmva.Error):
        reader.BookMVA("BDT", "absent.xml")
    reader.BookMVA("BDT", XML)


# -- weight files


@pytest.fixture
def xml(trained):
    return pathlib.Path(XML).read_text()


def book(text, name="changed.xml"):
    pathlib.Path(name).write_text(text)
    reader = TMVA.Reader("Silent")
    reader.BookMVA("m", name)
    return reader


def replaced(text, old, new):
    assert old in text
    return text.replace(old, new, 1)


def test_xml_with_dtd(xml):
    pathlib.Path("secret").write_text("secret")
    for dtd in (
        '<!DOCTYPE MethodSetup SYSTEM "http://localhost/x.dtd">',
        f'<!DOCTYPE MethodSetup [<!ENTITY e SYSTEM "file://{os.getcwd()}/secret">]>',
        '<!DOCTYPE MethodSetup [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;">]>',
    ):
        with refused(tmva.ModelError, "changed.xml", "DOCTYPE"):
            book(replaced(xml, "<MethodSetup", dtd + "\n<MethodSetup"))
    with refused(tmva.ModelError, "changed.xml"):
        book(replaced(xml, 'value="Classification"', 'value="&undefined;"'))


def test_xml_of_other_methods(xml):
    with refused(tmva.OptionError, "'BDTT'", "did you mean 'BDT'"):
        book(replaced(xml, "BDT::BDT", "BDTT::BDT"))
    with refused(tmva.OptionError, "PDERS", "not available"):
        book(replaced(xml, "BDT::BDT", "PDERS::PDERS"))
    with refused(tmva.ModelError, "changed.xml", "Type::Title"):
        book(replaced(xml, "BDT::BDT", "BDT"))
    with refused(tmva.ModelError, "changed.xml", "MethodSetup"):
        book("<html><body>404</body></html>")
    with refused(tmva.ModelError, "changed.xml"):
        book("#GEN -*-*-*-*-\nMethod : BDT::BDT\n")


def test_truncated_xml(xml):
    for part in np.linspace(0, len(xml.rstrip()) - 1, 40).astype(int):
        with refused(tmva.ModelError, "changed.xml"):
            book(xml[:part])


def test_damaged_xml(xml):
    """Every attribute in turn gets values that it cannot have: an error or a model, never a crash."""
    import re

    places = [m.span(1) for m in re.finditer(r'="([^"]*)"', xml)]
    rng = np.random.default_rng(3)
    for begin, end in [places[i] for i in rng.choice(len(places), min(120, len(places)), replace=False)]:
        for value in ("-1", "99999999999999999999", "nan", "", "1e308", "x"):
            try:
                reader = book(xml[:begin] + value + xml[end:])
                reader.Evaluate("m", np.zeros((2, len(reader.FindMVA("m").Info().variables))))
            except tmva.Error as error:
                assert type(error) is not tmva.Error or str(error)


def test_node_of_a_variable_that_is_not_there(xml):
    with refused(tmva.ModelError, "changed.xml", "IVar"):
        book(xml.replace('IVar="0"', 'IVar="7"').replace('IVar="1"', 'IVar="7"'))


def test_xml_gz(xml):
    packed = gzip.compress(xml.encode())
    pathlib.Path("whole.xml.gz").write_bytes(packed)
    TMVA.Reader("Silent").BookMVA("m", "whole.xml.gz")
    for size in (15, len(packed) // 2, len(packed) - 3):
        pathlib.Path("cut.xml.gz").write_bytes(packed[:size])
        with refused(tmva.ModelError, "cut.xml.gz"):
            TMVA.Reader("Silent").BookMVA("m", "cut.xml.gz")
