#include "fetch/logins.h"

#include <fmt/format.h>

#include "core/arena.h"
#include "core/base_encoding.h"
#include "core/error.h"
#include "core/json/parse.h"

namespace drydock::fetch {
namespace {

/// Docker keeps addresses in older files: "https://index.docker.io/v1/".
std::string host_of(std::string_view key) {
  size_t scheme = key.find("://");
  if (scheme != std::string_view::npos) key.remove_prefix(scheme + 3);
  std::string host(key.substr(0, key.find('/')));
  bool docker = host == "index.docker.io" || host == "docker.io";
  return docker ? "registry-1.docker.io" : host;
}

std::string text_of(const ValueMap& map, std::string_view key) {
  const Value* value = map.find(key);
  return value && value->is_string() ? std::string(value->as_string()) : "";
}

Login read_login(const ValueMap& entry) {
  Login login;
  login.user = text_of(entry, "username");
  login.password = text_of(entry, "password");
  login.identity_token = text_of(entry, "identitytoken");
  BaseDecoded both = decode_base64(text_of(entry, "auth"));
  size_t colon = both.ok() ? both.bytes.find(':') : std::string::npos;
  if (colon != std::string::npos) {
    login.user = both.bytes.substr(0, colon);
    login.password = both.bytes.substr(colon + 1);
    // Some versions of Docker pad with zero bytes.
    while (login.password.ends_with('\0')) login.password.pop_back();
  }
  return login;
}

}  // namespace

void Logins::add(std::string host, Login login) {
  logins_.insert_or_assign(host_of(host), std::move(login));
}

void Logins::add_file(const SourceFile& file) {
  Arena arena;
  JsonResult parsed = parse_json(file.text, arena);
  if (!parsed.ok() || !parsed.value.is_map()) {
    fail("download", fmt::format("{} is no file with logins", file.path), {.file = &file});
  }
  const ValueMap& root = parsed.value.as_map();
  const Value* logins = root.find("auths");
  if (logins && logins->is_map()) {
    for (const ValueMap::Entry& entry : logins->as_map().entries()) {
      if (!entry.value.is_map()) continue;
      Login login = read_login(entry.value.as_map());
      if (!login.empty()) logins_.try_emplace(host_of(entry.key), std::move(login));
    }
  }
  const Value* helpers = root.find("credHelpers");
  if (helpers && helpers->is_map()) {
    for (const ValueMap::Entry& entry : helpers->as_map().entries()) {
      helpers_[host_of(entry.key)] = true;
    }
  }
  helper_for_all_ = helper_for_all_ || !text_of(root, "credsStore").empty();
}

Login Logins::find(std::string_view host) const {
  auto found = logins_.find(host);
  return found == logins_.end() ? Login() : found->second;
}

bool Logins::needs_helper(std::string_view host) const {
  return helper_for_all_ || helpers_.contains(host);
}

}  // namespace drydock::fetch
