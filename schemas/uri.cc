#include "schemas/uri.h"

#include <algorithm>

namespace drydock::schemas {
namespace {

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Length of "scheme" in "scheme:…"; 0 when the text begins with none.
size_t scheme_length(std::string_view text) {
  if (text.empty() || !is_letter(text[0])) return 0;
  for (size_t i = 1; i < text.size(); ++i) {
    if (text[i] == ':') return i;
    if (!is_letter(text[i]) && !is_digit(text[i]) && text[i] != '+' && text[i] != '-' &&
        text[i] != '.')
      return 0;
  }
  return 0;
}

/// Cuts `text` before the first of `delimiters`, and returns what stands before it.
std::string_view take_until(std::string_view& text, std::string_view delimiters) {
  size_t end = std::min(text.find_first_of(delimiters), text.size());
  std::string_view taken = text.substr(0, end);
  text.remove_prefix(end);
  return taken;
}

void drop_last_segment(std::string& path) {
  size_t slash = path.rfind('/');
  path.erase(slash == path.npos ? 0 : slash);
}

/// RFC 3986, section 5.2.4.
std::string remove_dot_segments(std::string_view in) {
  std::string out;
  while (!in.empty()) {
    if (in.starts_with("../")) {
      in.remove_prefix(3);
    } else if (in.starts_with("./")) {
      in.remove_prefix(2);
    } else if (in.starts_with("/./")) {
      in.remove_prefix(2);
    } else if (in == "/.") {
      in = "/";
    } else if (in.starts_with("/../")) {
      in.remove_prefix(3);
      drop_last_segment(out);
    } else if (in == "/..") {
      in = "/";
      drop_last_segment(out);
    } else if (in == "." || in == "..") {
      in = {};
    } else {
      size_t end = std::min(in.find('/', 1), in.size());
      out += in.substr(0, end);
      in.remove_prefix(end);
    }
  }
  return out;
}

std::string merge_paths(const UriParts& base, std::string_view path) {
  std::string_view folder = base.authority && base.path.empty() ? "/" : base.path;
  size_t slash = folder.rfind('/');
  std::string merged(folder.substr(0, slash == folder.npos ? 0 : slash + 1));
  return merged.append(path);
}

std::string join_parts(const UriParts& parts) {
  std::string uri;
  if (parts.scheme) uri.append(*parts.scheme).append(":");
  if (parts.authority) uri.append("//").append(*parts.authority);
  uri += parts.path;
  if (parts.query) uri.append("?").append(*parts.query);
  if (parts.fragment) uri.append("#").append(*parts.fragment);
  return uri;
}

int hex_digit(char c) {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

UriParts split_uri(std::string_view text) {
  UriParts parts;
  if (size_t length = scheme_length(text)) {
    parts.scheme = text.substr(0, length);
    text.remove_prefix(length + 1);
  }
  if (text.starts_with("//")) {
    text.remove_prefix(2);
    parts.authority = take_until(text, "/?#");
  }
  parts.path = take_until(text, "?#");
  if (text.starts_with('?')) {
    text.remove_prefix(1);
    parts.query = take_until(text, "#");
  }
  if (text.starts_with('#')) parts.fragment = text.substr(1);
  return parts;
}

std::string resolve_uri(std::string_view base_text, std::string_view reference) {
  UriParts base = split_uri(base_text);
  UriParts target = split_uri(reference);
  std::string path;
  if (target.scheme) {
    path = remove_dot_segments(target.path);
  } else if (target.authority) {
    target.scheme = base.scheme;
    path = remove_dot_segments(target.path);
  } else {
    target.scheme = base.scheme;
    target.authority = base.authority;
    if (target.path.empty()) {
      path = base.path;
      if (!target.query) target.query = base.query;
    } else if (target.path.starts_with('/')) {
      path = remove_dot_segments(target.path);
    } else {
      path = remove_dot_segments(merge_paths(base, target.path));
    }
  }
  target.path = path;
  return join_parts(target);
}

FragmentSplit split_fragment(std::string_view uri) {
  size_t hash = uri.find('#');
  if (hash == uri.npos) return {uri, ""};
  return {uri.substr(0, hash), uri.substr(hash + 1)};
}

std::string percent_decode(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    int high = i + 2 < text.size() && text[i] == '%' ? hex_digit(text[i + 1]) : -1;
    int low = high >= 0 ? hex_digit(text[i + 2]) : -1;
    if (low >= 0) {
      out += static_cast<char>(high * 16 + low);
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

std::string unescape_pointer_token(std::string_view token) {
  std::string out;
  for (size_t i = 0; i < token.size(); ++i) {
    bool escape = token[i] == '~' && i + 1 < token.size();
    if (escape && token[i + 1] == '0') {
      out += '~';
      ++i;
    } else if (escape && token[i + 1] == '1') {
      out += '/';
      ++i;
    } else {
      out += token[i];
    }
  }
  return out;
}

void append_pointer_token(std::string& pointer, std::string_view token) {
  pointer += '/';
  for (char c : token) {
    if (c == '~')
      pointer += "~0";
    else if (c == '/')
      pointer += "~1";
    else
      pointer += c;
  }
}

}  // namespace drydock::schemas
