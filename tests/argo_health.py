#!/usr/bin/env python3
"""Run the health checks of Argo CD over their own test data, and compare what they say.

  argo_health.py PROGRAM FOLDER

FOLDER is `resource_customizations` of a checkout of Argo CD. Not part of `make test`, which has no such checkout. Tests
of a folder for all kinds of a group (`_`) may be meant for a check of one kind, which this does not look for.
"""
import json
import os
import subprocess
import sys

import yaml


def tests(folder):
    for path, _, names in sorted(os.walk(folder)):
        if "health_test.yaml" not in names:
            continue
        with open(os.path.join(path, "health_test.yaml"), encoding="utf-8") as file:
            for test in yaml.safe_load(file)["tests"]:
                yield path, test


def verdict(program, path, test):
    data = {key.lower(): value for key, value in test.items()}["inputpath"]
    command = [program, "policy", "health", os.path.join(path, data), "--script", os.path.join(path, "health.lua"), "--format", "json"]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    return json.loads(run.stdout)[0] if run.stdout else {"error": run.stderr}


def main():
    program, folder = sys.argv[1:]
    passed = failed = 0
    for path, test in tests(folder):
        got, want = verdict(program, path, test), test["healthStatus"]
        if all(got.get(key) == want.get(key, "") for key in ("status", "message")):
            passed += 1
            continue
        failed += 1
        print(f"{path}: wanted {want}, got {got}")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
