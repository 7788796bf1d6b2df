#include "projects/write_settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <tuple>
#include <unordered_set>
#include <vector>

#include "core/excerpt.h"
#include "core/unicode.h"
#include "core/yaml/resolve.h"

namespace drydock::projects {
namespace {

constexpr std::string_view kHead =
    R"(# Settings of drydock: which projects this repository has, and how they are checked.
# All keys are described in docs/configuration.md; `drydock schema config` prints a JSON Schema for editors.
apiVersion: drydock/v1

# Projects as `drydock projects` found them. Worth adding: `owner` (who is asked), `namespace` (of
# objects that name none), and `cluster` where the guess is wrong: only objects in one cluster can collide.
)";

constexpr std::string_view kTail = R"(
discovery:
  enabled: true   # also find projects that are not listed above; false: only these
  ignore: []      # globs of files and folders to pass over, such as docs/**

# Namespaces that several projects may define.
sharedNamespaces: []

# From which severity on a finding makes `drydock check` fail: error, warning or info.
failOn: error
)";

bool is_plain_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '_' || c == '.' || c == '/';
}

/// A text as YAML: plain where that is the same in every reader, else in double quotes.
std::string yaml_text(std::string_view text) {
  bool starts_with_letter = !text.empty() && (text[0] | 0x20) >= 'a' && (text[0] | 0x20) <= 'z';
  if (starts_with_letter && std::all_of(text.begin(), text.end(), is_plain_character) &&
      resolve_plain(text, YamlDialect::Sigs).type == ScalarType::String) {
    return std::string(text);
  }
  std::string out = "\"";
  for (size_t at = 0; at < text.size();) {
    DecodedRune next = decode_rune(text.substr(at));
    uint32_t code = next.rune;
    if (code == '"' || code == '\\') out += '\\';
    if (is_printable(next.rune)) {
      out += text.substr(at, static_cast<size_t>(next.size));
    } else {
      out += code > 0xFFFF ? fmt::format("\\U{:08x}", code) : fmt::format("\\u{:04x}", code);
    }
    at += static_cast<size_t>(next.size);
  }
  return out + '"';
}

/// A comment that ends with its line, whatever file names it quotes.
std::string comment(std::string_view text) { return fmt::format("  # {}\n", printable(text)); }

/// `exclude`: what of a plain project belongs to somebody who is not listed.
void append_excluded(std::string& out, const Project& project,
                     const std::unordered_set<std::string_view>& listed) {
  bool any = false;
  for (const std::string& path : project.excluded) {
    if (listed.contains(path) || !is_valid_utf8(path)) continue;
    std::string_view below = path;
    if (!project.path.empty()) below.remove_prefix(project.path.size() + 1);
    if (!any) out += "    exclude:\n";
    any = true;
    out += fmt::format("      - {}\n", yaml_text(below));
  }
}

std::string yaml_list(const std::vector<std::string>& items) {
  std::vector<std::string> written;
  for (const std::string& item : items) written.push_back(yaml_text(item));
  return fmt::format("[{}]", fmt::join(written, ", "));
}

/// What differs from the defaults.
void append_helm(std::string& out, const HelmSettings& helm) {
  std::string lines;
  const HelmSettings defaults;
  if (helm.version != defaults.version) lines += fmt::format("      version: {}\n", helm.version);
  if (!helm.release_name.empty()) {
    lines += fmt::format("      releaseName: {}\n", yaml_text(helm.release_name));
  }
  if (!helm.values.empty()) lines += fmt::format("      values: {}\n", yaml_list(helm.values));
  if (!helm.set.empty()) lines += "      set:\n";
  for (const auto& [path, value] : helm.set) {
    lines += fmt::format("        {}: {}\n", yaml_text(path), yaml_text(value));
  }
  if (!helm.include_crds) lines += "      includeCrds: false\n";
  if (!helm.api_versions.empty()) {
    lines += fmt::format("      apiVersions: {}\n", yaml_list(helm.api_versions));
  }
  if (!lines.empty()) out += "    helm:\n" + lines;
}

void append_severities(std::string& out, const Project& project) {
  if (!project.severities.empty()) out += "    severities:\n";
  for (const auto& [rule, severity] : project.severities) {
    out += fmt::format("      {}: {}\n", yaml_text(rule), severity_name(severity));
  }
}

void append_project(std::string& out, const Project& project,
                    const std::unordered_set<std::string_view>& listed) {
  bool found = !project.defined_at.file && !project.why.empty();
  if (found) out += comment(project.why);
  out += fmt::format("  - path: {}\n", project.path.empty() ? "." : yaml_text(project.path));
  if (project.name != project.path) out += fmt::format("    name: {}\n", yaml_text(project.name));
  if (project.cluster != "default") {
    out += fmt::format("    cluster: {}\n", yaml_text(project.cluster));
  }
  if (project.namespace_name != "default") {
    out += fmt::format("    namespace: {}\n", yaml_text(project.namespace_name));
  }
  if (!project.owner.empty()) out += fmt::format("    owner: {}\n", yaml_text(project.owner));
  out += fmt::format("    renderer: {}\n", renderer_name(project.renderer));
  if (!project.recursive) out += "    recursive: false\n";
  append_excluded(out, project, listed);
  append_helm(out, project.helm);
  append_severities(out, project);
}

}  // namespace

std::string write_settings(std::span<const Project> projects) {
  std::vector<const Project*> written;
  std::unordered_set<std::string_view> listed;
  for (const Project& project : projects) {
    if (!is_valid_utf8(project.path) || !is_valid_utf8(project.name)) continue;
    written.push_back(&project);
    listed.insert(project.path);
  }
  std::sort(written.begin(), written.end(), [](const Project* a, const Project* b) {
    return std::tie(a->path, a->name) < std::tie(b->path, b->name);
  });
  std::string out(kHead);
  out += written.empty() ? "projects: []\n" : "projects:\n";
  for (const Project* project : written) append_project(out, *project, listed);
  return out + std::string(kTail);
}

}  // namespace drydock::projects
