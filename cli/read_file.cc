#include "cli/read_file.h"

#include <fstream>
#include <sstream>

namespace drydock::cli {

std::optional<std::string> read_whole_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return std::nullopt;
  std::ostringstream bytes;
  if (in.peek() != std::ifstream::traits_type::eof()) bytes << in.rdbuf();
  if (in.bad() || bytes.fail()) return std::nullopt;
  return std::move(bytes).str();
}

}  // namespace drydock::cli
