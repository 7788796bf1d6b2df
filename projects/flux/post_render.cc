#include "projects/flux/post_render.h"

#include <fmt/format.h>

#include <set>

#include "core/error.h"
#include "core/tree.h"
#include "core/yaml/emit.h"
#include "overlays/build.h"
#include "overlays/kustomization.h"
#include "overlays/object_id.h"
#include "projects/flux/build_kustomization.h"
#include "schemas/merge_schema.h"

namespace drydock::projects::flux {
namespace {

constexpr std::string_view kInput = "helm-output.yaml";

class Renderers {
 public:
  Renderers(Sources& sources, overlays::ParsedFiles& parsed_files,
            std::vector<Diagnostic>& warnings)
      : sources_(sources), parsed_files_(parsed_files), warnings_(warnings) {}

  const SourceFile& run(const HelmRelease& release, std::string manifests, ResourceSet& out) {
    const SourceFile* first = nullptr;
    for (const PostRenderer& renderer : release.spec.post_renderers) {
      if (!renderer.kustomize) continue;
      if (first) manifests = print(out);
      out.resources.clear();
      const SourceFile& input = build(*renderer.kustomize, manifests, out);
      if (!first) first = &input;
    }
    return first ? *first : read(std::move(manifests), out);
  }

 private:
  static std::string print(const ResourceSet& set) {
    std::string text;
    for (const Resource& resource : set.resources) {
      if (!text.empty()) text += "---\n";
      append_yaml(text, *resource.root, YamlDialect::Kustomize);
    }
    return text;
  }

  /// Each is a kustomization of its own -> its only file.
  const SourceFile& build(const KustomizeRenderer& renderer, const std::string& manifests,
                          ResourceSet& out) {
    std::unique_ptr<Tree> tree = make_memory_tree({{std::string(kInput), manifests}});
    SourceCache files(*tree, sources_);
    overlays::BuildOptions options;
    options.restrict_files = false;
    options.reorder = overlays::Reorder::None;
    options.parsed_files = &parsed_files_;
    options.rewrite_root = [&](overlays::Kustomization& k) {
      k.resources.push_back({kInput});
      k.patches = as_patches(renderer.patches);
      k.images = renderer.images;
      for (overlays::Image& image : k.images) image.tag_suffix = {};
    };
    overlays::build(files, "", options, out, warnings_);
    return files.read(kInput);
  }

  const SourceFile& read(std::string text, ResourceSet& out) {
    const SourceFile& manifests = sources_.add(std::string(kInput), std::move(text));
    std::set<std::string> ids;
    schemas::MergeSchemas schemas;
    for (const Node* root : parsed_files_.get(manifests)) {
      Resource resource = resource_at(deep_copy(out.arena, *root));
      overlays::ObjectId id{resource.gvk, resource.name, resource.namespace_name,
                            schemas.is_cluster_scoped(resource.gvk)};
      if (!ids.insert(id.text()).second) {
        fail("overlay-duplicate", fmt::format("{} is there twice", id.text()), root->where());
      }
      out.resources.push_back(resource);
    }
    return manifests;
  }

  Sources& sources_;
  overlays::ParsedFiles& parsed_files_;
  std::vector<Diagnostic>& warnings_;
};

}  // namespace

const SourceFile& post_render(const HelmRelease& release, std::string manifests, Sources& sources,
                              overlays::ParsedFiles& parsed_files, ResourceSet& out,
                              std::vector<Diagnostic>& warnings) {
  const SourceFile& file =
      Renderers(sources, parsed_files, warnings).run(release, std::move(manifests), out);
  for (const Resource& resource : out.resources) {
    Node& root = *resource.root;
    if (const auto& common = release.spec.common_metadata) {
      set_common_metadata(root, common->labels, common->annotations, out.arena);
    }
    set_label(root, "helm.toolkit.fluxcd.io/name", release.metadata.name, out.arena);
    set_label(root, "helm.toolkit.fluxcd.io/namespace", release.metadata.namespace_name,
              out.arena);
  }
  return file;
}

}  // namespace drydock::projects::flux
