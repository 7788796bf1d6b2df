#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/arena.h"
#include "core/source.h"
#include "core/value.h"
#include "core/value_origins.h"

namespace drydock::render {

/// Places of the user's values are numbered from here on, those of charts' own values before.
constexpr uint32_t kUserOrigins = uint32_t{1} << 31;

/// Reads values: YAML mappings, of values.yaml or of a file that the user gives. Helm 3 reads the
/// first document, Helm 4 merges all of them; `sources` then owns the parts. Every number is a
/// float64. Throws Error, rule `values-invalid`, with Helm's text as far as it is about the content
/// ("error converting YAML to JSON: …"), at the line of the fault. Never null; texts point into the
/// file. `origins` takes down where the values stand in it.
ValueMap* read_values(const SourceFile& file, Arena& arena, Sources& sources, int helm_version,
                      ValueOrigins* origins = nullptr);

/// `over` goes before `base`; maps are merged, lists are not. Neither is changed; maps that only
/// one of them has are shared. This is how value files are laid over one another.
ValueMap* merge_maps(const ValueMap& base, const ValueMap& over, Arena& arena);

/// Copies maps and lists at every depth; texts are shared.
Value deep_copy(Value value, Arena& arena);
ValueMap* deep_copy(const ValueMap& map, Arena& arena);

// Tables are maps. A table laid over another, as Helm does it, changes both and lets them share
// maps: what it does with shared maps is part of its behaviour.

/// `dst` goes before `src`. When `merge` is false, a null in `dst` removes what `src` has; when
/// true, nulls stay. `warnings` gets the lines that Helm logs; `prefix` is for them.
void coalesce_tables(ValueMap& dst, ValueMap& src, std::string_view prefix, bool merge,
                     std::vector<std::string>& warnings);

/// The table at a dotted path, or null.
ValueMap* find_table(const ValueMap& values, std::string_view dotted_path);
/// What is at a dotted path and is no table; nothing otherwise. An empty text is no path.
std::optional<Value> find_scalar(const ValueMap& values, std::string_view dotted_path);

}  // namespace drydock::render
