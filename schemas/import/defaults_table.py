#!/usr/bin/env python3
"""Writes schemas/data/defaults.txt: the fields that the API server fills in, by kind.

The facts come from running the defaulting of Kubernetes 1.34 (Apache-2.0) over objects with one empty
item in every list: a JSON object of "GROUP/VERSION/KIND" to {field: value}, where "[]" stands for each
item and "(pod spec)" names the place of the fields under "pod spec".

  defaults_table.py FACTS [--output FILE]

The result has a block for each set of kinds that share their fields:

  = KIND KIND...         group/version/Kind
  @ spec.template.spec   where a pod's spec is, whose fields are those of the block "= pod"
  field value            value in JSON; a "+" before it: parents that are missing are made
"""

import argparse
import json
import os

HERE = os.path.dirname(os.path.abspath(__file__))
POD_SPEC = "(pod spec)"
CONTAINERS = ["containers[].", "initContainers[].", "ephemeralContainers[]."]

# What depends on other fields (plan/derived_fields.cc knows how), and what is no content.
DEPENDENT = {
    "imagePullPolicy", "spec.metrics[].resource.name", "spec.metrics[].type",
    "spec.metrics[].resource.target.averageUtilization", "spec.metrics[].resource.target.type",
    "spec.metrics[].resource.targetAverageUtilization", "spec.policyTypes", "spec.completions",
    "spec.parallelism", "spec.backoffLimit",
}
DEPENDENT_PARENTS = ("spec.strategy.rollingUpdate.", "spec.updateStrategy.rollingUpdate.")

# Parents that the server makes when they are missing.
MADE_PARENTS = ("spec.strategy.", "spec.updateStrategy.", "spec.conversion.strategy",
                "spec.persistentVolumeClaimRetentionPolicy.")


def is_plain(field):
    return not (field in DEPENDENT or field.startswith(DEPENDENT_PARENTS) or
                field.endswith("timeAdded") or "status." in field)


def pod_fields(facts):
    """The three lists of containers have the same defaults: they are written once."""
    fields = {}
    for field, value in facts["pod spec"].items():
        if field.endswith(".imagePullPolicy"):
            continue
        for prefix in CONTAINERS:
            if field.startswith(prefix):
                field = "*Containers[]." + field[len(prefix):]
                break
        assert fields.setdefault(field, value) == value, field
    return fields


def line_of(field, value):
    made = "+" if field.startswith(MADE_PARENTS) else ""
    return f"{made}{field} {json.dumps(value, separators=(',', ':'))}"


def blocks(facts):
    """{lines: kinds}, with the pod's fields first"""
    by_lines = {tuple(line_of(*row) for row in sorted(pod_fields(facts).items())): ["pod"]}
    for kind, fields in facts.items():
        if kind == "pod spec":
            continue
        lines = [f"@ {fields[POD_SPEC]}"] if POD_SPEC in fields else []
        lines += [line_of(field, value) for field, value in sorted(fields.items())
                  if field != POD_SPEC and is_plain(field)]
        if lines:
            by_lines.setdefault(tuple(lines), []).append(kind)
    return by_lines


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("facts")
    parser.add_argument("--output", default=os.path.join(HERE, "../data/defaults.txt"))
    args = parser.parse_args()
    with open(args.facts, encoding="utf-8") as data:
        facts = json.load(data)
    with open(args.output, "w", encoding="utf-8") as out:
        for lines, kinds in blocks(facts).items():
            out.write("= " + " ".join(kinds) + "\n")
            out.writelines(line + "\n" for line in lines)


if __name__ == "__main__":
    main()
