"""A convolutional network of Keras on images: 256 pixels of one array branch are 256 variables."""

import keras
from toy_data import write_images

import tmva
from tmva import TMVA

file = tmva.File(write_images())
keras.utils.set_random_seed(1)
model = keras.Sequential(
    [
        keras.Input((256,)),
        keras.layers.Reshape((16, 16, 1)),
        keras.layers.Conv2D(8, 3, padding="same", activation="relu"),
        keras.layers.MaxPooling2D(),
        keras.layers.Conv2D(8, 3, padding="same", activation="relu"),
        keras.layers.MaxPooling2D(),
        keras.layers.Flatten(),
        keras.layers.Dense(2, activation="softmax"),
    ]
)
model.compile(loss="categorical_crossentropy", optimizer=keras.optimizers.Adam(0.01))
model.save("cnn.keras")

loader = TMVA.DataLoader("dataset_cnn")
loader.AddVariablesArray("vars", 256)
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
factory = TMVA.Factory("Images", "TMVA_CNN.root", "!V:Silent:AnalysisType=Classification")
factory.BookMethod(loader, TMVA.Types.kBDT, "BDT", NTrees=50, MaxDepth=3, nCuts=20)
factory.BookMethod(
    loader,
    TMVA.Types.kPyKeras,
    "CNN",
    FilenameModel="cnn.keras",
    NumEpochs=4,
    BatchSize=32,
    Verbose=0,
)
factory.TrainAllMethods()
factory.TestAllMethods()
factory.EvaluateAllMethods()
areas = {title: factory.GetROCIntegral(loader, title) for title in ("BDT", "CNN")}
print("ROC integrals:", {title: round(area, 3) for title, area in areas.items()})
assert areas["CNN"] > 0.85
