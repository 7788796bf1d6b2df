#pragma once

#include <optional>
#include <string_view>

namespace drydock::validate::policy {

/// "100m" is 0.1, "1Gi" 1073741824, "2e3" 2000; nothing for what Kubernetes does not take.
std::optional<double> quantity_value(std::string_view text);

/// Seconds of "1h30m", "300ms" as Go's time.ParseDuration reads them, and of "2d" and "1w" besides.
std::optional<double> duration_seconds(std::string_view text);

/// Whether a range ("10.0.0.0/8", "2001:db8::/32", or one address) has another whole in it. Nothing
/// when one of them is no address.
std::optional<bool> cidr_contains(std::string_view range, std::string_view other);

}  // namespace drydock::validate::policy
