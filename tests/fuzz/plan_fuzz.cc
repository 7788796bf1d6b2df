// Whatever is taken for an inventory or for a dump of a cluster is read or refused; an inventory
// that was read can be written and read again.

#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "core/error.h"
#include "plan/inventory.h"
#include "plan/live_dump.h"

namespace drydock::plan {
namespace {

void check_inventory(const SourceFile& file) {
  std::string written;
  try {
    written = write_inventory(read_inventory(file).side());
  } catch (const Error&) {
    return;
  }
  SourceFile again{"again.json", written};
  if (write_inventory(read_inventory(again).side()) != written) std::abort();
}

/// Objects that nobody wants are passed over, and no others.
void check_dump(const SourceFile& file) {
  try {
    LiveDump all = read_live_dump(file, "prod", [](const PlanObject&) { return true; });
    LiveDump none = read_live_dump(file, "prod", [](const PlanObject&) { return false; });
    if (all.passed_over != 0 || !none.side.objects.empty()) std::abort();
    if (none.passed_over != all.side.objects.size()) std::abort();
  } catch (const Error&) {
  }
}

}  // namespace
}  // namespace drydock::plan

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  drydock::SourceFile file{"dump.yaml", std::string(reinterpret_cast<const char*>(data), size)};
  drydock::plan::check_inventory(file);
  drydock::plan::check_dump(file);
  return 0;
}
