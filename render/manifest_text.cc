#include "render/manifest_text.h"

#include <fmt/format.h>

#include <set>

#include "core/error.h"
#include "core/path_match.h"
#include "render/go_text.h"
#include "render/manifests.h"

namespace drydock::render {
namespace {

void append_document(std::string& out, std::string_view path, std::string_view text) {
  out.append("---\n# Source: ").append(path).append("\n").append(text).append("\n");
}

/// The path behind `# Source: CHART/`, of the first such comment; empty when there is none.
std::string_view template_of(std::string_view document) {
  constexpr std::string_view kSource = "# Source: ";
  for (size_t at = document.find(kSource); at != std::string_view::npos;
       at = document.find(kSource, at + 1)) {
    std::string_view path = document.substr(at + kSource.size());
    size_t slash = path.find('/');
    if (slash == std::string_view::npos || slash == 0) continue;
    path.remove_prefix(slash + 1);
    path = path.substr(0, path.find('\n'));
    if (!path.empty()) return path;
  }
  return {};
}

OutputFile output_file(std::string_view folder, std::string_view path, std::string_view text) {
  OutputFile file;
  file.path = folder.empty() ? std::string(path) : fmt::format("{}/{}", folder, path);
  append_document(file.text, path, text);
  return file;
}

}  // namespace

std::string manifest_text(const RenderedRelease& release, const ManifestTextOptions& options) {
  std::string text;
  for (const CrdFile& crd : release.crds) append_document(text, crd.path, crd.source->text);
  for (const RenderedDocument& document : release.manifests) {
    append_document(text, document.file->path, document.text);
  }
  std::string_view trimmed = trim_space(text);
  if (trimmed.size() + 1 != text.size() || !text.ends_with('\n')) {
    text = std::string(trimmed) + "\n";
  }
  if (!options.hooks) return text;
  for (const RenderedDocument& hook : release.hooks) {
    if (hook.is_test && !options.tests) continue;
    append_document(text, hook.file->path, hook.text);
  }
  return text;
}

std::string show_only(std::string_view text, std::span<const std::string> patterns,
                      int helm_version) {
  std::vector<std::string_view> documents = split_manifests(text, helm_version);
  std::string shown;
  for (const std::string& pattern : patterns) {
    bool missing = true;
    for (std::string_view document : documents) {
      std::string_view path = template_of(document);
      if (path.empty() || !path_match(pattern, path).value_or(false)) continue;
      shown.append("---\n").append(document).append("\n");
      missing = false;
    }
    if (missing) fail("usage", fmt::format("could not find template {} in chart", pattern));
  }
  return shown;
}

std::vector<OutputFile> output_files(const RenderedRelease& release, std::string_view folder,
                                     const ManifestTextOptions& options) {
  std::vector<OutputFile> files;
  for (const CrdFile& crd : release.crds) {
    files.push_back(output_file("", crd.path, crd.source->text));
  }
  for (const RenderedDocument& document : release.manifests) {
    files.push_back(output_file(folder, document.file->path, document.text));
  }
  if (!options.hooks) return files;
  for (const RenderedDocument& hook : release.hooks) {
    if (hook.is_test && !options.tests) continue;
    files.push_back(output_file(folder, hook.file->path, hook.text));
    files.back().append_to_old = true;
  }
  return files;
}

}  // namespace drydock::render
