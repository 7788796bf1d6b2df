#include "cli/read_file.h"

#include <algorithm>
#include <fstream>

namespace drydock::cli {

std::string read_whole_stream(std::istream& in, size_t most) {
  constexpr size_t kChunk = size_t{1} << 16;
  std::string text;
  while (in && text.size() <= most) {
    size_t before = text.size();
    // One more than may be, so that too many are noticed.
    size_t wanted = std::min(std::max(kChunk, before), most - before + (most < SIZE_MAX ? 1 : 0));
    text.resize(before + wanted);
    in.read(text.data() + before, static_cast<std::streamsize>(wanted));
    text.resize(before + static_cast<size_t>(in.gcount()));
  }
  return text;
}

std::optional<std::string> read_whole_file(const std::string& path, size_t most) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return std::nullopt;
  std::string text = read_whole_stream(in, most);
  if (in.bad()) return std::nullopt;
  return text;
}

}  // namespace drydock::cli
