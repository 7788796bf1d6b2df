"""Turns the definitions of a Kubernetes OpenAPI document, or of the JSON Schemas made from one, into
the facts that api_table.py writes."""

import re

from api_table import DEPRECATED, REQUIRED, FieldFacts, Shape, Traits

PRIMITIVES = {"string", "integer", "number", "boolean"}
SPECIAL_TYPES = {
    "io.k8s.apimachinery.pkg.util.intstr.IntOrString": Shape("int-or-string"),
    "io.k8s.apimachinery.pkg.api.resource.Quantity": Shape("quantity"),
    "io.k8s.apimachinery.pkg.apis.meta.v1.Time": Shape("string", "date-time"),
    "io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime": Shape("string", "micro-time"),
    "io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1": Shape("open-object"),
    "io.k8s.apimachinery.pkg.apis.meta.v1.Patch": Shape("open-object"),
    "io.k8s.apimachinery.pkg.runtime.RawExtension": Shape("open-object"),
}
SCHEMA_UNIONS = {"JSON": "any", "JSONSchemaPropsOrArray": "schema-or-array",
                 "JSONSchemaPropsOrBool": "schema-or-bool",
                 "JSONSchemaPropsOrStringArray": "schema-or-strings"}


def referenced_name(ref):
    return ref.rpartition("/")[2]


def special_shape(name):
    """The shape of a definition whose JSON form is not its Go fields; None for the others."""
    if name in SPECIAL_TYPES:
        return SPECIAL_TYPES[name]
    package, _, short = name.rpartition(".")
    if ".apiextensions." in package and short in SCHEMA_UNIONS:
        kind = SCHEMA_UNIONS[short]
        return Shape("any") if kind == "any" else Shape(kind, type=package + ".JSONSchemaProps")
    return None


def type_name(schema):
    found = schema.get("type")
    if isinstance(found, list):  # ["string", "null"]
        found = next(name for name in found if name != "null")
    return found


def shape_of(schema):
    if "$ref" in schema:
        name = referenced_name(schema["$ref"])
        return special_shape(name) or Shape("object", type=name)
    kind = type_name(schema)
    if kind == "array":
        return Shape("list", element=shape_of(schema["items"]))
    if kind == "object":
        values = schema.get("additionalProperties")
        return Shape("map", element=shape_of(values)) if isinstance(values, dict) else Shape(
            "open-object")
    if kind in PRIMITIVES:
        return Shape(kind, schema.get("format", ""))
    return Shape("any")


def traits_of(schema, enum=()):
    return Traits(list_type=schema.get("x-kubernetes-list-type", ""),
                  map_type=schema.get("x-kubernetes-map-type", ""),
                  strategy=schema.get("x-kubernetes-patch-strategy", ""),
                  merge_key=schema.get("x-kubernetes-patch-merge-key", ""),
                  map_keys=tuple(schema.get("x-kubernetes-list-map-keys", ())),
                  enum=tuple(enum))


def is_deprecated(schema):
    return bool(re.search(r"(^|[.\n] *)Deprecated(:|\. )", schema.get("description", "")))


def field_facts(definition, name, enum=()):
    schema = definition["properties"][name]
    flags = (REQUIRED if name in definition.get("required", ()) else 0) | (
        DEPRECATED if is_deprecated(schema) else 0)
    return FieldFacts(shape_of(schema), traits_of(schema, enum), flags)


def is_object_type(name, definition):
    return special_shape(name) is None and type_name(definition) == "object"


def kinds_of(definition):
    for row in definition.get("x-kubernetes-group-version-kind", ()):
        yield row.get("group", ""), row["version"], row["kind"]
