#include "projects/flux/build_recursive.h"

#include <fmt/format.h>

#include "core/error.h"
#include "core/suggest.h"
#include "overlays/path_text.h"

namespace drydock::projects::flux {
namespace {

// The objects of all levels together are bounded by the files, but for circles.
constexpr int kMaxLevels = 50;

class Recursion {
 public:
  Recursion(const LocalSources& sources, ResourceSet& out, std::vector<Diagnostic>& warnings)
      : sources_(sources), out_(out), warnings_(warnings) {}

  void run(const KustomizationBuild& build, int level) {
    const Kustomization& parent = build.definition;
    if (level > kMaxLevels) {
      fail("flux-cycle",
           fmt::format("Kustomizations render each other more than {} levels deep", kMaxLevels),
           parent.node ? parent.node->where() : SourcePos());
    }
    size_t begin = out_.resources.size();
    build_kustomization(build, out_, warnings_);
    size_t end = out_.resources.size();
    for (size_t i = begin; i < end; ++i) {
      const Node& object = *out_.resources[i].root;
      if (!is_kustomization(object.text_of("apiVersion"), object.text_of("kind"))) continue;
      Kustomization child = read_kustomization(object, YamlDialect::Kustomize, out_.arena);
      bool same =
          child.name() == parent.name() && child.namespace_name() == parent.namespace_name();
      if (!same) run_child(build, child, level);
    }
  }

 private:
  void run_child(const KustomizationBuild& parent, const Kustomization& child, int level) {
    KustomizationBuild build{parent.files, folder_of(child), child};
    build.options = parent.options;
    build.filter = parent.filter;
    build.ignore_paths = parent.ignore_paths;
    build.masking = parent.masking;
    build.objects = parent.objects;
    build.strict = parent.strict;
    build.unset = parent.unset;
    run(build, level + 1);
  }

  std::string folder_of(const Kustomization& child) const {
    const SourceReference& source = child.spec.source;
    std::string_view place = source.namespace_name;
    if (place.empty()) place = child.namespace_name();
    std::string key = place.empty()
                          ? fmt::format("{}/{}", source.kind.value, source.name.value)
                          : fmt::format("{}/{}/{}", source.kind.value, place, source.name.value);
    auto at = sources_.find(key);
    if (at != sources_.end()) return overlays::join_paths(at->second, child.spec.path.value);
    std::vector<std::string_view> known;
    for (const auto& [name, folder] : sources_) known.push_back(name);
    fail("flux-source",
         fmt::format("nobody says where {} of the Kustomization `{}` is; give --local-sources "
                     "{}=FOLDER{}",
                     key, child.name(), key, did_you_mean(key, known)),
         (source.node ? *source.node : *child.node).where());
  }

  const LocalSources& sources_;
  ResourceSet& out_;
  std::vector<Diagnostic>& warnings_;
};

}  // namespace

void build_recursively(const KustomizationBuild& build, const LocalSources& sources,
                       ResourceSet& out, std::vector<Diagnostic>& warnings) {
  Recursion(sources, out, warnings).run(build, 0);
}

}  // namespace drydock::projects::flux
