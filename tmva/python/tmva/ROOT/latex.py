"""ROOT's notation of formulas as matplotlib's mathtext."""

from __future__ import annotations

import re


def mathtext(text: str) -> str:
    """``"p_{T} [GeV]"`` and ``"#alpha"`` as matplotlib draws them; other texts as they are.

    >>> mathtext("m_{#mu#mu}")
    '$\\\\mathrm{m_{\\\\mu\\\\mu}}$'
    """
    plain = text.replace("$", r"\$")
    if not re.search(r"#[A-Za-z]|[_^]\{", text):
        return plain
    body = re.sub(r"#([A-Za-z]+)", r"\\\1", plain.replace("%", r"\%").replace(" ", r"\ "))
    made = "$\\mathrm{" + body + "}$"
    return made if _is_drawable(made) else plain


def _is_drawable(text: str) -> bool:
    from matplotlib.mathtext import MathTextParser

    try:
        MathTextParser("path").parse(text)
    except ValueError:
        return False
    return True
