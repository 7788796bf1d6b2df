#pragma once

#include <string>
#include <string_view>

namespace drydock::projects {

/// "registry:5000/team/app:1.2@sha256:…", taken apart.
struct ImageName {
  std::string name;
  std::string tag;     // empty: none
  std::string digest;  // "sha256:…"; empty: none

  /// What stands behind the name: ":1.2@sha256:…".
  std::string version() const;
};

ImageName parse_image_name(std::string_view text);

/// The name without what Docker adds by itself, so that `nginx` and `docker.io/library/nginx` are
/// equal.
std::string_view short_image_name(std::string_view name);

}  // namespace drydock::projects
