#include "core/json/write.h"

#include <array>
#include <cmath>
#include <vector>

#include "core/error.h"
#include "core/go_number.h"
#include "core/unicode.h"

namespace drydock {
namespace {

enum StringClass : uint8_t {
  kCopied,   // goes out as it is
  kEscaped,  // by a backslash
  kHtml,     // escaped when asked for
  kMultibyte,
};

constexpr std::array<uint8_t, 256> kStringClasses = [] {
  std::array<uint8_t, 256> classes{};
  for (int c = 0; c < 0x20; ++c) classes[c] = kEscaped;
  for (int c = 0x80; c < 0x100; ++c) classes[c] = kMultibyte;
  classes['"'] = classes['\\'] = kEscaped;
  classes['<'] = classes['>'] = classes['&'] = kHtml;
  return classes;
}();

constexpr std::string_view kHexDigits = "0123456789abcdef";

void append_escaped_byte(std::string& out, char c) {
  switch (c) {
    case '"':
    case '\\':
      out += '\\';
      out += c;
      return;
    case '\b':
      out += "\\b";
      return;
    case '\f':
      out += "\\f";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      out += "\\u00";
      out += kHexDigits[static_cast<unsigned char>(c) >> 4];
      out += kHexDigits[static_cast<unsigned char>(c) & 15];
  }
}

/// The escape of a multi-byte sequence; empty when it goes out as it is.
std::string_view multibyte_escape(DecodedRune next) {
  if (next.rune == kRuneError && next.size == 1) return "\\ufffd";
  if (next.rune == 0x2028) return "\\u2028";
  if (next.rune == 0x2029) return "\\u2029";
  return {};
}

void append_base64(std::string& out, std::string_view bytes) {
  constexpr std::string_view kLetters =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (size_t i = 0; i < bytes.size(); i += 3) {
    size_t count = std::min<size_t>(3, bytes.size() - i);
    uint32_t group = 0;
    for (size_t k = 0; k < 3; ++k) {
      group = group << 8 | (k < count ? static_cast<unsigned char>(bytes[i + k]) : 0u);
    }
    for (size_t k = 0; k < 4; ++k) {
      out += k <= count ? kLetters[group >> (18 - 6 * k) & 63] : '=';
    }
  }
}

class JsonWriter {
 public:
  JsonWriter(std::string& out, const JsonWriteOptions& options)
      : out_(out), options_(options), start_(out.size()) {}

  void indent_with(std::string_view prefix, std::string_view indent) {
    indented_ = true;
    prefix_ = prefix;
    indent_ = indent;
  }

  void write(const Value& root) {
    begin(root);
    while (!open_.empty()) {
      Open& top = open_.back();
      if (top.next == top.size) {
        if (indented_ && top.size > 0) new_line(open_.size() - 1);
        out_ += top.is_map ? '}' : ']';
        open_.pop_back();
        continue;
      }
      size_t i = top.next++;
      if (i > 0) out_ += ',';
      if (indented_) new_line(open_.size());
      if (top.is_map) {
        append_json_string(out_, top.entries[i].key, options_.escape_html);
        out_ += ':';
        if (indented_) out_ += ' ';
      }
      begin(top.is_map ? top.entries[i].value : top.items[i]);
      check_size();
    }
  }

 private:
  struct Open {
    bool is_map;
    const ValueMap::Entry* entries;
    const Value* items;
    size_t size;
    size_t next = 0;
  };

  void begin(const Value& value) {
    switch (value.kind()) {
      case Value::Kind::Nil:
        out_ += "null";
        return;
      case Value::Kind::Bool:
        out_ += value.as_bool() ? "true" : "false";
        return;
      case Value::Kind::Int:
        return append_go_int(out_, value.as_int());
      case Value::Kind::Uint:
        return append_go_uint(out_, value.as_uint());
      case Value::Kind::Float:
        return write_float(value);
      case Value::Kind::String:
        return append_json_string(out_, value.as_string(), options_.escape_html);
      case Value::Kind::Bytes:
        out_ += '"';
        append_base64(out_, value.as_bytes());
        out_ += '"';
        return;
      case Value::Kind::Object:
        return write_object(value.as_object());
      default:
        return begin_container(value);
    }
  }

