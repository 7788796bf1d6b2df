#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/error.h"
#include "core/yaml/read.h"
#include "plan/differences.h"
#include "plan/dump_items.h"
#include "plan/inventory.h"
#include "plan/live_dump.h"
#include "plan/object_change.h"

namespace drydock::plan {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// Two objects of one kind: the head is shared, the rest differs.
struct Pair {
  Pair(std::string_view head, std::string_view old_rest, std::string_view new_rest)
      : old_file{"old.yaml", std::string(head) + std::string(old_rest)},
        new_file{"new.yaml", std::string(head) + std::string(new_rest)},
        before(manifest(old_file)),
        after(manifest(new_file)) {}

  Manifest manifest(const SourceFile& file) {
    const Node* root = read_yaml(file, arena).roots.at(0);
    return {root, make_gvk(root->text_of("apiVersion"), root->text_of("kind")), YamlDialect::Sigs,
            ""};
  }
  ObjectChange judge() { return judge_change(before, after, kinds, nullptr, false); }
  std::vector<std::string> paths() {
    ComparedPair pair = prepare_pair(before, after, kinds, arena);
    std::vector<std::string> paths;
    for (const Difference& one : find_differences(*pair.before, *pair.after, pair.facts)) {
      paths.push_back(one.path);
    }
    return paths;
  }

