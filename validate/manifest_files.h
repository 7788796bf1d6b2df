#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace drydock::validate {

/// A file to look at, or why there is none.
struct ManifestFile {
  std::string path;
  std::string error;  // Go's text
};

/// The YAML and JSON files among the paths and in the folders among them, as kubeconform finds
/// them: in lexical order, links to folders not followed. Files whose path matches one of the
/// expressions are left out.
std::vector<ManifestFile> find_manifest_files(const std::vector<std::string>& paths,
                                              const std::vector<std::string>& ignored);

/// The bytes of a file; sets `error` to Go's text when it cannot be read.
std::string read_manifest_file(const std::string& path, std::string& error);

}  // namespace drydock::validate
