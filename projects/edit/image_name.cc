#include "projects/edit/image_name.h"

namespace drydock::projects {

std::string ImageName::version() const {
  return (tag.empty() ? "" : ":" + tag) + (digest.empty() ? "" : "@" + digest);
}

ImageName parse_image_name(std::string_view text) {
  ImageName image;
  size_t at = text.find('@');
  if (at != text.npos) image.digest = text.substr(at + 1);
  text = text.substr(0, at);
  size_t slash = text.rfind('/');
  // A colon before the last slash is that of a port.
  size_t colon = text.find(':', slash == text.npos ? 0 : slash);
  if (colon != text.npos) image.tag = text.substr(colon + 1);
  image.name = text.substr(0, colon);
  return image;
}

std::string_view short_image_name(std::string_view name) {
  bool is_docker = false;
  for (std::string_view registry : {"docker.io/", "index.docker.io/"}) {
    if (!name.starts_with(registry)) continue;
    name.remove_prefix(registry.size());
    is_docker = true;
  }
  constexpr std::string_view kLibrary = "library/";
  bool is_official = name.starts_with(kLibrary) && name.find('/', kLibrary.size()) == name.npos;
  if (is_official || (is_docker && name.starts_with(kLibrary))) {
    name.remove_prefix(kLibrary.size());
  }
  return name;
}

}  // namespace drydock::projects