  void write_float(const Value& value) {
    int bits = value.go_type() == GoType::Float32 ? 32 : 64;
    if (!std::isfinite(value.as_float())) {
      fail("json-value",
           "json: unsupported value: " + format_go_float(value.as_float(), 'g', -1, bits));
    }
    append_json_float(out_, value.as_float(), bits);
  }

  void write_object(const ValueObject& object) {
    if (!indented_ && object.json(out_)) return;
    if (std::string compact; indented_ && object.json(compact)) return indent_compact(compact);
    fail("json-value", "json: unsupported type: " + std::string(object.type_name()));
  }

  /// What an object wrote by itself, with the line breaks that are wanted here.
  void indent_compact(std::string_view json) {
    size_t depth = open_.size();
    bool in_text = false;
    for (size_t i = 0; i < json.size(); ++i) {
      char c = json[i];
      bool closes = !in_text && (c == '}' || c == ']');
      if (closes && json[i - 1] != '{' && json[i - 1] != '[') new_line(depth - 1);
      if (closes) --depth;
      out_ += c;
      if (in_text && c == '\\') {
        out_ += json[++i];
      } else if (c == '"') {
        in_text = !in_text;
      } else if (!in_text && c == ':') {
        out_ += ' ';
      } else if (!in_text && c == ',') {
        new_line(depth);
      } else if (!in_text && (c == '{' || c == '[')) {
        ++depth;
        if (json[i + 1] != '}' && json[i + 1] != ']') new_line(depth);
      }
    }
  }

  void begin_container(const Value& value) {
    if (value.is_nil_list() || value.is_nil_map()) {
      out_ += "null";
      return;
    }
    if (open_.size() >= kMaxJsonWriteDepth) {
      fail("json-value",
           "json: unsupported value: encountered a cycle via " + std::string(go_type_name(value)));
    }
    if (value.is_map()) {
      auto entries = value.as_map().entries();
      out_ += '{';
      open_.push_back({true, entries.data(), nullptr, entries.size()});
    } else {
      auto items = value.as_list();
      out_ += '[';
      open_.push_back({false, nullptr, items.data(), items.size()});
    }
  }

  void new_line(size_t depth) {
    out_ += '\n';
    out_ += prefix_;
    for (size_t i = 0; i < depth; ++i) out_ += indent_;
  }

  void check_size() const {
    if (out_.size() - start_ > options_.max_bytes) {
      fail("memory-limit", "a value is too large to be written as JSON");
    }
  }

  std::string& out_;
  const JsonWriteOptions& options_;
  size_t start_;
  bool indented_ = false;
  std::string_view prefix_;
  std::string_view indent_;
  std::vector<Open> open_;
};

}  // namespace

void append_json_string(std::string& out, std::string_view text, bool escape_html) {
  out += '"';
  size_t copied = 0;
  for (size_t i = 0; i < text.size();) {
    uint8_t kind = kStringClasses[static_cast<unsigned char>(text[i])];
    if (kind == kCopied || (kind == kHtml && !escape_html)) {
      ++i;
      continue;
    }
    size_t size = 1;
    std::string_view escape;
    if (kind == kMultibyte) {
      DecodedRune next = decode_rune(text.substr(i));
      size = static_cast<size_t>(next.size);
      escape = multibyte_escape(next);
      if (escape.empty()) {
        i += size;
        continue;
      }
    }
    out.append(text, copied, i - copied);
    if (kind == kMultibyte) {
      out += escape;
    } else {
      append_escaped_byte(out, text[i]);
    }
    i += size;
    copied = i;
  }
  out.append(text, copied);
  out += '"';
}

void append_json(std::string& out, const Value& value, const JsonWriteOptions& options) {
  JsonWriter(out, options).write(value);
}

std::string to_json(const Value& value, const JsonWriteOptions& options) {
  std::string out;
  append_json(out, value, options);
  return out;
}

std::string to_indented_json(const Value& value, std::string_view prefix, std::string_view indent,
                             const JsonWriteOptions& options) {
  std::string out;
  JsonWriter writer(out, options);
  writer.indent_with(prefix, indent);
  writer.write(value);
  return out;
}

}  // namespace drydock
