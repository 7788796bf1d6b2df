#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fetch/name_lookup.h"
#include "fetch/url.h"

namespace drydock::fetch {

/// What a connection takes from outside: proxies as the environment has them, certificates.
struct HttpSettings {
  std::string http_proxy;   // address of the proxy for http; empty is none
  std::string https_proxy;  // the same for https
  std::string no_proxy;     // hosts, domains and networks to ask directly, with commas; "*" is all
  std::string ca_file;      // certificates to trust instead of the host's
  std::string ca_folder;    // the same, as a folder of hashed names
  std::string cert_file;    // who we are
  std::string key_file;
  bool insecure = false;     // certificates are not checked
  int timeout_seconds = 30;  // of each step that waits for the other side
  LookupSettings lookup;
};

struct HttpRequest {
  Url url;
  std::string method = "GET";
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  std::string authorization;                     // the header's value; goes to the first host only
  bool authorize_all = false;                    // goes to hosts of redirections, too
  bool stay = false;                             // redirections to other hosts are not followed
  size_t max_bytes = size_t{100} * 1024 * 1024;  // of the answer's body
};

struct HttpResponse {
  int status = 0;
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;
  Url url;  // where the answer came from in the end

  bool ok() const { return status >= 200 && status < 300; }
  /// The value of a header, in any case of letters; empty if there is none.
  std::string_view header(std::string_view name) const;
};

/// Sends a request and waits for the answer, whatever its status. Follows up to ten redirections,
/// never from https to http; what is no GET or HEAD is only sent again where the answer says that
/// it stays the same request (307, 308). A redirection that is not followed is the answer. Throws
/// Error, rule `download`, when no answer can be had, or a longer one than `max_bytes`.
HttpResponse send(const HttpRequest& request, const HttpSettings& settings);

/// "Basic …"
std::string basic_authorization(std::string_view user, std::string_view password);

/// The proxy to ask for an address; empty for none. Hosts of this machine are asked directly.
std::string proxy_for(const Url& url, const HttpSettings& settings);

}  // namespace drydock::fetch
