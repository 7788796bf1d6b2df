#include "render/release.h"

#include <algorithm>
#include <set>

#include "core/go_quote.h"
#include "render/chart_metadata.h"
#include "render/go_text.h"
#include "render/template/go_format.h"
#include "render/values.h"

namespace drydock::render {
namespace {

Value text(Arena& arena, std::string_view value) { return Value::of_string(arena.copy(value)); }

/// What an import is to templates afterwards: a map[string]string.
Value import_object(Arena& arena, std::string_view child, std::string_view parent) {
  ValueMap* map = arena.make<ValueMap>(arena);
  map->set("child", text(arena, child));
  map->set("parent", text(arena, parent));
  return Value::of_map(map, GoType::StringMap);
}

/// A table under a dotted path; "." is the table itself.
ValueMap* at_path(std::string_view path, ValueMap* table, Arena& arena) {
  if (path == ".") return table;
  for (;;) {
    size_t dot = path.rfind('.');
    ValueMap* outer = arena.make<ValueMap>(arena);
    outer->set(arena.copy(path.substr(dot + 1)), Value::of_map(table));
    if (dot == std::string_view::npos) return outer;
    table = outer;
    path = path.substr(0, dot);
  }
}

std::vector<std::string_view> split_commas(std::string_view text) {
  std::vector<std::string_view> parts;
  for (;;) {
    size_t comma = text.find(',');
    parts.push_back(text.substr(0, comma));
    if (comma == std::string_view::npos) return parts;
    text.remove_prefix(comma + 1);
  }
}

}  // namespace

std::string ReleaseChart::full_path() const {
  return parent ? parent->full_path() + "/charts/" + std::string(name) : std::string(name);
}

ReleaseCharts::ReleaseCharts(const Chart& root, Arena& arena, int helm_version)
    : arena_(arena), helm3_(helm_version == 3), root_(add(root, nullptr)) {}

ReleaseChart* ReleaseCharts::add(const Chart& chart, ReleaseChart* parent) {
  ReleaseChart* added = &charts_.emplace_back();
  added->chart = &chart;
  added->name = chart.metadata.name;
  added->parent = parent;
  added->values = chart.values;
  added->has_requirements = chart.metadata.has_dependencies;
  for (const ChartDependency& dependency : chart.metadata.dependencies) {
    Requirement& requirement = requirements_.emplace_back();
    requirement.source = &dependency;
    requirement.name = dependency.name;
    requirement.enabled = dependency.enabled;
    requirement.import_values = dependency.import_values;
    added->requirements.push_back(&requirement);
  }
  for (const Chart* sub_chart : chart.dependencies) {
    added->dependencies.push_back(add(*sub_chart, added));
  }
  return added;
}

void ReleaseCharts::process_dependencies(const ValueMap& user_values) {
  enable(*root_, user_values, "");
  import_values(*root_);
}

/// A copy of the sub-chart that a requirement wants. In Helm 3 copies share requirements and
/// sub-charts, which shows when one chart is used under several names.
ReleaseChart* ReleaseCharts::find_for(const std::vector<ReleaseChart*>& charts,
                                      const Requirement& wanted) {
  for (ReleaseChart* chart : charts) {
    if (chart->name != wanted.name) continue;
    if (!is_compatible_range(wanted.source->version, chart->chart->metadata.version)) continue;
    ReleaseChart* copy = &charts_.emplace_back(*chart);
    if (!helm3_) {
      for (Requirement*& requirement : copy->requirements) {
        requirement = &requirements_.emplace_back(*requirement);
      }
      for (ReleaseChart*& sub_chart : copy->dependencies) {
        sub_chart = &charts_.emplace_back(*sub_chart);
        sub_chart->parent = copy;
      }
    }
    if (!wanted.source->alias.empty()) copy->name = wanted.source->alias;
    return copy;
  }
  return nullptr;
}

/// The sub-charts in Helm's order: those that no requirement names, then one for each requirement.
std::vector<ReleaseChart*> ReleaseCharts::match_requirements(ReleaseChart& chart) {
  std::vector<ReleaseChart*> matched;
  for (ReleaseChart* existing : chart.dependencies) {
    bool named = std::any_of(
        chart.requirements.begin(), chart.requirements.end(), [&](const Requirement* wanted) {
          return existing->name == wanted->name &&
                 is_compatible_range(wanted->source->version, existing->chart->metadata.version);
        });
    if (!named) matched.push_back(existing);
  }
  for (Requirement* wanted : chart.requirements) {
    if (ReleaseChart* found = find_for(chart.dependencies, *wanted)) matched.push_back(found);
    if (!wanted->source->alias.empty()) wanted->name = wanted->source->alias;
  }
  return matched;
}

void ReleaseCharts::enable(ReleaseChart& chart, const ValueMap& values, const std::string& path) {
  if (!chart.has_requirements) return;
  chart.dependencies = match_requirements(chart);
  for (ReleaseChart* sub_chart : chart.dependencies) sub_chart->parent = &chart;
  for (Requirement* requirement : chart.requirements) requirement->enabled = true;
  ValueMap* all = coalesced(chart, &values, false);
  apply_tags(chart, *all);
  apply_conditions(chart, *all, path);
  std::vector<ReleaseChart*> kept;
  std::vector<Requirement*> kept_requirements;
  remove_disabled(chart, kept, kept_requirements);
  for (ReleaseChart* sub_chart : kept) {
    enable(*sub_chart, *all, path + std::string(sub_chart->name) + ".");
  }
  chart.requirements = kept_requirements;
  chart.has_requirements = !kept_requirements.empty();
  chart.dependencies = kept;
  for (ReleaseChart* sub_chart : kept) sub_chart->parent = &chart;
}

void ReleaseCharts::apply_tags(ReleaseChart& chart, const ValueMap& values) {
  const ValueMap* tags = find_table(values, "tags");
  if (!tags) return;
  for (Requirement* requirement : chart.requirements) {
    bool has_true = false;
    bool has_false = false;
    for (std::string_view tag : requirement->source->tags) {
      const Value* value = tags->find(tag);
      if (!value) continue;
      if (value->is_bool()) {
        (value->as_bool() ? has_true : has_false) = true;
      } else {
        warnings_.push_back("Warning: Tag '" + std::string(tag) + "' for chart " +
                            std::string(requirement->name) + " returned non-bool value");
      }
    }
    requirement->enabled = has_true || !has_false;
  }
}

void ReleaseCharts::apply_conditions(ReleaseChart& chart, const ValueMap& values,
                                     const std::string& path) {
  for (Requirement* requirement : chart.requirements) {
    for (std::string_view condition : split_commas(trim_space(requirement->source->condition))) {
      if (condition.empty()) continue;
      std::optional<Value> value = find_scalar(values, path + std::string(condition));
      if (!value) continue;
      if (value->is_bool()) {
        requirement->enabled = value->as_bool();
        break;
      }
      warnings_.push_back("Warning: Condition path '" + std::string(condition) + "' for chart " +
                          std::string(requirement->name) + " returned non-bool value");
    }
  }
}

void ReleaseCharts::remove_disabled(ReleaseChart& chart, std::vector<ReleaseChart*>& kept,
                                    std::vector<Requirement*>& kept_requirements) {
  std::set<std::string_view> removed;
  for (const Requirement* requirement : chart.requirements) {
    if (!requirement->enabled) removed.insert(requirement->name);
  }
  for (ReleaseChart* sub_chart : chart.dependencies) {
    if (!removed.count(sub_chart->name)) kept.push_back(sub_chart);
  }
  for (Requirement* requirement : chart.requirements) {
    if (!removed.count(requirement->name)) kept_requirements.push_back(requirement);
  }
}

/// The values that one requirement asks for, laid under what was imported so far.
void ReleaseCharts::import_into(ValueMap*& imported, Requirement& requirement,
                                const ValueMap& values) {
  std::vector<Value> objects;
  for (const Value& import : requirement.import_values) {
    std::string child;
    std::string parent = ".";
    // What was processed for another alias already is no import any more: Helm 3 shares them.
    if (import.is_map() && import.go_type() != GoType::StringMap) {
      const Value* from = import.as_map().find("child");
      const Value* to = import.as_map().find("parent");
      child = value_text(from ? *from : Value());
      parent = value_text(to ? *to : Value());
    } else if (import.is_string()) {
      child = "exports." + std::string(import.as_string());
    } else {
      continue;
    }
    objects.push_back(import_object(arena_, child, parent));
    ValueMap* table = find_table(values, std::string(requirement.name) + "." + child);
    if (!table) {
      warnings_.push_back("Warning: ImportValues missing table from chart " +
                          std::string(requirement.name) + ": " +
                          go_quote(child.substr(child.rfind('.') + 1)) + " is not a table");
      continue;
    }
    // Not a copy: what is imported twice is one table, as in Helm.
    coalesce_tables(*imported, *at_path(parent, table, arena_), "", true, warnings_);
  }
  requirement.import_values = std::move(objects);
}

void ReleaseCharts::import_values(ReleaseChart& chart) {
  for (ReleaseChart* sub_chart : chart.dependencies) import_values(*sub_chart);
  if (!chart.has_requirements) return;
  ValueMap* values = coalesced(chart, nullptr, true);
  ValueMap* imported = arena_.make<ValueMap>(arena_);
  for (Requirement* requirement : chart.requirements) {
    import_into(imported, *requirement, *values);
  }
  values = deep_copy(*values, arena_);
  coalesce_tables(*values, *imported, "", true, warnings_);
  chart.values = values;
}

}  // namespace drydock::render
