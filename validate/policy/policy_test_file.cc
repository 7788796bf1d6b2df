#include "core/error.h"
#include "core/suggest.h"
#include "core/tree.h"
#include "core/yaml/merge.h"
#include "core/yaml/read.h"
#include "validate/policy/policy_tests.h"

namespace drydock::validate::policy {
namespace {

constexpr std::string_view kFileKeys[] = {"cases", "near", "params", "policy"};
constexpr std::string_view kCaseKeys[] = {"context", "expect", "name",   "objects",
                                          "old",     "params", "policy", "project"};
constexpr std::string_view kProjectKeys[] = {"cluster", "name", "namespace", "owner"};
constexpr std::string_view kExpectKeys[] = {"at", "deny", "info", "warn"};

class TestReader {
 public:
  TestReader(SourceCache& files, Arena& arena, PolicyTestFile& tests)
      : files_(files), arena_(arena), tests_(tests) {}

  void read_file(const std::string& path) {
    const SourceFile& source = files_.read(path);
    YamlDocuments documents = read_yaml(source, arena_);
    tests_.problems.insert(tests_.problems.end(), documents.problems.begin(),
                           documents.problems.end());
    for (Node* root : documents.roots) {
      if (root) read_root(*root, path);
    }
  }

  /// allow/, deny/ and context/ in a folder.
  void read_fixtures(const std::string& folder) {
    std::vector<Node*> context;
    for (const auto& [path, nodes] : fixture_files(folder + "/context")) {
      context.insert(context.end(), nodes.begin(), nodes.end());
    }
    for (std::string_view side : {"allow", "deny"}) {
      for (const auto& [path, nodes] : fixture_files(fmt::format("{}/{}", folder, side))) {
        PolicyCase one;
        one.name = path.substr(parent_path(folder).empty() ? 0 : parent_path(folder).size() + 1);
        one.objects = nodes;
        one.context = context;
        one.expects_finding = side == "deny";
        one.where = {&files_.read(path), 1, 1};
        tests_.cases.push_back(std::move(one));
      }
    }
  }

 private:
  [[noreturn]] void refuse(const Node& node, std::string message) {
    fail("policy-invalid", std::move(message), node.where());
  }

  template <size_t N>
  void check_keys(const Node& node, const std::string_view (&known)[N], std::string_view what) {
    if (!node.is_mapping()) refuse(node, fmt::format("{} is an object", what));
    std::vector<std::string_view> names(std::begin(known), std::end(known));
    for (const NodeEntry& entry : node.pairs()) {
      std::string_view key = entry.key->text();
      if (std::find(names.begin(), names.end(), key) == names.end()) {
        refuse(*entry.key,
               fmt::format("{} has no key `{}`{}", what, key, did_you_mean(key, names)));
      }
    }
  }

  std::vector<Node*> documents_of(const std::string& path) {
    YamlDocuments documents = read_yaml(files_.read(path), arena_);
    if (!documents.go_error.empty()) throw Error(documents.problems.front());
    std::vector<Node*> nodes;
    for (Node* root : documents.roots) {
      if (!root) continue;
      apply_merges(arena_, root, YamlDialect::Sigs);
      nodes.push_back(root);
    }
    return nodes;
  }

  std::vector<std::pair<std::string, std::vector<Node*>>> fixture_files(const std::string& folder) {
    std::vector<std::pair<std::string, std::vector<Node*>>> found;
    if (files_.tree().kind(folder) != EntryKind::Folder) return found;
    for (const TreeEntry& entry : files_.list(folder)) {
      bool yaml = entry.name.ends_with(".yaml") || entry.name.ends_with(".yml") ||
                  entry.name.ends_with(".json");
      if (entry.kind != EntryKind::File || !yaml) continue;
      std::string path = fmt::format("{}/{}", folder, entry.name);
      found.emplace_back(path, documents_of(path));
    }
    return found;
  }

  /// Files by name, and objects as they stand.
  std::vector<Node*> objects(const Node* list, const std::string& path) {
    std::vector<Node*> found;
    if (!list) return found;
    if (!list->is_sequence()) refuse(*list, "this is a list of objects and names of files");
    for (Node* item : list->elements()) {
      if (item->is_mapping()) {
        apply_merges(arena_, item, YamlDialect::Sigs);
        found.push_back(item);
        continue;
      }
      std::optional<std::string> file = join_path(parent_path(path), item->text());
      if (!item->is_scalar() || !file || files_.tree().kind(*file) != EntryKind::File) {
        refuse(*item, fmt::format("there is no file {}", item->text()));
      }
      for (Node* node : documents_of(*file)) found.push_back(node);
    }
    return found;
  }

