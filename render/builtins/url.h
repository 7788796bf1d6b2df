#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace drydock::render {

struct UrlUser {
  std::string name;
  std::optional<std::string> password;

  /// "name" or "name:password", escaped.
  std::string text() const;
};

/// A URL as Go's net/url takes it apart.
struct Url {
  std::string scheme;
  std::string opaque;  // what follows the scheme if that is no slash
  std::optional<UrlUser> user;
  std::string host;  // with the port
  std::string path;
  std::string query;
  std::string fragment;

  std::string hostname() const;
  /// The URL put together again, with everything escaped that has to be.
  std::string text() const;
};

struct UrlResult {
  Url url;
  std::string problem;  // Go's error text; empty if the URL is good
};

UrlResult parse_url(std::string_view text);

}  // namespace drydock::render
