#include "validate/project_facts.h"

#include <fmt/format.h>

#include <array>
#include <cstring>
#include <set>
#include <tuple>

#include "core/finding_pack.h"
#include "core/git/index_ids.h"
#include "core/rendered_pack.h"
#include "schemas/kubernetes.h"
#include "validate/target_release.h"

namespace drydock::validate {
namespace {

bool is_definition(const Resource& resource) {
  return resource.gvk.kind == "CustomResourceDefinition" &&
         resource.gvk.group == "apiextensions.k8s.io";
}

/// As `Fleet` takes it.
std::string scope_text(const Resource& definition) {
  const Node* spec = definition.root->find("spec");
  const Node* names = spec ? spec->find("names") : nullptr;
  if (!names) return "";
  return fmt::format("{}/{} {}\n", spec->text_of("group"), names->text_of("kind"),
                     spec->text_of("scope") == "Cluster");
}

bool asks_catalog(const Gvk& gvk, int release) {
  const schemas::ApiTable& table = schemas::kubernetes_api();
  schemas::ApiKind kind = table.find(gvk, release);
  if (!kind || !kind.schema()) return true;
  return gvk.group.find('.') != gvk.group.npos && !table.find(gvk);
}

/// Of objects that bring definitions of kinds, with their positions.
std::string id_of_definitions(const RenderedProject& rendered) {
  RenderedProject definitions;
  definitions.project = rendered.project;
  for (const Resource& resource : rendered.set.resources) {
    bool brings = resource.gvk.kind.ends_with("ResourceDefinition");
    if (brings) definitions.set.resources.push_back(resource);
  }
  if (definitions.set.resources.empty()) return "";
  RenderedPacker packer([](const SourceFile&) { return true; });
  packer.add(definitions);
  return blob_id(packer.bytes());
}

void pack_marks(PackWriter& out, const std::vector<uint64_t>& marks) {
  std::string bytes(marks.size() * sizeof(uint64_t), '\0');
  if (!marks.empty()) std::memcpy(bytes.data(), marks.data(), bytes.size());
  out.text(bytes);
}

std::vector<uint64_t> unpack_marks(PackReader& in) {
  std::string_view bytes = in.text();
  if (bytes.size() % sizeof(uint64_t) != 0) in.damaged();
  std::vector<uint64_t> marks(bytes.size() / sizeof(uint64_t));
  if (!marks.empty()) std::memcpy(marks.data(), bytes.data(), bytes.size());
  return marks;
}

void pack_traits(PackWriter& out, const ProjectTraits& traits) {
  out.number(traits.resources);
  out.text(traits.scopes);
  out.text(traits.definitions);
  for (bool flag : {traits.has_deployers, traits.binds_admission, traits.has_value_places}) {
    out.flag(flag);
  }
  out.number(traits.custom_kinds.size());
  for (const ProjectTraits::Kind& kind : traits.custom_kinds) {
    for (const std::string* text : {&kind.group, &kind.version, &kind.kind}) out.text(*text);
  }
}

ProjectTraits unpack_traits(PackReader& in) {
  ProjectTraits traits;
  traits.resources = static_cast<size_t>(in.number());
  traits.scopes = in.text();
  traits.definitions = in.text();
  for (bool* flag : {&traits.has_deployers, &traits.binds_admission, &traits.has_value_places}) {
    *flag = in.flag();
  }
  for (size_t count = in.count(); count > 0; --count) {
    ProjectTraits::Kind& kind = traits.custom_kinds.emplace_back();
    for (std::string* text : {&kind.group, &kind.version, &kind.kind}) *text = in.text();
  }
  return traits;
}

// The texts of a need and of a waiver, in the order of the file.
template <class Need>
auto texts_of_need(Need& need) {
  return std::array{&need.place, &need.any_place, &need.kind, &need.namespace_name,
                    &need.name,  &need.resource,  &need.field};
}

template <class Waiver>
auto texts_of_waiver(Waiver& waiver) {
  return std::array{&waiver.rule,   &waiver.resource, &waiver.container, &waiver.path,
                    &waiver.reason, &waiver.ticket,   &waiver.by,        &waiver.until};
}

}  // namespace

ProjectTraits project_traits(const RenderedProject& rendered, const Settings& settings) {
  ProjectTraits traits;
  traits.resources = rendered.set.resources.size();
  traits.has_value_places = !rendered.values.empty();
  traits.definitions = id_of_definitions(rendered);
  std::vector<const RenderedProject*> alone = {&rendered};
  traits.has_deployers = Fleet(std::move(alone), settings).has_deployers();
  int release = target_release(settings, rendered.project->cluster);
  std::set<std::tuple<std::string_view, std::string_view, std::string_view>> kinds;
  for (const Resource& resource : rendered.set.resources) {
    const Gvk& gvk = resource.gvk;
    if (is_definition(resource)) traits.scopes += scope_text(resource);
    traits.binds_admission |= gvk.kind == "ValidatingAdmissionPolicyBinding" &&
                              gvk.group == "admissionregistration.k8s.io";
    if (!kinds.emplace(gvk.group, gvk.version, gvk.kind).second) continue;
    if (!asks_catalog(gvk, release)) continue;
    traits.custom_kinds.push_back(
        {std::string(gvk.group), std::string(gvk.version), std::string(gvk.kind)});
  }
  return traits;
}

std::optional<std::string> pack_facts(const ProjectFacts& facts,
                                      std::function<bool(const SourceFile&)> in_tree) {
  FindingPacker out(std::move(in_tree));
  pack_traits(out.body(), facts.traits);
  out.body().text(facts.context);
  out.put(facts.render);
  out.put(facts.schema);
  for (const auto* marks : {&facts.marks.claims, &facts.marks.pods, &facts.marks.selectors}) {
    pack_marks(out.body(), *marks);
  }
  out.body().flag(facts.references.is_broken);
  out.body().text(facts.references.offers);
  out.body().number(facts.references.needs.size());
  for (const ReferenceNeed& need : facts.references.needs) {
    for (const std::string* text : texts_of_need(need)) out.body().text(*text);
    out.put(need.where);
  }
  out.body().number(facts.annotated.size());
  for (const AnnotatedWaiver& one : facts.annotated) {
    for (const std::string* text : texts_of_waiver(one.waiver)) out.body().text(*text);
    out.put(one.waiver.where);
    out.body().text(one.cluster);
  }
  return out.bytes();
}

ProjectFacts unpack_facts(
    std::string_view bytes, std::string_view name,
    const std::function<const SourceFile&(const std::string& path)>& file_at) {
  FindingUnpacker in(bytes, name, file_at);
  ProjectFacts facts;
  facts.traits = unpack_traits(in.body());
  facts.context = in.body().text();
  facts.render = in.findings();
  facts.schema = in.findings();
  for (auto* marks : {&facts.marks.claims, &facts.marks.pods, &facts.marks.selectors}) {
    *marks = unpack_marks(in.body());
  }
  facts.references.is_broken = in.body().flag();
  facts.references.offers = in.body().text();
  for (size_t count = in.body().count(); count > 0; --count) {
    ReferenceNeed& need = facts.references.needs.emplace_back();
    for (std::string* text : texts_of_need(need)) *text = in.body().text();
    need.where = in.position();
  }
  for (size_t count = in.body().count(); count > 0; --count) {
    AnnotatedWaiver& one = facts.annotated.emplace_back();
    for (std::string* text : texts_of_waiver(one.waiver)) *text = in.body().text();
    one.waiver.where = in.position();
    one.cluster = in.body().text();
  }
  if (!in.body().at_end()) in.body().damaged();
  return facts;
}

}  // namespace drydock::validate
