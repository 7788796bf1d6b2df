#include "cli/write_file.h"

#include <cstdio>
#include <fstream>

#include "core/error.h"

namespace drydock::cli {

void write_file(const std::string& path, const std::string& text) {
  std::string temporary = path + ".tmp";
  std::ofstream out(temporary, std::ios::binary | std::ios::trunc);
  out << text;
  out.close();
  if (!out || std::rename(temporary.c_str(), path.c_str()) != 0) {
    std::remove(temporary.c_str());
    fail("", fmt::format("cannot write {}", path));
  }
}

}  // namespace drydock::cli
