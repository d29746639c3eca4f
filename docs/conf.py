"""Sphinx's settings. The pages lie in build/docs-source, written by make_pages.py; nothing is
fetched."""

import tmva

project = "tmva"
author = "the authors of tmva"
copyright = author  # noqa: A001 - Sphinx's name
release = version = tmva.__version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx_design"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
# Names of pages are those of MyST; a link without a target is an error by -W.
exclude_patterns = ["_*"]

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_default_options = {"members": True, "show-inheritance": False}
napoleon_numpy_docstring = True
napoleon_google_docstring = False
python_use_unqualified_type_names = True
# Types of pybind11's signatures are texts; there is nothing to link them to.
nitpicky = False

html_theme = "furo"
html_title = f"tmva {release}"
html_static_path: list[str] = []
html_show_sphinx = False
html_copy_source = False
pygments_style = "friendly"
smartquotes = False
# Types of signatures that several classes have an attribute named after.
suppress_warnings = ["ref.python"]
