"""Reader: TMVA's Reader, and its batch form on numpy arrays and whole tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Optional

import numpy as np

from . import _core
from ._options import text, with_keywords
from .sources import TreeLike, as_source

if TYPE_CHECKING:
    from .models.graph import Model


class Reader(_core.Reader):
    """Applies trained methods from their weight files.

    Examples
    --------
    The classic form reads the values behind buffers:

    >>> reader = TMVA.Reader("!Color:!Silent")
    >>> x = array("f", [0.0])
    >>> reader.AddVariable("x", x)
    >>> reader.BookMVA("BDTG", "dataset/weights/TMVAClassification_BDTG.weights.xml")
    >>> reader.EvaluateMVA("BDTG")

    The batch form takes whole tables; without AddVariable the variables are those of the file:

    >>> reader.Evaluate("BDTG", "new.root:events")
    """

    def __init__(self, *args: Any, **options: Any):
        self._buffers: list[np.ndarray] = []
        args = with_keywords(args, options)
        if len(args) >= 2 and isinstance(args[1], str):  # a list of variables comes first
            names = args[0].split(":") if isinstance(args[0], str) else [text(n) for n in args[0]]
            super().__init__(names, *args[1:])
        elif args and not isinstance(args[0], str) and isinstance(args[0], (list, tuple)):
            super().__init__([text(n) for n in args[0]], *args[1:])
        else:
            super().__init__(*((text(args[0]), *args[1:]) if args else ()))

    def _buffer(self, value: Any, expression: str) -> np.ndarray:
        """The memory of a buffer as an array; kept, so that the Reader may read it at any time."""
        try:
            array = np.asarray(memoryview(value))
        except TypeError:
            raise TypeError(
                f"'{expression}': expected a buffer of one number, such as array('f', [0.]) "
                f"or numpy.zeros(1, 'f'); got {type(value).__name__}"
            ) from None
        if array.size < 1:
            raise _core.DataError(f"'{expression}': the buffer is empty")
        self._buffers.append(array)
        return array

    def AddVariable(self, expression: Any, value: Any) -> None:  # type: ignore[override]
        """Declares a variable and the buffer of one float that holds its value."""
        name = text(expression)
        array = self._buffer(value, name)
        if array.dtype not in (np.float32, np.int32):
            raise TypeError(f"variable '{name}': expected a buffer of float32, got {array.dtype}")
        super().AddVariable(name, array)

    def AddSpectator(self, expression: Any, value: Any) -> None:  # type: ignore[override]
        """Declares a spectator and its buffer of one float, double or integer."""
        name = text(expression)
        array = self._buffer(value, name)
        if array.dtype not in (np.float32, np.float64, np.int32, np.int64):
            raise TypeError(f"spectator '{name}': cannot read a buffer of {array.dtype}")
        super().AddSpectator(name, array)

    def BookMVA(
        self,
        tag: Any,
        weight_file: Any,
        user_code: Any = "",  # type: ignore[override]
        allow_pickle: bool = False,
    ) -> _core.BookedMethod:
        """Reads a weight file.

        Parameters
        ----------
        tag : str or Types.EMVA
            The name under which the method is evaluated.
        weight_file : str or path
            The .xml or .xml.gz file.
        user_code : str or path, optional
            A Python file that is run before the model is read. The one that the weight file names is
            never run by itself.
        allow_pickle : bool, optional
            Read the model even where its file can run code: pickles and torch.export archives.
        """
        if isinstance(tag, _core.Types.EMVA):
            tag = _core.Types.Instance().GetMethodName(tag)
        return super().BookMVA(text(tag), text(weight_file), text(user_code), allow_pickle)

    def ToGraph(self, tag: Any) -> Model:
        """The method as a graph of ONNX's operators, with the Reader's answers.

        Its input "x" [events, variables] and its output "response" [events, outputs] are float32. Transformations are
        part of it. The metadata "tmva" name variables, classes, targets and method.
        """
        from .models.graph import Model

        tag = text(tag)
        return Model(_core.method_to_onnx(self.FindMVA(tag)), tag)

    def EvaluateMVA(self, *args: Any) -> float:  # type: ignore[override]
        """EvaluateMVA(tag, aux=0) from the buffers, or EvaluateMVA(values, tag, aux=0).

        For a regression it is the first target, for several classes the first one's answer.
        """
        if args and isinstance(args[0], (list, tuple, np.ndarray)):
            values = [float(value) for value in args[0]]
            return super().EvaluateMVA(values, text(args[1]), *args[2:])
        return super().EvaluateMVA(text(args[0]), *args[1:])

    def EvaluateRegression(self, *args: Any) -> Any:  # type: ignore[override]
        """EvaluateRegression(tag, aux=0): all targets; EvaluateRegression(target, tag, aux=0): one."""
        return super().EvaluateRegression(*_arguments(args))

    def EvaluateMulticlass(self, *args: Any) -> Any:  # type: ignore[override]
        """EvaluateMulticlass(tag, aux=0): all classes; EvaluateMulticlass(cls, tag, aux=0): one."""
        return super().EvaluateMulticlass(*_arguments(args))

    def Evaluate(  # type: ignore[override]
        self,
        tag: Any,
        data: TreeLike,
        spectators: Optional[Any] = None,
        aux: float = 0.0,
    ) -> np.ndarray:
        """Responses to many events.

        Parameters
        ----------
        tag : str
            The method.
        data : array, dict or tree
            An array [events, variables] (or one event [variables]); or a table: dict or DataFrame
            whose keys are labels, expressions or columns that the expressions use, a tree, or
            ``"file.root:tree"``.
        spectators : array, optional
            [events, spectators], with an array of variables.

        Returns
        -------
        numpy.ndarray
            float64: [events] for classification; [events, targets] or [events, classes] else.
        """
        tag = text(tag)
        analysis = self.FindMVA(tag).Info().analysis
        if isinstance(data, np.ndarray) and not data.dtype.names or _is_matrix(data):
            variables = np.atleast_2d(np.asarray(data, dtype=np.float32))
            extra = np.zeros(0) if spectators is None else np.atleast_2d(np.asarray(spectators, dtype=float))
            values = super().Evaluate(tag, variables, extra, aux)
        else:
            values = super().Evaluate(tag, as_source(data), aux)
        return values[:, 0] if analysis == _core.Types.kClassification else values


def _arguments(args: tuple[Any, ...]) -> list[Any]:
    return [a if isinstance(a, (int, float)) else text(a) for a in args]


def _is_matrix(data: Any) -> bool:
    """True for (nested) lists of numbers."""
    while isinstance(data, (list, tuple)) and data:
        data = data[0]
        if isinstance(data, (int, float, np.number)):
            return True
    return False
