#include "render/builtins/registry.h"

#include <algorithm>
#include <string>

#include "render/builtins/families.h"

namespace drydock::render {
namespace {

using Table = std::unordered_map<std::string_view, const Builtin*>;

Table make_table(int helm_version) {
  Table table;
  for (std::span<const Builtin> family : builtin_families()) {
    for (const Builtin& function : family) {
      if (function.since <= helm_version) table.insert_or_assign(function.name, &function);
    }
  }
  return table;
}

const Table& table_of(int helm_version) {
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
