#pragma once

#include <string>
#include <string_view>

namespace drydock::validate {

/// What kubeconform gives its templates of schema locations.
struct LocationFacts {
  std::string kind;
  std::string api_version;
  std::string kubernetes_version;  // "1.34.0" or "master"
  bool strict = false;
};

/// A location as a whole template: "default", or a folder without a file name in it, gets the names
/// of the published schemas behind it.
std::string complete_location(std::string_view location);

/// The path or URL of a kind's schema. Throws Error with Go's text for a template that Go cannot
/// read or run.
std::string expand_location(const std::string& location, const LocationFacts& facts);

/// "deployment" and "-apps-v1", as in the names of published schemas.
std::string small_kind(std::string_view kind);
std::string kind_suffix(std::string_view api_version);

inline constexpr std::string_view kDefaultLocation =
    "https://raw.githubusercontent.com/yannh/kubernetes-json-schema/master/"
    "{{ .NormalizedKubernetesVersion }}-standalone{{ .StrictSuffix }}/"
    "{{ .ResourceKind }}{{ .KindSuffix }}.json";

}  // namespace drydock::validate
