"""Keras models for the other Keras tutorials: built, compiled and saved, untrained.

A booking trains the model of a `.keras` file with the loss, optimiser and metrics that it was
compiled with. The last layer says what it is for: softmax with one output a class, or a linear
output a target.
"""

import keras


def save(path, inputs, outputs, activation, loss):
    keras.utils.set_random_seed(1)
    model = keras.Sequential(
        [
            keras.Input((inputs,)),
            keras.layers.Dense(32, activation="tanh"),
            keras.layers.Dense(outputs, activation=activation),
        ]
    )
    model.compile(loss=loss, optimizer=keras.optimizers.Adam(0.01))
    model.save(path)
    print(f"{path}: {model.count_params()} parameters, {outputs} outputs ({activation})")


save("model_classification.keras", 4, 2, "softmax", "categorical_crossentropy")
save("model_multiclass.keras", 4, 4, "softmax", "categorical_crossentropy")
save("model_regression.keras", 2, 1, "linear", "mean_squared_error")
