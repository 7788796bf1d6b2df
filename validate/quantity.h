#pragma once

#include <string_view>

namespace drydock::validate {

/// Whether a text is a quantity as Kubernetes reads them: "100m", "1.5Gi", "2e3", "-1".
bool is_quantity(std::string_view text);

}  // namespace drydock::validate
