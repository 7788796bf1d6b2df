// Whatever stands in a manifest of Flux is read or refused, and variables are put into any text.

#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "core/error.h"
#include "core/yaml/read.h"
#include "projects/flux/envsubst.h"
#include "projects/flux/helm_release.h"
#include "projects/flux/kustomization_spec.h"
#include "projects/flux/resource_set.h"

namespace drydock::projects::flux {
namespace {

void check_text(std::string_view text) {
  Variables variables = {{"a", "b"}, {"empty", ""}, {"long", "a/b/c.tar.gz"}, {"é", "é€"}};
  Substitution loose = substitute_text(text, variables, false);
  Substitution strict = substitute_text(text, variables, true);
  if (loose.text.size() > kMaxSubstituted) std::abort();
  // A zero byte ends the text for the original.
  bool plain = text.find_first_of(std::string_view("$\0", 2)) == std::string_view::npos;
  if (plain && (loose.fault || strict.fault || loose.text != text)) std::abort();
  if (!strict.fault && !loose.fault && strict.text != loose.text) std::abort();
  with_usual_marks(text);
}

void check_objects(const SourceFile& file) {
  Arena arena;
  for (const Node* root : read_yaml(file, arena).roots) {
    if (!root || !root->is_mapping()) continue;
    try {
      read_kustomization(*root, YamlDialect::Kustomize, arena);
    } catch (const Error&) {
    }
    try {
      read_helm_release(*root, YamlDialect::Kustomize, arena);
    } catch (const Error&) {
    }
  }
}

}  // namespace
}  // namespace drydock::projects::flux

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  drydock::SourceFile file{"flux.yaml", std::string(reinterpret_cast<const char*>(data), size)};
  drydock::projects::flux::check_text(file.text);
  drydock::projects::flux::check_objects(file);
  return 0;
}
