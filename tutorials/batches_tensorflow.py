"""Batches for TensorFlow: a Keras model learns from a tf.data.Dataset that reads the ROOT file.

`as_tensorflow()` is a dataset of tensors for loops of one's own; `keras_dataset()` knows its
length, which `fit` likes to have.
"""

import os

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import keras
from toy_data import write_classification

import tmva

path = write_classification("toy_batches_tf.root", entries=8000)
batches = tmva.BatchGenerator(
    {"background": f"{path}:TreeB", "signal": f"{path}:TreeS"},
    256,
    columns=["var1", "var2", "var3", "var4"],
    weights="weight",
    transform="N",
    seed=1,
)
train, test = batches.train_test_split(0.2)

keras.utils.set_random_seed(1)
model = keras.Sequential(
    [keras.Input((4,)), keras.layers.Dense(32, "relu"), keras.layers.Dense(1, "sigmoid")]
)
model.compile(keras.optimizers.Adam(0.01), "binary_crossentropy")
for epoch in range(2):
    for x, y, w in train.as_tensorflow():  # tensors; each pass is the next epoch, in another order
        loss = model.train_on_batch(x, y, sample_weight=w[:, 0])
    print(f"epoch {epoch + 1}: loss of the last batches {float(loss):.4f}")

# What knows its length is left to fit() and evaluate().
model.compile(keras.optimizers.Adam(0.005), "binary_crossentropy", weighted_metrics=["accuracy"])
model.fit(train.keras_dataset(), epochs=1, verbose=0)
loss, accuracy = model.evaluate(test.keras_dataset(), verbose=0)
print(f"test loss {loss:.4f}, accuracy {accuracy:.1%}")
assert accuracy > 0.7
