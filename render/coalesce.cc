#include "core/error.h"
#include "core/go_quote.h"
#include "render/release.h"
#include "render/template/go_format.h"
#include "render/values.h"

// How the values of a release come out of those of its charts and the user's: ReleaseCharts'
// second half. Helm changes tables in place and lets several places share them; what comes out
// depends on it, so this does the same.

namespace drydock::render {
namespace {

constexpr std::string_view kGlobal = "global";

/// Helm 4 takes nulls out of a chart's own values before they meet the user's.
void remove_nulls(ValueMap& map) {
  std::vector<std::string_view> nulls;
  for (const ValueMap::Entry& entry : map.entries()) {
    if (entry.value.is_nil()) nulls.push_back(entry.key);
    if (entry.value.is_map()) remove_nulls(entry.value.as_map());
  }
  for (std::string_view key : nulls) map.erase(key);
}

bool has_sub_chart(const ReleaseChart& chart, std::string_view name) {
  for (const ReleaseChart* sub_chart : chart.dependencies) {
    if (sub_chart->name == name) return true;
  }
  return false;
}

std::string join_prefix(const std::string& prefix, std::string_view name) {
  return prefix.empty() ? std::string(name) : prefix + "." + std::string(name);
}

/// A table of globals, new when there is none; null when something else is in its place.
ValueMap* globals_of(const ValueMap& values, Arena& arena) {
  const Value* value = values.find(kGlobal);
  if (!value) return arena.make<ValueMap>(arena);
  return value->is_map() ? &value->as_map() : nullptr;
}

}  // namespace

ValueMap* ReleaseCharts::coalesce(const ValueMap& user_values) {
  return coalesced(*root_, &user_values, false);
}

ValueMap* ReleaseCharts::coalesced(ReleaseChart& chart, const ValueMap* values, bool merge) {
  ValueMap* dest = values ? deep_copy(*values, arena_) : arena_.make<ValueMap>(arena_);
  coalesce_chart(chart, *dest, "", merge);
  return dest;
}

void ReleaseCharts::coalesce_chart(ReleaseChart& chart, ValueMap& dest, const std::string& prefix,
                                   bool merge) {
  coalesce_values(chart, dest, prefix, merge);
  coalesce_sub_charts(chart, dest, prefix, merge);
}

void ReleaseCharts::coalesce_values(ReleaseChart& chart, ValueMap& dest, const std::string& prefix,
                                    bool merge) {
  if (!chart.values) return;
  bool cleans = !helm3_;
  std::string own = join_prefix(prefix, chart.name);
  ValueMap* defaults = deep_copy(*chart.values, arena_);
  for (const auto& [key, value] : defaults->entries()) {
    const Value* given = dest.find(key);
    if (!given) {
      if (cleans && !merge) {
        if (value.is_nil()) continue;
        if (value.is_map()) remove_nulls(value.as_map());
      }
      dest.set(key, value);
    } else if (given->is_nil() && !merge) {
      dest.erase(key);
    } else if (given->is_map() && value.is_map()) {
      bool keep_nulls = merge || has_sub_chart(chart, key);
      if (cleans && !keep_nulls) remove_nulls(value.as_map());
      coalesce_tables(given->as_map(), value.as_map(), join_prefix(own, key), keep_nulls,
                      warnings_);
    } else if (given->is_map() && !value.is_nil()) {
      warnings_.push_back("warning: skipped value for " + own + "." + std::string(key) +
                          ": Not a table.");
    }
  }
}

void ReleaseCharts::coalesce_sub_charts(ReleaseChart& chart, ValueMap& dest,
                                        const std::string& prefix, bool merge) {
  std::string own = join_prefix(prefix, chart.name);
  for (ReleaseChart* sub_chart : chart.dependencies) {
    const Value* given = dest.find(sub_chart->name);
    if (!given) {
      dest.set(sub_chart->name, Value::of_map(arena_.make<ValueMap>(arena_)));
      given = dest.find(sub_chart->name);
    } else if (!given->is_map()) {
      Value arguments[] = {Value::of_string(sub_chart->name), *given};
      fail("values-invalid", go_sprintf("type mismatch on %s: %t", arguments));
    }
    ValueMap& values = given->as_map();
    coalesce_globals(values, dest, own);
    coalesce_chart(*sub_chart, values, own, merge);
  }
}

void ReleaseCharts::coalesce_globals(ValueMap& dest, const ValueMap& source,
                                     const std::string& prefix) {
  ValueMap* own = globals_of(dest, arena_);
  ValueMap* given = globals_of(source, arena_);
  if (!own || !given) {
    warnings_.push_back("warning: skipping globals because " +
                        std::string(own ? "source" : "destination") + " global is not a table.");
    return;
  }
  for (const auto& [key, value] : given->entries()) {
    const Value* old = own->find(key);
    if (!value.is_map()) {
      if (old && old->is_map()) {
        warnings_.push_back("key " + std::string(key) + " is table. Skipping");
      } else {
        own->set(key, value);
      }
    } else if (old && !old->is_map()) {
      warnings_.push_back("Conflict: cannot merge map onto non-map for " + go_quote(key) +
                          ". Skipping.");
    } else {
      ValueMap* copy = arena_.make<ValueMap>(arena_);
      for (const auto& [name, item] : value.as_map().entries()) copy->set(name, item);
      if (old) coalesce_tables(*copy, old->as_map(), join_prefix(prefix, key), true, warnings_);
      own->set(key, Value::of_map(copy).with_origin(value.origin().number));
    }
  }
  dest.set(kGlobal, Value::of_map(own));
}

}  // namespace drydock::render
