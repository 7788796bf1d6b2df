#include "core/yaml/rewrite.h"

#include "core/unicode.h"

namespace drydock {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t'; }

/// What v3's emitter takes for printable: neither control characters nor a byte order mark, nor
/// anything beyond the first plane.
bool is_printable_to_v3(char32_t c) {
  if (c < 0xA0) return c == '\n' || c == '\t' || (c >= 0x20 && c <= 0x7E);
  return c <= 0xFFFD && c != 0xFEFF;
}

/// Whether v3 writes a text as a block scalar when asked to; otherwise it takes double quotes.
bool is_block_allowed(std::string_view text) {
  if (text.empty() || text.back() == ' ' || text.find(" \n") != std::string_view::npos)
    return false;
  while (!text.empty()) {
    DecodedRune c = decode_rune(text);
    // LS and PS are line breaks, too: rare enough to be left as they are.
    if (!is_printable_to_v3(c.rune) || c.rune == 0x2028 || c.rune == 0x2029) return false;
    text.remove_prefix(static_cast<size_t>(c.size));
  }
  return true;
}

bool is_written_as_block(const Node& scalar, ScalarPlace place) {
  return !place.in_flow && !place.is_key && is_block_allowed(scalar.text());
}

}  // namespace

bool is_quoted_when_rewritten(const Node& scalar, const ResolvedScalar& meaning,
                              ScalarPlace place) {
  bool tagged = !scalar.tag().empty() && scalar.tag() != "!";
  if (tagged || scalar.style != NodeStyle::Plain) return false;
  if (meaning.type == ScalarType::Null) return scalar.size == 0 && (place.in_flow || place.is_key);
  return meaning.type == ScalarType::Timestamp && place.in_flow &&
         scalar.text().find(':') != std::string_view::npos;
}

bool cannot_be_reread(const Node& scalar, ScalarPlace place) {
  bool block = scalar.style == NodeStyle::Folded || scalar.style == NodeStyle::Literal;
  return block && scalar.text().starts_with('\t') && is_written_as_block(scalar, place);
}

bool is_refolded(const Node& scalar, ScalarPlace place) {
  return scalar.style == NodeStyle::Folded && is_written_as_block(scalar, place);
}

std::string refold(std::string_view text) {
  size_t at = std::min(text.find_first_not_of('\n'), text.size());
  bool doubles = at < text.size() && !is_blank(text[at]);
  std::string out(text.substr(0, at));
  while (at < text.size()) {
    size_t line_end = std::min(text.find('\n', at), text.size());
    size_t next = std::min(text.find_first_not_of('\n', line_end), text.size());
    bool indented = is_blank(text[at]);
    size_t breaks = next - line_end;
    size_t written = doubles && !indented && breaks > 0 ? breaks + 1 : breaks;
    out.append(text, at, line_end - at);
    if (next == text.size()) {
      // One at the end is all that is kept, unless there were more and the head says to keep them.
      out.append(breaks > 1 ? written : breaks, '\n');
    } else if (indented || is_blank(text[next])) {
      out.append(written, '\n');
    } else if (written == 1) {
      out.push_back(' ');
    } else {
      out.append(written - 1, '\n');
    }
    at = next;
  }
  return out;
}

}  // namespace drydock
