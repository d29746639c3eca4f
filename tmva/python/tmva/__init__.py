"""tmva: the TMVA workflow - train, test and apply multivariate methods on ROOT files.

>>> import tmva
>>> from tmva import TMVA
>>> loader = TMVA.DataLoader("dataset")
>>> loader.AddVariable("myvar1 := var1+var2", "F")
"""

from __future__ import annotations

import atexit
from typing import TYPE_CHECKING, Any

from . import _core
from ._core import (
    DataError,
    Error,
    FileFormatError,
    ModelError,
    OptionError,
    PythonError,
    __version__,
)
from .batches import BatchGenerator
from .files import Branch, Column, Directory, File, Tree, WritableFile, WritableTree, chain, recreate, update
from .models import Model, load_model
from .models.tree_ensemble import TreeEnsemble
from .objects import Graph, Histogram, Profile, StoredObject
from .rdataloader import RDataLoader
from .report.tree_svg import draw_tree
from . import TMVA

if TYPE_CHECKING:
    from .frame import RDataFrame, RSnapshotOptions

for _error in (Error, OptionError, FileFormatError, DataError, ModelError, PythonError):
    _error.__module__ = __name__  # as users name them
_core._log_to_python()
# Objects that outlive the interpreter may still log.
atexit.register(_core._log_to_stdout)

__all__ = [
    "TMVA",
    "BatchGenerator",
    "File",
    "Directory",
    "Tree",
    "Branch",
    "Column",
    "WritableFile",
    "WritableTree",
    "chain",
    "recreate",
    "update",
    "RDataFrame",
    "RSnapshotOptions",
    "RDataLoader",
    "Histogram",
    "Profile",
    "Graph",
    "StoredObject",
    "TreeEnsemble",
    "Model",
    "load_model",
    "draw_tree",
    "Error",
    "OptionError",
    "FileFormatError",
    "DataError",
    "ModelError",
    "PythonError",
    "__version__",
]


def __getattr__(name: str) -> Any:
    """Frames are imported when they are used: `import tmva` stays quick."""
    if name not in ("RDataFrame", "RSnapshotOptions"):
        raise AttributeError(f"module 'tmva' has no attribute '{name}'")
    from . import frame

    return getattr(frame, name)
