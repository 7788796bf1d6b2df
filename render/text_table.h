#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace drydock::render {

/// A table as Helm prints it: cells padded to the width of their column, tabs between them. Cells
/// wider than `max_width` end in "..."; 0 is no bound. No line feed at the end.
std::string format_table(const std::vector<std::vector<std::string_view>>& rows, size_t max_width);

}  // namespace drydock::render
