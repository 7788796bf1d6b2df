#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace drydock::schemas {

/// A URI reference cut into its components, as RFC 3986 (appendix B) does. Views into the text.
struct UriParts {
  std::optional<std::string_view> scheme;
  std::optional<std::string_view> authority;
  std::string_view path;
  std::optional<std::string_view> query;
  std::optional<std::string_view> fragment;
};

/// Never fails: every text is some reference. See `is_uri` in formats for what is a valid one.
UriParts split_uri(std::string_view reference);

/// What `reference` means in a document at `base` (RFC 3986, section 5.2). The fragment is kept.
std::string resolve_uri(std::string_view base, std::string_view reference);

/// "http://x/a#b" gives "http://x/a" and "b"; no '#' gives an empty fragment.
struct FragmentSplit {
  std::string_view document;
  std::string_view fragment;
};
FragmentSplit split_fragment(std::string_view uri);

/// Replaces %41 by A. Percent signs that begin no escape stay.
std::string percent_decode(std::string_view text);

/// One step of a JSON pointer: "~1" is '/', "~0" is '~'.
std::string unescape_pointer_token(std::string_view token);
/// Appends "/token" with its escapes.
void append_pointer_token(std::string& pointer, std::string_view token);

}  // namespace drydock::schemas
