#include "cli/live_diff.h"

#include "cli/plan_sides.h"

namespace drydock::cli {

void add_fleet_kinds(const validate::Fleet& fleet, plan::Kinds& kinds, ServerJudge* judge) {
  for (const RenderedProject& rendered : fleet.projects()) {
    YamlDialect dialect = validate::dialect_of(*rendered.project);
    for (const Resource& resource : rendered.set.resources) {
      if (!resource.gvk.kind.ends_with("ResourceDefinition")) continue;
      kinds.add(*resource.root, dialect, rendered.project->cluster);
      if (judge) judge->catalog.add_document(*resource.root, "");
    }
  }
}

void compare_fleets(const validate::Fleet& before, const validate::Fleet& after,
                    const std::function<bool(std::string_view)>& takes, LiveDiff& out) {
  auto wanted = [&](const RenderedProject& one) { return takes(one.project->name); };
  out.before = side_of(before, wanted);
  out.after = side_of(after, wanted);
  add_fleet_kinds(after, out.kinds, &out.judge);
  add_fleet_kinds(before, out.kinds, &out.judge);
  out.diffs = plan::diff_sides(out.before, out.after, out.kinds, &out.judge, out.arena);
}

}  // namespace drydock::cli
