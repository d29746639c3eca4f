"""Regression, second part: estimates for a table of inputs."""

import numpy as np

from tmva import TMVA

reader = TMVA.Reader("!Color:Silent")
for method in ("LD", "BDTG"):
    reader.BookMVA(method, f"dataset_regression/weights/TMVARegression_{method}.weights.xml")

x, y = (axis.ravel().astype("float32") for axis in np.meshgrid(np.arange(0.5, 5), np.arange(0.5, 5)))
truth = 2 * x**2 + y
rms = {
    m: np.sqrt(np.mean((reader.Evaluate(m, {"var1": x, "var2": y})[:, 0] - truth) ** 2))
    for m in ("LD", "BDTG")
}
print("rms deviation:", ", ".join(f"{method} {value:.2f}" for method, value in rms.items()))
assert rms["BDTG"] < rms["LD"]
