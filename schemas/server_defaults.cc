#include "schemas/server_defaults.h"

#include <memory>
#include <string>
#include <unordered_map>

#include "schemas/data/embedded.h"

namespace drydock::schemas {
namespace {

std::string_view take_until(std::string_view& text, char end) {
  size_t at = std::min(text.find(end), text.size());
  std::string_view part = text.substr(0, at);
  text.remove_prefix(std::min(at + 1, text.size()));
  return part;
}

/// "spec.ports[].protocol" is {"spec", "ports", "[]", "protocol"}.
std::vector<std::string_view> path_of(std::string_view text) {
  std::vector<std::string_view> path;
  while (!text.empty()) {
    std::string_view key = take_until(text, '.');
    bool items = key.ends_with("[]");
    if (items) key.remove_suffix(2);
    path.push_back(key);
    if (items) path.push_back("[]");
  }
  return path;
}

/// The table of schemas/import/defaults_table.py, read once.
class Table {
 public:
  Table() {
    std::string_view text(drydock_defaults, drydock_defaults_end - drydock_defaults);
    KindDefaults* block = nullptr;
    while (!text.empty()) {
      std::string_view line = take_until(text, '\n');
      if (line.starts_with("= ")) {
        block = blocks_.emplace_back(std::make_unique<KindDefaults>()).get();
        for (line.remove_prefix(2); !line.empty();) kinds_[take_until(line, ' ')] = block;
      } else if (line.starts_with("@ ")) {
        block->pod_spec = path_of(line.substr(2));
      } else {
        add_field(*block, line);
      }
    }
  }

  const KindDefaults* find(std::string_view kind) const {
    auto found = kinds_.find(kind);
    return found == kinds_.end() ? nullptr : found->second;
  }

 private:
  static void add_field(KindDefaults& block, std::string_view line) {
    ServerDefault field;
    field.makes_parents = line.starts_with('+');
    if (field.makes_parents) line.remove_prefix(1);
    field.path = path_of(take_until(line, ' '));
    field.value = line;
    constexpr std::string_view kContainers[] = {"containers", "initContainers",
                                                "ephemeralContainers"};
    if (field.path[0] != "*Containers") return block.fields.push_back(std::move(field));
    for (std::string_view list : kContainers) {
      field.path[0] = list;
      block.fields.push_back(field);
    }
  }

  std::vector<std::unique_ptr<KindDefaults>> blocks_;
  std::unordered_map<std::string_view, const KindDefaults*> kinds_;
};

const Table& table() {
  static const Table kTable;
  return kTable;
}

/// Fills in one row after the other.
class Filling {
 public:
  Filling(const DefaultMaker& maker, Arena& arena) : maker_(maker), arena_(arena) {}

  /// Follows a row from `depth` on.
  void add(Node& node, const ServerDefault& row, size_t depth = 0) {
    std::string_view key = row.path[depth];
    if (key == "[]") {
      for (Node* item : node.elements()) add(*item, row, depth + 1);
      return;
    }
    if (!node.is_mapping()) return;
    Node* value = node.find(key);
    if (depth + 1 == row.path.size()) {
      if (!value) set(arena_, node, key, make_default(row.value, maker_, arena_));
      return;
    }
    if (!value && row.makes_parents && row.path[depth + 1] != "[]") {
      value = maker_.mapping(arena_);
      set(arena_, node, key, value);
    }
    if (value) add(*value, row, depth + 1);
  }

 private:
  const DefaultMaker& maker_;
  Arena& arena_;
};

}  // namespace

Node* make_default(std::string_view json, const DefaultMaker& maker, Arena& arena) {
  if (json.starts_with('"')) return maker.text(arena, json.substr(1, json.size() - 2));
  if (!json.starts_with('[')) return maker.literal(arena, json);
  Node* list = maker.sequence(arena);
  json = json.substr(1, json.size() - 2);
  while (!json.empty()) append(arena, *list, make_default(take_until(json, ','), maker, arena));
  return list;
}

void fill_defaults(Node& root, const KindDefaults& defaults, const DefaultMaker& maker,
                   Arena& arena, bool keys_only) {
  Filling filling(maker, arena);
  auto wanted = [&](const ServerDefault& row) {
    return !keys_only || row.path.back() == "protocol";
  };
  for (const ServerDefault& row : defaults.fields) {
    if (wanted(row)) filling.add(root, row);
  }
  Node* pod = defaults.pod_spec.empty() ? nullptr : root.find_path(defaults.pod_spec);
  if (!pod) return;
  for (const ServerDefault& row : pod_defaults()) {
    if (wanted(row)) filling.add(*pod, row);
  }
}

const KindDefaults* server_defaults(const Gvk& gvk) {
  std::string name(gvk.group);
  if (!name.empty()) name += '/';
  name.append(gvk.version).append("/").append(gvk.kind);
  return table().find(name);
}

std::span<const ServerDefault> pod_defaults() { return table().find("pod")->fields; }

}  // namespace drydock::schemas
