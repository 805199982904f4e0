#!/usr/bin/env python3
"""Writes the answers of the real Salt into the case files given (needs an installed `salt`, and no root).

A case is sections under `-- name --` lines: files (`-- web/init.sls --`, `-- dev:top.sls --` for another
environment), `-- config --` (minion options), `-- grains --`, then one `-- ask: CALL --` for each call, whose body
is the answer that this program fills in.
"""

import contextlib
import io
import json
import logging
import pathlib
import re
import shlex
import sys
import tempfile

import salt.config
import salt.loader
import salt.utils.args
import salt.utils.yaml

DROPPED = ("start_time", "duration")


def sections(text):
    name, found = None, {}
    for line in text.splitlines(keepends=True):
        head = re.fullmatch(r"-- (.+) --\n?", line)
        if head:
            name = head.group(1)
            found[name] = ""
        elif name is None:
            found.setdefault("", "")
            found[""] += line
        else:
            found[name] += line
    return found


def options(case, root):
    roots = {"base": [str(root / "base")]}
    for name, text in case.items():
        if name.startswith("ask: ") or name in ("", "config", "grains"):
            continue
        saltenv, _, path = name.rpartition(":")
        saltenv = saltenv or "base"
        roots[saltenv] = [str(root / saltenv)]
        file = root / saltenv / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    conf = {
        "id": "m1",
        "root_dir": str(root / "root"),
        "file_client": "local",
        "file_roots": roots,
        "grains": salt.utils.yaml.safe_load(case.get("grains", "")) or {},
    }
    conf.update(salt.utils.yaml.safe_load(case.get("config", "")) or {})
    path = root / "minion"
    path.write_text(json.dumps(conf))
    opts = salt.config.minion_config(str(path))
    opts["file_client"] = "local"
    opts["grains"] = dict(GRAINS, **conf["grains"])
    return opts


def plain_dicts(text):
    """`OrderedDict([('a', 'b')])` in a message is an accident of the Python version: shown as a plain dictionary."""
    pair = r"\('([^']*)', '([^']*)'\)"

    def plain(match):
        return "{" + ", ".join(f"'{k}': '{v}'" for k, v in re.findall(pair, match.group(0))) + "}"

    return re.sub(r"OrderedDict\(\[" + pair + "(?:, " + pair + r")*\]\)", plain, text)


def answer(call, opts):
    context = {}
    utils = salt.loader.utils(opts, context=context)
    functions = salt.loader.minion_mods(opts, utils=utils, context=context)
    function, *words = shlex.split(call)
    args, kwargs = salt.utils.args.parse_input(words, condition=False)
    try:
        reply = functions[function](*args, **kwargs)
    except Exception as exc:  # whatever it is, it is the answer
        reply = {"exception": str(exc)}
    reply = json.loads(plain_dicts(json.dumps(reply)))
    if isinstance(reply, dict):
        for result in reply.values():
            if isinstance(result, dict):
                for key in DROPPED:
                    result.pop(key, None)
    return reply


def main(paths):
    for path in map(pathlib.Path, paths):
        case = sections(path.read_text())
        for name in [name for name in case if name.startswith("ask: ")]:
            with tempfile.TemporaryDirectory() as root:
                root = pathlib.Path(root)
                with contextlib.redirect_stdout(io.StringIO()):
                    reply = answer(name[len("ask: ") :], options(case, root))
                text = json.dumps(reply, indent=1, ensure_ascii=False)
                case[name] = text.replace(str(root), "ROOT") + "\n"
        out = case.pop("", "") + "".join(f"-- {name} --\n{text}" for name, text in case.items())
        path.write_text(out)
        print(path)


logging.disable(logging.CRITICAL)
GRAINS = {"os": "Debian", "os_family": "Debian", "id": "m1"}
if __name__ == "__main__":
    main(sys.argv[1:])
