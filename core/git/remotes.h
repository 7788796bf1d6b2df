#pragma once

#include <string>
#include <vector>

namespace drydock {

/// The URLs of the remotes of the Git repository whose root is `folder`, as its configuration has
/// them, sorted; none for a folder that is no such root. Nothing of the configuration is run.
std::vector<std::string> remote_urls(const std::string& folder);

}  // namespace drydock