  Arena arena;
  Kinds kinds;
  SourceFile old_file, new_file;
  Manifest before, after;
};

constexpr std::string_view kConfig = "{apiVersion: v1, kind: ConfigMap, metadata: {name: a}, ";
constexpr std::string_view kService = "{apiVersion: v1, kind: Service, metadata: {name: a}, spec: ";
constexpr std::string_view kJob = "{apiVersion: batch/v1, kind: Job, metadata: {name: a}, spec: ";
constexpr std::string_view kStateful =
    "{apiVersion: apps/v1, kind: StatefulSet, metadata: {name: a}, spec: ";
constexpr std::string_view kPolicy =
    "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: a}, spec: ";

struct Verdicts {
  std::string_view head, before, after;
  Verdict verdict;
};

TEST(ObjectChange, JudgesAsTheServerDoes) {
  const Verdicts kCases[] = {
      {kConfig, "data: {a: x, b: y}}", "data: {b: y, a: x}}", Verdict::None},
      {kConfig, "data: {a: x}}", "data: {a: z}}", Verdict::Update},
      {kConfig, "immutable: true, data: {a: x}}", "immutable: true, data: {a: z}}",
       Verdict::Replace},
      {kService, "{ports: [{port: 1}]}}", "{type: ClusterIP, ports: [{port: 1, targetPort: 1}]}}",
       Verdict::None},
      {kService, "{clusterIP: 10.0.0.1, ports: [{port: 1}]}}", "{ports: [{port: 1}]}}",
       Verdict::None},  // the server keeps the address
      {kService, "{clusterIP: 10.0.0.1, ports: [{port: 1}]}}",
       "{clusterIP: 10.0.0.2, ports: [{port: 1}]}}", Verdict::Replace},
      {kJob, "{parallelism: 1}}", "{parallelism: 2}}", Verdict::Update},
      {kJob, "{completions: 1}}", "{completions: 2}}", Verdict::Replace},
      {kStateful, "{replicas: 1}}", "{}}", Verdict::None},
      {kStateful, "{serviceName: a}}", "{serviceName: b}}", Verdict::Replace},
      {kPolicy, "{podSelector: {}}}", "{podSelector: {}, policyTypes: [Ingress]}}", Verdict::None},
      // An empty selector of a peer is every namespace, a missing one only the own.
      {kPolicy, "{ingress: [{from: [{podSelector: {}}]}]}}",
       "{ingress: [{from: [{podSelector: {}, namespaceSelector: {}}]}]}}", Verdict::Update},
  };
  for (const Verdicts& one : kCases) {
    Pair pair(one.head, one.before, one.after);
    EXPECT_EQ(verdict_name(pair.judge().verdict), verdict_name(one.verdict))
        << one.before << " to " << one.after;
  }
}

TEST(Differences, AlignListsAndNameItemsByKey) {
  EXPECT_THAT(Pair(kConfig, "data: {a.b: x}}", "data: {a.b: y}}").paths(),
              ElementsAre("data[\"a.b\"]"));
  EXPECT_THAT(Pair(kService, "{externalIPs: [a, b, c]}}", "{externalIPs: [a, x, c, d]}}").paths(),
              ElementsAre("spec.externalIPs[1]", "spec.externalIPs[3]"));
  EXPECT_THAT(Pair(kService, "{ports: [{port: 1}, {port: 2}]}}",
                   "{ports: [{port: 2, name: x}, {port: 3}]}}")
                  .paths(),
              ElementsAre("spec.ports[port=1,protocol=TCP]", "spec.ports[port=2,protocol=TCP].name",
                          "spec.ports[port=3,protocol=TCP]"));
  EXPECT_THAT(
      Pair(kService, "{ports: [{port: 1}]}}", "{ports: [{port: 1, protocol: TCP}]}}").paths(),
      IsEmpty());
}

TEST(Differences, KnowNamesWithHashes) {
  EXPECT_EQ(name_without_hash("settings-b96td9d6t4"), "settings");
  EXPECT_EQ(name_without_hash("settings-production"), "");
  EXPECT_EQ(name_without_hash("-b96td9d6t4"), "");
}

/// The message of what reading an inventory throws; empty when it is one.
std::string inventory_fault(const std::string& text) {
  SourceFile file{"inventory.json", text};
  try {
    read_inventory(file);
    return "";
  } catch (const Error& error) {
    return error.diagnostic().message;
  }
}

TEST(Inventory, SaysWhatIsWrongWithIt) {
  std::string entry = R"({"resource": "ConfigMap/shop/a", "cluster": "c", "project": "p"})";
  EXPECT_EQ(inventory_fault(R"({"version": 1, "objects": []})"), "");
  EXPECT_EQ(inventory_fault(R"({"version": 1, "objects": [)" + entry + "]}"), "");
  EXPECT_THAT(inventory_fault(R"({"version": 1, "objects": [)"), HasSubstr("unexpected end"));
  EXPECT_THAT(inventory_fault(R"({"version": 2, "objects": []})"), HasSubstr("not 2"));
  EXPECT_THAT(inventory_fault(R"({"objects": []})"), HasSubstr("no `version`"));
  EXPECT_THAT(inventory_fault("[]"), HasSubstr("no inventory"));
  EXPECT_THAT(inventory_fault(R"({"version": 1, "objects": [{"resource": "x"}]})"),
              HasSubstr("names no object"));
  EXPECT_THAT(inventory_fault(R"({"version": 1, "objects": [)" + entry + "," + entry + "]}"),
              HasSubstr("twice"));
}

TEST(LiveDump, ReadsListsWithinListsAndKeepsOnlyWhatIsWanted) {
  SourceFile file{"live.yaml",
                  "apiVersion: v1\nkind: List\nitems:\n"
                  "- {apiVersion: v1, kind: Event, metadata: {name: e}}\n"
                  "- apiVersion: v1\n  kind: List\n  items:\n"
                  "  - {apiVersion: v1, kind: ConfigMap, metadata: {name: a}}\n"
                  "- {metadata: {name: nameless}}\n"};
  LiveDump dump = read_live_dump(
      file, "main", [](const PlanObject& object) { return object.gvk.kind != "Event"; });
  ASSERT_EQ(dump.side.objects.size(), 1u);
  EXPECT_EQ(dump.side.objects[0].name, "a");
  EXPECT_EQ(dump.broken, 1u);
}

TEST(LiveDump, CutsItemsWithoutReadingThem) {
  auto json = cut_dump("{\"items\": [{\"a\": \"}]\"},\n {\"b\": [1]}], \"kind\": \"List\"}");
  ASSERT_TRUE(json && json->size() == 2);
  EXPECT_EQ((*json)[1].text, "{\"b\": [1]}");
  EXPECT_EQ((*json)[1].line, 2);
  auto yaml = cut_dump("kind: List\nitems:\n- a: 1\n  b: 2\n- c: 3\nmetadata: {}\n");
  ASSERT_TRUE(yaml && yaml->size() == 2);
  EXPECT_EQ((*yaml)[1].text, "- c: 3\n");
  EXPECT_EQ((*yaml)[1].line, 5);
  EXPECT_FALSE(cut_dump("kind: ConfigMap\n"));
  EXPECT_FALSE(cut_dump("{\"items\": ["));
}

}  // namespace
}  // namespace drydock::plan
