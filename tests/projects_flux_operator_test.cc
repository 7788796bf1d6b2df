#include <fmt/format.h>
#include <gtest/gtest.h>

#include "core/error.h"
#include "core/yaml/read.h"
#include "projects/deployments.h"
#include "projects/flux/operator_controller.h"
#include "projects/flux/resource_set.h"
#include "tests/projects_layout.h"

namespace drydock::projects::flux {
namespace {

/// "Kind/name LINE" of what a ResourceSet makes, one in a line, or its error.
std::string made(const std::string& yaml) {
  Arena arena;
  SourceFile file{"set.yaml", "kind: ResourceSet\nmetadata: {name: apps}\n" + yaml};
  const Node* root = read_yaml(file, arena).roots.at(0);
  ResourceSet out;
  try {
    build_resource_set(*root, "flux-system", {}, out);
  } catch (const Error& error) {
    return error.diagnostic().message;
  }
  std::string text;
  for (const Resource& resource : out.resources) {
    text += fmt::format("{}/{} {}", resource.gvk.kind, resource.name, resource.root->line);
    if (const Node* data = resource.root->find("data")) {
      for (const NodeEntry& entry : data->pairs()) {
        text += fmt::format(" {}={}", entry.key->text(), entry.value->text());
      }
    }
    text += "\n";
  }
  return text;
}

TEST(ResourceSets, FillTheirTemplatesWithEachInput) {
  EXPECT_EQ(made("spec:\n"
                 "  inputs: [{tenant: a, replicas: 2}, {tenant: b, replicas: 3}]\n"
                 "  resources:\n"
                 "  - apiVersion: v1\n"
                 "    kind: ConfigMap\n"
                 "    metadata: {name: << inputs.tenant >>-x}\n"
                 "    data: {count: '<< inputs.replicas >>', who: '<< inputs.provider.name | upper "
                 ">>'}\n"),
            "ConfigMap/a-x 6 count=2 who=APPS\nConfigMap/b-x 6 count=3 who=APPS\n");
}

TEST(ResourceSets, TakeWholeTextsAndSteps) {
  EXPECT_EQ(made("spec:\n"
                 "  steps:\n"
                 "  - name: one\n"
                 "    resourcesTemplate: |\n"
                 "      apiVersion: v1\n"
                 "      kind: ConfigMap\n"
                 "      metadata: {name: one}\n"
                 "      data: {mark: '{{ kept }}'}\n"
                 "      ---\n"
                 "      apiVersion: v1\n"
                 "      kind: ConfigMap\n"
                 "      metadata: {name: one}\n"),
            "ConfigMap/one 6 mark={{ kept }}\n");
}

TEST(ResourceSets, LeaveOutWhatIsSwitchedOff) {
  EXPECT_EQ(made("spec:\n"
                 "  inputs: [{state: disabled}]\n"
                 "  resources:\n"
                 "  - {apiVersion: v1, kind: ConfigMap, metadata: {name: a, annotations: "
                 "{fluxcd.controlplane.io/reconcile: << inputs.state >>}}}\n"),
            "");
}

TEST(ResourceSets, SayWhichTemplateCannotBeFilled) {
  EXPECT_NE(made("spec:\n"
                 "  inputs: [{a: b}]\n"
                 "  resources: [{kind: << inputs.missing >>}]\n")
                .find("a template of the ResourceSet `apps` cannot be filled"),
            std::string::npos);
}

TEST(ResourceSets, HaveMarksOfTheirOwn) {
  EXPECT_EQ(with_usual_marks("<<- if inputs.a >>x<<end>> >> {{ $inputs \"inputs\" }}"),
            "{{- if $.inputs.a }}x{{end}} >> {{`{{`}} $inputs \"inputs\" }}");
  EXPECT_EQ(with_usual_marks("<< $inputs.a (inputs).b \"inputs >>\" .inputs myinputs >>"),
            "{{ $inputs.a ($.inputs).b \"inputs >>\" .inputs myinputs }}");
  EXPECT_EQ(with_usual_marks("<< inputs"), "{{ $.inputs");
}

TEST(FluxInstances, SyncAFolder) {
  Arena arena;
  SourceFile file{"i.yaml",
                  "kind: FluxInstance\nspec:\n  sync:\n    kind: GitRepository\n"
                  "    url: https://git.example.com/fleet.git\n    path: clusters/main\n"};
  ResourceSet out;
  build_instance_sync(*read_yaml(file, arena).roots.at(0), "flux-system", out);
  ASSERT_EQ(out.resources.size(), 2u);
  EXPECT_EQ(out.resources[0].gvk.kind, "GitRepository");
  EXPECT_EQ(out.resources[0].root->find("spec")->text_of("url"),
            "https://git.example.com/fleet.git");
  EXPECT_EQ(out.resources[1].name, "flux-system");
  EXPECT_EQ(out.resources[1].root->find("spec")->text_of("path"), "clusters/main");
  EXPECT_EQ(out.resources[1].root->line, 4u);
}

TEST(OperatorController, MakesAProjectOfEachSet) {
  std::string api = "apiVersion: fluxcd.controlplane.io/v1\\n";
  Layout layout(
      "sets/apps.yaml = " + api +
      "kind: ResourceSet\\nmetadata: {name: apps, namespace: ops}\\nspec:\\n  inputsFrom: [{name: "
      "p}, "
      "{name: gone}]\\n  resources: [{apiVersion: v1, kind: ConfigMap, metadata: {name: << "
      "inputs.who "
      ">>}}]\\n\n"
      "sets/p.yaml = " +
      api +
      "kind: ResourceSetInputProvider\\nmetadata: {name: p, namespace: ops}\\nspec: {type: Static, "
      "defaultValues: {who: me}}\\n\n");
  Discovery found = layout.find();
  Settings settings;
  RenderShared shared(layout.files().sources());
  SourceRepositories repositories(layout.files(), {}, {}, "");
  ControllerInput input{layout.files(), repositories, settings};
  std::vector<std::unique_ptr<Controller>> controllers;
  controllers.push_back(make_operator_controller(input));
  Deployments deployments(layout.files(), settings, shared, std::move(controllers),
                          Deployments::Similar());
  deployments.follow(found, 1);
  ASSERT_EQ(found.projects.size(), 2u);
  EXPECT_EQ(found.projects[1].name, "flux/ops/apps/set");
  std::optional<RenderedProject> set = deployments.rendered(found.projects[1]);
  ASSERT_TRUE(set && set->set.resources.size() == 1);
  EXPECT_EQ(set->set.resources[0].name, "me");
  ASSERT_EQ(set->problems.size(), 1u);
  EXPECT_EQ(set->problems[0].rule, "flux-inputs");
}

}  // namespace
}  // namespace drydock::projects::flux
