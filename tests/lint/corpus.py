"""Lints each SLS of a corpus that the real Salt compiles, for the hosts and pillars it was compiled for.

    corpus.py CORPUS HALITE EXPECTED

Fails where there is an error that EXPECTED has no line for, where EXPECTED has a line too many, or where halite breaks.
"""
import concurrent.futures as futures
import glob
import importlib.machinery
import importlib.util
import json
import os
import subprocess
import sys
import tempfile

corpus, halite, expected = sys.argv[1:]
loader = importlib.machinery.SourceFileLoader("check", f"{corpus}/check")
check = importlib.util.module_from_spec(importlib.util.spec_from_loader("check", loader))
loader.exec_module(check)


def compiled(folder, case, run):
    """The SLS names that Salt compiles, and what functions answered then; none where the pillar failed."""
    results, roots = check.expected_dir(folder, run), check.expand(case["file_roots"], folder)
    names, answers, pillar = [], {}, f"{results}/pillar.json"
    if os.path.exists(pillar):
        pillar = json.load(open(pillar))
        answers[""] = pillar.get("calls") or []
        if pillar["status"] != "ok":
            return [], {}
    for path in sorted(glob.glob(f"{results}/sls/*.json")):
        result = json.load(open(path))
        source = check.source_of(folder, roots, result["sls"])
        if source and open(source, errors="replace").readline().startswith(check.SKIP_RENDERERS):
            continue
        answers[result["sls"]] = result.get("calls") or []
        if result["status"] == "ok":
            names.append(result["sls"])
    return names, answers


def lint(job):
    case, run = job
    folder = f"{corpus}/cases/{case['name']}"
    names, answers = compiled(folder, case, run)
    if not names:
        return case["name"], 0, []
    variant = case["pillar_variants"][run["pillar"]]
    roots = {"file_roots": case["file_roots"], "pillar_roots": variant.get("pillar_roots", {})}
    config = {"id": run["id"], "file_client": "local", **roots, **variant.get("config", {})}
    with tempfile.TemporaryDirectory() as house:
        given = {"config": check.expand(config, folder), "grains": check.minion_grains(folder, run), "answers": answers}
        words = [halite, "lint", "--out=json"]
        for name, data in given.items():
            json.dump(data, open(f"{house}/{name}.json", "w"))
            words += [f"--{name}", f"{house}/{name}.json"]
        done = subprocess.run(words + names, capture_output=True, text=True, timeout=300)
    try:
        found = json.loads(done.stdout)["findings"]
    except json.JSONDecodeError:
        broken = {"severity": "error", "rule": "halite-broke", "message": done.stderr, "file": "", "line": 0}
        return case["name"], len(names), [broken]
    return case["name"], len(names), [finding for finding in found if finding["severity"] == "error"]


cases = [json.load(open(path)) for path in sorted(glob.glob(f"{corpus}/cases/*/case.json"))]
lines = [line.rstrip("\n") for line in open(expected)]
known = [line.split(" ", 2) for line in lines if line and not line.startswith("#")]
used, wrong, total, right = set(), set(), 0, 0
with futures.ThreadPoolExecutor(os.cpu_count()) as pool:
    for tree, count, errors in pool.map(lint, [(case, run) for case in cases for run in case["runs"]]):
        total += count
        for error in errors:
            fits = [i for i, (t, rule, text) in enumerate(known)
                    if (t, rule) == (tree, error["rule"]) and error["message"].startswith(text)]
            used.update(fits)
            right += bool(fits)
            if not fits:
                wrong.add(f"{tree}: {error['file']}:{error['line']}: [{error['rule']}] {error['message']}")
print("\n".join(sorted(wrong)))
print(f"{total} SLS of {len(cases)} trees that Salt compiles: {len(wrong)} false alarms, {right} errors with a reason")
idle = [" ".join(line) for i, line in enumerate(known) if i not in used]
if idle:
    print("no longer told, to be taken out of the list:", *idle, sep="\n  ")
sys.exit(bool(wrong or idle or not total))
