#include "cli/helm_call.h"

#include <cstdlib>
#include <filesystem>
#include <ostream>

#include "cli/read_file.h"
#include "core/arena.h"
#include "core/error.h"
#include "core/excerpt.h"
#include "core/go_quote.h"
#include "core/yaml/read.h"

namespace drydock::cli {
namespace {

namespace fs = std::filesystem;

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

/// The namespace of a kubeconfig's context; empty when it says none or cannot be read.
std::string namespace_in(const std::string& path, std::string context) {
  SourceFile file{path, read_whole_file(path, kMaxHelmInput).value_or("")};
  Arena arena;
  YamlDocuments documents = read_yaml(file, arena, {YamlDialect::Sigs, true});
  const Node* root = documents.roots.empty() ? nullptr : documents.roots[0];
  if (!root) return "";
  if (context.empty()) context = root->text_of("current-context");
  const Node* contexts = root->find("contexts");
  for (const Node* entry : contexts ? contexts->elements() : std::span<Node* const>()) {
    if (entry->text_of("name") != context) continue;
    const Node* details = entry->find("context");
    return details ? std::string(details->text_of("namespace")) : "";
  }
  return "";
}

std::string kube_config_path(const HelmGlobals& globals) {
  if (!globals.kube_config.empty()) return globals.kube_config;
  std::string listed = environment("KUBECONFIG");
  if (!listed.empty()) return listed.substr(0, listed.find(':'));
  return environment("HOME") + "/.kube/config";
}

void add_cluster_flags(GoFlags& flags, HelmGlobals& globals) {
  constexpr std::string_view kIgnored = "accepted, and means nothing without a cluster";
  for (std::string_view name : {"kube-token", "kube-as-user", "kube-apiserver", "kube-ca-file",
                                "kube-tls-server-name", "burst-limit", "qps"}) {
    flags.add_text(name, 0, globals.ignored, kIgnored);
  }
  flags.add_texts("kube-as-group", 0, globals.ignored_texts, kIgnored);
  flags.add_switch("kube-insecure-skip-tls-verify", 0, globals.ignored_switch, kIgnored);
}

/// A message made harmless, with its line breaks and tabs.
std::string printable_lines(std::string_view text) {
  std::string out;
  for (;;) {
    size_t end = text.find_first_of("\n\t");
    out += printable(text.substr(0, end));
    if (end == std::string_view::npos) return out;
    out += text[end];
    text.remove_prefix(end + 1);
  }
}

void print_place(std::ostream& err, Excerpts& excerpts, const SourcePos& where,
                 std::string_view words) {
  if (!where.file || where.line == 0) return;
  err << fmt::format("  {}:{}:{}: {}\n", printable(where.file->path), where.line, where.column,
                     printable(words))
      << excerpts.lines(where);
}

}  // namespace

std::string HelmCall::path(std::string_view given) const {
  const std::string& folder = session.flags.directory;
  if (folder.empty() || given.starts_with('/')) return std::string(given);
  return folder + "/" + std::string(given);
}

std::string HelmCall::release_namespace() const {
  if (!globals.namespace_name.empty()) return globals.namespace_name;
  std::string found = environment("HELM_NAMESPACE");
  if (found.empty()) found = namespace_in(kube_config_path(globals), globals.kube_context);
  return found.empty() ? "default" : found;
}

void HelmCall::log(std::string_view line) const {
  if (version == 3) {
    session.err << printable(line) << "\n";
    return;
  }
  std::string_view level = line.starts_with("Warning: ") ? "WARN" : "INFO";
  session.err << "level=" << level << " msg=" << go_quote(line) << "\n";
}

void add_helm_globals(GoFlags& flags, HelmCall& call) {
  HelmGlobals& globals = call.globals;
  flags.add_text("namespace", 'n', globals.namespace_name, "namespace of the release");
  flags.add_text("kubeconfig", 0, globals.kube_config, "file to take the default namespace from");
  flags.add_text("kube-context", 0, globals.kube_context, "context in that file");
  flags.add_switch("debug", 0, globals.debug, "print what was rendered even when it is no YAML");
  flags.add_text("registry-config", 0, globals.registry_config, "file with logins to registries");
  flags.add_text("repository-config", 0, globals.repository_config, "file with chart repositories");
  flags.add_text("repository-cache", 0, globals.repository_cache,
                 "folder with indexes of repositories");
  flags.add_switch("allow-network", 0, globals.allow_network,
                   "allow downloads; without it nothing leaves this machine");
  if (call.version != 3) {
    flags.add_text("content-cache", 0, globals.content_cache, "folder for downloaded charts");
    for (std::string_view name : {"color", "colour"}) {
      flags.add_text(name, 0, globals.color, "accepted: never, auto or always");
    }
  }
  add_cluster_flags(flags, globals);
}

bool parse_helm_flags(GoFlags& flags, HelmCall& call, std::string_view usage,
                      std::span<const std::string> args, std::vector<std::string>& positional) {
  try {
    positional = flags.parse(args);
  } catch (const Error& error) {
    if (error.diagnostic().message != "help requested") throw;
    call.session.out << "Usage:\n  helm " << usage << "\n\nFlags:\n" << flags.usage();
    return true;
  }
  for (const std::string& warning : flags.warnings()) call.session.err << warning << "\n";
  const std::string& color = call.globals.color;
  if (color != "never" && color != "auto" && color != "always") {
    fail("usage", fmt::format("invalid color mode {}: must be one of: never, auto, always",
                              go_quote(color)));
  }
  return false;
}

int print_helm_error(HelmCall& call, const Diagnostic& diagnostic, std::string_view tail) {
  std::ostream& err = call.session.err;
  err << "Error: " << printable_lines(diagnostic.message) << tail << "\n";
  Excerpts excerpts;
  print_place(err, excerpts, diagnostic.where, "here");
  for (const Diagnostic& note : diagnostic.notes) {
    print_place(err, excerpts, note.where, note.message);
  }
  if (!diagnostic.help.empty()) err << "  " << printable(diagnostic.help) << "\n";
  return kExitFindings;
}

const SourceFile& read_helm_input(HelmCall& call, std::string_view path) {
  Session& session = call.session;
  auto refuse_size = [&](std::string_view shown) {
    fail("file-too-large", fmt::format("{} has more than {} MiB, which is more than values may be",
                                       shown, kMaxHelmInput >> 20));
  };
  if (path == "-") {
    std::string text = read_whole_stream(session.in, kMaxHelmInput);
    if (text.size() > kMaxHelmInput) refuse_size("(stdin)");
    return session.sources.add("(stdin)", std::move(text));
  }
  std::string full = call.path(path);
  std::error_code error;
  if (!fs::exists(full, error)) {
    fail("file-missing", fmt::format("open {}: no such file or directory", path));
  }
  if (fs::is_directory(full, error)) {
    fail("file-unreadable", fmt::format("read {}: is a directory", path));
  }
  if (fs::is_regular_file(full, error) && fs::file_size(full, error) > kMaxHelmInput) {
    refuse_size(path);
  }
  std::optional<std::string> text = read_whole_file(full, kMaxHelmInput);
  if (!text) fail("file-unreadable", fmt::format("open {}: permission denied", path));
  if (text->size() > kMaxHelmInput) refuse_size(path);
  return session.sources.add(std::string(path), std::move(*text));
}

}  // namespace drydock::cli
