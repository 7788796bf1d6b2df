#pragma once

#include <string>
#include <string_view>

#include "overlays/configs.h"
#include "overlays/context.h"
#include "overlays/object_list.h"

namespace drydock::overlays {

/// Gives images another name, tag or digest. Each is looked for twice, as in kustomize: in every
/// list `containers` or `initContainers` wherever it stands, then at the places of the specs.
void apply(ObjectList& objects, const ImageConfig& config, Context& context);

/// The parts of "registry:5000/app:1.2@sha256:...". Views of the text.
struct ImageName {
  std::string_view name;
  std::string_view tag;
  std::string_view digest;
};
ImageName split_image(std::string_view image);

}  // namespace drydock::overlays
