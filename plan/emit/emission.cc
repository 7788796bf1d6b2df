#include "plan/emit/emission.h"

namespace drydock::plan {
namespace {

// clang-format off
constexpr Emitter kEmitters[] = {
    // name        what is written                                                   parts  whole  in Git
    {"ansible",   "a playbook with a task for each change",                          true,  false, false, emit_ansible},
    {"argocd",    "Applications, and the folders that they deploy",                  true,  true,  false, emit_argocd},
    {"files",     "a repository of rendered manifests, a file for each object",      true,  true,  true,  emit_files},
    {"flux",      "Kustomizations, and the folders that they deploy",                true,  true,  false, emit_flux},
    {"kubectl",   "steps to apply and delete, and a script that does them in order", true,  false, false, emit_kubectl},
    {"pulumi",    "a program in YAML for each cluster",                              false, true,  false, emit_pulumi},
    {"terraform", "two modules of kubernetes_manifest for each cluster",             true,  true,  false, emit_terraform},
};
// clang-format on

}  // namespace

std::span<const Emitter> emitters() { return kEmitters; }

const Emitter* find_emitter(std::string_view name) {
  for (const Emitter& emitter : kEmitters) {
    if (emitter.name == name) return &emitter;
  }
  return nullptr;
}

}  // namespace drydock::plan
