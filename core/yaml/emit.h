#pragma once

#include <string>
#include <string_view>

#include "core/value.h"
#include "core/yaml/node.h"

namespace drydock {

// YAML as Go's libraries write it, to the byte. Every text ends with a line feed, except after a
// block text that ends in U+2028 or U+2029, which Go takes for one. What cannot be written throws
// Error with rule `yaml-value` and Go's message; appending functions leave a partial text then.

struct YamlEmitOptions {
  /// More than this many bytes fail with rule `memory-limit`.
  size_t max_bytes = size_t{512} * 1024 * 1024;
};

/// Containers nested deeper than this are taken for cyclic.
constexpr int kMaxYamlEmitDepth = 10000;

/// sigs.k8s.io/yaml's Marshal: json.Marshal, read again and written by go-yaml v2. Helm's toYaml is
/// this without the last line feed.
void append_yaml(std::string& out, const Value& value, const YamlEmitOptions& options = {});
std::string to_yaml(const Value& value, const YamlEmitOptions& options = {});

/// go-yaml v3's encoder with indent 2: Helm's toYamlPretty before it trims the last line feed. No
/// detour by JSON, so floats keep their exponents and nothing is refused but cycles.
std::string to_yaml_pretty(const Value& value, const YamlEmitOptions& options = {});

/// sigs.k8s.io/yaml's JSONToYAML: integers up to 64 bits are kept. Text that go-yaml v2 cannot read
/// fails, too.
std::string json_to_yaml(std::string_view json, const YamlEmitOptions& options = {});

/// A tree as its library prints it when the program passes it on by JSON: for Kustomize what
/// `kustomize build` prints of a resource, for Sigs what YAMLToJSON and JSONToYAML give. Keys are
/// sorted; style, position and comments play no part. Of duplicate keys the last counts.
void append_yaml(std::string& out, const Node& node, YamlDialect dialect = YamlDialect::Kustomize,
                 const YamlEmitOptions& options = {});
std::string to_yaml(const Node& node, YamlDialect dialect = YamlDialect::Kustomize,
                    const YamlEmitOptions& options = {});

}  // namespace drydock
