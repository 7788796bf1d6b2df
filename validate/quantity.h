#pragma once

#include <string_view>

namespace drydock::validate {

/// Whether a text is a quantity as Kubernetes reads them: "100m", "1.5Gi", "2e3", "-1". Spaces
/// around it are passed over.
bool is_quantity(std::string_view text);

std::string_view trim_spaces(std::string_view text);

}  // namespace drydock::validate
