#include "overlays/output_order.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "core/error.h"

namespace drydock::overlays {
namespace {

using Ranks = std::unordered_map<std::string_view, int>;

std::string_view or_else(std::string_view text, std::string_view placeholder) {
  return text.empty() ? placeholder : text;
}

struct SortKey {
  Object* object;
  Gvk gvk;
  int rank;
  bool is_namespace;
  std::string gvk_text;
  std::string id_text;
};

SortKey make_key(Object* object, const ObjectList& objects, const Ranks& ranks) {
  ObjectId id = objects.id_of(*object);
  auto rank = ranks.find(id.gvk.kind);
  return {object,
          id.gvk,
          rank == ranks.end() ? 0 : rank->second,
          id.gvk.kind == "Namespace",
          fmt::format("{}_{}_{}", or_else(id.gvk.group, "~G"), or_else(id.gvk.version, "~V"),
                      or_else(id.gvk.kind, "~K")),
          fmt::format("{}|{}|{}", gvk_text(id.gvk), or_else(id.namespace_name, "~X"),
                      or_else(id.name, "~N"))};
}

bool key_less(const SortKey& a, const SortKey& b) {
  if (same_gvk(a.gvk, b.gvk)) return a.id_text < b.id_text;
  if (a.rank != b.rank) return a.rank < b.rank;
  // The core group's Namespace comes first, although its text would be last.
  if (a.is_namespace && b.is_namespace && (a.gvk.group.empty() || b.gvk.group.empty())) {
    return a.gvk_text > b.gvk_text;
  }
  return a.gvk_text < b.gvk_text;
}

void sort_by_ranks(ObjectList& objects, const Ranks& ranks) {
  std::vector<SortKey> keys;
  keys.reserve(objects.size());
  for (Object* object : objects.all()) keys.push_back(make_key(object, objects, ranks));
  std::stable_sort(keys.begin(), keys.end(), key_less);
  ObjectList sorted(objects.schemas());
  for (const SortKey& key : keys) sorted.append(*key.object);
  objects = std::move(sorted);
}

Ranks ranks_of(const LegacySortOptions& options) {
  Ranks ranks;
  int rank = -static_cast<int>(options.order_first.size());
  for (const Text& kind : options.order_first) ranks[kind.value] = rank++;
  rank = 1;
  for (const Text& kind : options.order_last) ranks[kind.value] = rank++;
  return ranks;
}

}  // namespace

void sort_objects_legacy(ObjectList& objects) {
  Ranks ranks;
  int rank = -static_cast<int>(legacy_order_first().size());
  for (std::string_view kind : legacy_order_first()) ranks[kind] = rank++;
  rank = 1;
  for (std::string_view kind : legacy_order_last()) ranks[kind] = rank++;
  sort_by_ranks(objects, ranks);
}

void sort_objects(ObjectList& objects, const SortOptions& options) {
  SourcePos where = options.order.node ? options.order.where()
                    : options.node     ? options.node->where()
                                       : SourcePos();
  if (options.order.value != "fifo" && options.order.value != "legacy") {
    fail("kustomization",
         fmt::format("`sortOptions.order` must be fifo or legacy, not `{}`", options.order.value),
         where);
  }
  if (options.order.value == "fifo") {
    if (!options.legacy) return;
    fail("kustomization", "`legacySortOptions` are given, but the order is fifo, not legacy",
         where);
  }
  if (options.legacy) {
    sort_by_ranks(objects, ranks_of(*options.legacy));
  } else {
    sort_objects_legacy(objects);
  }
}

}  // namespace drydock::overlays
