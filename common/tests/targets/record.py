"""Records what Salt's own matchers answer: run with the Python of a Salt installation, prints `cases.json`."""

import json
import logging
import sys

import salt.config
import salt.loader
import salt.utils.minions

logging.disable(logging.CRITICAL)

SUBJECTS = {
    "web1.example.com": (
        {
            "os": "Debian",
            "osrelease": "13",
            "osmajorrelease": 13,
            "ipv4": ["127.0.0.1", "10.0.0.11"],
            "ipv6": ["::1", "fe80::1"],
            "roles": ["web", "Edge", {"tier": "front"}],
            "systemd": {"version": "257", "features": "+PAM +AUDIT"},
            "nested": {"a": {"b": {"c": "deep"}}, "list": [{"k": "v1"}, {"k": "v2"}]},
            "os:release": "odd",
            "selinux": {"enabled": False},
            "none": None,
            "empty": {},
            "ports": {80: "http", "443": "https"},
            "url": "http://a:80/x",
            "cpu": [1, 2, 3],
        },
        {"role": "web", "users": {"Alice": {"uid": 1000}, "bob": {"uid": 1001}}, "tls": True, "v": 1.5},
    ),
    "db_2": (
        {"os": "Ubuntu", "osmajorrelease": 24, "ipv4": ["192.168.5.7"], "roles": "db", "url": "x|y"},
        {"role": "db", "users": ["alice", "carol"], "tls": False},
    ),
    "WEB3": ({}, {}),
}

NODEGROUPS = {
    "webs": "web* or WEB*",
    "names": ["db_2", "WEB3"],
    "regex": ["db_[0-9]"],
    "nested": "N@webs and not N@names",
    "deep": ["(", "N@nested", "or", "L@db_2", ")", "and", "*"],
    "spaced": ["G@os:Debian", "or", "I@role:db"],
    "loop": "N@loop2",
    "loop2": "N@loop",
}

SIMPLE = {
    "glob": ["*", "web*", "web1.example.co?", "[dW]*", "[!w]*", "WEB3", "", "db_2 ", "{db_2,WEB3}", "*[0-9]"],
    "pcre": ["web", "eb", "db|WEB", r"^.*\d$", "(?i)web", r"web\d\.example\.com$", "", "WEB(?!3)"],
    "list": ["db_2", "db_2,WEB3", "web1.example.com,db_2", "web1", "db", "WEB3,"],
    "grain": [
        "os:Debian", "os:debian", "OS:Debian", "os:*", "os:Deb", "os:D?b*", "os", "os:", "roles:web", "roles:edge",
        "roles:*", "roles:tier", "roles:tier:front", "roles:tier:back", "roles:0", "roles:0:web", "roles:1:web", "systemd:version",
        "systemd:version:257", "systemd:version:25*", "systemd:*:257", "systemd:feat*", "systemd:*", "nested:a:b:c:deep",
        "nested:a:b:c", "nested:a:b", "nested:a:*", "nested:*:b", "nested:*:c", "nested:*:deep", "nested:a:*:c", "nested:a:*:c:deep",
        "nested:list:k:v1", "nested:list:k:v2", "nested:list:1:k:v2", "nested:list:k", "os:release:odd", "os:release", "os:rel*",
        "selinux:enabled", "selinux:enabled:False", "selinux:enabled:false", "selinux:enabled:0", "none:None", "none:*", "none:",
        "empty:*", "empty", "ports:80", "ports:80:http", "ports:443:https", "ports:443", "ports:*:http*", "url:http://a:80/x",
        "url:http:*", "url:*80*", "*:Debian", "*:web", "*:b", "*:version", "*:257", "*:*", "osmajorrelease:13", "osmajorrelease:1*", "cpu:2",
        "cpu:-1:3", "cpu:0:1", "roles:-1:tier", ":os", "os::Debian", "roles:[we]*b", "roles:*:front", "*:*:front", "missing:*",
        "nested:*:*:deep", "*:*:version:257", "*:*:b:c:deep", "nested:list:*:v1", "*:nested:a",
    ],
    "grain_pcre": [
        "os:Debian|Ubuntu", "os:deb", "os:ebian", "roles:(web|db)", "roles:ed", "systemd:version:2\\d+", "systemd:ver", "os:(", "os", "os:^D.*n$",
        "nested:a:b:c:(deep|x)", "osmajorrelease:[0-9]{2}", "url:http", "*:257", "nested:*:de", "empty:.*", "none:none", "os:[A-Z]ebian",
    ],
    "pillar": [
        "role:web", "role:*", "users:alice", "users:Alice", "users:alice:uid", "users:Alice:uid:1000", "users:*:uid:1000",
        "users:*:uid", "users:carol", "users:car*", "tls:True", "tls:true", "tls:yes", "v:1.5", "v:1*", "role", "users:*:1001",
    ],
    "pillar_pcre": ["role:w|d", "users:(alice|bob)$", "users:.*:uid", "users:Alice:uid:10+", "tls:t|f", "role:"],
    "pillar_exact": ["role:web", "role:w*", "users:alice", "users:Alice:uid:1000", "users:*:uid:1000", "users:*", "tls:true"],
    "ipcidr": [
        "10.0.0.11", "10.0.0.0/24", "10.0.0.0/255.255.255.0", "10.0.0.1/24", "127.0.0.0/8", "192.168.0.0/16", "fe80::/10", "::1", "fe80::1/64",
        "0.0.0.0/0", "::/0", "bogus", "10.0.0.0/99", "10.0.0.0/0.0.0.255", "010.0.0.11",
    ],
    "compound": [
        "*", "web* and G@os:Debian", "web* or db*", "not web*", "not web* and not db*", "web* not db*", "* not web* not db*", "( web* or db* ) and I@role:db",
        "web* or db* and I@role:web", "not ( web* or WEB* )", "not ( web* or WEB* ) or L@WEB3", "G@os:Debian or S@192.168.0.0/16", "E@db_\\d", "L@db_2,WEB3", "P@os:(Deb|Ub).*", "J@role:^d",
        "G|@os|Debian", "G|@nested|a|b|c|deep", "I/@users/*/uid/1000", "G@os", "G@", "E@", "X@web1", "@web*", "web* and", "and web*", "or", "not", "web* db*", "( web*", "web* )",
        "( )", "()", "( and web* )", "web* and or db*", "not not web*", "web* and not ( not db* )", "(web* or db*)", "web* AND db*", "web* and G@nested:*:deep", "T@dummy:x", "R@range", "M@web1",
        "not ( G@os:Ubuntu and I@role:db ) and not WEB*", "* and not ( )", "", "web1* or ( db* and ( G@os:Ubuntu or G@os:Debian ) )", "not web* or web*", "G@@os@Debian", "S@10.0.0.1/24", "not S@10.0.0.1/24", "E@(",
    ],
    "nodegroup": ["webs", "names", "regex", "nested", "deep", "spaced", "loop", "unknown"],
}


