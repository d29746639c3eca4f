"""What to say about names of ROOT that tmva does not have."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

#: Well-known names, and what to do instead.
_INSTEAD = {
    "RooFit": "RooFit is not part of tmva; fit with zfit, iminuit or scipy",
    "RooStats": "RooStats is not part of tmva; use pyhf or hepstats",
    "HistFactory": "HistFactory is not part of tmva; use pyhf",
    "TTreeReader": "loop over the tree (for event in tree), or read whole columns: tree.arrays()",
    "TTreeReaderValue": "loop over the tree (for event in tree), or read whole columns: tree.arrays()",
    "TTreeReaderArray": "loop over the tree (for event in tree), or read whole columns: tree.arrays()",
    "TTreeFormula": "tree.arrays(['x + y']) evaluates expressions",
    "TEntryList": "give a cut instead, or RDataFrame.Filter",
    "TEventList": "give a cut instead, or RDataFrame.Filter",
    "TSelector": "use RDataFrame, or loop over the tree",
    "TBrowser": "`tmva inspect file.root` shows what is in a file",
    "TApplication": "pictures are saved with TCanvas.SaveAs; nothing opens windows",
    "TFitResult": "fits are not part of tmva; use scipy.optimize.curve_fit on tmva.Histogram",
    "TMinuit": "fits are not part of tmva; use iminuit",
    "TVirtualFitter": "fits are not part of tmva; use iminuit",
    "TF3": "functions of three variables are not part of tmva; use numpy",
    "TH3F": "histograms of three dimensions are read as tmva.Histogram (tmva.File(...)['h']); fill one with hist",
    "TH3D": "histograms of three dimensions are read as tmva.Histogram (tmva.File(...)['h']); fill one with hist",
    "TNtuple": "use TTree, or file['name'] = columns of tmva.recreate",
    "TLorentzVector": "use the package vector (scikit-hep)",
    "TVector3": "use the package vector (scikit-hep)",
    "TPython": "the script is Python already",
    "cppyy": "C++ cannot be called from Python here; put it into a macro and `tmva run macro.C`",
    "gApplication": "pictures are saved with TCanvas.SaveAs; nothing opens windows",
    "TProof": "RDataFrame runs in threads, and tmva.RDataLoader reads in threads",
    "RVec": "numpy arrays do its work",
    "VecOps": "numpy and awkward arrays do its work",
    "Math": "numpy and scipy do its work; TMath is here",
    "TMatrixD": "numpy arrays do its work",
    "TVectorD": "numpy arrays do its work",
    "TDatabasePDG": "use the package particle (scikit-hep)",
    "TPrincipal": "TMVA's transformation VarTransform=P, or sklearn.decomposition.PCA",
    "TMultiLayerPerceptron": "use a booked method: PyTorch or PyKeras",
    "TEfficiency": "use hist.intervals.ratio_uncertainty",
}
_PREFIXES = {
    "Roo": _INSTEAD["RooFit"],
    "TGeo": "geometry is not part of tmva",
    "TEve": "event displays are not part of tmva",
    "RNTuple": "tmva.File reads RNTuples, tmva.recreate(...).mkrntuple writes them",
}


#: Methods, and what to do instead.
_METHODS = {
    "Fit": "fits are not part of tmva; use scipy.optimize.curve_fit or iminuit",
    "FitPanel": "fits are not part of tmva; use scipy.optimize.curve_fit or iminuit",
}


def missing_method(item: object, name: str) -> str:
    """A sentence on a method that an object does not have."""
    kind = type(item).__name__
    if name.startswith("_"):
        return f"'{kind}' object has no attribute '{name}'"
    if name in _METHODS:
        return f"{kind} has no '{name}': {_METHODS[name]}"
    known = [each for each in dir(type(item)) if not each.startswith("_")]
    near = [each for each in known if each.lower() == name.lower()] or difflib.get_close_matches(
        name, known, 1, 0.75
    )
    return f"{kind} has no '{name}'" + (
        f"; did you mean '{near[0]}'?" if near else ": it is not part of tmva"
    )


def advice(name: str, known: Iterable[str], module: str = "tmva.ROOT") -> str:
    """A sentence on a missing name: the nearest spelling, what to use instead, or that it is missing."""
    known = sorted(set(known))
    same = [each for each in known if each.lower() == name.lower()]
    if same:
        return f"{module} has no '{name}'; did you mean '{same[0]}'?"
    hint = _INSTEAD.get(name) or next(
        (text for start, text in _PREFIXES.items() if name.startswith(start)), ""
    )
    if hint:
        return f"{module} has no '{name}': {hint}"
    near = difflib.get_close_matches(name, known, 1, 0.75)
    if near:
        return f"{module} has no '{name}'; did you mean '{near[0]}'?"
    return (
        f"{module} has no '{name}': this class or function of ROOT is not part of tmva. `tmva run --with-root` "
        "runs a script with the real ROOT, where that is installed, and tmva in place of ROOT.TMVA"
    )
