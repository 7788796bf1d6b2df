#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <ostream>

#include "cli/argocd_config.h"
#include "cli/cmd_argocd.h"
#include "core/error.h"
#include "core/yaml/emit.h"
#include "projects/argocd/api_types.h"
#include "projects/argocd/application_set.h"

namespace drydock::cli {
namespace {

using projects::argocd::field_of;
using projects::argocd::text_of;

struct ArgocdAppsetFlags {
  std::vector<std::string> clusters;
  std::vector<std::string> repositories;
  std::vector<std::string> generated;
  bool new_globbing = false;
};

void add_flags(GoFlags& flags, ArgocdAppsetFlags& options) {
  flags.add_texts("clusters", 0, options.clusters,
                  "`FILE` with the Secrets of the clusters that Argo CD knows");
  flags.add_texts("repo", 0, options.repositories,
                  "`URL=DIR`: where a repository is checked out; may be repeated");
  flags.add_switch("new-git-file-globbing", 0, options.new_globbing,
                   "git files match as with Argo CD's setting of that name");
  flags.add_texts(
      "generated", 0, options.generated,
      "`KIND=FILE` or SET/KIND=FILE: the parameters that a generator gives which asks a "
      "service (pullRequest, scmProvider, clusterDecisionResource, plugin)");
}

class Generation {
 public:
  Generation(const ArgocdAppsetFlags& options, Session& session)
      : session_(session), repositories_(options.repositories, session) {
    world_.listings = &listings_;
    projects::argocd::ServerSettings server = argocd_settings(session);
    world_.new_git_file_globbing = options.new_globbing || server.new_git_file_globbing;
    world_.has_own_cluster = server.has_own_cluster;
    world_.repository = [this](std::string_view url) -> SourceCache& {
      return repositories_.at(url);
    };
    world_.recorded = [this](std::string_view kind, std::string_view set) {
      auto found = recorded_.find(fmt::format("{}/{}", set, kind));
      if (found == recorded_.end()) found = recorded_.find(kind);
      return found == recorded_.end() ? nullptr : found->second;
    };
    for (const std::string& file : options.clusters) read_clusters(file);
    for (const std::string& word : options.generated) read_recorded(word);
  }

  int run(const std::string& path) {
    std::vector<Value> applications;
    bool found = false;
    for (const ReadObject& set :
         read_objects(read_argument(path, session_), "ApplicationSet", arena_)) {
      found = true;
      projects::argocd::GeneratedApplications generated =
          generate_applications(set.value, set.node, world_, arena_);
      if (!generated.problems.empty()) throw Error(generated.problems[0]);
      applications.insert(applications.end(), generated.applications.begin(),
                          generated.applications.end());
    }
    if (!found) fail("argocd-definition", fmt::format("{} has no ApplicationSet", path));
    print(applications);
    return kExitClean;
  }

 private:
  void print(std::vector<Value>& applications) {
    std::stable_sort(applications.begin(), applications.end(), [](Value a, Value b) {
      return text_of(field_of(a, "metadata"), "name") < text_of(field_of(b, "metadata"), "name");
    });
    std::string text;
    for (Value application : applications) {
      if (!text.empty()) text += "---\n";
      text += to_yaml(application);
    }
    session_.out << text;
  }

  void read_clusters(const std::string& path) {
    for (const ReadObject& secret : read_objects(read_argument(path, session_), "Secret", arena_)) {
      auto cluster =
          projects::argocd::cluster_of_secret(secret.value, world_.argocd_namespace, arena_);
      if (cluster) world_.clusters.push_back(*cluster);
    }
    projects::argocd::sort_clusters(world_.clusters);
  }

  void read_recorded(const std::string& word) {
    size_t equals = word.find('=');
    if (equals == std::string::npos) {
      fail("usage", fmt::format("--generated wants KIND=FILE, not `{}`", word));
    }
    recorded_[word.substr(0, equals)] = &read_argument(word.substr(equals + 1), session_);
  }

  Session& session_;
  NamedRepositories repositories_;
  Arena arena_{size_t{2} << 30};
  projects::argocd::GitListings listings_;
  projects::argocd::GeneratorWorld world_;
  std::map<std::string, const SourceFile*, std::less<>> recorded_;
};

}  // namespace

int run_argocd_appset_generate(Session& session, std::span<const std::string> args) {
  ArgocdAppsetFlags options;
  GoFlags flags(GoFlags::Library::Pflag);
  add_flags(flags, options);
  std::optional<std::string> file =
      parse_one_file(flags, args, "appset generate",
                     "Prints the Applications of the ApplicationSets in a file.", session);
  return file ? Generation(options, session).run(*file) : kExitClean;
}

}  // namespace drydock::cli
