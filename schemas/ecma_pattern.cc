#include "schemas/ecma_pattern.h"

#include <fmt/format.h>

#include <optional>

#include "core/unicode.h"

namespace drydock::schemas {
namespace {

/// A set of characters as the inside of a bracket expression, and that of all others.
struct CharacterSet {
  std::string_view name;
  std::string_view inside;
  std::string_view outside;
};

// clang-format off
constexpr CharacterSet kLetterEscapes[] = {
    {"d", "0-9", "\\x{0}-/:-\\x{10FFFF}"},
    {"w", "0-9A-Za-z_", "\\x{0}-/:-@\\x{5B}-\\x{5E}`\\x{7B}-\\x{10FFFF}"},
    {"s", "\\t-\\r \\x{A0}\\x{1680}\\x{2000}-\\x{200A}\\x{2028}\\x{2029}\\x{202F}\\x{205F}\\x{3000}\\x{FEFF}",
     "\\x{0}-\\x{8}\\x{E}-\\x{1F}\\x{21}-\\x{9F}\\x{A1}-\\x{167F}\\x{1681}-\\x{1FFF}\\x{200B}-\\x{2027}\\x{202A}-\\x{202E}"
     "\\x{2030}-\\x{205E}\\x{2060}-\\x{2FFF}\\x{3001}-\\x{FEFE}\\x{FF00}-\\x{10FFFF}"},
};

/// Names of Unicode properties that RE2 does not know.
constexpr CharacterSet kProperties[] = {
    {"ASCII", "\\x{0}-\\x{7F}", "\\x{80}-\\x{10FFFF}"},
    {"Any", "\\x{0}-\\x{10FFFF}", ""},
    {"Letter", "\\pL", "\\PL"}, {"Alphabetic", "\\pL\\p{Nl}", ""}, {"Alpha", "\\pL\\p{Nl}", ""},
    {"Lowercase_Letter", "\\p{Ll}", "\\P{Ll}"}, {"Lowercase", "\\p{Ll}", "\\P{Ll}"}, {"Lower", "\\p{Ll}", "\\P{Ll}"},
    {"Uppercase_Letter", "\\p{Lu}", "\\P{Lu}"}, {"Uppercase", "\\p{Lu}", "\\P{Lu}"}, {"Upper", "\\p{Lu}", "\\P{Lu}"},
    {"Titlecase_Letter", "\\p{Lt}", "\\P{Lt}"}, {"Modifier_Letter", "\\p{Lm}", "\\P{Lm}"},
    {"Other_Letter", "\\p{Lo}", "\\P{Lo}"}, {"Cased_Letter", "\\p{Lu}\\p{Ll}\\p{Lt}", ""}, {"LC", "\\p{Lu}\\p{Ll}\\p{Lt}", ""},
    {"Mark", "\\pM", "\\PM"}, {"Combining_Mark", "\\pM", "\\PM"}, {"Nonspacing_Mark", "\\p{Mn}", "\\P{Mn}"},
    {"Spacing_Mark", "\\p{Mc}", "\\P{Mc}"}, {"Enclosing_Mark", "\\p{Me}", "\\P{Me}"},
    {"Number", "\\pN", "\\PN"}, {"Decimal_Number", "\\p{Nd}", "\\P{Nd}"}, {"digit", "\\p{Nd}", "\\P{Nd}"},
    {"Letter_Number", "\\p{Nl}", "\\P{Nl}"}, {"Other_Number", "\\p{No}", "\\P{No}"},
    {"Punctuation", "\\pP", "\\PP"}, {"punct", "\\pP", "\\PP"}, {"Dash_Punctuation", "\\p{Pd}", "\\P{Pd}"},
    {"Open_Punctuation", "\\p{Ps}", "\\P{Ps}"}, {"Close_Punctuation", "\\p{Pe}", "\\P{Pe}"},
    {"Connector_Punctuation", "\\p{Pc}", "\\P{Pc}"}, {"Other_Punctuation", "\\p{Po}", "\\P{Po}"},
    {"Initial_Punctuation", "\\p{Pi}", "\\P{Pi}"}, {"Final_Punctuation", "\\p{Pf}", "\\P{Pf}"},
    {"Symbol", "\\pS", "\\PS"}, {"Math_Symbol", "\\p{Sm}", "\\P{Sm}"}, {"Currency_Symbol", "\\p{Sc}", "\\P{Sc}"},
    {"Modifier_Symbol", "\\p{Sk}", "\\P{Sk}"}, {"Other_Symbol", "\\p{So}", "\\P{So}"},
    {"Separator", "\\pZ", "\\PZ"}, {"Space_Separator", "\\p{Zs}", "\\P{Zs}"},
    {"Line_Separator", "\\p{Zl}", "\\P{Zl}"}, {"Paragraph_Separator", "\\p{Zp}", "\\P{Zp}"},
    {"Other", "\\pC", "\\PC"}, {"Control", "\\p{Cc}", "\\P{Cc}"}, {"cntrl", "\\p{Cc}", "\\P{Cc}"},
    {"Format", "\\p{Cf}", "\\P{Cf}"}, {"Private_Use", "\\p{Co}", "\\P{Co}"}, {"Surrogate", "\\p{Cs}", "\\P{Cs}"},
    {"White_Space", "\\t-\\r \\x{85}\\pZ", ""}, {"space", "\\t-\\r \\x{85}\\pZ", ""},
};
// clang-format on

/// Groups nested deeper than this are refused, here and by RE2.
constexpr int kMaxDepth = 500;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_name_character(char c) { return is_letter(c) || is_digit(c) || c == '_' || c == '='; }

int hex_digit(char c) {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// One character for RE2, within brackets or not.
std::string quoted(char32_t rune) {
  if (rune < 0x80 && (is_letter(static_cast<char>(rune)) || is_digit(static_cast<char>(rune))))
    return std::string(1, static_cast<char>(rune));
  return fmt::format("\\x{{{:X}}}", static_cast<uint32_t>(rune));
}

/// A look-around and what is left of its alternative without it.
struct Look {
  std::string body;
  bool ahead = true;
  bool wanted = true;
};

/// One alternative of the whole expression while it is read. Look-around says something of the
/// whole text only right behind a leading ^ or right before a final $.
struct TopLevel {
  std::string text;
  std::vector<Look> leading;
  std::vector<Look> trailing;
  bool starts_at_beginning = false;  // only ^ and look-ahead so far
  bool needs_end = false;            // a look-behind was read: only $ may follow
};

class Translator {
 public:
  Translator(std::string_view text, EcmaStrictness strictness)
      : text_(text), strict_(strictness == EcmaStrictness::Strict) {}

  EcmaTranslation run() {
    std::vector<TopLevel> alternatives = read_top_level();
    if (at_ < text_.size()) invalid("unmatched )");
    EcmaTranslation result;
    result.is_valid = invalid_.empty();
    result.problem = invalid_.empty() ? unsupported_ : invalid_;
    if (result.problem.empty()) assemble(alternatives, result);
    return result;
  }

 private:
  bool at_end() const { return at_ >= text_.size() || !invalid_.empty(); }
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  bool rest_starts_with(std::string_view prefix) const {
    return text_.substr(at_).starts_with(prefix);
  }
  bool take(std::string_view prefix) {
    if (!rest_starts_with(prefix)) return false;
    at_ += prefix.size();
    return true;
  }
  void invalid(std::string message) {
    if (invalid_.empty()) invalid_ = std::move(message);
  }
  void unsupported(std::string message) {
    if (unsupported_.empty()) unsupported_ = std::move(message);
  }

  static void assemble(std::vector<TopLevel>& alternatives, EcmaTranslation& result) {
    bool any_look = false;
    std::string whole;
    for (const TopLevel& one : alternatives) {
      any_look |= !one.leading.empty() || !one.trailing.empty();
      if (&one != alternatives.data()) whole += '|';
      whole += one.text;
    }
    if (!any_look) {
      result.alternatives.push_back({{whole, true}});
      return;
    }
    for (const TopLevel& one : alternatives) {
      EcmaAlternative& added = result.alternatives.emplace_back();
      added.push_back({one.text, true});
      for (const Look& look : one.leading) added.push_back({"^(?:" + look.body + ")", look.wanted});
      for (const Look& look : one.trailing)
        added.push_back({"(?:" + look.body + ")$", look.wanted});
    }
  }

  std::vector<TopLevel> read_top_level() {
    std::vector<TopLevel> alternatives(1);
    while (!at_end() && peek() != ')') {
      TopLevel& current = alternatives.back();
      if (take("|")) {
        finish(current);
        alternatives.emplace_back();
      } else if (auto look = read_look(0)) {
        place(current, std::move(*look));
      } else {
        bool is_first = current.text.empty();
        std::string term = read_term(0);
        if (current.needs_end && term != "$") unsupported("look-behind in the middle");
        current.needs_end = current.needs_end && term != "$";
        current.starts_at_beginning = is_first && term == "^";
        current.text += term;
      }
    }
    finish(alternatives.back());
    return alternatives;
  }

  void finish(const TopLevel& alternative) {
    if (alternative.needs_end) unsupported("look-behind in the middle");
  }

  void place(TopLevel& current, Look look) {
    if (look.ahead) {
      if (!current.starts_at_beginning) unsupported("look-ahead that is not behind a leading ^");
      current.leading.push_back(std::move(look));
    } else {
      current.needs_end = true;
      current.trailing.push_back(std::move(look));
    }
  }

  /// A look-around at this place, if there is one.
  std::optional<Look> read_look(int depth) {
    Look look;
    if (take("(?=")) {
    } else if (take("(?!")) {
      look.wanted = false;
    } else if (take("(?<=")) {
      look.ahead = false;
    } else if (take("(?<!")) {
      look.ahead = look.wanted = false;
    } else {
      return std::nullopt;
    }
    look.body = read_alternatives(depth + 1);
    if (!take(")")) invalid("missing )");
    return look;
  }

  std::string read_alternatives(int depth) {
    if (depth > kMaxDepth) invalid("nested too deeply");
    std::string out;
    while (!at_end() && peek() != ')') {
      if (take("|")) {
        out += '|';
      } else if (read_look(depth)) {
        unsupported("look-around within a group");
      } else {
        out += read_term(depth);
      }
    }
    return out;
  }

  std::string read_term(int depth) {
    if (take("^")) return "^";
    if (take("$")) return "$";
    if (take("\\b")) return "\\b";
    if (take("\\B")) return "\\B";
    std::string atom = read_atom(depth);
    return atom + read_quantifier();
  }

  std::string read_atom(int depth) {
    char c = peek();
    switch (c) {
      case '(':
        return read_group(depth);
      case '[':
        return read_class();
      case '\\':
        return read_escape();
      case '.':
        ++at_;
        return "[^\\n\\r\\x{2028}\\x{2029}]";
      case '*':
      case '+':
      case '?':
        invalid("nothing to repeat");
        return "";
      default:
        return quoted(read_character());
    }
  }

  std::string read_group(int depth) {
    std::string open = "(?:";
    if (take("(?:")) {
    } else if (!strict_ && rest_starts_with("(?P<")) {
      take("(?P<");
      skip_group_name();
    } else if (take("(?<")) {
      skip_group_name();
    } else if (rest_starts_with("(?")) {
      std::string flags = read_flags();
      if (flags.ends_with(')') || !invalid_.empty()) return flags;
      open = flags;
    } else {
      ++at_;
    }
    std::string body = read_alternatives(depth + 1);
    if (!take(")")) invalid("missing )");
    return open + body + ")";
  }

  void skip_group_name() {
    size_t start = at_;
    while (is_letter(peek()) || is_digit(peek()) || peek() == '_' || peek() == '$') ++at_;
    if (at_ == start || !take(">")) invalid("bad group name");
  }

  /// "(?i)" and "(?i:", which only other dialects know.
  std::string read_flags() {
    std::string flags = "(?";
    for (at_ += 2; std::string_view("ims-").find(peek()) != std::string_view::npos; ++at_)
      flags += peek();
    bool closes = peek() == ')' || peek() == ':';
    if (strict_ || flags.size() == 2 || !closes) {
      invalid("unknown group");
      return "";
    }
    return flags + text_[at_++];
  }

  /// A character that stands for itself. Invalid UTF-8 cannot match anything.
  char32_t read_character() {
    DecodedRune decoded = decode_rune(text_.substr(at_));
    at_ += static_cast<size_t>(decoded.size);
    return decoded.rune;
  }

  std::string read_quantifier() {
    std::string out;
    if (peek() == '*' || peek() == '+' || peek() == '?') {
      out = std::string(1, text_[at_++]);
    } else if (peek() == '{') {
      out = read_counts();
      if (out.empty()) return "";
    } else {
      return "";
    }
    // Greedy or not: whether there is a match stays the same.
    take("?");
    if (peek() == '*' || peek() == '+' || peek() == '?') invalid("nothing to repeat");
    return out;
  }

  /// "{2,3}"; nothing when the brace begins no count and so stands for itself.
  std::string read_counts() {
    size_t end = text_.find('}', at_);
    if (end == text_.npos) return "";
    std::string_view counts = text_.substr(at_ + 1, end - at_ - 1);
    size_t comma = std::min(counts.find(','), counts.size());
    std::string_view low = counts.substr(0, comma);
    std::string_view high = comma < counts.size() ? counts.substr(comma + 1) : "";
    auto is_number = [](std::string_view text) {
      return text.find_first_not_of("0123456789") == text.npos;
    };
    if (low.empty() || !is_number(low) || !is_number(high)) return "";
    std::string out(text_.substr(at_, end + 1 - at_));
    at_ = end + 1;
    return out;
  }

  /// Bracket expressions, whose sets are flat: "[^a-z\d]".
  std::string read_class() {
    ++at_;
    bool negated = take("^");
    std::string body;
    while (!at_end() && peek() != ']') read_class_item(body);
    if (!take("]")) invalid("missing ]");
    if (body.empty()) body = negated ? "" : "^\\x{0}-\\x{10FFFF}";
    if (body.empty()) return "[\\x{0}-\\x{10FFFF}]";
    return (negated ? "[^" : "[") + body + "]";
  }

  void read_class_item(std::string& body) {
    if (auto set = read_set()) {
      body += *set;
      return;
    }
    char32_t first = read_class_character();
    bool is_range = peek() == '-' && at_ + 1 < text_.size() && text_[at_ + 1] != ']';
    if (!is_range) {
      body += quoted(first);
      return;
    }
    ++at_;
    if (auto set = read_set()) {
      if (strict_) invalid("a range ends in a set");
      body += quoted(first) + "\\x{2D}" + *set;
      return;
    }
    char32_t last = read_class_character();
    if (last < first) invalid("a range is out of order");
    body += quoted(first) + "-" + quoted(last);
  }

  char32_t read_class_character() {
    if (peek() != '\\') return read_character();
    if (take("\\b")) return '\b';
    return read_escaped_character();
  }

  /// "\d", "\S", "\p{L}" as the inside of brackets; nothing when something else stands here.
  std::optional<std::string> read_set() {
    if (peek() != '\\' || at_ + 1 >= text_.size()) return std::nullopt;
    char letter = text_[at_ + 1];
    if (letter == 'p' || letter == 'P') return read_property(letter == 'P');
    for (const CharacterSet& set : kLetterEscapes) {
      bool inside = letter == set.name[0];
      if (!inside && letter != set.name[0] - 'a' + 'A') continue;
      at_ += 2;
      return std::string(inside ? set.inside : set.outside);
    }
    return std::nullopt;
  }

  std::string read_property(bool negated) {
    at_ += 2;
    std::string_view name;
    if (take("{")) {
      size_t start = at_;
      while (is_name_character(peek())) ++at_;
      name = text_.substr(start, at_ - start);
      if (name.empty() || !take("}")) invalid("bad name of a Unicode property");
    } else if (!strict_ && is_letter(peek())) {
      name = text_.substr(at_++, 1);
    } else {
      invalid("bad name of a Unicode property");
    }
    for (std::string_view prefix :
         {"General_Category=", "gc=", "Script=", "sc=", "Script_Extensions=", "scx="})
      if (name.starts_with(prefix)) name.remove_prefix(prefix.size());
    for (const CharacterSet& set : kProperties) {
      if (set.name != name) continue;
      if (negated && set.outside.empty()) unsupported("the opposite of a Unicode property");
      return std::string(negated ? set.outside : set.inside);
    }
    // A short category or a script, or RE2 says that it does not know it.
    return fmt::format("\\{}{{{}}}", negated ? 'P' : 'p', name);
  }

  std::string read_escape() {
    if (auto set = read_set()) return "[" + *set + "]";
    if (at_ + 1 >= text_.size()) {
      invalid("a backslash at the end");
      return "";
    }
    char letter = text_[at_ + 1];
    if (letter >= '1' && letter <= '9') {
      while (++at_ < text_.size() && is_digit(text_[at_])) {
      }
      unsupported("a back-reference");
      return "";
    }
    if (letter == 'k') {
      at_ += 2;
      if (!take("<")) invalid("bad reference to a group");
      skip_group_name();
      unsupported("a back-reference");
      return "";
    }
    if (!strict_ && (letter == 'A' || letter == 'z' || letter == 'Z')) {
      at_ += 2;
      return letter == 'A' ? "^" : "$";
    }
    return quoted(read_escaped_character());
  }

  char32_t read_escaped_character() {
    ++at_;
    if (at_ >= text_.size()) {
      invalid("a backslash at the end");
      return 0;
    }
    char letter = text_[at_];
    if (static_cast<unsigned char>(letter) >= 0x80) return read_character();
    ++at_;
    switch (letter) {
      case 't':
        return '\t';
      case 'n':
        return '\n';
      case 'v':
        return '\v';
      case 'f':
        return '\f';
      case 'r':
        return '\r';
      case '0':
        return 0;
      case 'c':
        if (!is_letter(peek())) invalid("bad control escape");
        return static_cast<char32_t>(at_ < text_.size() ? text_[at_++] % 32 : 0);
      case 'x':
        return read_hex(2);
      case 'u':
        return read_unicode_escape();
      default:
        if (strict_ && (is_letter(letter) || is_digit(letter)))
          invalid(fmt::format("unknown escape \\{}", letter));
        return static_cast<unsigned char>(letter);
    }
  }

  char32_t read_hex(int digits) {
    char32_t value = 0;
    for (int i = 0; i < digits; ++i) {
      int digit = hex_digit(peek());
      if (digit < 0) {
        invalid("bad hexadecimal escape");
        return 0;
      }
      value = value * 16 + static_cast<char32_t>(digit);
      ++at_;
    }
    return value;
  }

  char32_t read_unicode_escape() {
    if (take("{")) {
      char32_t value = 0;
      size_t start = at_;
      for (; hex_digit(peek()) >= 0 && value <= 0x10FFFF; ++at_)
        value = value * 16 + static_cast<char32_t>(hex_digit(peek()));
      if (at_ == start || value > 0x10FFFF || !take("}")) invalid("bad Unicode escape");
      return value;
    }
    char32_t high = read_hex(4);
    if (high < 0xD800 || high > 0xDBFF || !rest_starts_with("\\u")) return high;
    size_t before = at_;
    at_ += 2;
    char32_t low = read_hex(4);
    if (low >= 0xDC00 && low <= 0xDFFF) return 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
    at_ = before;
    return high;
  }

  std::string_view text_;
  bool strict_;
  size_t at_ = 0;
  std::string invalid_;
  std::string unsupported_;
};

}  // namespace

EcmaTranslation translate_ecma_pattern(std::string_view expression, EcmaStrictness strictness) {
  return Translator(expression, strictness).run();
}

}  // namespace drydock::schemas
