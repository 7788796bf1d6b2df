#include "plan/marks.h"

#include <algorithm>
#include <charconv>

namespace drydock::plan {
namespace {

constexpr std::string_view kFlux = "kustomize.toolkit.fluxcd.io/";

bool same_letters(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](unsigned char x, unsigned char y) {
    return std::tolower(x) == std::tolower(y);
  });
}

template <class Tell>
void for_each_word(std::string_view list, Tell tell) {
  while (!list.empty()) {
    size_t comma = std::min(list.find(','), list.size());
    std::string_view word = list.substr(0, comma);
    while (word.starts_with(' ')) word.remove_prefix(1);
    while (word.ends_with(' ')) word.remove_suffix(1);
    if (!word.empty()) tell(word);
    list.remove_prefix(std::min(comma + 1, list.size()));
  }
}

/// The earliest of several hooks counts.
void add_hook(Hook& hook, Hook other) {
  if (hook == Hook::None || other < hook) hook = other;
}

Hook helm_hook(std::string_view name) {
  if (name == "pre-install" || name == "pre-upgrade" || name == "crd-install") return Hook::Before;
  if (name == "post-install" || name == "post-upgrade") return Hook::After;
  return Hook::Never;
}

Hook argocd_hook(std::string_view name) {
  if (name == "PreSync") return Hook::Before;
  if (name == "Sync") return Hook::Within;
  if (name == "PostSync" || name == "SyncFail") return Hook::After;
  return Hook::Never;
}

void read_options(std::string_view value, Marks& marks) {
  for_each_word(value, [&](std::string_view option) {
    marks.argocd_keep |= option == "Prune=false";
    marks.argocd_confirm |= option == "Prune=confirm";
    marks.argocd_force |= option == "Force=true";
    marks.argocd_replace |= option == "Replace=true";
  });
}

/// Annotations and labels alike.
void read_flux(std::string_view name, std::string_view value, Marks& marks) {
  marks.flux_keep |= name == "prune" && same_letters(value, "disabled");
  marks.flux_force |= name == "force" && same_letters(value, "enabled");
  marks.flux_ignore |= (name == "ssa" && same_letters(value, "ignore")) ||
                       (name == "reconcile" && same_letters(value, "disabled"));
  marks.flux_if_absent |= name == "ssa" && same_letters(value, "ifnotpresent");
}

void read_annotation(std::string_view key, std::string_view value, Marks& marks) {
  if (key == "helm.sh/resource-policy") {
    marks.helm_keep |= value == "keep";
  } else if (key == "helm.sh/hook") {
    for_each_word(value, [&](std::string_view name) { add_hook(marks.hook, helm_hook(name)); });
  } else if (key == "argocd.argoproj.io/hook") {
    for_each_word(value, [&](std::string_view name) { add_hook(marks.hook, argocd_hook(name)); });
  } else if (key == "argocd.argoproj.io/sync-options") {
    read_options(value, marks);
  } else if (key == "argocd.argoproj.io/sync-wave") {
    if (value.starts_with('+')) value.remove_prefix(1);
    std::from_chars(value.data(), value.data() + value.size(), marks.sync_wave);
  }
}

bool is_in_crds_folder(const PlanObject& object) {
  if (object.gvk.kind != "CustomResourceDefinition" || !object.root->file) return false;
  const std::string& path = object.root->file->path;
  return path.starts_with("crds/") || path.find("/crds/") != path.npos;
}

}  // namespace

bool add_keeping(Marks& marks, std::string_view code) {
  struct Row {
    std::string_view code;
    bool Marks::*mark;
  };
  constexpr Row kRows[] = {{"ignored-by-flux", &Marks::flux_ignore},
                           {"kept-by-argocd-option", &Marks::argocd_keep},
                           {"kept-by-flux-prune", &Marks::flux_keep},
                           {"kept-by-helm-crds", &Marks::helm_crds},
                           {"kept-by-helm-policy", &Marks::helm_keep}};
  if (code == "hook") marks.hook = Hook::Within;
  for (const Row& row : kRows) {
    if (row.code == code) marks.*row.mark = true;
  }
  return code == "hook" || std::any_of(std::begin(kRows), std::end(kRows),
                                       [&](const Row& row) { return row.code == code; });
}

std::vector<std::string_view> Marks::keeping() const {
  std::vector<std::string_view> codes;
  if (hook != Hook::None) codes.push_back("hook");
  if (helm_keep) codes.push_back("kept-by-helm-policy");
  if (helm_crds) codes.push_back("kept-by-helm-crds");
  if (argocd_keep) codes.push_back("kept-by-argocd-option");
  if (flux_keep) codes.push_back("kept-by-flux-prune");
  if (flux_ignore) codes.push_back("ignored-by-flux");
  return codes;
}

bool Marks::loses_protection(const Marks& other) const {
  auto protects = [](const Marks& marks) {
    return marks.helm_keep || marks.argocd_keep || marks.argocd_confirm || marks.flux_keep ||
           marks.flux_ignore;
  };
  return protects(*this) && !protects(other);
}

Marks marks_of(const PlanObject& object) {
  if (!object.root && object.recorded) return *object.recorded;
  Marks marks;
  const Node* metadata = object.root ? object.root->find("metadata") : nullptr;
  if (!metadata) return marks;
  marks.helm_crds = object.is_chart && is_in_crds_folder(object);
  for (std::string_view field : {"annotations", "labels"}) {
    const Node* map = metadata->find(field);
    for (const NodeEntry& entry : map ? map->pairs() : std::span<const NodeEntry>()) {
      std::string_view key = entry.key->text(), value = entry.value->text();
      if (key.starts_with(kFlux)) read_flux(key.substr(kFlux.size()), value, marks);
      if (field == "annotations") read_annotation(key, value, marks);
    }
  }
  return marks;
}

}  // namespace drydock::plan
