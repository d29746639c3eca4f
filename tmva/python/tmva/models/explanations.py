"""What the answers of a forest are made of: SHAP values, and predictions round by round."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Optional

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .. import _core


class Explanations:
    """The part of ``TreeEnsemble`` that explains."""

    _core: _core.TreeEnsemble

    def shap_values(
        self,
        x: ArrayLike,
        background: Optional[ArrayLike] = None,
        background_weights: Optional[ArrayLike] = None,
        threads: int = 1,
    ) -> NDArray[np.float64]:
        """The SHAP values of events [n, inputs]: [n, inputs + 1], or [n, outputs, inputs + 1] where there are
        several outputs.

        They say by how much each input moves the raw output of an event (before the transform) away from
        its expected value, which is the last column; a row adds up to ``predict(x, raw=True)``. They are
        the path-dependent values of TreeSHAP (Lundberg et al., arXiv:1802.03888), those that XGBoost
        and LightGBM give.

        Expected values need the weight of the events in each node. Forests of XGBoost, LightGBM and
        scikit-learn know that of their training; with ``background`` (events, with weights where wanted)
        that of these events is taken, which weight files of ROOT and ONNX files need.
        The number of threads changes no bit.
        """
        events = None if background is None else _events(background)
        return self._core.ShapValues(_events(x), events, _weights(background_weights), threads)

    def shap_importance(
        self,
        x: ArrayLike,
        weights: Optional[ArrayLike] = None,
        background: Optional[ArrayLike] = None,
        background_weights: Optional[ArrayLike] = None,
        threads: int = 1,
    ) -> NDArray[np.float64]:
        """The mean of the absolute SHAP values over (weighted) events: how much each input matters,
        [inputs], or [outputs, inputs] where there are several outputs."""
        events = _events(x)
        values = np.abs(self.shap_values(events, background, background_weights, threads)[..., :-1])
        event_weights = _weights(weights)
        if len(values) == 0:
            raise _core.DataError("shap_importance: there are no events to take the mean of")
        if event_weights is not None:
            if event_weights.shape != (len(values),):
                raise _core.DataError(f"shap_importance: weights must be an array [{len(values)}]")
            total = event_weights.sum()
            if not (np.isfinite(total) and total > 0):
                raise _core.DataError(f"shap_importance: the weights add up to {total}, expected more than 0")
        return np.average(values, axis=0, weights=event_weights)

    def staged_predict(
        self, x: ArrayLike, every: int = 1, raw: bool = False, threads: int = 1
    ) -> Iterator[NDArray[np.float64]]:
        """The predictions of a growing forest: after each ``every`` rounds, and after the last one.

        A round is the next tree of each output, with the weight that it has in the whole forest; so where
        a forest takes a mean, the early stages are parts of it. The last stage is ``predict(x)`` up to
        rounding in single precision. ``len()`` tells how many are to come.
        """
        if every < 1:
            raise _core.OptionError(f"staged_predict: every={every}, expected 1 or more")
        return self._core.StagedPredict(_events(x), every, raw, threads)


def _events(x: ArrayLike) -> NDArray[np.float32]:
    return np.asarray(x, dtype=np.float32)


def _weights(weights: Optional[ArrayLike]) -> Optional[NDArray[np.float64]]:
    return None if weights is None else np.asarray(weights, dtype=np.float64)
