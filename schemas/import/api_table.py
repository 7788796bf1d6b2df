"""Writes the binary tables of API facts that schemas/api_table.h describes.

A model is what both importers produce: kinds, and for each type its fields, each with the releases
in which it looks like that. This file knows the layout and nothing of where facts come from.
"""

import struct
from dataclasses import dataclass, field

MAGIC = b"DDAT"
LAYOUT = 1
NONE = 0xFFFF

SHAPES = ["any", "object", "map", "list", "string", "integer", "number", "boolean",
          "int-or-string", "quantity", "schema-or-array", "schema-or-bool", "schema-or-strings",
          "open-object"]
FORMATS = ["", "int32", "int64", "double", "byte", "date-time", "micro-time", "float",
           "int-or-string"]
LIST_TYPES = ["", "atomic", "set", "map"]
MAP_TYPES = ["", "atomic", "granular"]
STRATEGIES = ["", "merge", "replace", "retainKeys", "merge,retainKeys"]
SCOPES = ["namespaced", "cluster", "unknown"]
REQUIRED, DEPRECATED = 1, 2
ATOMIC = 1


@dataclass(frozen=True)
class Shape:
    kind: str
    format: str = ""
    element: "Shape | None" = None  # of a list or map
    type: str = ""                  # of an object: full name


@dataclass(frozen=True)
class Traits:
    list_type: str = ""
    map_type: str = ""
    strategy: str = ""
    merge_key: str = ""
    map_keys: tuple = ()
    enum: tuple = ()


@dataclass(frozen=True)
class FieldFacts:
    shape: Shape
    traits: Traits = Traits()
    flags: int = 0


@dataclass
class TypeFacts:
    atomic: bool = False
    fields: dict = field(default_factory=dict)  # name -> {release: FieldFacts}


@dataclass
class KindFacts:
    type: str = ""          # full name of its type, "" when only the scope is known
    scope: str = "unknown"
    releases: set = field(default_factory=set)  # empty: gone before the first release
    deprecated: int = 0     # minor releases; 0: not known or not so
    removed: int = 0
    replacement: tuple = ()  # (group, version, kind)


@dataclass
class Model:
    first: int              # minor releases
    last: int
    types: dict = field(default_factory=dict)   # full name -> TypeFacts
    kinds: dict = field(default_factory=dict)   # (group, version, kind) -> KindFacts


def ranges(facts_by_release):
    """Runs of neighbouring releases with equal facts: (since, until, facts)."""
    runs = []
    for release in sorted(facts_by_release):
        facts = facts_by_release[release]
        if runs and runs[-1][1] == release - 1 and runs[-1][2] == facts:
            runs[-1] = (runs[-1][0], release, facts)
        else:
            runs.append((release, release, facts))
    return runs


class Interner:
    def __init__(self):
        self.index = {}

    def add(self, value):
        return self.index.setdefault(value, len(self.index))


