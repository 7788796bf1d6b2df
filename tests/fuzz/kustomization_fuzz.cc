// Any files as a tree with a kustomization at its root: building ends with objects that can be
// printed, or with an Error.

#include "core/error.h"
#include "core/source_cache.h"
#include "core/tree.h"
#include "core/yaml/emit.h"
#include "overlays/build.h"

namespace drydock {
namespace {

using Texts = std::vector<std::pair<std::string, std::string>>;

// A line "@path" begins a file.
Texts split_files(std::string_view input) {
  Texts files;
  while (!input.empty()) {
    std::string_view line = input.substr(0, input.find('\n'));
    input.remove_prefix(std::min(line.size() + 1, input.size()));
    if (line.starts_with('@')) {
      files.emplace_back(line.substr(1), "");
    } else if (!files.empty()) {
      files.back().second.append(line).append("\n");
    }
  }
  return files;
}

void run(std::string_view input) {
  try {
    auto tree = make_memory_tree(split_files(input));
    Sources sources;
    SourceCache files(*tree, sources);
    ResourceSet set;
    std::vector<Diagnostic> warnings;
    overlays::build(files, "", {}, set, warnings);
    for (const Resource& resource : set.resources) to_yaml(*resource.root);
  } catch (const Error&) {
  }
}

}  // namespace
}  // namespace drydock

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  drydock::run({reinterpret_cast<const char*>(data), size});
  return 0;
}
