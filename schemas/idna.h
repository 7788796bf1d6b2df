#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace drydock::schemas {

enum class IdnaLabels {
  All,          // a name in Unicode: every label is judged
  OnlyEncoded,  // a name in ASCII: only labels that begin with "xn--"
};

/// Whether the labels of a host name follow IDNA 2008 (RFC 5890 to 5893): permitted code points,
/// context rules, the Bidi rule, and lengths.
bool is_idn_labels(std::string_view name, IdnaLabels which);

/// RFC 3492, without the prefix "xn--"; nothing when the text encodes nothing.
std::optional<std::u32string> decode_punycode(std::string_view text);
std::optional<std::string> encode_punycode(std::u32string_view label);

}  // namespace drydock::schemas
