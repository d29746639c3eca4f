"""``tmva run``: the command."""

from __future__ import annotations

import sys
from typing import Annotated, Optional

import typer

#: Everything behind the script belongs to it.
SETTINGS = {"allow_extra_args": True, "ignore_unknown_options": True, "allow_interspersed_args": False}


def run(
    script: Annotated[str, typer.Argument(help="A Python script, or a C++ macro (.C).")],
    arguments: Annotated[Optional[list[str]], typer.Argument(help="The script's arguments.")] = None,
    with_root: Annotated[
        bool, typer.Option("--with-root", help="Import the real ROOT, with tmva in place of ROOT.TMVA.")
    ] = False,
) -> None:
    """Run a script that was written for ROOT: its ``import ROOT`` is answered by tmva."""
    from .macros import is_macro, run_macro

    if is_macro(script):
        sys.exit(run_macro(script, arguments or []))
    from .scripts import run_script

    sys.exit(run_script(script, arguments or [], with_root))
