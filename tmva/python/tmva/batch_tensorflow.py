"""Batches of a BatchGenerator as a tf.data.Dataset."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .batch_frameworks import require
from .batch_iteration import NUMPY, BatchView

if TYPE_CHECKING:
    from .batches import BatchGenerator


def dataset_of(generator: "BatchGenerator") -> Any:
    """See :meth:`BatchGenerator.as_tensorflow`.

    tf.data takes the arrays as they are: those of a batch are whole and aligned, as TensorFlow needs
    them to share their memory.
    """
    tf = require("tensorflow", "keras")
    dataset = tf.data.Dataset.from_generator(lambda: iter(BatchView(generator, NUMPY)),
                                             output_signature=signature(generator, tf))
    if generator._rows_if_known() is not None:
        dataset = dataset.apply(tf.data.experimental.assert_cardinality(len(generator)))
    return dataset


def signature(generator: "BatchGenerator", tf: Any) -> Any:
    """The tf.TensorSpec of each tensor, in the structure of the batches."""
    specs = {name: tf.TensorSpec((None, width), dtype) for name, dtype, width in generator._core.Tensors()}
    if callable(generator._transform):
        batch = generator._start(0, 0).Next()
        if batch is not None:
            x = generator._transformed(batch, NUMPY)
            specs["x"] = tf.TensorSpec((None, *x.shape[1:]), x.dtype)
    members: list[Any] = [(specs["x"], specs["mask"]) if "mask" in specs else specs["x"]]
    members += [specs[name] for name in ("y", "w") if name in specs]
    if generator.spectators:
        members.append({name: tf.TensorSpec((None,), specs[name].dtype) if specs[name].shape[1] == 1
                        else specs[name] for name in generator.spectators})
    return members[0] if len(members) == 1 else tuple(members)
