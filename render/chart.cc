#include "render/chart.h"

#include "render/builtins/paths.h"
#include "render/go_text.h"

namespace drydock::render {

bool ChartMetadata::is_library() const { return equal_fold(type, "library"); }

bool is_crd_file(std::string_view name) {
  if (!name.starts_with("crds/")) return false;
  std::string_view extension = path_ext(name);
  return equal_fold(extension, ".yaml") || equal_fold(extension, ".yml") ||
         equal_fold(extension, ".json");
}

}  // namespace drydock::render
