"""Recurrent networks of Keras on time series: an LSTM and a GRU read ten steps of eight sensors."""

import keras
from toy_data import write_series

import tmva
from tmva import TMVA

STEPS, VALUES = 10, 8
file = tmva.File(write_series(steps=STEPS, values=VALUES))
loader = TMVA.DataLoader("dataset_rnn")
for step in range(STEPS):
    loader.AddVariablesArray(f"vars_time{step}", VALUES)
loader.AddSignalTree(file["sig_tree"])
loader.AddBackgroundTree(file["bkg_tree"])
loader.PrepareTrainingAndTestTree(
    "",
    nTrain_Signal=480,
    nTrain_Background=480,
    SplitMode="Random",
    CalcCorrelations=False,
    V=False,
)

factory = TMVA.Factory("Series", "TMVA_RNN.root", "!V:Silent:AnalysisType=Classification")
factory.BookMethod(loader, TMVA.Types.kFisher, "Fisher", "")
for name, layer in (("LSTM", keras.layers.LSTM(12)), ("GRU", keras.layers.GRU(12))):
    keras.utils.set_random_seed(1)
    model = keras.Sequential(
        [
            keras.Input((STEPS * VALUES,)),
            keras.layers.Reshape((STEPS, VALUES)),
            layer,
            keras.layers.Dense(2, activation="softmax"),
        ]
    )
    model.compile(loss="categorical_crossentropy", optimizer=keras.optimizers.Adam(0.02))
    model.save(f"{name}.keras")
    factory.BookMethod(
        loader,
        TMVA.Types.kPyKeras,
        name,
        FilenameModel=f"{name}.keras",
        NumEpochs=4,
        BatchSize=32,
        Verbose=0,
    )
factory.TrainAllMethods()
factory.TestAllMethods()
factory.EvaluateAllMethods()
areas = {title: factory.GetROCIntegral(loader, title) for title in ("Fisher", "LSTM", "GRU")}
print("ROC integrals:", {title: round(area, 3) for title, area in areas.items()})
assert min(areas["LSTM"], areas["GRU"]) > areas["Fisher"] + 0.1
