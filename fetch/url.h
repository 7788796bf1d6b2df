#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace drydock::fetch {

/// An absolute address of http, https or oci. Parts stand as they were written.
struct Url {
  std::string scheme;  // lower case
  std::string user_info;
  std::string host;  // without brackets; lower case
  uint16_t port = 0;
  std::string path;  // "" or begins with '/'
  std::string query;

  /// Throws Error, rule `download`, for what is no such address.
  static Url parse(std::string_view text);

  bool is_secure() const { return scheme == "https"; }
  /// "example.com:8080", with brackets around IPv6 addresses; no port where it is the usual one.
  std::string authority() const;
  /// What a request names: path and query, at least "/".
  std::string target() const;
  /// The address without user and password.
  std::string text() const;
};

/// A link, absolute or relative, that `base` holds. With `as_folder` the last part of the base's
/// path stays, as Helm has it for repositories.
Url resolve(const Url& base, std::string_view link, bool as_folder = false);

/// Whether two addresses of a repository mean the same; a '/' at the end does not count.
bool same_url(std::string_view a, std::string_view b);

/// A part of a path or a value of a query, percent-encoded.
std::string escape_url_part(std::string_view text);

/// "oci://…"
bool is_registry(std::string_view url);

}  // namespace drydock::fetch
