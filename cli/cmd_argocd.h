#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/command.h"
#include "cli/go_flags.h"
#include "core/source_cache.h"
#include "core/tree.h"
#include "projects/argocd/application.h"
#include "projects/source_repositories.h"

namespace drydock::cli {

int run_argocd(Session& session, std::span<const std::string> args);

// The verbs below it, with the words behind them.
int run_argocd_appset_generate(Session& session, std::span<const std::string> args);
int run_argocd_app_manifests(Session& session, std::span<const std::string> args);
int run_argocd_app_diff(Session& session, std::span<const std::string> args);

/// The repositories of `--repo URL=DIR`, and the files that the command line names.
class NamedRepositories {
 public:
  /// Throws Error, rule `usage`, for what is no URL=DIR.
  NamedRepositories(const std::vector<std::string>& words, Session& session);

  projects::SourceRepositories& all() { return *repositories_; }
  /// The files of a URL; throws Error when nobody named them.
  SourceCache& at(std::string_view url);
  /// The same for a source of an Application.
  projects::argocd::SourcePlace place(std::string_view url, std::string_view chart,
                                      std::string_view version);

 private:
  std::unique_ptr<Tree> here_tree_;
  std::unique_ptr<SourceCache> here_;
  std::unique_ptr<projects::SourceRepositories> repositories_;
};

/// A file that the command line names; throws Error when it cannot be read.
const SourceFile& read_argument(const std::string& path, Session& session);

/// An object of a file, and where it stands.
struct ReadObject {
  Value value;  // a map, with integers as such
  const Node* node;
};

/// The objects of a kind in a file; throws Error for one that is no YAML.
std::vector<ReadObject> read_objects(const SourceFile& file, std::string_view kind, Arena& arena);

/// The one file that a verb takes; nothing when it was asked to explain itself.
std::optional<std::string> parse_one_file(GoFlags& flags, std::span<const std::string> args,
                                          std::string_view verb, std::string_view summary,
                                          Session& session);

}  // namespace drydock::cli
