#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace drydock::fetch {

/// A submodule, as .gitmodules declares it.
struct GitModule {
  std::string path;
  std::string url;
};

/// The submodules of a file in git's configuration format; empty for a file that is not there.
/// Entries that have no path or no URL are left out.
std::vector<GitModule> read_git_modules(const std::string& file);
std::vector<GitModule> parse_git_modules(std::string_view text);

/// The address of a submodule: "../other.git" is relative to that of its repository.
std::string resolve_module_url(std::string_view repository_url, std::string_view module_url);

}  // namespace drydock::fetch
