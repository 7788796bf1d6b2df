#include "render/template/explain_nil.h"

#include <fmt/format.h>

#include <vector>

namespace drydock::render {
namespace {

/// Looks for a map by its identity, within bounds: values may contain themselves.
class MapSearch {
 public:
  explicit MapSearch(const ValueMap* wanted) : wanted_(wanted) {}

  /// The path to the map, ".Values.a.b"; false if it is not found.
  bool find(const ValueMap& in, int depth = 0) {
    if (&in == wanted_) return true;
    if (depth == kMaxDepth) return false;
    for (const ValueMap::Entry& entry : in.entries()) {
      if (++looked_ > kMaxEntries) return false;
      if (!entry.value.is_map()) continue;
      size_t before = path.size();
      path.append(".").append(entry.key);
      if (find(entry.value.as_map(), depth + 1)) return true;
      path.resize(before);
    }
    return false;
  }

  std::string path;

 private:
  static constexpr int kMaxDepth = 32;
  static constexpr int kMaxEntries = 100'000;

  const ValueMap* wanted_;
  int looked_ = 0;
};

/// ".tls" for the nil in ".tls.secret", as far as the expression tells.
std::string written_path(const Node& node, std::string_view name) {
  std::string path;
  std::span<const std::string_view> names;
  if (node.kind == NodeKind::Field) {
    names = as<FieldNode>(node).fields;
  } else if (node.kind == NodeKind::Variable) {
    path = as<VariableNode>(node).name;
    names = as<VariableNode>(node).fields;
  } else if (node.kind == NodeKind::Chain) {
    path = node_text(*as<ChainNode>(node).node);
    if (!path.starts_with('(')) path = "(" + path + ")";
    names = as<ChainNode>(node).fields;
  }
  for (std::string_view step : names) {
    if (step.data() == name.data()) break;
    path.append(".").append(step);
  }
  return path.empty() ? "." : path;
}

/// Where the map stands, or its first entry that stands anywhere.
SourcePos place_of(const ValueMap& map, const ValueOrigins& origins) {
  for (const ValueMap::Entry& entry : map.entries()) {
    SourcePos where = origins.find(entry.value);
    if (where.file) return where;
  }
  return {};
}

}  // namespace

void explain_nil(Diagnostic& error, const Node& node, std::string_view name, Value root,
                 const MissingField& missing, const ValueOrigins* origins) {
  std::string path = written_path(node, name);
  if (path == ".") return;
  // The last field that gave nil is the one meant if the expression ends in it.
  bool known = missing.map && path.ends_with("." + std::string(missing.key));
  MapSearch search(missing.map);
  bool found = known && root.is_map() && search.find(root.as_map());
  if (found) path = search.path + "." + std::string(missing.key);
  error.help = fmt::format("`{}` is {}", path, known && missing.is_null ? "null" : "not set");
  if (error.where.file) {
    error.help += fmt::format("; used by `{}:{}`", error.where.path(), error.where.line);
  }
  SourcePos sibling = found && origins ? place_of(*missing.map, *origins) : SourcePos();
  if (!sibling.file) return;
  std::string_view of = search.path.empty() ? std::string_view(".") : search.path;
  error.notes.push_back(
      {.severity = Severity::Info,
       .message = fmt::format("`{}` has its values here, without `{}`", of, missing.key),
       .where = sibling});
}

void explain_field(Diagnostic& error, std::string_view name, SourcePos value,
                   std::string_view kind) {
  if (!value.file) return;
  error.notes.push_back(
      {.severity = Severity::Info,
       .message = fmt::format("the value is a {} here, which has no `{}`", kind, name),
       .where = value});
}

}  // namespace drydock::render
