"""Where ROOT's tutorials and their data lie, if they are installed."""

from __future__ import annotations

import os
import pathlib
import sys
from typing import Optional


def tutorial_folder() -> Optional[pathlib.Path]:
    """ROOT's tutorials, found without importing ROOT; None where there are none."""
    if os.environ.get("TMVA_TUTORIALS_DIR"):
        return pathlib.Path(os.environ["TMVA_TUTORIALS_DIR"])
    candidates = [os.environ["ROOTSYS"]] if os.environ.get("ROOTSYS") else []
    candidates += [os.path.join(entry, "ROOT") for entry in sys.path]  # the wheel
    candidates += ["/usr/share/root", "/usr/share/doc/root"]
    folders = [pathlib.Path(folder) / "tutorials" for folder in candidates]
    return next(
        (
            folder
            for folder in folders
            if (folder / "machine_learning").is_dir() or (folder / "tmva").is_dir()
        ),
        None,
    )
