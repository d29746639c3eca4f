"""RDataFrame: declarative analysis of a table, lazily and in one pass.

An expression is compiled to numpy operations with C++'s types (types, parser, operators, functions,
list_functions); nodes give views of rows (nodes), a loop shares units of rows out to threads and adds up what
actions make of them (loop, actions), results are computed when they are asked for (results).
"""

from .frame import FromNumpy, RDataFrame
from .results import run_graphs
from .snapshot import RSnapshotOptions

__all__ = ["FromNumpy", "RDataFrame", "RSnapshotOptions", "run_graphs"]
