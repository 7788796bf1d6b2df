#!/usr/bin/env python3
"""Writes render/lint/deprecated_kinds.inc from the Go module k8s.io/api.

  deprecated_kinds.py FOLDER_OF_THE_MODULE >render/lint/deprecated_kinds.inc

Helm's lint warns about kinds by what the API types say of themselves in the files
zz_generated.prerelease-lifecycle.go.
"""
import pathlib
import re
import sys

FUNCTION = re.compile(r"^func \(in \*(\w+)\) APILifecycle(\w+)\(\)[^{]*\{\n\treturn (.*)\n", re.MULTILINE)
REPLACEMENT = re.compile(r'Group: "([^"]*)", Version: "([^"]*)", Kind: "([^"]*)"')
# Packages that client-go's scheme does not register.
UNREGISTERED = {"admission", "apidiscovery", "imagepolicy"}


def group_of(folder):
    """-> the API group of a package, from its register.go"""
    text = (folder / "register.go").read_text(encoding="utf-8")
    return re.search(r'GroupName = "([^"]*)"', text).group(1)


def rows_of(folder):
    """-> (apiVersion, kind, deprecated, removed, replacement) of the kinds that say so"""
    group, version = group_of(folder), folder.name
    api_version = f"{group}/{version}" if group else version
    facts = {}
    for file in [folder / "zz_generated.prerelease-lifecycle.go", folder / "lifecycle.go"]:
        if file.exists():
            for kind, what, value in FUNCTION.findall(file.read_text(encoding="utf-8")):
                facts.setdefault(kind, {})[what] = value
    for kind, fact in sorted(facts.items()):
        if "Deprecated" not in fact:
            continue
        deprecated = fact["Deprecated"].split(", ")[1]
        removed = fact.get("Removed", "0, 0").split(", ")[1]
        match = REPLACEMENT.search(fact.get("Replacement", ""))
        replacement = ""
        if match:
            owner = f"{match.group(1)}/" if match.group(1) else ""
            replacement = f"{owner}{match.group(2)} {match.group(3)}"
        yield api_version, kind, deprecated, removed, replacement


def main():
    root = pathlib.Path(sys.argv[1])
    rows = []
    for folder in root.glob("*/*"):
        if (folder / "register.go").exists() and folder.parent.name not in UNREGISTERED:
            rows += rows_of(folder)
    print("// Made by render/import/deprecated_kinds.py, sorted: apiVersion and kind, the minor release that")
    print("// deprecates it, the one that has it no more (0: none yet), what to use instead.")
    for api_version, kind, deprecated, removed, replacement in sorted(rows):
        print(f'{{"{api_version}", "{kind}", {deprecated}, {removed}, "{replacement}"}},')


main()
