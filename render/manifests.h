#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace drydock::render {

/// Cuts a rendered file into YAML documents as Helm does, which is a matter of text: at `---` at
/// the beginning of a line. What is blank is dropped, white space around documents too; Helm 4
/// keeps it at their end. The parts point into `text`.
std::vector<std::string_view> split_manifests(std::string_view text, int helm_version);

/// Where Helm puts objects of a kind when it installs: smaller is earlier. Unknown kinds share the
/// largest number and come in byte order of their kinds.
int install_order(std::string_view kind, int helm_version);
bool installs_before(std::string_view kind_a, std::string_view kind_b, int helm_version);

/// What the annotation `helm.sh/hook` says.
struct HookEvents {
  bool known = true;  // false when one of the names is no hook: Helm then drops the object
  bool test = false;
};
HookEvents read_hook_events(std::string_view annotation);

}  // namespace drydock::render
