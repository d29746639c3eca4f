"""Batches of a BatchGenerator as a tf.data.Dataset."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Optional

from .batch_frameworks import require
from .batch_iteration import NUMPY, BatchView

if TYPE_CHECKING:
    from .batches import BatchGenerator


def dataset_of(
    generator: "BatchGenerator",
    passes: Optional[Iterable[Any]] = None,
    batches: Optional[int] = None,
) -> Any:
    """See :meth:`BatchGenerator.as_tensorflow`.

    tf.data takes the arrays as they are: those of a batch are whole and aligned, as TensorFlow
    needs them to share their memory.

    Parameters
    ----------
    generator : BatchGenerator
        Its batches say what the tensors look like.
    passes : iterable, optional
        What each pass goes over, and `batches` how many there are; of the generator when left out.
    """
    tf = require("tensorflow", "keras")
    over = BatchView(generator, NUMPY) if passes is None else passes
    if passes is None and generator._rows_if_known() is not None:
        batches = len(generator)
    dataset = tf.data.Dataset.from_generator(lambda: iter(over), output_signature=signature(generator, tf))
    if batches is not None:
        dataset = dataset.apply(tf.data.experimental.assert_cardinality(batches))
    return dataset


def signature(generator: "BatchGenerator", tf: Any) -> Any:
    """The tf.TensorSpec of each tensor, in the structure of the batches."""
    specs: dict[str, Any] = {}
    spectators: dict[str, Any] = {}
    for tensor in generator._tensors():
        of_one = tensor.is_spectator and tensor.width == 1
        spec = tf.TensorSpec((None,) if of_one else (None, tensor.width), tensor.dtype)
        (spectators if tensor.is_spectator else specs)[tensor.name] = spec
    if callable(generator._given.transform):
        batch = generator._start(0, 0).Next()
        if batch is not None:
            x = generator._transformed(batch, NUMPY)
            specs["x"] = tf.TensorSpec((None, *x.shape[1:]), x.dtype)
    members: list[Any] = [(specs["x"], specs["mask"]) if "mask" in specs else specs["x"]]
    members += [specs[name] for name in ("y", "w") if name in specs]
    if spectators:
        members.append(spectators)
    return members[0] if len(members) == 1 else tuple(members)
