"""The stubs of the extension module name what it has."""

import ast
import inspect
import pathlib

import tmva
from tmva import _core


def test_stubs_are_complete():
    tree = ast.parse((pathlib.Path(tmva.__file__).parent / "_core.pyi").read_text())
    stubs = {node.name: node for node in tree.body if isinstance(node, (ast.ClassDef, ast.FunctionDef))}
    for name in dir(_core):
        if name.startswith("_"):
            continue
        assert name in stubs, f"{name} is missing: run pybind11-stubgen again"
        if isinstance(stubs[name], ast.ClassDef) and not issubclass(getattr(_core, name), Exception):
            members = {
                node.name
                for node in ast.walk(stubs[name])
                if isinstance(node, (ast.FunctionDef, ast.ClassDef))
            }
            members |= {
                t.id
                for n in ast.walk(stubs[name])
                if isinstance(n, ast.AnnAssign) and isinstance(t := n.target, ast.Name)
            }
            for member, value in vars(getattr(_core, name)).items():
                if inspect.isfunction(getattr(value, "__func__", value)):
                    continue  # tmva.ROOT adds methods of Python's to its classes
                assert member.startswith("_") or member in members, f"{name}.{member}"


def test_package_is_typed():
    assert (pathlib.Path(tmva.__file__).parent / "py.typed").exists()
