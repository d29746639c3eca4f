"""Trainings with the methods of scikit-learn, for the tests."""

from tmva import TMVA

KINDS = {
    "PyRandomForest": TMVA.Types.kPyRandomForest,
    "PyAdaBoost": TMVA.Types.kPyAdaBoost,
    "PyGTB": TMVA.Types.kPyGTB,
}
FILES = {"PyRandomForest": "PyRFModel", "PyAdaBoost": "PyAdaBoostModel", "PyGTB": "PyGTBModel"}


def loader_of(events, classes=("Signal", "Background"), weights=False):
    loader = TMVA.DataLoader("dataset")
    loader.AddVariable("x"), loader.AddVariable("y")
    for name in classes:
        loader.AddTree(events[name], name)
    if weights:
        loader.SetWeightExpression("w")
    loader.PrepareTrainingAndTestTree("", NormMode=None, V=False)
    return loader


def train(loader, method, options="", analysis="Classification", target=""):
    f = TMVA.Factory("job", target, f"!V:Silent:!Color:!DrawProgressBar:AnalysisType={analysis}")
    f.BookMethod(loader, KINDS[method], method, options)
    f.TrainAllMethods()
    return f


def responses(method, x):
    reader = TMVA.Reader("Silent")
    reader.BookMVA(method, f"dataset/weights/job_{method}.weights.xml")
    return reader.Evaluate(method, x)
