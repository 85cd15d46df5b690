"""Nothing stands in a template that no page shows."""

from jinja2 import Environment, FileSystemLoader, nodes

from marketplace.settings import ROOT

FOLDER = ROOT / "templates"
ENVIRONMENT = Environment(loader=FileSystemLoader(FOLDER))
TREES = {
    path.relative_to(FOLDER).as_posix(): ENVIRONMENT.parse(path.read_text())
    for path in FOLDER.rglob("*.*")
}


def named_in(tree: nodes.Template) -> set[str]:
    return {name.name for name in tree.find_all(nodes.Name) if name.ctx == "load"}


def imported_in(tree: nodes.Template) -> list[tuple[str, str]]:
    """Each imported macro: its own name, and the name it has here."""
    return [
        name if isinstance(name, tuple) else (name, name)
        for node in tree.find_all(nodes.FromImport)
        for name in node.names
    ]


def test_every_imported_macro_is_used() -> None:
    assert TREES
    unused = {
        path: spare
        for path, tree in TREES.items()
        if (spare := {here for _, here in imported_in(tree)} - named_in(tree))
    }
    assert not unused


def test_every_macro_is_called_where_it_stands_or_imported_elsewhere() -> None:
    imported = {own for tree in TREES.values() for own, _ in imported_in(tree)}
    spare = {
        (path, macro.name)
        for path, tree in TREES.items()
        for macro in tree.find_all(nodes.Macro)
        if macro.name not in named_in(tree) | imported
    }
    assert not spare
