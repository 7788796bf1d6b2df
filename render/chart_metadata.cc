#include "render/chart_metadata.h"

#include <algorithm>
#include <set>

#include "core/error.h"
#include "core/go_quote.h"
#include "core/semver.h"
#include "core/unicode.h"
#include "core/yaml/decode.h"
#include "core/yaml/read.h"
#include "render/builtins/paths.h"
#include "render/go_decode.h"

namespace drydock::render {
namespace {

using Place = GoDecoder::Place;

struct Read {
  const Node* root = nullptr;  // for positions
  const ValueMap* map = nullptr;
};

SourcePos whole(const ChartFile& file) { return {file.source, 1, 1, 1}; }

/// The YAML part of sigs.k8s.io/yaml's Unmarshal into a struct.
Read read_struct(const ChartFile& file, std::string_view type, Arena& arena, GoDecoder& decoder) {
  YamlReadOptions options;
  options.first_document_only = true;
  YamlDocuments documents = read_yaml(*file.source, arena, options);
  if (!documents.go_error.empty()) {
    SourcePos where = documents.problems.empty() ? whole(file) : documents.problems[0].where;
    fail("chart-invalid", "error converting YAML to JSON: " + documents.go_error, where);
  }
  Read result;
  if (documents.roots.empty() || !documents.roots[0]) return result;
  result.root = documents.roots[0];
  YamlDecodeOptions exact;
  exact.numbers = YamlNumbers::Exact;
  YamlDecoded decoded = decode_yaml(result.root, arena, exact);
  if (!decoded.go_error.empty()) {
    fail("chart-invalid", "error converting YAML to JSON: " + decoded.go_error,
         decoded.problem ? decoded.problem->where : whole(file));
  }
  result.map = decoder.map(decoded.value, type, {});
  return result;
}

void finish(const GoDecoder& decoder, const ChartFile& file) {
  if (decoder.error().empty()) return;
  fail("chart-invalid", "error unmarshaling JSON: while decoding JSON: " + decoder.error(),
       whole(file));
}

SourcePos position_of(const Node* root, std::string_view key, const ChartFile& file) {
  const Node* node = root ? root->find(key) : nullptr;
  return node ? node->where() : SourcePos{file.source};
}

ChartMaintainer read_maintainer(const ValueMap& map, GoDecoder& decoder, const Place& place) {
  ChartMaintainer maintainer;
  decoder.field(map, "name", maintainer.name, place);
  decoder.field(map, "email", maintainer.email, place);
  decoder.field(map, "url", maintainer.url, place);
  return maintainer;
}

ChartDependency read_dependency(const ValueMap& map, GoDecoder& decoder, const Place& place) {
  ChartDependency dependency;
  decoder.field(map, "name", dependency.name, place);
  decoder.field(map, "version", dependency.version, place);
  decoder.field(map, "repository", dependency.repository, place);
  decoder.field(map, "condition", dependency.condition, place);
  decoder.field(map, "alias", dependency.alias, place);
  decoder.field(map, "tags", dependency.tags, place);
  decoder.field(map, "enabled", dependency.enabled, place);
  if (const Value* imports = decoder.find(map, "import-values")) {
    const Value* list = decoder.list(*imports, "[]interface {}", place.field("import-values"));
    if (list) dependency.import_values.assign(list->as_list().begin(), list->as_list().end());
  }
  return dependency;
}

/// A list of pointers to structs. One that is null is refused later, by `validate`; here it is an
/// entry without a place.
void read_dependencies(const Read& read, std::vector<ChartDependency>& target, GoDecoder& decoder,
                       const Place& outer, const ChartFile& file) {
  const Value* value = decoder.find(*read.map, "dependencies");
  const Value* list =
      value ? decoder.list(*value, "[]*chart.Dependency", outer.field("dependencies")) : nullptr;
  if (!list) return;
  const Node* nodes = read.root->find("dependencies");
  target.clear();
  for (size_t i = 0; i < list->as_list().size(); ++i) {
    const Value& item = list->as_list()[i];
    Place place{"Dependency", outer.field("dependencies").path};
    const ValueMap* map = decoder.map(item, "chart.Dependency", place);
    target.push_back(map ? read_dependency(*map, decoder, place) : ChartDependency());
    if (!map) continue;
    bool known = nodes && i < nodes->elements().size();
    target.back().where = known ? nodes->elements()[i]->where() : whole(file);
  }
}

void read_maintainers(const ValueMap& map, ChartMetadata& metadata, GoDecoder& decoder,
                      const Place& outer) {
  const Value* value = decoder.find(map, "maintainers");
  const Value* list =
      value ? decoder.list(*value, "[]*chart.Maintainer", outer.field("maintainers")) : nullptr;
  if (!list) return;
  metadata.maintainers.clear();
  for (const Value& item : list->as_list()) {
    Place place{"Maintainer", outer.field("maintainers").path};
    const ValueMap* fields = decoder.map(item, "chart.Maintainer", place);
    metadata.maintainers.push_back(fields ? read_maintainer(*fields, decoder, place)
                                          : ChartMaintainer());
    metadata.maintainers.back().is_null = fields == nullptr;
  }
}

void read_annotations(const ValueMap& map, ChartMetadata& metadata, GoDecoder& decoder,
                      const Place& outer) {
  Place place = outer.field("annotations");
  const Value* value = decoder.find(map, "annotations");
  const ValueMap* entries = value ? decoder.map(*value, "map[string]string", place) : nullptr;
  if (!entries) return;
  metadata.has_annotations = true;
  metadata.annotations.clear();
  for (const ValueMap::Entry& entry : entries->entries()) {
    metadata.annotations.emplace_back(entry.key, std::string_view());
    decoder.read(entry.value, metadata.annotations.back().second, place);
  }
}

/// unicode.IsSpace becomes a blank, and what is not unicode.IsPrint goes away.
std::string_view sanitize(std::string_view text, Arena& arena) {
  bool plain = std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c < 0x7F; });
  if (plain) return text;
  std::string result;
  while (!text.empty()) {
    DecodedRune rune = decode_rune(text);
    text.remove_prefix(static_cast<size_t>(rune.size));
    if (is_space(rune.rune)) {
      result += ' ';
    } else if (is_printable(rune.rune)) {
      append_rune(result, rune.rune);
    }
  }
  return arena.copy(result);
}