def opts_for(identity, grains, pillar):
    opts = salt.config.DEFAULT_MINION_OPTS.copy()
    opts.update(id=identity, grains=grains, pillar=pillar, nodegroups=NODEGROUPS)
    return opts


def answer(kind, expression, delimiter, opts):
    matchers = salt.loader.matchers(opts)
    if kind == "nodegroup":
        words = salt.utils.minions.nodegroup_comp(expression, NODEGROUPS)
        return bool(words and matchers["compound_match.match"](words, opts=opts, minion_id=opts["id"]))
    kwargs = {"opts": opts, "minion_id": opts["id"]}
    if kind.startswith(("grain", "pillar")):
        kwargs["delimiter"] = delimiter
    try:
        return bool(matchers[kind + "_match.match"](expression, **kwargs))
    except Exception as error:  # an expression that stops Salt matches nothing
        return False


def main():
    everyone = [(i, opts_for(i, g, p)) for i, (g, p) in SUBJECTS.items()]
    cases = []
    for kind, expressions in SIMPLE.items():
        todo = [(e, ":") for e in expressions]
        if kind == "grain":
            todo += [("os|Debian", "|"), ("nested|a|b|c|deep", "|"), ("nested|a|b:c", "|"), ("url|x|y", "|"), ("nested::a::b::c::deep", "::"), ("systemd|*|257", "|"), ("*|Debian", "|")]
        for expression, delimiter in todo:
            cases.append([kind, expression, delimiter, [answer(kind, expression, delimiter, o) for _, o in everyone]])
    # JSON has text keys only; the test turns port 80 back into a number.
    subjects = [{"id": i, "grains": g, "pillar": p} for i, (g, p) in SUBJECTS.items()]
    lines = ",\n    ".join(json.dumps(case) for case in cases)
    print('{\n  "subjects": %s,\n  "nodegroups": %s,\n  "cases": [\n    %s\n  ]\n}' % (json.dumps(subjects), json.dumps(NODEGROUPS), lines))


sys.exit(main())