class TableWriter:
    def __init__(self, model):
        self.model = model
        self.type_index = {name: i for i, name in enumerate(sorted(model.types))}
        self.shapes, self.traits = Interner(), Interner()
        self.lists, self.list_words = {}, [0]
        self.lists[()] = 0
        self.shape(Shape("any"))
        self.traits.add(Traits())
        self.strings = {text: i for i, text in enumerate(sorted(self.all_strings()))}

    def all_strings(self):
        found = {""}
        for name, facts in self.model.types.items():
            found.update(name.rpartition(".")[::2])
            for field_name, by_release in facts.fields.items():
                found.add(field_name)
                for one in by_release.values():
                    found.add(one.traits.merge_key)
                    found.update(one.traits.map_keys)
                    found.update(one.traits.enum)
        for gvk in self.model.kinds:
            found.update(gvk)
        return found

    def shape(self, shape):
        if shape.kind in ("list", "map"):
            target = self.shape(shape.element)
        elif shape.type:
            target = self.type_index[shape.type]
        else:
            target = NONE
        return self.shapes.add((SHAPES.index(shape.kind), FORMATS.index(shape.format), target))

    def string_list(self, texts):
        if texts not in self.lists:
            self.lists[texts] = len(self.list_words)
            self.list_words += [len(texts)] + [self.strings[text] for text in texts]
        return self.lists[texts]

    def releases(self, since, until):
        return (since - self.model.first) << 4 | (until - self.model.first)

    def field_rows(self):
        """Rows of all types, and for each type where its rows begin."""
        rows, starts = [], []
        for name in sorted(self.model.types):
            starts.append(len(rows))
            fields = self.model.types[name].fields
            for field_name in sorted(fields):
                for since, until, facts in ranges(fields[field_name]):
                    rows.append(struct.pack(
                        "<HHHBB", self.strings[field_name], self.shape(facts.shape),
                        self.traits.add(facts.traits), self.releases(since, until), facts.flags))
        return rows, starts + [len(rows)]

    def type_rows(self, starts):
        rows = []
        for i, name in enumerate(sorted(self.model.types)):
            package, _, short = name.rpartition(".")
            flags = ATOMIC if self.model.types[name].atomic else 0
            rows.append(struct.pack("<HHHHH", self.strings[package], self.strings[short],
                                    starts[i], starts[i + 1] - starts[i], flags))
        return rows

    def trait_rows(self):
        return [struct.pack("<BBBBHHH", LIST_TYPES.index(t.list_type), MAP_TYPES.index(t.map_type),
                            STRATEGIES.index(t.strategy), 0, self.strings[t.merge_key],
                            self.string_list(t.map_keys), self.string_list(t.enum))
                for t in self.traits.index]

    def kind_rows(self):
        order = sorted(self.model.kinds)
        position = {gvk: i for i, gvk in enumerate(order)}
        rows = []
        for gvk in order:
            facts = self.model.kinds[gvk]
            known = facts.releases
            releases = self.releases(min(known), max(known)) if known else 0xF0  # since > until
            rows.append(struct.pack(
                "<HHHHBBBBH", *(self.strings[text] for text in gvk),
                self.type_index[facts.type] if facts.type else NONE, releases,
                SCOPES.index(facts.scope), facts.deprecated, facts.removed,
                position[facts.replacement] if facts.replacement else NONE))
        return rows

    def bytes(self):
        fields, starts = self.field_rows()
        sections = [
            (self.kind_rows(), 14),
            (self.type_rows(starts), 10),
            (fields, 8),
            (self.trait_rows(), 10),
            ([struct.pack("<BBH", *shape) for shape in self.shapes.index], 4),
            ([struct.pack("<H", word) for word in self.list_words], 2),
        ]
        texts = [text.encode() for text in sorted(self.strings)]
        offsets, blob = [0], b"".join(texts)
        for text in texts:
            offsets.append(offsets[-1] + len(text))
        sections += [([struct.pack("<I", offset) for offset in offsets], 4), ([blob], 1)]
        return self.assemble(sections)

    def assemble(self, sections):
        header_size = 8 + 8 * len(sections)
        body, directory = b"", b""
        for rows, row_size in sections:
            body += b"\0" * (-(header_size + len(body)) % 4)
            data = b"".join(rows)
            assert row_size == 1 or len(data) == row_size * len(rows)
            directory += struct.pack("<II", header_size + len(body), len(data) // row_size)
            body += data
        return (MAGIC + struct.pack("<BBBB", LAYOUT, self.model.first, self.model.last, 0) +
                directory + body)


def write_table(model, path):
    data = TableWriter(model).bytes()
    with open(path, "wb") as out:
        out.write(data)
    print(f"{path}: {len(data)} bytes, {len(model.kinds)} kinds, {len(model.types)} types, "
          f"{sum(len(t.fields) for t in model.types.values())} fields")
