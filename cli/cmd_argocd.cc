#include "cli/cmd_argocd.h"

#include <fmt/format.h>

#include <ostream>

#include "cli/read_file.h"
#include "core/error.h"
#include "core/excerpt.h"
#include "core/suggest.h"
#include "core/yaml/read.h"
#include "projects/argocd/definitions.h"
#include "projects/argocd/source_places.h"

namespace drydock::cli {
namespace {

struct Verb {
  std::string_view name;
  std::string_view summary;
  int (*run)(Session&, std::span<const std::string>);
};

constexpr Verb kVerbs[] = {
    {"appset generate", "print the Applications of the ApplicationSets in a file",
     run_argocd_appset_generate},
    {"app diff", "compare an Application with what was deployed last", run_argocd_app_diff},
    {"app manifests", "print the manifests of the Application in a file", run_argocd_app_manifests},
};

void print_usage(std::ostream& out) {
  out << "Does what Argo CD would, without one.\n\nUsage:\n";
  for (const Verb& verb : kVerbs) {
    out << fmt::format("  drydock argocd {:<16} {}\n", verb.name, verb.summary);
  }
  out << "\n`drydock argocd VERB --help` explains one.\n";
}

}  // namespace

int run_argocd(Session& session, std::span<const std::string> args) {
  if (args.empty() || args[0] == "--help" || args[0] == "-h" || args[0] == "help") {
    print_usage(args.empty() ? session.err : session.out);
    return args.empty() ? kExitUsage : kExitClean;
  }
  std::string wanted = args[0];
  if (args.size() > 1) wanted += " " + args[1];
  std::vector<std::string_view> names;
  for (const Verb& verb : kVerbs) {
    names.push_back(verb.name);
    if (verb.name != wanted) continue;
    try {
      return verb.run(session, args.subspan(2));
    } catch (const Error& error) {
      session.err << Excerpts().describe(error.diagnostic());
      return error.diagnostic().rule == "usage" ? kExitUsage : kExitFindings;
    }
  }
  session.err << fmt::format("error: unknown verb `argocd {}`{}\n", wanted,
                             did_you_mean(wanted, names));
  return kExitUsage;
}

NamedRepositories::NamedRepositories(const std::vector<std::string>& words, Session& session) {
  std::string root = session.flags.directory.empty() ? "." : session.flags.directory;
  here_tree_ = open_disk_tree(root);
  here_ = std::make_unique<SourceCache>(*here_tree_, session.sources);
  std::vector<std::pair<std::string, std::string>> folders;
  for (const std::string& word : words) {
    size_t equals = word.rfind('=');
    if (equals == std::string::npos || equals == 0 || equals + 1 == word.size()) {
      fail("usage", fmt::format("--repo wants URL=DIR, not `{}`", word));
    }
    folders.emplace_back(word.substr(0, equals), word.substr(equals + 1));
  }
  repositories_ = std::make_unique<projects::SourceRepositories>(*here_, std::vector<std::string>{},
                                                                 folders, root == "." ? "" : root);
}

SourceCache& NamedRepositories::at(std::string_view url) { return *place(url, "", "").files; }

projects::argocd::SourcePlace NamedRepositories::place(std::string_view url, std::string_view chart,
                                                       std::string_view version) {
  auto found = projects::argocd::find_source(*repositories_, url, chart, version);
  if (found) return *found;
  Diagnostic problem = projects::argocd::unknown_source(url, chart);
  problem.help = fmt::format("Give --repo {}=DIR.", url);
  throw Error(std::move(problem));
}

const SourceFile& read_argument(const std::string& path, Session& session) {
  std::string full = path.starts_with('/') || session.flags.directory.empty()
                         ? path
                         : session.flags.directory + "/" + path;
  std::optional<std::string> text = read_whole_file(full);
  if (!text) fail("file-unreadable", fmt::format("cannot read {}", full));
  return session.sources.add(path, std::move(*text));
}

std::vector<ReadObject> read_objects(const SourceFile& file, std::string_view kind, Arena& arena) {
  YamlDocuments documents = read_yaml(file, arena);
  for (const Diagnostic& problem : documents.problems) {
    if (problem.severity == Severity::Error) throw Error(problem);
  }
  std::vector<ReadObject> objects;
  for (const Node* root : documents.roots) {
    if (!root || root->text_of("kind") != kind) continue;
    objects.push_back({projects::argocd::decode_object(*root, arena), root});
  }
  return objects;
}

std::optional<std::string> parse_one_file(GoFlags& flags, std::span<const std::string> args,
                                          std::string_view verb, std::string_view summary,
                                          Session& session) {
  std::vector<std::string> files;
  try {
    files = flags.parse(args);
  } catch (const Error& error) {
    if (error.diagnostic().message != "help requested") throw;
    session.out << fmt::format("{}\n\nUsage:\n  drydock argocd {} FILE [flags]\n\nFlags:\n{}",
                               summary, verb, flags.usage());
    return std::nullopt;
  }
  if (files.size() != 1) fail("usage", fmt::format("`argocd {}` takes one file", verb));
  return files[0];
}

}  // namespace drydock::cli