void sanitize_all(ChartMetadata& metadata, Arena& arena) {
  for (std::string_view* text :
       {&metadata.name, &metadata.description, &metadata.home, &metadata.icon, &metadata.condition,
        &metadata.tags, &metadata.app_version, &metadata.kube_version}) {
    *text = sanitize(*text, arena);
  }
  for (std::string_view& text : metadata.sources) text = sanitize(text, arena);
  for (std::string_view& text : metadata.keywords) text = sanitize(text, arena);
}

[[noreturn]] void refuse(std::string message, SourcePos where) {
  fail("chart-invalid", "validation: " + message, where);
}

bool is_alias(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-';
  });
}

bool is_version(std::string_view text) {
  try {
    SemVersion::parse(text);
    return true;
  } catch (const Error&) {
    return false;
  }
}

void validate_identity(const ChartMetadata& metadata, SourcePos file) {
  SourcePos name_at = metadata.name_at.line ? metadata.name_at : file;
  if (metadata.api_version.empty()) refuse("chart.metadata.apiVersion is required", file);
  if (metadata.name.empty()) refuse("chart.metadata.name is required", name_at);
  if (metadata.name == "." || metadata.name == "..") {
    refuse("chart.metadata.name " + go_quote(metadata.name) + " is not allowed", name_at);
  }
  if (metadata.name != path_base(metadata.name)) {
    refuse("chart.metadata.name " + go_quote(metadata.name) + " is invalid", name_at);
  }
  SourcePos version_at = metadata.version_at.line ? metadata.version_at : file;
  if (metadata.version.empty()) refuse("chart.metadata.version is required", version_at);
  if (!is_version(metadata.version)) {
    refuse("chart.metadata.version " + go_quote(metadata.version) + " is invalid", version_at);
  }
  if (!metadata.type.empty() && metadata.type != "application" && metadata.type != "library") {
    refuse("chart.metadata.type must be application or library", file);
  }
}

