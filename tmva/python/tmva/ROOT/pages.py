"""PDF files of several pages: ``c.Print("all.pdf(")``, ``c.Print("all.pdf")``, ``c.Print("all.pdf)")``."""

from __future__ import annotations

from typing import Any

#: Files that are open, by path.
_open: dict[str, Any] = {}


def print_page(path: str, make_figure: Any) -> bool:
    """Adds a page where the path asks for it or its file is open; False for files of one page.

    ``(`` opens, ``)`` closes behind this page; ``[`` and ``]`` do it without a page.
    """
    sign = path[-1] if path[-1:] in tuple("()[]") else ""
    name = path.removesuffix(sign)
    if not name.lower().endswith(".pdf") or not (sign or name in _open):
        return False
    if name not in _open:
        from matplotlib.backends.backend_pdf import PdfPages

        _open[name] = PdfPages(name)
    if sign not in ("[", "]"):
        _open[name].savefig(make_figure())
    if sign in (")", "]"):
        _open.pop(name).close()
    return True
