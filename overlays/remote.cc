#include "overlays/remote.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "core/error.h"
#include "core/go_number.h"
#include "overlays/path_text.h"

namespace drydock::overlays {
namespace {

constexpr std::string_view kSchemes[] = {"ssh://", "https://", "http://", "file://"};

bool starts_without_case(std::string_view text, std::string_view prefix) {
  return text.size() >= prefix.size() &&
         std::equal(prefix.begin(), prefix.end(), text.begin(), [](char a, char b) {
           return a == static_cast<char>(std::tolower(static_cast<unsigned char>(b)));
         });
}

std::string_view take_scheme(std::string_view& text) {
  for (std::string_view scheme : kSchemes) {
    if (starts_without_case(text, scheme)) return text.remove_prefix(scheme.size()), scheme;
  }
  return "";
}

/// "git@"; empty when no user is given.
std::string_view take_user(std::string_view& text) {
  size_t at = 0;
  auto is_alpha = [](char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; };
  auto is_alnum = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; };
  while (at < text.size() && (at == 0 ? is_alpha(text[at]) : is_alnum(text[at]) || text[at] == '-'))
    ++at;
  if (at == 0 || at == text.size() || text[at] != '@') return "";
  std::string_view user = text.substr(0, at + 1);
  text.remove_prefix(at + 1);
  return user;
}

/// Splits off the host, which may end in a colon where that is how ssh writes it.
bool take_host(std::string_view& text, std::string& host) {
  if (starts_without_case(text, "git::")) text.remove_prefix(5);
  std::string_view scheme = take_scheme(text);
  std::string_view rest = text;
  std::string_view user = take_user(rest);
  bool github =
      starts_without_case(rest, "github.com/") || starts_without_case(rest, "github.com:");
  bool scp = scheme.empty() && (!user.empty() || github);
  if (scheme.empty() && !scp) return false;
  if (scheme == "file://") {
    host = scheme;
    return true;
  }
  text = rest;
  size_t end = text.find('/');
  if (scp) {
    size_t colon = text.find(':');
    if (end == text.npos || (colon != text.npos && colon > 0 && colon < end)) end = colon;
  }
  std::string_view name = end == text.npos ? text : text.substr(0, end + 1);
  text = end == text.npos ? std::string_view() : text.substr(end + 1);
  if (name.empty()) return false;
  if (github) {
    bool ssh = scheme == "ssh://" || !user.empty();
    host = ssh ? std::string(user) + "github.com:" : "https://github.com/";
  } else {
    host = std::string(scheme).append(user).append(name);
  }
  return true;
}

/// Where the path of the repository ends: a marker says so, else behind two parts.
bool split_path(std::string_view text, bool whole, std::string_view& repo, std::string_view& root) {
  constexpr std::string_view kGitRoot = "_git/";
  constexpr std::string_view kSuffix = ".git";
  size_t end = text.npos;
  size_t next = 0;
  if (size_t at = text.find(kGitRoot); at != text.npos) {
    end = std::min(text.find('/', at + kGitRoot.size()), text.size());
    next = std::min(end + 1, text.size());
  } else if (at = text.find("//"); at != text.npos) {
    end = at;
    next = at + 2;
  } else if (at = text.find(kSuffix); at != text.npos) {
    end = next = at + kSuffix.size();
  } else if (whole) {
    end = next = text.size();
  } else {
    size_t first = text.find('/');
    if (first == text.npos) return false;
    end = std::min(text.find('/', first + 1), text.size());
    next = std::min(end + 1, text.size());
  }
  repo = text.substr(0, end);
  root = text.substr(next);
  return !repo.empty();
}

bool leaves_repository(std::string_view root) {
  if (root.starts_with('/')) root.remove_prefix(1);
  std::string clean = clean_path(root);
  return clean == ".." || clean.starts_with("../");
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  c = static_cast<char>(c | 0x20);
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

std::optional<std::string> unescape_query(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+') {
      out += ' ';
    } else if (text[i] != '%') {
      out += text[i];
    } else {
      int high = i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
      int low = i + 2 < text.size() ? hex_digit(text[i + 2]) : -1;
      if (high < 0 || low < 0) return std::nullopt;
      out += static_cast<char>(high * 16 + low);
      i += 2;
    }
  }
  return out;
}

void set_parameter(RemoteSpec& spec, std::string_view key, const std::string& value,
                   std::string& version) {
  if (value.empty()) return;
  if (key == "ref" && spec.ref.empty()) spec.ref = value;
  if (key == "version" && version.empty()) version = value;
  if (key == "submodules") {
    GoParsed<bool> parsed = parse_go_bool(value);
    if (parsed.ok()) spec.submodules = parsed.value;
  }
  if (key == "timeout") {
    std::string_view digits = value;
    if (digits.ends_with('s')) digits.remove_suffix(1);
    GoParsed<int64_t> parsed = parse_go_int(digits, 10, 32);
    if (parsed.ok() && parsed.value > 0) spec.timeout_seconds = static_cast<int>(parsed.value);
  }
}

void read_query(RemoteSpec& spec, std::string_view query) {
  RemoteSpec read = spec;
  std::string version;
  while (!query.empty()) {
    std::string_view part = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(part.size() + 1, query.size()));
    size_t equals = std::min(part.find('='), part.size());
    std::optional<std::string> key = unescape_query(part.substr(0, equals));
    std::optional<std::string> value =
        unescape_query(part.substr(std::min(equals + 1, part.size())));
    // One bad part makes kustomize forget all of them.
    if (!key || !value || part.find(';') != part.npos) return;
    set_parameter(read, *key, *value, version);
  }
  if (read.ref.empty()) read.ref = version;
  spec = std::move(read);
}

}  // namespace

std::optional<RemoteSpec> parse_remote(std::string_view text) {
  if (text.starts_with('/')) return std::nullopt;
  RemoteSpec spec;
  spec.raw = text;
  std::string_view rest = text.substr(0, text.find('?'));
  read_query(spec, text.substr(std::min(rest.size() + 1, text.size())));
  if (!take_host(rest, spec.host)) return std::nullopt;
  std::string_view repo;
  std::string_view root;
  if (!split_path(rest, spec.host == "file://", repo, root)) return std::nullopt;
  if (leaves_repository(root)) return std::nullopt;
  if (root.starts_with('/')) root.remove_prefix(1);
  spec.repo_path = repo;
  spec.root_path = root;
  return spec;
}

bool is_web_url(std::string_view text) {
  return starts_without_case(text, "http:") || starts_without_case(text, "https:");
}

void fail_remote(std::string_view reference, SourcePos where) {
  fail("overlay-remote",
       fmt::format("`{}` is elsewhere, and nothing may be fetched without --allow-network",
                   reference),
       where);
}

}  // namespace drydock::overlays
