"""Objects into and out of the current directory."""

from __future__ import annotations

from typing import Any

from ..graphs import Graph
from ..histograms import Histogram


def write_into_current_directory(item: Any, name: str, option: int) -> None:
    """What ROOT's Write() does; DataError where no file is open for writing."""
    from .files import current_directory, write_into

    write_into(current_directory(), item, name, option)


def attach(item: Any, directory: Any = None) -> None:
    """The directory, the current one by default, writes the object with its Write()."""
    from .files import attach as attach_to_directory

    attach_to_directory(item, directory)


def detach(item: Any) -> None:
    """No directory writes the object any more."""
    from .files import detach as detach_from_directories

    detach_from_directories(item)


def with_names_of_root(value: Any) -> Any:
    """ROOT's vocabulary on an object that was read from a file."""
    from .graphs import TGraph
    from .histogram_stored import from_histogram

    if isinstance(value, Histogram):
        return from_histogram(value)
    if isinstance(value, Graph) and not value.has_errors:
        graph = TGraph(len(value.x), value.x, value.y)
        graph.SetName(value.name)
        graph.SetTitle(f"{value.title};{value.x_title};{value.y_title}")
        return graph
    return value
