#include "validate/server/client_config.h"

#include <fmt/format.h>

#include "validate/server/names.h"

namespace drydock::validate::server {
namespace {

constexpr std::string_view kForm = "; desired format: https://host[/path]";

struct Url {
  std::string_view scheme;
  std::string_view authority;
  std::string_view query;
  std::string_view fragment;
};

/// Cuts off what follows the first mark.
std::string_view cut_after(std::string_view& text, char mark) {
  size_t at = text.find(mark);
  if (at == std::string_view::npos) return {};
  std::string_view rest = text.substr(at + 1);
  text = text.substr(0, at);
  return rest;
}

Url read_url(std::string_view text) {
  Url url;
  size_t end = text.find_first_of(":/?#");
  if (end != std::string_view::npos && text[end] == ':') {
    url.scheme = text.substr(0, end);
    text.remove_prefix(end + 1);
  }
  url.fragment = cut_after(text, '#');
  url.query = cut_after(text, '?');
  if (text.starts_with("//")) url.authority = text.substr(2, text.find('/', 2) - 2);
  return url;
}

void check_url(const Field& field) {
  if (field.text().starts_with(':')) {
    return field.required(fmt::format(
        "url must be a valid URL: parse \"{}\": missing protocol scheme{}", field.text(), kForm));
  }
  Url url = read_url(field.text());
  if (url.scheme != "https") {
    field.invalid_text(url.scheme, fmt::format("'https' is the only allowed URL scheme{}", kForm));
  }
  size_t at = url.authority.rfind('@');
  bool has_user = at != std::string_view::npos;
  std::string_view host = has_user ? url.authority.substr(at + 1) : url.authority;
  if (host.empty()) field.invalid_text(host, fmt::format("host must be specified{}", kForm));
  if (has_user) {
    field.invalid_text(url.authority.substr(0, at), "user information is not permitted in the URL");
  }
  if (!url.fragment.empty()) {
    field.invalid_text(url.fragment, "fragments are not permitted in the URL");
  }
  if (!url.query.empty()) {
    field.invalid_text(url.query, "query parameters are not permitted in the URL");
  }
}

void check_service_path(const Field& path) {
  std::string_view text = path.text();
  if (text.empty()) return;
  if (text == "/" || text == "//") {
    if (text == "//") path.invalid("segment[0] may not be empty");
    return;
  }
  if (!text.starts_with('/')) path.invalid("must start with a '/'");
  std::string_view rest = text;
  if (rest.starts_with('/')) rest.remove_prefix(1);
  if (rest.ends_with('/')) rest.remove_suffix(1);
  for (size_t i = 0;; ++i) {
    size_t slash = rest.find('/');
    std::string_view step = rest.substr(0, slash);
    if (step.empty()) {
      path.invalid(fmt::format("segment[{}] may not be empty", i));
    } else {
      for (const std::string& problem : dns1123_subdomain(step)) {
        path.invalid(fmt::format("segment[{}]: {}", i, problem));
      }
    }
    if (slash == std::string_view::npos) return;
    rest.remove_prefix(slash + 1);
  }
}

void check_service_reference(const Field& service) {
  // The server takes the one for the other.
  if (service["namespace"].text().empty()) service["name"].required();
  if (service["name"].text().empty()) service["namespace"].required();
  Field port = service["port"];
  int64_t number = port.number(443);
  for (const std::string& problem : port_number(number)) {
    port.invalid_number(number, "port is not valid: " + problem);
  }
  check_service_path(service["path"]);
}

}  // namespace

void check_client_config(const Field& config) {
  Field url = config["url"];
  Field service = config["service"];
  if (static_cast<bool>(url) == static_cast<bool>(service)) {
    config.required("exactly one of url or service is required");
  } else if (url) {
    check_url(url);
  } else {
    check_service_reference(service);
  }
}

void check_review_versions(const Field& versions, std::string_view missing) {
  if (versions.empty()) return versions.required(missing);
  Seen seen;
  bool known = false;
  for (Field version : versions.each()) {
    if (!seen.add(version.text())) {
      version.invalid("duplicate version");
      continue;
    }
    version.invalid_all(dns1035_label(version.text()));
    known = known || version.is("v1") || version.is("v1beta1");
  }
  if (!known) versions.invalid("must include at least one of v1, v1beta1");
}

}  // namespace drydock::validate::server
