#include "validate/server/client_config.h"

#include <fmt/format.h>

#include "validate/server/names.h"

namespace drydock::validate::server {
namespace {

constexpr std::string_view kForm = "; desired format: https://host[/path]";

void check_url(const Field& url) {
  std::string_view rest = url.text();
  size_t colon = rest.find(':');
  std::string_view scheme =
      colon == std::string_view::npos ? std::string_view() : rest.substr(0, colon);
  bool is_scheme = !scheme.empty() && scheme.find_first_of("/?#") == std::string_view::npos;
  if (!is_scheme) scheme = {};
  if (colon == 0) {
    return url.required(fmt::format(
        "url must be a valid URL: parse \"{}\": missing protocol scheme{}", rest, kForm));
  }
  if (scheme != "https") {
    url.invalid_text(scheme, fmt::format("'https' is the only allowed URL scheme{}", kForm));
  }
  if (is_scheme) rest.remove_prefix(colon + 1);
  std::string_view fragment;
  std::string_view query;
  if (size_t mark = rest.find('#'); mark != std::string_view::npos) {
    fragment = rest.substr(mark + 1);
    rest = rest.substr(0, mark);
  }
  if (size_t mark = rest.find('?'); mark != std::string_view::npos) {
    query = rest.substr(mark + 1);
    rest = rest.substr(0, mark);
  }
  std::string_view authority;
  if (rest.starts_with("//")) {
    rest.remove_prefix(2);
    authority = rest.substr(0, rest.find('/'));
  }
  size_t at = authority.rfind('@');
  std::string_view host = at == std::string_view::npos ? authority : authority.substr(at + 1);
  if (host.empty()) url.invalid_text(host, fmt::format("host must be specified{}", kForm));
  if (at != std::string_view::npos) {
    url.invalid_text(authority.substr(0, at), "user information is not permitted in the URL");
  }
  if (!fragment.empty()) url.invalid_text(fragment, "fragments are not permitted in the URL");
  if (!query.empty()) url.invalid_text(query, "query parameters are not permitted in the URL");
}

void check_service_path(const Field& path) {
  std::string_view text = path.text();
  if (text.empty()) return;
  if (text.find('?') != std::string_view::npos) {
    path.invalid(fmt::format("segment {}: must be a path without a query", 0));
    return;
  }
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

void check_service(const Field& service) {
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
    check_service(service);
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
