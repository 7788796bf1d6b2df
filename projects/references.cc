#include "projects/references.h"

#include <algorithm>
#include <optional>

#include "core/tree.h"
#include "core/yaml/read.h"

namespace drydock::projects {
namespace {

// These name other kustomizations as well as files.
constexpr std::string_view kIncludingKeys[] = {"resources",  "bases",        "components",
                                               "generators", "transformers", "validators"};

// Deeper than any path stands in a kustomization file.
constexpr int kMaxDepth = 8;

constexpr int kMaxNodes = 1'000'000;

// Longer text is an inline patch or a generator's literal.
constexpr size_t kLongestPath = 4096;

void add_path(std::vector<std::string>& paths, std::string_view folder, std::string_view text) {
  if (text.empty() || text.size() > kLongestPath || text.find('\n') != text.npos) return;
  if (std::optional<std::string> path = join_path(folder, text)) paths.push_back(*std::move(path));
}

/// Every scalar that might be a path, also behind the key of `key=path`. `budget` is the number of
/// nodes to visit: aliases can make a small file large.
void add_mentioned(std::vector<std::string>& paths, std::string_view folder, const Node& node,
                   int depth, int& budget) {
  if (depth > kMaxDepth || --budget < 0) return;
  if (node.is_scalar()) {
    add_path(paths, folder, node.text());
    size_t equals = node.text().find('=');
    if (equals != std::string_view::npos) add_path(paths, folder, node.text().substr(equals + 1));
  }
  for (const Node* item : node.elements()) add_mentioned(paths, folder, *item, depth + 1, budget);
  for (const NodeEntry& entry : node.pairs()) {
    add_mentioned(paths, folder, *entry.value, depth + 1, budget);
  }
}

bool is_including_key(std::string_view key) {
  return std::find(std::begin(kIncludingKeys), std::end(kIncludingKeys), key) !=
         std::end(kIncludingKeys);
}

void add_included(std::vector<std::string>& paths, std::string_view folder, const Node& list) {
  for (const Node* item : list.elements()) add_path(paths, folder, item->text());
}

/// Charts that kustomize looks for in its folder of charts, and pulls only when they are not there.
void add_helm_charts(std::vector<std::string>& charts, std::string_view folder, const Node& root) {
  const Node* list = root.find("helmCharts");
  if (!list) return;
  const Node* globals = root.find("helmGlobals");
  std::string_view home = globals ? globals->text_of("chartHome") : "";
  std::optional<std::string> base = join_path(folder, home.empty() ? "charts" : home);
  if (!base) return;
  for (const Node* chart : list->elements()) add_path(charts, *base, chart->text_of("name"));
}

/// The first document, when it is a mapping.
const Node* first_mapping(const SourceFile& file, Arena& arena, YamlDialect dialect) {
  YamlDocuments documents = read_yaml(file, arena, {dialect, true});
  const Node* root = documents.roots.empty() ? nullptr : documents.roots.front();
  return root && root->is_mapping() ? root : nullptr;
}

}  // namespace

KustomizationReferences read_kustomization_references(const SourceFile& file) {
  KustomizationReferences references;
  Arena arena;
  const Node* root = first_mapping(file, arena, YamlDialect::Kustomize);
  if (!root) return references;
  std::string_view folder = parent_path(file.path);
  int budget = kMaxNodes;
  references.component = root->text_of("kind") == "Component";
  for (const NodeEntry& entry : root->pairs()) {
    if (is_including_key(entry.key->text())) {
      add_included(references.included, folder, *entry.value);
    } else {
      add_mentioned(references.mentioned, folder, *entry.value, 0, budget);
    }
  }
  add_helm_charts(references.charts, folder, *root);
  return references;
}

ChartReferences read_chart_references(const SourceFile& file) {
  constexpr std::string_view kFileScheme = "file://";
  ChartReferences references;
  Arena arena;
  const Node* root = first_mapping(file, arena, YamlDialect::Sigs);
  if (!root) return references;
  references.library = root->text_of("type") == "library";
  references.name = root->text_of("name");
  const Node* dependencies = root->find("dependencies");
  if (!dependencies) return references;
  for (const Node* dependency : dependencies->elements()) {
    std::string_view repository = dependency->text_of("repository");
    if (!repository.starts_with(kFileScheme)) continue;
    repository.remove_prefix(kFileScheme.size());
    add_path(references.charts, parent_path(file.path), repository);
  }
  return references;
}

}  // namespace drydock::projects
