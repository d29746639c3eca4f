"""Batches of a BatchGenerator as JAX arrays."""

from __future__ import annotations

from typing import Any

import numpy as np

from . import _core
from .batch_frameworks import require
from .batch_iteration import Format


def jax_format(device: Any) -> Format:
    """Arrays that share the batch's memory on the CPU, or copies on the device.

    Types of 64 bits become those of 32 bits unless JAX was told to keep them (``jax_enable_x64``).
    """
    jax = require("jax", "jax")

    def of_array(array: np.ndarray) -> Any:
        wide = array.dtype.itemsize == 8 and not jax.config.jax_enable_x64
        if wide and array.dtype.kind in "iu" and array.size:
            kept = np.iinfo(array.dtype.kind + "4")
            if array.min() < kept.min or array.max() > kept.max:
                raise _core.DataError(
                    'as_jax: an integer needs 64 bits; set jax.config.update("jax_enable_x64", True)'
                )
        if wide or array.dtype == np.bool_:
            return jax.device_put(array, device)
        shared = jax.dlpack.from_dlpack(np.ascontiguousarray(array))
        return shared if device is None else jax.device_put(shared, device)

    return Format(lambda batch, name: of_array(batch.array(name)), of_array)
