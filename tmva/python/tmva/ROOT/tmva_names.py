"""ROOT.TMVA: tmva.TMVA as scripts that were written for TMVA expect it."""

from __future__ import annotations

from typing import Any, Optional

from .. import TMVA as _tmva
from .. import _core
from ..factory import Factory as _Factory
from ..TMVA import *  # noqa: F403

__all__ = list(_tmva.__all__)


class Factory(_Factory):  # type: ignore[no-redef]
    """tmva.TMVA.Factory; a method that cannot do the job's kind of analysis is left out, with a warning, as in TMVA."""

    def BookMethod(  # type: ignore[override]
        self,
        loader: _core.DataLoader,
        method: Any,
        title: Any,
        *args: Any,
        **options: Any,
    ) -> Optional[_core.BookedMethod]:
        """Books a method; None for one that cannot do this kind of analysis."""
        try:
            return super().BookMethod(loader, method, title, *args, **options)
        except _core.OptionError as error:
            if " can't do " not in str(error):
                raise
            _core.Log("Factory").Warning(f"{error}; '{title}' is left out")
            return None


def __getattr__(name: str) -> Any:
    return getattr(_tmva, name)
