// Where schemas come from beside the program's own: definitions that lie about in the repository,
// and locations as kubeconform takes them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/source_cache.h"
#include "tests/fleet_fixture.h"
#include "tests/temp_folder.h"
#include "validate/schema_locations.h"
#include "validate/stray_definitions.h"

namespace drydock::validate {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing_support::FleetFixture;

std::string definition(std::string_view group, std::string_view kind) {
  return fmt::format(
      "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\n"
      "metadata: {{name: things.{0}}}\n"
      "spec:\n  group: {0}\n  scope: Namespaced\n  names: {{kind: {1}, plural: things}}\n"
      "  versions:\n  - name: v1\n    served: true\n    storage: true\n"
      "    schema: {{openAPIV3Schema: {{type: object, properties: {{size: {{type: "
      "integer}}}}}}}}\n",
      group, kind);
}

std::string object(std::string_view group, std::string_view kind) {
  return fmt::format("apiVersion: {}/v1\nkind: {}\nmetadata: {{name: a}}\n", group, kind);
}

/// The kinds that are found in these files for a fleet with this object.
std::vector<std::string> stray_kinds(std::vector<std::pair<std::string, std::string>> files,
                                     const std::string& used,
                                     const std::vector<std::string>& ignored = {}) {
  FleetFixture fixture;
  fixture.project("shop", used);
  Fleet fleet = fixture.fleet();
  std::unique_ptr<Tree> tree = make_memory_tree(std::move(files));
  Sources sources;
  SourceCache cache(*tree, sources);
  Arena arena;
  SchemaCatalog catalog;
  catalog.add_fleet(fleet);
  std::vector<std::string> kinds;
  for (const Node* found : add_stray_definitions(fleet, cache, ignored, arena, catalog)) {
    kinds.emplace_back(found->find("spec")->find("names")->text_of("kind"));
  }
  return kinds;
}

TEST(StrayDefinitions, AreFoundForKindsThatAreUsed) {
  std::string used = object("example.com", "Thing");
  std::string text = definition("example.com", "Thing");
  EXPECT_THAT(stray_kinds({{"crds/deep/thing.yaml", text}}, used), ElementsAre("Thing"));
  EXPECT_THAT(stray_kinds({{"a.yml", "a: 1\n---\n" + text}}, used), ElementsAre("Thing"));
  EXPECT_THAT(stray_kinds({{"crds/other.yaml", definition("example.com", "Other")}}, used),
              IsEmpty());
}

TEST(StrayDefinitions, AreLeftAloneWhereTheyAreIgnored) {
  std::string used = object("example.com", "Thing");
  EXPECT_THAT(
      stray_kinds({{"docs/thing.yaml", definition("example.com", "Thing")}}, used, {"docs/**"}),
      IsEmpty());
}

TEST(StrayDefinitions, AreNotLookedForWhenAProjectBringsThem) {
  std::string used = definition("example.com", "Thing") + "---\n" + object("example.com", "Thing");
  EXPECT_THAT(stray_kinds({{"crds/thing.yaml", definition("example.com", "Thing")}}, used),
              IsEmpty());
}

TEST(StrayDefinitions, FilesThatCannotBeReadAreForOthersToReport) {
  std::string broken = "kind: CustomResourceDefinition\nspec: [\n";
  EXPECT_THAT(stray_kinds({{"a.yaml", broken}, {"b.yaml", definition("example.com", "Thing")}},
                          object("example.com", "Thing")),
              ElementsAre("Thing"));
}

/// A location on the network, and how often it was asked.
struct Network {
  Download answer;
  int asked = 0;
  std::string url;

  LocationOptions options() {
    LocationOptions options;
    options.locations = {"https://schemas.example.com/{{.ResourceKind}}.json"};
    options.kubernetes_version = "1.34.0";
    options.download = [this](const std::string& address) {
      ++asked;
      url = address;
      return answer;
    };
    return options;
  }
};

constexpr const char* kSchema = R"({"type": "object", "required": ["spec"]})";

TEST(SchemaLocations, DownloadASchemaOnce) {
  Network network{{200, kSchema, ""}};
  SchemaLocations locations(network.options());
  for (int i = 0; i < 2; ++i) {
    SchemaLocations::Found found = locations.find("Thing", "example.com/v1");
    ASSERT_TRUE(found.schema) << found.error;
    EXPECT_EQ(found.schema->url, "https://schemas.example.com/thing.json#");
  }
  EXPECT_EQ(network.asked, 1);
  EXPECT_EQ(network.url, "https://schemas.example.com/thing.json");
}

TEST(SchemaLocations, SayWhyADownloadFailed) {
  struct Row {
    Download answer;
    std::string_view error;  // empty: the next location is asked
  };
  const Row rows[] = {
      {{404, "", ""}, ""},
      {{200, "<html>", ""}, ""},
      {{500, "", ""}, "received HTTP status 500"},
      {{0, "", "connection refused"}, "connection refused"},
  };
  for (const Row& row : rows) {
    Network network{row.answer};
    SchemaLocations::Found found =
        SchemaLocations(network.options()).find("Thing", "example.com/v1");
    EXPECT_FALSE(found.schema);
    EXPECT_THAT(found.error, HasSubstr(std::string(row.error)));
    EXPECT_EQ(found.error.empty(), row.error.empty());
  }
}

TEST(SchemaLocations, UseNoNetworkUnlessTheyMay) {
  Network network{{200, kSchema, ""}};
  LocationOptions options = network.options();
  options.download = nullptr;
  SchemaLocations::Found found = SchemaLocations(options).find("Thing", "example.com/v1");
  EXPECT_FALSE(found.schema);
  EXPECT_THAT(found.error, HasSubstr("--allow-network"));
}

TEST(SchemaLocations, KeepDownloadsForTheNextRun) {
  TempFolder folder;
  Network network{{200, kSchema, ""}};
  LocationOptions options = network.options();
  options.cache_folder = folder.path();
  ASSERT_TRUE(SchemaLocations(options).find("Thing", "example.com/v1").schema);
  ASSERT_TRUE(SchemaLocations(options).find("Thing", "example.com/v1").schema);
  EXPECT_EQ(network.asked, 1);
  options.download = nullptr;
  EXPECT_TRUE(SchemaLocations(options).find("Thing", "example.com/v1").schema);
}

TEST(SchemaLocations, AskTheNextOneForWhatIsNotThere) {
  Network network{{404, "", ""}};
  LocationOptions options = network.options();
  options.locations.emplace_back("default");
  SchemaLocations locations(options);
  SchemaLocations::Found found = locations.find("ConfigMap", "v1");
  ASSERT_TRUE(found.schema);
  EXPECT_EQ(network.asked, 1);
}

}  // namespace
}  // namespace drydock::validate
