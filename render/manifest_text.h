#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "render/render_release.h"

namespace drydock::render {

struct ManifestTextOptions {
  bool hooks = true;
  bool tests = true;
};

/// What `helm template` prints of a release.
std::string manifest_text(const RenderedRelease& release, const ManifestTextOptions& options);

/// The documents of such a text that come from one of the templates, given as patterns in the
/// order of the result. Throws Error, rule `usage`, with Helm's text when a pattern fits nothing.
std::string show_only(std::string_view text, std::span<const std::string> patterns,
                      int helm_version);

/// A file to write for --output-dir.
struct OutputFile {
  std::string path;  // below the output folder
  std::string text;
  bool append_to_old = false;  // hooks go behind what is there already
};

/// The files that `helm template --output-dir` writes, one entry for each of its writes, in order.
/// `folder` is what manifests and hooks are put below: the release's name, or nothing.
std::vector<OutputFile> output_files(const RenderedRelease& release, std::string_view folder,
                                     const ManifestTextOptions& options);

}  // namespace drydock::render
