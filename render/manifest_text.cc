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

/// At least as much as all documents take.
size_t bytes_of(const RenderedRelease& release) {
  constexpr size_t kAround = 24;  // the marks around a document
  size_t size = 1;
  auto add = [&](std::string_view path, std::string_view text) {
    size += path.size() + text.size() + kAround;
  };
  for (const CrdFile& crd : release.crds) add(crd.path, crd.file->get());
  for (const RenderedDocument& document : release.manifests)
    add(document.file->path, document.text);
  for (const RenderedDocument& hook : release.hooks) add(hook.file->path, hook.text);
  return size;
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
  text.reserve(bytes_of(release));
  for (const CrdFile& crd : release.crds) append_document(text, crd.path, crd.file->get());
  for (const RenderedDocument& document : release.manifests) {
    append_document(text, document.file->path, document.text);
  }
  size_t before = text.size() - trim_left_space(text).size();
  text.resize(before + trim_space(text).size());
  text.erase(0, before);
  text += '\n';
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
    files.push_back(output_file("", crd.path, crd.file->get()));
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
