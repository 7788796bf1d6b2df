#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "plan/plan.h"

namespace drydock::plan {

/// What only the one who calls can know about where an emission goes.
struct EmitOptions {
  std::string repository_url;     // Argo CD: where it reads the folder from
  std::string revision = "HEAD";  // the same: branch, tag or commit
  std::string repository_path;    // where the folder is in there; empty: at its root
  std::string flux_source = "GitRepository/flux-system/flux-system";  // KIND/NAMESPACE/NAME
};

/// All that an emission is made from. Refers to both sides and the plan of them.
struct EmitInput {
  const Plan& plan;
  const Side& base;
  const Side& head;
  BaseKind base_kind = BaseKind::Manifests;
  std::function<bool(std::string_view cluster, std::string_view project)> selects;  // null: all
  EmitOptions options;
  std::string digest;  // of the plan

  bool takes(const PlanObject& object) const {
    return !selects || selects(object.cluster, object.project);
  }
};

/// A file of an emission, below its folder. It goes when its project is emitted again without it;
/// files of no project when their cluster is.
struct EmittedFile {
  std::string path;
  std::string_view cluster;
  std::string_view project;
  std::string text;
};

struct Emission {
  std::vector<EmittedFile> files;
  std::vector<std::string> notes;  // what the applier cannot do at once, in words
};

/// A form that a plan is written in, for one applier.
struct Emitter {
  std::string_view name;
  std::string_view summary;
  bool takes_parts;   // whether it can be written for some projects of a cluster only
  bool is_whole;      // says all that shall be there, not only what changes
  bool lives_in_git;  // so it holds no values of Secrets, unless somebody insists
  Emission (*emit)(const EmitInput& input);
};

/// All forms, in the order of their names.
std::span<const Emitter> emitters();
/// Null when there is none of this name.
const Emitter* find_emitter(std::string_view name);

// One file each, with what each says about order, deletions, replaced and kept objects.
Emission emit_ansible(const EmitInput& input);
Emission emit_argocd(const EmitInput& input);
Emission emit_files(const EmitInput& input);
Emission emit_flux(const EmitInput& input);
Emission emit_kubectl(const EmitInput& input);
Emission emit_pulumi(const EmitInput& input);
Emission emit_terraform(const EmitInput& input);

}  // namespace drydock::plan
