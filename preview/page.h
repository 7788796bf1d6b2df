#pragma once

#include <span>
#include <string_view>

namespace drydock::preview {

/// One file of the page that `drydock preview` serves, embedded in the program.
struct PageFile {
  std::string_view path;  // below the page's address; "" is the page itself
  std::string_view type;  // for Content-Type
  std::string_view text;
};

std::span<const PageFile> page_files();
/// Null when there is none of that path.
const PageFile* find_page_file(std::string_view path);

}  // namespace drydock::preview
