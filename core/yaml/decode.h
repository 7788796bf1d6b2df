#pragma once

#include <optional>
#include <string>

#include "core/arena.h"
#include "core/diagnostic.h"
#include "core/value.h"
#include "core/yaml/node.h"

namespace drydock {

class ValueOrigins;

enum class YamlNumbers : uint8_t {
  Float,  // every number a float64: what sigs.k8s.io/yaml's Unmarshal gives to an untyped target
  Exact,  // int64, uint64 or float64: what its YAMLToJSON writes
};

struct YamlDecodeOptions {
  YamlDialect dialect = YamlDialect::Sigs;
  YamlNumbers numbers = YamlNumbers::Float;
  bool strict = false;  // a key that is set twice is an error; Kustomize's reader refuses it anyway
  ValueOrigins* origins = nullptr;  // takes down where the values stand
};

struct YamlDecoded {
  Value value;           // nil when there is an error
  std::string go_error;  // Go's text; "" when all is well
  std::optional<Diagnostic> problem;
};

/// What the data of a document is to Go's programs; a null root is nil. Bad data never throws.
///
/// Sigs: as sigs.k8s.io/yaml, by way of go-yaml v2 and JSON. Merge keys count where they stand,
/// keys that are numbers or booleans become texts, timestamps stay as written; of equal keys the
/// last one wins. `go_error` may be YAML's ("yaml: cannot decode ..."), the conversion's
/// ("unsupported map key of type ...") or JSON's ("json: unsupported value: +Inf").
///
/// Kustomize: as kustomize makes JSON of a resource with go-yaml v3. Timestamps become RFC 3339,
/// explicit keys win over merged ones, keys must be texts ("json: unsupported type:
/// map[interface {}]interface {}") except those of the root, which are taken as written.
///
/// Values live in `arena` and point to the nodes' texts. Aliases give copies.
YamlDecoded decode_yaml(const Node* root, Arena& arena, const YamlDecodeOptions& options = {});

/// Reads and decodes the first document of a file, as Go's Unmarshal does. The values point into
/// the file's text.
YamlDecoded decode_yaml_file(const SourceFile& file, Arena& arena,
                             const YamlDecodeOptions& options = {});

}  // namespace drydock
