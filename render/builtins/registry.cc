#include "render/builtins/registry.h"

#include <algorithm>
#include <cstring>
#include <string>

#include "render/builtins/families.h"

namespace drydock::render {
namespace {

/// Functions are looked up for every call in every template, so their names are hashed quickly:
/// by their length and the letters at both ends.
struct NameHash {
  size_t operator()(std::string_view name) const {
    uint64_t ends[2] = {};
    size_t size = std::min<size_t>(name.size(), 8);
    std::memcpy(&ends[0], name.data(), size);
    std::memcpy(&ends[1], name.data() + name.size() - size, size);
    uint64_t mixed = (ends[0] ^ (ends[1] << 1) ^ name.size()) * 0x9E3779B97F4A7C15u;
    return mixed ^ mixed >> 32;
  }
};

using Table = std::unordered_map<std::string_view, const Builtin*, NameHash>;

Table make_table(int helm_version) {
  Table table;
  for (std::span<const Builtin> family : builtin_families()) {
    for (const Builtin& function : family) {
      if (function.since <= helm_version) table.insert_or_assign(function.name, &function);
    }
  }
  return table;
}

/// Sprig's functions without those that tell of the machine, and none of Helm's own.
Table make_application_set_table() {
  static constexpr std::string_view kAbsent[] = {
      "getHostByName", "include", "lookup", "required", "tpl", "toToml", "mustToToml",
      "fromToml", "toYamlPretty", "mustToYaml", "fromJsonArray",
  };
  Table table = make_table(3);
  for (std::string_view name : kAbsent) table.erase(name);
  for (const Builtin& function : application_set_builtins()) {
    table.insert_or_assign(function.name, &function);
  }
  return table;
}

const Table& table_of(int helm_version) {
  if (helm_version == kApplicationSetFunctions) {
    static const Table application_sets = make_application_set_table();
    return application_sets;
  }
  static const Table helm3 = make_table(3);
  static const Table helm4 = make_table(4);
  return helm_version >= 4 ? helm4 : helm3;
}

}  // namespace

const Builtin* find_builtin(std::string_view name, int helm_version) {
  const Table& table = table_of(helm_version);
  auto at = table.find(name);
  return at == table.end() ? nullptr : at->second;
}

std::vector<const Builtin*> all_builtins(int helm_version) {
  std::vector<const Builtin*> all;
  for (const auto& [name, function] : table_of(helm_version)) all.push_back(function);
  std::sort(all.begin(), all.end(),
            [](const Builtin* a, const Builtin* b) { return a->name < b->name; });
  return all;
}

}  // namespace drydock::render
