"""Prints what functions a Salt has, from its source: `MODULE.FUNCTION ARGUMENT … [**]`, or `MODULE FUNCTION …`.

Nothing is imported: modules for other systems would refuse to be loaded here.
"""
import ast
import pathlib
import sys

ENGINE_ONLY = {"mod_init", "mod_aggregate", "mod_beacon"}


def names(tree, stem):
    """The names that a module is loaded under."""
    found = set()
    for node in tree.body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "__virtualname__":
            if isinstance(node.value, ast.Constant):
                found.add(node.value.value)
        if isinstance(node, ast.FunctionDef) and node.name == "__virtual__":
            for part in ast.walk(node):
                value = part.value if isinstance(part, ast.Return) else None
                value = value.elts[0] if isinstance(value, ast.Tuple) and value.elts else value
                if isinstance(value, ast.Constant) and isinstance(value.value, str):
                    found.add(value.value)
    # A module may be loaded under the name of its file, whatever else it is called.
    if not any(isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "__virtualname__" for node in tree.body):
        found.add(stem)
    return {name for name in found if name.isidentifier()}


def aliases(tree):
    for node in tree.body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "__func_alias__":
            if isinstance(node.value, ast.Dict):
                return {k.value: v.value for k, v in zip(node.value.keys, node.value.values)}
    return {}


def arguments(function):
    given = function.args
    listed = [a.arg for a in given.posonlyargs + given.args + given.kwonlyargs]
    return listed + (["**"] if given.kwarg else [])


def functions(tree):
    """Public functions by the name that users write, with their arguments; other names of functions count too."""
    alias, found = aliases(tree), {}
    for node in ast.walk(ast.Module(body=[n for n in tree.body if isinstance(n, (ast.FunctionDef, ast.If, ast.Try))], type_ignores=[])):
        if isinstance(node, ast.FunctionDef) and node in top_level(tree):
            found.setdefault(alias.get(node.name, node.name), arguments(node))
    for node in tree.body:
        if not isinstance(node, ast.Assign) or len(node.targets) != 1:
            continue
        target, value = getattr(node.targets[0], "id", "_"), node.value
        if isinstance(value, ast.Call):
            called = getattr(value.func, "id", getattr(value.func, "attr", ""))
            source = value.args[0] if called in ("alias_function", "namespaced_function") and value.args else None
        else:
            source = value
        name = getattr(source, "id", getattr(source, "attr", None))
        if name in found or (isinstance(value, ast.Call) and name):
            found.setdefault(alias.get(target, target), found.get(name, ["**"]))
    return {name: args for name, args in found.items() if not name.startswith("_") and name not in ENGINE_ONLY}


def top_level(tree):
    listed, open_ = [], list(tree.body)
    while open_:
        node = open_.pop()
        if isinstance(node, ast.FunctionDef):
            listed.append(node)
        elif isinstance(node, (ast.If, ast.Try)):
            open_ += node.body + node.orelse
    return listed


def read(folder):
    """Functions by module, and by function the arguments of every provider."""
    modules = {}
    for path in sorted(pathlib.Path(folder).rglob("*.py")):
        if path.stem == "__init__" and path.parent == pathlib.Path(folder):
            continue
        if path.parent != pathlib.Path(folder) and path.stem != "__init__":
            continue
        stem = path.parent.name if path.stem == "__init__" else path.stem
        tree = ast.parse(path.read_text())
        for module in names(tree, stem):
            known = modules.setdefault(module, {})
            for function, args in functions(tree).items():
                known.setdefault(function, []).extend(a for a in args if a not in known.get(function, []))
    return modules


kind, folder = sys.argv[1:]
for module, listed in sorted(read(folder).items()):
    if kind == "states":
        for function, args in sorted(listed.items()):
            print(" ".join([f"{module}.{function}", *args]))
    elif listed:
        print(" ".join([module, *sorted(listed)]))
