"""How calm is the code? Sizes, what one file must know, circles, and what has no type.

``make structure`` prints it for this checkout; ``TREE=path`` for another one.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

OWN = ("procurement", "invoicing", "marketplace")


@dataclass(frozen=True)
class Module:
    """One file of the application, parsed."""

    name: str
    path: Path

    @cached_property
    def text(self) -> str:
        return self.path.read_text("utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @property
    def length(self) -> int:
        return self.text.count("\n")

    @property
    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield node

    @property
    def is_page(self) -> bool:
        return "pages" in self.name.split(".")


class Structure:
    """The application's modules and who imports whom."""

    def __init__(self, root: Path) -> None:
        paths = [path for own in OWN for path in sorted((root / own).rglob("*.py"))]
        self.modules = {name: Module(name, path) for path in paths for name in [_name(path, root)]}

    def imported_by(self, module: Module, nodes: Iterable[ast.AST] | None = None) -> set[str]:
        """The own modules that a module imports, anywhere in it or in these nodes."""
        names = set()
        for node in ast.walk(module.tree) if nodes is None else nodes:
            if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                for alias in node.names:
                    full = f"{node.module}.{alias.name}"
                    names.add(full if full in self.modules else node.module)
            elif isinstance(node, ast.Import):
                names.update(alias.name for alias in node.names)
        return {name for name in names if name in self.modules and name != module.name}

    @cached_property
    def fan_out(self) -> dict[str, int]:
        """How many of the own modules each file must know."""
        return {name: len(self.imported_by(one)) for name, one in self.modules.items()}

    @property
    def circle(self) -> list[str]:
        """One circle of imports at run time, if there is any."""
        graph = {name: self.imported_by(one, one.tree.body) for name, one in self.modules.items()}
        try:
            TopologicalSorter(graph).prepare()
        except CycleError as error:
            return list(error.args[1])
        return []

    @property
    def inner_imports(self) -> list[str]:
        """Functions that import one of the own modules themselves."""
        return [
            f"{name}:{function.lineno}"
            for name, module in self.modules.items()
            for function in module.functions
            if self.imported_by(module, ast.walk(function))
        ]

    @property
    def any_share(self) -> float:
        """The share of annotations in pages that say Any, in per cent."""
        said = [
            text for module in self.modules.values() if module.is_page for text in _said(module)
        ]
        return 100 * sum("Any" in text for text in said) / len(said)


def percentile(values: Iterable[int], share: float) -> int:
    """The value that this share of the values does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def function_lengths(module: Module) -> Iterator[tuple[str, int]]:
    """Each function's place and its number of lines."""
    for node in module.functions:
        yield f"{module.name}:{node.lineno}", (node.end_lineno or node.lineno) - node.lineno + 1


def _said(module: Module) -> Iterator[str]:
    for function in module.functions:
        arguments = function.args
        every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
        said = [argument.annotation for argument in every] + [function.returns]
        yield from (ast.unparse(annotation) for annotation in said if annotation is not None)


def _name(path: Path, root: Path) -> str:
    name = ".".join(path.relative_to(root).with_suffix("").parts)
    return name.removesuffix(".__init__")


def main(root: Path) -> None:
    """Print the figures of a checkout."""
    structure = Structure(root)
    files = [module.length for module in structure.modules.values()]
    functions = [n for module in structure.modules.values() for _, n in function_lengths(module)]
    known = list(structure.fan_out.values())
    print(f"files                     {len(files)}")
    for what, values in (("lines of a file", files), ("lines of a function", functions)):
        print(f"{what:25} p95 {percentile(values, 0.95)}, maximum {max(values)}")
    print(f"own modules a file knows  p95 {percentile(known, 0.95)}, maximum {max(known)}")
    print(f"Any in pages' annotations {structure.any_share:.1f}%")
    print(f"circles at run time       {'one at least' if structure.circle else 'none'}")
    print(f"imports inside functions  {len(structure.inner_imports)}")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path())
