#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/source.h"

namespace drydock::fetch {

/// A chart repository that the user added to Helm, an entry of repositories.yaml.
struct Repository {
  std::string name;
  std::string url;
  std::string username;
  std::string password;
  std::string cert_file;
  std::string key_file;
  std::string ca_file;
  bool insecure = false;
  bool pass_credentials = false;  // also to hosts that the index names
};

/// Reads repositories.yaml. Throws Error, rule `download`, for what is no such file.
std::vector<Repository> parse_repositories(const SourceFile& file);

}  // namespace drydock::fetch
