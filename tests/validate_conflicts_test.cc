#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/fleet_fixture.h"
#include "validate/conflicts/find_conflicts.h"
#include "validate/identity_check.h"

namespace drydock::validate {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing_support::FleetFixture;

/// "rule severity resource projects" of every conflict.
std::vector<std::string> conflicts(const FleetFixture& fixture) {
  std::vector<std::string> rows;
  for (const Finding& f : find_conflicts(fixture.fleet(), 1)) {
    rows.push_back(fmt::format("{} {} {} {}", f.diagnostic.rule,
                               severity_name(f.diagnostic.severity), f.resource,
                               fmt::join(f.projects, "+")));
  }
  return rows;
}

std::string object(const std::string& api, const std::string& kind, const std::string& name,
                   const std::string& rest = "") {
  return fmt::format("apiVersion: {}\nkind: {}\nmetadata:\n  name: {}\n{}", api, kind, name, rest);
}

TEST(Conflicts, AnObjectInTwoProjectsIsOneFindingAtBothPlaces) {
  FleetFixture f;
  f.project("b", object("v1", "ConfigMap", "x")).project("a", object("v1", "ConfigMap", "x"));
  auto fleet = f.fleet();
  auto found = find_conflicts(fleet, 1);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_THAT(found[0].projects, ElementsAre("a", "b"));
  ASSERT_EQ(found[0].locations.size(), 2u);
  EXPECT_EQ(found[0].locations[0].path(), "b/b.yaml");
  EXPECT_EQ(found[0].locations[0].line, 4);
  EXPECT_EQ(found[0].locations[0].column, 9);
  EXPECT_EQ(found[0].resource, "ConfigMap/default/x");
  EXPECT_THAT(found[0].diagnostic.message, HasSubstr("same content"));
}

TEST(Conflicts, TheClusterAndTheNamespaceSetObjectsApart) {
  std::string x = object("v1", "ConfigMap", "x");
  EXPECT_THAT(conflicts(FleetFixture().project("a", x, "eu").project("b", x, "us")), IsEmpty());
  EXPECT_THAT(conflicts(FleetFixture().project("a", x, "eu", "n1").project("b", x, "eu", "n2")),
              IsEmpty());
  std::string named = object("v1", "ConfigMap", "x", "  namespace: n2\n");
  EXPECT_THAT(conflicts(FleetFixture().project("a", named, "eu", "n1").project("b", x, "eu", "n2")),
              ElementsAre("duplicate-object error ConfigMap/n2/x a+b"));
}

TEST(Conflicts, EveryKindOfObjectHasItsRule) {
  struct Row {
    std::string object, expected;
  };
  const Row kRows[] = {
      {object("v1", "Namespace", "n"), "duplicate-namespace warning Namespace/n a+b"},
      {object("rbac.authorization.k8s.io/v1", "ClusterRole", "r"),
       "duplicate-cluster-object error ClusterRole.rbac.authorization.k8s.io/r a+b"},
      {object("apiregistration.k8s.io/v1", "APIService", "v1.x"),
       "duplicate-apiservice error APIService.apiregistration.k8s.io/v1.x a+b"},
      {object("apiextensions.k8s.io/v1", "CustomResourceDefinition", "w.x"),
       "duplicate-crd error CustomResourceDefinition.apiextensions.k8s.io/w.x a+b"},
      {object("cert-manager.io/v1", "ClusterIssuer", "le"),
       "duplicate-cluster-object error ClusterIssuer.cert-manager.io/le a+b"},
      {object("example.com/v1", "Widget", "w"),
       "duplicate-object error Widget.example.com/default/w a+b"},
  };
  for (const Row& row : kRows) {
    EXPECT_THAT(conflicts(FleetFixture().project("a", row.object).project("b", row.object)),
                ElementsAre(row.expected));
  }
}

TEST(Conflicts, ANamespaceWithOtherContentIsAnError) {
  EXPECT_THAT(conflicts(FleetFixture()
                            .project("a", object("v1", "Namespace", "n"))
                            .project("b", object("v1", "Namespace", "n", "  labels: {a: b}\n"))),
              ElementsAre("duplicate-namespace error Namespace/n a+b"));
}

TEST(Conflicts, ClusterScopedKindsIgnoreTheNamespaceAlsoWhenACrdSaysSo) {
  std::string crd =
      object("apiextensions.k8s.io/v1", "CustomResourceDefinition", "zones.x.io",
             "spec:\n  group: x.io\n  scope: Cluster\n  names: {kind: Zone, plural: zones}\n");
  EXPECT_THAT(conflicts(FleetFixture()
                            .project("crds", crd)
                            .project("a", object("x.io/v1", "Zone", "z", "  namespace: one\n"))
                            .project("b", object("x.io/v2", "Zone", "z", "  namespace: two\n"))),
              ElementsAre("duplicate-cluster-object error Zone.x.io/z a+b"));
}

TEST(Conflicts, MovedGroupsAreOneGroup) {
  EXPECT_THAT(conflicts(FleetFixture()
                            .project("a", object("extensions/v1beta1", "Deployment", "d"))
                            .project("b", object("apps/v1", "Deployment", "d"))),
              ElementsAre("duplicate-object error Deployment.apps/default/d a+b"));
}

TEST(Conflicts, GenerateNameAndTestHooksAreNoIdentity) {
  std::string generated = "apiVersion: batch/v1\nkind: Job\nmetadata: {generateName: x-}\n";
  std::string hook = object("v1", "Pod", "t", "  annotations: {helm.sh/hook: test-success}\n");
  EXPECT_THAT(conflicts(FleetFixture().project("a", generated).project("b", generated)), IsEmpty());
  EXPECT_THAT(conflicts(FleetFixture().project("a", hook).project("b", hook)), IsEmpty());
}

TEST(Conflicts, SettingsMayAllowSharing) {
  FleetFixture f;
  f.project("a", object("v1", "Namespace", "n")).project("b", object("v1", "Namespace", "n"));
  f.settings.shared_namespaces = {"n"};
  EXPECT_THAT(conflicts(f), IsEmpty());

  FleetFixture g;
  g.project("team-a", object("v1", "ConfigMap", "ca"))
      .project("team-b", object("v1", "ConfigMap", "ca"));
  g.settings.shared = {{"ConfigMap", "default", "c*", {"team-*"}, {}}};
  EXPECT_THAT(conflicts(g), IsEmpty());
  g.settings.shared[0].projects = {"team-a"};
  EXPECT_THAT(conflicts(g),
              ElementsAre("duplicate-object error ConfigMap/default/ca team-a+team-b"));
}

std::string crd(const std::string& plural, const std::string& names) {
  return object("apiextensions.k8s.io/v1", "CustomResourceDefinition", plural + ".x.io",
                fmt::format("spec:\n  group: x.io\n  names:\n    plural: {}\n{}", plural, names));
}

TEST(Conflicts, DefinitionsMayNotShareANameOfTheirGroup) {
  struct Row {
    std::string a, b, expected;
  };
  const Row kRows[] = {
      {crd("as", "    kind: K\n"), crd("bs", "    kind: K\n"), "kind K"},
      {crd("as", "    kind: A\n    shortNames: [s]\n"),
       crd("bs", "    kind: B\n    shortNames: [s]\n"), "short name s"},
      {crd("as", "    kind: A\n    shortNames: [bs]\n"), crd("bs", "    kind: B\n"),
       "short name bs"},
      {crd("as", "    kind: A\n    singular: b\n"), crd("bs", "    kind: B\n"), "singular b"},
      {crd("as", "    kind: A\n"), crd("bs", "    kind: AList\n"), "list kind AList"},
      {crd("as", "    kind: A\n"), crd("bs", "    kind: B\n"), ""},
  };
  for (const Row& row : kRows) {
    auto found = conflicts(FleetFixture().project("a", row.a).project("b", row.b));
    if (row.expected.empty()) {
      EXPECT_THAT(found, IsEmpty());
    } else {
      EXPECT_THAT(found, ElementsAre(fmt::format("crd-names-clash error {} in group x.io a+b",
                                                 row.expected)));
    }
  }
}

TEST(Conflicts, TheResultDoesNotDependOnThreads) {
  FleetFixture f;
  for (int i = 0; i < 40; ++i) {
    f.project(fmt::format("p{}", i), object("v1", "ConfigMap", fmt::format("c{}", i % 7)));
  }
  auto one = conflicts(f);
  auto fleet = f.fleet();
  EXPECT_EQ(find_conflicts(fleet, 8).size(), one.size());
  EXPECT_EQ(one.size(), 7u);
}

TEST(Identities, OneProjectShouldDefineAnObjectOnce) {
  FleetFixture f;
  std::string x = object("v1", "ConfigMap", "x");
  f.project("a", x + "---\n" + object("v1", "ConfigMap", "y") + "---\n" + x);
  auto fleet = f.fleet();
  auto found = check_identities(fleet, f.rendered()[0]);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].diagnostic.rule, "defined-twice");
  EXPECT_EQ(found[0].locations.size(), 2u);
}

}  // namespace
}  // namespace drydock::validate
