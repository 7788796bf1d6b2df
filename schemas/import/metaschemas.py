#!/usr/bin/env python3
"""Writes schemas/data/metaschemas.json: the meta-schemas of JSON Schema drafts 4 to 2020-12, by URI.

They are json-schema.org's own (BSD-3-Clause or AFL-3.0, at the reader's choice), taken from the Python
package jsonschema-specifications (MIT).

  pip install jsonschema-specifications==2025.9.1
  metaschemas.py [--output FILE]
"""

import argparse
import importlib.util
import json
import os

HERE = os.path.dirname(os.path.abspath(__file__))
FOLDERS = ["draft4", "draft6", "draft7", "draft201909", "draft202012"]


def documents():
    spec = importlib.util.find_spec("jsonschema_specifications")
    if spec is None:
        raise SystemExit("the package jsonschema-specifications is not installed")
    root = os.path.join(os.path.dirname(spec.origin), "schemas")
    for folder in FOLDERS:
        for path, _, names in sorted(os.walk(os.path.join(root, folder))):
            for name in sorted(names):
                with open(os.path.join(path, name), encoding="utf-8") as data:
                    yield json.load(data)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--output", default=os.path.join(HERE, "../data/metaschemas.json"))
    args = parser.parse_args()
    by_uri = {}
    for document in documents():
        uri = document.get("$id") or document["id"]
        by_uri[uri.rstrip("#")] = document
    with open(args.output, "w", encoding="utf-8") as out:
        json.dump(by_uri, out, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        out.write("\n")


if __name__ == "__main__":
    main()