void validate_dependencies(ChartMetadata& metadata, Arena& arena, SourcePos file) {
  std::set<std::string_view> keys;
  for (ChartDependency& dependency : metadata.dependencies) {
    if (!dependency.where.file) {
      refuse("dependencies must not contain empty or null nodes", file);
    }
    for (std::string_view* text :
         {&dependency.name, &dependency.version, &dependency.repository, &dependency.condition}) {
      *text = sanitize(*text, arena);
    }
    for (std::string_view& tag : dependency.tags) tag = sanitize(tag, arena);
    if (!is_alias(dependency.alias)) {
      refuse("dependency " + go_quote(dependency.name) + " has disallowed characters in the alias",
             dependency.where);
    }
    if (!keys.insert(dependency.key()).second) {
      refuse("more than one dependency with name or alias " + go_quote(dependency.key()),
             dependency.where);
    }
  }
}

}  // namespace

void read_chart_metadata(const ChartFile& file, ChartMetadata& metadata, Arena& arena) {
  GoDecoder decoder(arena);
  Read read = read_struct(file, "chart.Metadata", arena, decoder);
  if (read.map) {
    const ValueMap& map = *read.map;
    Place place{"Metadata", ""};
    decoder.field(map, "name", metadata.name, place);
    decoder.field(map, "home", metadata.home, place);
    decoder.field(map, "sources", metadata.sources, place);
    decoder.field(map, "version", metadata.version, place);
    decoder.field(map, "description", metadata.description, place);
    decoder.field(map, "keywords", metadata.keywords, place);
    read_maintainers(map, metadata, decoder, place);
    decoder.field(map, "icon", metadata.icon, place);
    decoder.field(map, "apiVersion", metadata.api_version, place);
    decoder.field(map, "condition", metadata.condition, place);
    decoder.field(map, "tags", metadata.tags, place);
    decoder.field(map, "appVersion", metadata.app_version, place);
    decoder.field(map, "deprecated", metadata.deprecated, place);
    read_annotations(map, metadata, decoder, place);
    decoder.field(map, "kubeVersion", metadata.kube_version, place);
    if (const Value* list = decoder.find(map, "dependencies")) {
      metadata.has_dependencies = metadata.has_dependencies || list->is_list();
    }
    read_dependencies(read, metadata.dependencies, decoder, place, file);
    decoder.field(map, "type", metadata.type, place);
    if (map.find("name")) metadata.name_at = position_of(read.root, "name", file);
    if (map.find("version")) metadata.version_at = position_of(read.root, "version", file);
  }
  finish(decoder, file);
}

void read_chart_lock(const ChartFile& file, ChartLock& lock, Arena& arena) {
  GoDecoder decoder(arena);
  Read read = read_struct(file, "chart.Lock", arena, decoder);
  if (read.map) {
    Place place{"Lock", ""};
    decoder.field(*read.map, "generated", lock.generated, place);
    decoder.field(*read.map, "digest", lock.digest, place);
    read_dependencies(read, lock.dependencies, decoder, place, file);
  }
  finish(decoder, file);
}

void validate_chart_metadata(ChartMetadata& metadata, const ChartFile& chart_yaml, Arena& arena) {
  SourcePos file = whole(chart_yaml);
  sanitize_all(metadata, arena);
  validate_identity(metadata, file);
  for (ChartMaintainer& maintainer : metadata.maintainers) {
    if (maintainer.is_null) refuse("maintainers must not contain empty or null nodes", file);
    for (std::string_view* text : {&maintainer.name, &maintainer.email, &maintainer.url}) {
      *text = sanitize(*text, arena);
    }
  }
  validate_dependencies(metadata, arena, file);
}

bool is_compatible_range(std::string_view range, std::string_view version) {
  try {
    return SemConstraint::parse(range).allows(SemVersion::parse(version));
  } catch (const Error&) {
    return false;
  }
}

}  // namespace drydock::render
