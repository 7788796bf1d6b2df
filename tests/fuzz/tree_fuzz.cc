// Paths and links of any shape, in a Tree in memory: following them ends, and never outside.

#include <cstdlib>

#include "core/error.h"
#include "core/tree.h"

namespace drydock {
namespace {

using Texts = std::vector<std::pair<std::string, std::string>>;

void require(bool holds) {
  if (!holds) std::abort();
}

void look_at(const Tree& tree, std::string_view path) {
  try {
    std::optional<std::string> real = tree.resolve(path);
    require(real.has_value() == tree.kind(path).has_value());
    if (!real) return;
    require(join_path("", *real) == real);
    require(tree.resolve(*real) == real);
    require(tree.kind(*real) == tree.kind(path));
    if (tree.kind(path) == EntryKind::Folder) tree.list(path);
    if (tree.kind(path) == EntryKind::File) tree.read(path);
  } catch (const Error&) {
  }
}

// Lines "path>target" are links, "path=text" files, and others paths to look at.
void run(std::string_view input) {
  Texts files;
  Texts links;
  std::vector<std::string_view> asked;
  while (!input.empty()) {
    std::string_view line = input.substr(0, input.find('\n'));
    input.remove_prefix(std::min(line.size() + 1, input.size()));
    size_t at = line.find_first_of(">=");
    if (at == std::string_view::npos) {
      asked.push_back(line);
    } else {
      Texts& texts = line[at] == '>' ? links : files;
      texts.emplace_back(line.substr(0, at), line.substr(at + 1));
    }
  }
  try {
    auto tree = make_memory_tree(std::move(files), std::move(links));
    for (std::string_view path : asked) look_at(*tree, path);
  } catch (const Error&) {  // two files at one path
  }
}

}  // namespace
}  // namespace drydock

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  drydock::run({reinterpret_cast<const char*>(data), size});
  return 0;
}
