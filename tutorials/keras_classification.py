"""Keras: a compiled model, trained batch by batch from the ROOT file with event weights and
callbacks."""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import keras
from toy_data import write_classification

import tmva
from tmva import TMVA

file = tmva.File(write_classification())

keras.utils.set_random_seed(1)
model = keras.Sequential(
    [
        keras.Input((4,)),
        keras.layers.Dense(32, activation="relu"),
        keras.layers.Dense(2, activation="softmax"),
    ]
)
model.compile(
    loss="categorical_crossentropy",
    optimizer=keras.optimizers.Adam(0.01),
    weighted_metrics=["accuracy"],
)
model.save("model.keras")

factory = TMVA.Factory(
    "TMVAClassification",
    "TMVAKeras.root",
    "!V:Color:DrawProgressBar:Transformations=D,G:AnalysisType=Classification",
)
loader = TMVA.DataLoader("dataset_keras")
for variable in ("var1", "var2", "var3", "var4"):
    loader.AddVariable(variable)
loader.AddSignalTree(file["TreeS"])
loader.AddBackgroundTree(file["TreeB"])
loader.SetBackgroundWeightExpression("weight")
loader.PrepareTrainingAndTestTree(
    "", "nTrain_Signal=3000:nTrain_Background=3000:SplitMode=Random:NormMode=NumEvents:!V"
)
factory.BookMethod(
    loader,
    TMVA.Types.kPyKeras,
    "PyKeras",
    "H:!V:VarTransform=D,G:FilenameModel=model.keras:NumEpochs=5:BatchSize=32:Verbose=0:LearningRateSchedule=3,0.005;4,0.001",
)
factory.TrainAllMethods()
factory.TestAllMethods()
factory.EvaluateAllMethods()

reader = TMVA.Reader("!Color:Silent")
reader.BookMVA("PyKeras", "dataset_keras/weights/TMVAClassification_PyKeras.weights.xml")
signal, background = (reader.Evaluate("PyKeras", file[tree]) for tree in ("TreeS", "TreeB"))
print(f"mean response: signal {signal.mean():.3f}, background {background.mean():.3f}")
assert signal.mean() > background.mean() + 0.2