  void read_project(const Node& node, PolicyCase& one) {
    check_keys(node, kProjectKeys, "a project");
    auto take = [&](std::string_view key, std::string& into) {
      if (const Node* value = node.find(key)) into = value->text();
    };
    take("name", one.project);
    take("namespace", one.namespace_name);
    take("cluster", one.cluster);
    take("owner", one.owner);
  }

  PolicyCase::Expectation expectation(const Node& node) {
    check_keys(node, kExpectKeys, "an expectation");
    PolicyCase::Expectation wanted;
    const std::pair<std::string_view, Severity> rows[] = {
        {"deny", Severity::Error}, {"warn", Severity::Warning}, {"info", Severity::Info}};
    size_t given = 0;
    for (const auto& [key, severity] : rows) {
      const Node* message = node.find(key);
      if (!message) continue;
      ++given;
      wanted.severity = severity;
      wanted.any_severity = key == "deny";
      wanted.message = message->text();
    }
    if (given != 1) refuse(node, "an expectation has one of deny, warn and info");
    wanted.at = node.text_of("at");
    return wanted;
  }

  void read_expect(const Node& node, PolicyCase& one) {
    if (node.is_scalar() && node.text() == "none") return;
    one.expects_finding = true;
    if (node.is_scalar() && node.text() == "deny") return;
    if (!node.is_sequence()) refuse(node, "`expect` is none, deny, or a list of expectations");
    for (const Node* item : node.elements()) one.expect.push_back(expectation(*item));
    one.expects_finding = !one.expect.empty();
  }

  void read_params(const Node* node, PolicyCase& one) {
    if (!node) return;
    if (!node->is_mapping()) refuse(*node, "`params` has parameters by name");
    one.params = {{one.policy, node}};
  }

  void read_case(const Node& node, const std::string& path, std::string_view policy,
                 const Node* params) {
    check_keys(node, kCaseKeys, "a case");
    PolicyCase one;
    one.where = node.where();
    one.name = node.text_of("name");
    if (one.name.empty()) one.name = fmt::format("case {}", tests_.cases.size() + 1);
    one.policy = policy;
    if (const Node* id = node.find("policy")) one.policy = id->text();
    one.objects = objects(node.find("objects"), path);
    one.context = objects(node.find("context"), path);
    one.old = objects(node.find("old"), path);
    read_params(node.find("params") ? node.find("params") : params, one);
    if (const Node* project = node.find("project")) read_project(*project, one);
    const Node* expect = node.find("expect");
    if (!expect) refuse(node, fmt::format("case `{}` does not say what to `expect`", one.name));
    read_expect(*expect, one);
    tests_.cases.push_back(std::move(one));
  }

  void read_root(const Node& root, const std::string& path) {
    check_keys(root, kFileKeys, "a file of tests");
    std::string_view policy = root.text_of("policy");
    const Node* params = root.find("params");
    if (const Node* cases = root.find("cases")) {
      for (const Node* one : cases->elements()) read_case(*one, path, policy, params);
    }
    const Node* near = root.find("near");
    for (size_t i = 0; near && i < near->elements().size(); ++i) {
      PolicyCase one;
      one.name = fmt::format("near {}", i + 1);
      one.policy = policy;
      one.where = near->elements()[i]->where();
      Node* list = make_sequence(arena_);
      append(arena_, *list, near->elements()[i]);
      one.objects = objects(list, path);
      read_params(params, one);
      tests_.cases.push_back(std::move(one));
    }
  }

  SourceCache& files_;
  Arena& arena_;
  PolicyTestFile& tests_;
};

}  // namespace

PolicyTestFile read_policy_tests(SourceCache& files, const std::string& policy_path, Arena& arena) {
  PolicyTestFile tests;
  tests.path = policy_path;
  std::string stem = policy_path.substr(0, policy_path.size() - std::string_view(".lua").size());
  TestReader reader(files, arena, tests);
  try {
    if (files.tree().kind(stem + "_test.yaml")) reader.read_file(stem + "_test.yaml");
    if (files.tree().kind(stem) == EntryKind::Folder) reader.read_fixtures(stem);
  } catch (const Error& error) {
    tests.problems.push_back(error.diagnostic());
  }
  return tests;
}

}  // namespace drydock::validate::policy
