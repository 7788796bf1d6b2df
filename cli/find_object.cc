#include "cli/find_object.h"

#include <algorithm>
#include <ostream>

#include "cli/select_projects.h"
#include "core/ascii.h"
#include "core/error.h"
#include "core/excerpt.h"
#include "core/suggest.h"
#include "plan/differences.h"

namespace drydock::cli {
namespace {

constexpr size_t kMaxListed = 10;

/// "Deployment.apps/shop/web" in parts.
struct ObjectName {
  std::string_view kind, group, namespace_name, name;
};

ObjectName parse(std::string_view text) {
  ObjectName parsed;
  size_t slash = text.find('/');
  if (slash == text.npos || slash == 0 || slash + 1 == text.size()) {
    fail("", fmt::format("`{}` names no object: KIND/NAME or KIND/NAMESPACE/NAME is needed, such "
                         "as Deployment/web",
                         text));
  }
  parsed.kind = text.substr(0, slash);
  parsed.name = text.substr(slash + 1);
  if (size_t next = parsed.name.find('/'); next != text.npos) {
    parsed.namespace_name = parsed.name.substr(0, next);
    parsed.name = parsed.name.substr(next + 1);
  }
  if (size_t dot = parsed.kind.find('.'); dot != text.npos) {
    parsed.group = parsed.kind.substr(dot + 1);
    parsed.kind = parsed.kind.substr(0, dot);
  }
  return parsed;
}

/// As kubectl takes kinds: in any case, also in the plural.
bool is_kind(std::string_view wanted, std::string_view kind) {
  std::string word = ascii_lower(wanted), known = ascii_lower(kind);
  return word == known || word == known + "s" || word == known + "es" ||
         (known.ends_with('y') && word == known.substr(0, known.size() - 1) + "ies");
}

bool fits_but_for_name(const ObjectName& wanted, const Resource& resource,
                       const RenderedProject& project, const validate::Fleet& fleet) {
  if (!is_kind(wanted.kind, resource.gvk.kind)) return false;
  if (!wanted.group.empty() && wanted.group != resource.gvk.group &&
      wanted.group != current_group(resource.gvk.group, resource.gvk.kind)) {
    return false;
  }
  return wanted.namespace_name.empty() ||
         wanted.namespace_name == fleet.namespace_of(resource, *project.project);
}

/// Calls `visit` with all objects of the kind, and the namespace if one was given.
template <class Visit>
void each_candidate(const ObjectName& wanted, const validate::Fleet& fleet, Visit visit) {
  for (const RenderedProject& project : fleet.projects()) {
    for (const Resource& resource : project.set.resources) {
      if (resource.name.empty()) continue;
      if (fits_but_for_name(wanted, resource, project, fleet)) visit({&project, &resource});
    }
  }
}

std::vector<FoundObject> find_all(const ObjectName& wanted, const validate::Fleet& fleet) {
  std::vector<FoundObject> exact, stems, prefixes;
  each_candidate(wanted, fleet, [&](FoundObject found) {
    std::string_view name = found.resource->name;
    if (name == wanted.name) exact.push_back(found);
    if (plan::name_without_hash(name) == wanted.name) stems.push_back(found);
    if (name.starts_with(wanted.name)) prefixes.push_back(found);
  });
  return !exact.empty() ? exact : !stems.empty() ? stems : prefixes;
}

[[noreturn]] void fail_none(const ObjectChoice& choice, const ObjectName& wanted,
                            const validate::Fleet& fleet) {
  std::vector<std::string> ids;
  each_candidate(wanted, fleet, [&](FoundObject found) {
    ids.push_back(fmt::format("{}/{}", wanted.kind, found.resource->name));
  });
  std::string word = fmt::format("{}/{}", wanted.kind, wanted.name);
  if (ids.empty()) {  // then the kind may be what is wrong
    for (const RenderedProject& project : fleet.projects()) {
      for (const Resource& resource : project.set.resources) {
        ids.push_back(fmt::format("{}/{}", resource.gvk.kind, resource.name));
      }
    }
  }
  std::vector<std::string_view> known(ids.begin(), ids.end());
  std::string meant = did_you_mean(word, known);
  fail("", fmt::format("no project renders `{}`{}", choice.object, meant));
}

[[noreturn]] void fail_several(const ObjectChoice& choice, const std::vector<FoundObject>& found,
                               const validate::Fleet& fleet) {
  Diagnostic several;
  several.message = fmt::format(
      "`{}` fits several objects: say which by KIND/NAMESPACE/NAME, --project or --cluster",
      choice.object);
  auto add = [&](std::string words) {
    Diagnostic note;
    note.message = std::move(words);
    several.notes.push_back(std::move(note));
  };
  for (size_t i = 0; i < std::min(found.size(), kMaxListed); ++i) {
    const Project& project = *found[i].project->project;
    add(fmt::format("{} of the project {} (cluster {})",
                    fleet.resource_id(*found[i].resource, project), project.name, project.cluster));
  }
  if (found.size() > kMaxListed) add(fmt::format("and {} more", found.size() - kMaxListed));
  throw Error(std::move(several));
}

}  // namespace

void add_object_flags(Flags& flags, ObjectChoice& choice) {
  flags
      .text("OBJECT", choice.object,
            "KIND/NAME or KIND/NAMESPACE/NAME, KIND.GROUP where kinds are ambiguous; the beginning "
            "of a name will do when no other begins so")
      .value_name("")
      .required();
  flags
      .text("FIELD", choice.field, "only this field: spec.template.spec.containers[name=web].image")
      .value_name("");
  flags.texts("--project", choice.projects, "look in these only, by name; globs are possible")
      .value_name("NAME")
      .comma_separated();
  flags.texts("--cluster", choice.clusters, "look in what goes to these; globs are possible")
      .value_name("NAME")
      .comma_separated();
}

void keep_chosen(const ObjectChoice& choice, std::vector<Project>& projects) {
  std::vector<bool> selected(projects.size(), true);
  keep_fitting(choice.projects, choice.clusters, projects, selected);
  keep_selected(selected, projects);
}

std::vector<RenderedProject> render_chosen(Repository& repository, Session& session) {
  std::vector<RenderedProject> rendered = render_projects(repository, session.flags.jobs);
  Excerpts excerpts;
  for (const RenderedProject& project : rendered) {
    for (const Diagnostic& problem : project.problems) {
      if (problem.severity == Severity::Error) session.err << excerpts.describe(problem);
    }
  }
  return rendered;
}

FoundObject find_object(const ObjectChoice& choice, const validate::Fleet& fleet) {
  ObjectName wanted = parse(choice.object);
  std::vector<FoundObject> found = find_all(wanted, fleet);
  if (found.empty()) fail_none(choice, wanted, fleet);
  if (found.size() > 1) fail_several(choice, found, fleet);
  return found.front();
}

}  // namespace drydock::cli
