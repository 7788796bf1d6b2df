#include "cli/diff_pairs.h"

#include <istream>
#include <ostream>
#include <string>

#include "cli/server_judge.h"
#include "core/error.h"
#include "core/kinds.h"
#include "core/tree.h"
#include "core/yaml/read.h"
#include "report/diff_json.h"

namespace drydock::cli {
namespace {

/// The first object of a file.
plan::Manifest read_first(Session& session, const Tree& tree, const std::string& path,
                          ResourceSet& set) {
  const SourceFile& file = session.sources.add(path, tree.read(path));
  YamlDocuments documents = read_yaml(file, set.arena);
  if (!documents.go_error.empty()) throw Error(documents.problems.front());
  size_t before = set.resources.size();
  for (Node* root : documents.roots) {
    if (root) add_resources(set, root);
  }
  if (set.resources.size() == before) {
    fail("", fmt::format("there is no Kubernetes object in {}", path), {&file});
  }
  const Resource& resource = set.resources[before];
  return {resource.root, resource.gvk, YamlDialect::Sigs, ""};
}

std::string judge_folder(Session& session, const Tree& tree, const std::string& folder) {
  ResourceSet set;
  plan::Kinds kinds;
  ServerJudge judge;
  std::string definition = folder + "/crd.yaml";
  if (tree.kind(definition)) {
    plan::Manifest crd = read_first(session, tree, definition, set);
    kinds.add(*crd.root, YamlDialect::Sigs);
    judge.catalog.add_document(*crd.root, definition);
  }
  plan::Manifest before = read_first(session, tree, folder + "/old.yaml", set);
  plan::Manifest after = read_first(session, tree, folder + "/new.yaml", set);
  plan::ObjectChange change = plan::judge_change(before, after, kinds, &judge, true);
  const Node* metadata = after.root->find("metadata");
  std::string resource = format_resource_id(
      current_group(after.gvk.group, after.gvk.kind), after.gvk.kind,
      metadata ? metadata->text_of("namespace") : "", metadata ? metadata->text_of("name") : "");
  return report::write_pair_verdict(folder, resource, change);
}

}  // namespace

int run_diff_pairs(Session& session) {
  std::unique_ptr<Tree> tree =
      open_disk_tree(session.flags.directory.empty() ? "." : session.flags.directory);
  for (std::string folder; std::getline(session.in, folder);) {
    if (!folder.empty()) session.out << judge_folder(session, *tree, folder);
  }
  return kExitClean;
}

}  // namespace drydock::cli
