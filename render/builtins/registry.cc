#include "render/builtins/registry.h"

#include <algorithm>
#include <cstring>

#include "render/builtins/families.h"

namespace drydock::render {
namespace {

/// The functions of one version by name. They are looked up for every call in every template, so
/// names are hashed quickly: by their length and the letters at both ends.
class Table {
 public:
  /// One of that name takes the place of another.
  void add(const Builtin& function) { slot(function.name) = &function; }

  const Builtin* find(std::string_view name) const { return const_cast<Table*>(this)->slot(name); }

  std::vector<const Builtin*> all() const {
    std::vector<const Builtin*> found;
    std::copy_if(std::begin(slots_), std::end(slots_), std::back_inserter(found),
                 [](const Builtin* function) { return function != nullptr; });
    return found;
  }

 private:
  static constexpr size_t kSlots = 1024;  // four times what there is

  static size_t hash(std::string_view name) {
    uint64_t ends[2] = {};
    size_t size = std::min<size_t>(name.size(), 8);
    std::memcpy(&ends[0], name.data(), size);
    std::memcpy(&ends[1], name.data() + name.size() - size, size);
    uint64_t mixed = (ends[0] ^ (ends[1] << 1) ^ name.size()) * 0x9E3779B97F4A7C15u;
    return (mixed ^ mixed >> 32) % kSlots;
  }

  /// The one of that name, or the free one where it would be.
  const Builtin*& slot(std::string_view name) {
    for (size_t i = hash(name);; i = (i + 1) % kSlots) {
      if (!slots_[i] || slots_[i]->name == name) return slots_[i];
    }
  }

  const Builtin* slots_[kSlots] = {};
};

Table make_table(int helm_version, std::span<const std::string_view> absent = {}) {
  Table table;
  for (std::span<const Builtin> family : builtin_families()) {
    for (const Builtin& function : family) {
      bool is_absent = std::find(absent.begin(), absent.end(), function.name) != absent.end();
      if (function.since <= helm_version && !is_absent) table.add(function);
    }
  }
  return table;
}

/// Sprig's functions without those that tell of the machine, and none of Helm's own.
Table make_application_set_table() {
  static constexpr std::string_view kAbsent[] = {
      "getHostByName", "include",  "lookup",       "required",   "tpl",           "toToml",
      "mustToToml",    "fromToml", "toYamlPretty", "mustToYaml", "fromJsonArray",
  };
  Table table = make_table(3, kAbsent);
  for (const Builtin& function : application_set_builtins()) table.add(function);
  return table;
}

const Table& table_of(int helm_version) {
  if (helm_version == kApplicationSetFunctions) {
    static const Table application_sets = make_application_set_table();
    return application_sets;
  }
  if (helm_version >= 4) {
    static const Table helm4 = make_table(4);
    return helm4;
  }
  static const Table helm3 = make_table(3);
  return helm3;
}

}  // namespace

const Builtin* find_builtin(std::string_view name, int helm_version) {
  return table_of(helm_version).find(name);
}

std::vector<const Builtin*> all_builtins(int helm_version) {
  std::vector<const Builtin*> all = table_of(helm_version).all();
  std::sort(all.begin(), all.end(),
            [](const Builtin* a, const Builtin* b) { return a->name < b->name; });
  return all;
}

}  // namespace drydock::render
