#include "projects/collect_release.h"

#include "core/yaml/read.h"
#include "render/template_positions.h"

namespace drydock::projects {
namespace {

/// The objects of the rendered files, in the order of Helm's output.
class Collector {
 public:
  Collector(SourceCache& files, const ValueOrigins& origins, const CollectOptions& options,
            RenderedProject& out)
      : files_(files), origins_(origins), options_(options), out_(out) {}

  void add_all(const render::RenderedRelease& release) {
    for (const render::CrdFile& crd : release.crds) {
      YamlDocuments documents = read_yaml(*crd.source->source, out_.set.arena);
      for (Node* root : documents.roots) add(root);
      append(documents.problems);
    }
    for (const render::RenderedDocument& document : release.manifests) add(document);
    for (const render::RenderedDocument& hook : release.hooks) {
      if (options_.tests || !hook.is_test) add(hook);
    }
  }

 private:
  void append(const std::vector<Diagnostic>& problems) {
    out_.problems.insert(out_.problems.end(), problems.begin(), problems.end());
  }

  void add(Node* root) {
    if (!root) return;
    if (options_.documents) {
      options_.documents(root);
    } else {
      add_resources(out_.set, root);
    }
  }

  /// Each document is read from a text of its own, as Helm has cut it out.
  void add(const render::RenderedDocument& document) {
    const SourceFile& kept =
        files_.sources().add(document.file->path + " (as rendered)", std::string(document.text));
    YamlReadOptions options;
    options.first_document_only = true;
    YamlDocuments documents = read_yaml(kept, out_.set.arena, options);
    if (documents.roots.empty() || !documents.roots[0]) return;
    render::TemplatePositions positions(kept);
    positions.add(0, *document.file, document.offset());
    if (document.kind != "Secret") positions.collect_values(origins_, out_.values);
    positions.apply(*documents.roots[0]);
    add(documents.roots[0]);
  }

  SourceCache& files_;
  const ValueOrigins& origins_;
  const CollectOptions& options_;
  RenderedProject& out_;
};

}  // namespace

void collect_release(SourceCache& files, render::InflatedChart& chart,
                     const CollectOptions& options, RenderedProject& out) {
  Collector(files, chart.origins(), options, out).add_all(chart.release());
}

}  // namespace drydock::projects
