// Whatever bytes are taken for packed projects, they are read or refused, and what was read can be
// packed and read again.

#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "core/error.h"
#include "core/rendered_pack.h"

namespace drydock {
namespace {

void check(std::string_view bytes) {
  Sources sources;
  auto file_at = [&](const std::string& path, uint64_t) -> const SourceFile& {
    return sources.add(path, "");
  };
  std::vector<UnpackedProject> projects;
  try {
    projects = unpack_projects(bytes, "index", sources, file_at);
  } catch (const Error&) {
    return;
  }
  RenderedPacker packer([](const SourceFile& file) { return file.text.empty(); });
  for (UnpackedProject& project : projects) {
    project.rendered.project = &project.project;
    packer.add(project.rendered);
  }
  if (unpack_projects(packer.bytes(), "index", sources, file_at).size() != projects.size()) abort();
}

}  // namespace
}  // namespace drydock

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  drydock::check({reinterpret_cast<const char*>(data), size});
  return 0;
}
