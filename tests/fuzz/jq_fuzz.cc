// A line with any text as a path expression of jq, and JSON behind it as the document: it is
// refused, or takes something out, or stops where jq would, within bounds.

#include "core/error.h"
#include "core/json/parse.h"
#include "core/json/write.h"
#include "projects/argocd/jq_paths.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace drydock;
  std::string_view text(reinterpret_cast<const char*>(data), size);
  size_t line_end = text.find('\n');
  Arena arena(size_t{256} << 20);
  constexpr std::string_view kUsual =
      R"({"spec":{"containers":[{"name":"a","env":[{"name":"X","value":"1"}]},{"name":"b"}],"n":2}})";
  JsonResult document =
      parse_json(line_end == text.npos ? kUsual : text.substr(line_end + 1), arena);
  Value value = document.ok() ? document.value : Value();
  try {
    if (projects::argocd::JqPaths(text.substr(0, line_end)).remove_from(value, arena)) {
      to_json(value);
    }
  } catch (const Error&) {
  }
  return 0;
}
