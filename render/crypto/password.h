#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace drydock::render {

/// What the Master Password algorithm derives a password from.
struct PasswordRequest {
  uint32_t counter = 1;
  std::string_view type;  // "long"
  std::string_view password;
  std::string_view user;
  std::string_view site;
};

bool is_password_type(std::string_view type);
/// Takes a tenth of a second, by design.
std::string derive_password(const PasswordRequest& request);

}  // namespace drydock::render
