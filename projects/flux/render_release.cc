#include "projects/flux/render_release.h"

#include <fmt/format.h>

#include "core/error.h"
#include "core/yaml/read.h"
#include "projects/flux/build_kustomization.h"
#include "projects/flux/post_render.h"
#include "render/chart_check.h"
#include "render/secret_values.h"
#include "render/template_positions.h"

namespace drydock::projects::flux {
namespace {

/// The manifests of a release in one text, as the post-renderers get them.
struct JoinedText {
  struct Part {
    size_t begin;
    const render::RenderedDocument* document;
  };
  std::string text;
  std::vector<Part> parts;

  void add(const render::RenderedDocument& document) {
    text += "---\n";
    parts.push_back({text.size(), &document});
    text += document.text;
    if (!text.ends_with('\n')) text += '\n';
  }
};

JoinedText join(const render::RenderedRelease& release, bool hooks) {
  JoinedText joined;
  for (const render::RenderedDocument& document : release.manifests) joined.add(document);
  if (!hooks) return joined;
  for (const render::RenderedDocument& document : release.hooks) {
    if (!document.is_test) joined.add(document);
  }
  return joined;
}

/// Definitions of crds/ go to the cluster before all else, with labels and without post-renderers.
void add_crds(const render::RenderedRelease& rendered, const HelmRelease& release,
              RenderedProject& out) {
  for (const render::CrdFile& crd : rendered.crds) {
    for (Node* root : read_yaml(crd.file->source(), out.set.arena).roots) {
      if (!root || root->text_of("kind") != "CustomResourceDefinition") continue;
      set_label(*root, "helm.toolkit.fluxcd.io/name", release.metadata.name, out.set.arena);
      set_label(*root, "helm.toolkit.fluxcd.io/namespace", release.metadata.namespace_name,
                out.set.arena);
      add_resources(out.set, root);
    }
  }
}

void add_manifests(const render::InflatedChart& chart, const render::RenderedRelease& rendered,
                   const ReleaseInput& input, RenderedProject& out) {
  JoinedText joined = join(rendered, input.hooks);
  ResourceSet set;
  set.arena = std::move(out.set.arena);
  set.texts = std::move(out.set.texts);
  std::vector<Resource> before = std::move(out.set.resources);
  auto put_back = [&] {
    out.set.arena = std::move(set.arena);
    out.set.texts = std::move(set.texts);
    out.set.resources = std::move(before);
  };
  try {
    const SourceFile& text = post_render(input.release, joined.text, input.files.sources(),
                                         input.parsed_files, set, out.problems);
    render::TemplatePositions positions(text);
    for (const JoinedText::Part& part : joined.parts) {
      positions.add(part.begin, *part.document->file, part.document->offset());
    }
    positions.collect_values(chart.origins(), out.values);
    for (const Resource& resource : set.resources) positions.apply(*resource.root);
  } catch (const Error&) {
    put_back();
    throw;
  }
  std::vector<Resource> added = std::move(set.resources);
  put_back();
  out.set.resources.insert(out.set.resources.end(), added.begin(), added.end());
}

void check_values(render::InflatedChart& chart, const ReleaseInput& input, RenderedProject& out) {
  render::ChartCheckRequest check;
  check.chart = &chart.chart();
  check.values = chart.values();
  check.value_origins = chart.request().value_origins;
  check.helm_version = 4;
  for (Diagnostic& finding : render::check_chart_sources(check)) {
    out.problems.push_back(std::move(finding));
  }
  for (Diagnostic& finding : render::check_stability(
           chart.request(), chart.release(), input.library.templates, input.files.sources())) {
    out.problems.push_back(std::move(finding));
  }
}

/// Tells that values which only the cluster has were left out.
void tell_unknown_values(const ReleaseInput& input, std::vector<Diagnostic>& problems) {
  for (const ValuesReference& reference : input.release.spec.values_from) {
    const ValueObject* object = input.objects.find(
        reference.kind.value, input.release.namespace_name(), reference.name.value);
    if (!object || !reference.target_path.empty()) continue;
    bool is_lacking = object->is_open && !object->data.count(reference.key());
    if (!is_lacking && !object->hidden.count(reference.key())) continue;
    Diagnostic& problem = problems.emplace_back();
    problem.severity = Severity::Info;
    problem.rule = "flux-values";
    problem.message = fmt::format(
        "the release is rendered without the values in `{}` of the Secret `{}`, which {}",
        reference.key(), reference.name.value,
        object->is_made ? "is made in the cluster" : "is encrypted");
    problem.help = "Put values that decide what is deployed into the release itself.";
    problem.where = (reference.node ? *reference.node : *input.release.node).where();
  }
}

}  // namespace

void render_release(const ReleaseInput& input, RenderedProject& out) {
  const HelmRelease& definition = input.release;
  Arena arena;
  render::ChartRelease release;
  release.name = definition.release_name();
  release.namespace_name = definition.release_namespace();
  release.helm_version = 4;
  release.values = compose_values(definition, input.objects, input.files.sources(), arena);
  release.chart_values = input.chart_values;
  release.kube_version = input.kube_version;
  release.api_versions = input.api_versions;
  release.include_crds = input.crds && definition.installs_crds();
  release.environment = input.environment;
  auto chart = render::inflate_chart(input.files, input.chart, release, input.library);
  add_crds(chart->release(), definition, out);
  add_manifests(*chart, chart->release(), input, out);
  if (input.check_values) check_values(*chart, input, out);
  tell_unknown_values(input, out.problems);
  render::SecretValues secrets(chart->chart(), chart->values(), chart->origins());
  for (Diagnostic& problem : out.problems) secrets.hide(problem);
  out.values.change([&](SourcePos& set) { secrets.hide(set); });
}

}  // namespace drydock::projects::flux
