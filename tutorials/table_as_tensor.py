"""A table as one tensor: columns and expressions of all events side by side, for what fits into
memory."""

import numpy as np
from toy_data import write_classification

import tmva

path = write_classification("toy_tensor.root", entries=2000)
columns = ["var1", "var2", "sqrt(var1*var1 + var2*var2)"]

# One batch that is as large as the table, in the table's order.
(x,) = tmva.BatchGenerator(f"{path}:TreeS", 2000, columns=columns, shuffle=False)
print(f"{type(x).__name__} of shape {x.shape} and type {x.dtype}")
np.testing.assert_allclose(x[:, 2], np.hypot(x[:, 0], x[:, 1]), rtol=1e-5)

# Views are numpy's; nothing is copied.
events, features = x.T[:2, :5].T, x.reshape(-1, 10, 3)
assert np.shares_memory(events, x) and np.shares_memory(features, x)
print(events)

# PyTorch tensors share the memory, too.
(t,) = tmva.BatchGenerator(f"{path}:TreeS", 2000, columns=columns, shuffle=False).as_torch()
print(f"mean radius {t[:, 2].mean():.3f}")
