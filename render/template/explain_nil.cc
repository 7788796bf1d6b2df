#include "render/template/explain_nil.h"

#include <fmt/format.h>

#include <vector>

namespace drydock::render {
namespace {

/// Looks for a map by its identity, within bounds: values may contain themselves.
class MapSearch {
 public:
  explicit MapSearch(const ValueMap* wanted) : wanted_(wanted) {}

  /// The path to the map, ".Values.a.b", and the value that it is; false if it is not found.
  bool find(Value in, int depth = 0) {
    if (&in.as_map() == wanted_) {
      found = in;
      return true;
    }
    if (depth == kMaxDepth) return false;
    for (const ValueMap::Entry& entry : in.as_map().entries()) {
      if (++looked_ > kMaxEntries) return false;
      if (!entry.value.is_map()) continue;
      size_t before = path.size();
      path.append(".").append(entry.key);
      if (find(entry.value, depth + 1)) return true;
      path.resize(before);
    }
    return false;
  }

  std::string path;
  Value found;

 private:
  static constexpr int kMaxDepth = 32;
  static constexpr int kMaxEntries = 100'000;

  const ValueMap* wanted_;
  int looked_ = 0;
};

/// ".tls" for the nil in ".tls.secret", as far as the expression tells.
std::string written_path(const TreeNode& node, std::string_view name) {
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
SourcePos place_of(const Value& map, const ValueOrigins& origins) {
  SourcePos own = origins.find(map);
  if (own.file) return own;
  for (const ValueMap::Entry& entry : map.as_map().entries()) {
    SourcePos where = origins.find(entry.value);
    if (where.file) return where;
  }
  return {};
}

}  // namespace

void explain_nil(Diagnostic& error, const TreeNode& node, std::string_view name, Value root,
                 const MissingField& missing, const ValueOrigins* origins) {
  std::string path = written_path(node, name);
  if (path == ".") return;
  // The last field that gave nil is the one meant if the expression ends in it.
  bool known = missing.map && path.ends_with("." + std::string(missing.key));
  MapSearch search(missing.map);
  bool found = known && root.is_map() && search.find(root);
  if (found) path = search.path + "." + std::string(missing.key);
  error.help = fmt::format("`{}` is {}", path, known && missing.is_null ? "null" : "not set");
  if (error.where.file) {
    error.help += fmt::format("; used by `{}:{}`", error.where.path(), error.where.line);
  }
  if (!found || !origins) return;
  std::string_view of = search.path.empty() ? std::string_view(".") : search.path;
  SourcePos around = place_of(search.found, *origins);
  if (around.file) {
    std::string_view without = missing.is_null ? "with null for" : "without";
    error.notes.push_back(
        {.severity = Severity::Info,
         .message = fmt::format("`{}` has its values here, {} `{}`", of, without, missing.key),
         .where = around});
  } else if (of.starts_with(".Values.") && search.found.as_map().size() > 0) {
    error.help += fmt::format("; `{}` is in no file, but from `--set` or a template", of);
  }
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
