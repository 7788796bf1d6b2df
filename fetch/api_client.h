#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fetch/http.h"

namespace drydock::fetch {

/// Who we are to an API: one header, which goes to its host and to no other.
struct ApiToken {
  std::string header = "Authorization";
  std::string value;
  std::string secret;  // the part of the value that no message may show
};

struct ApiRequest {
  std::string method = "GET";
  std::string path;        // on the API's host, with the API's own path in front and the query
  std::string body;        // JSON
  bool repeatable = true;  // false: it is not sent again when it may have been done already
};

struct ApiAnswer {
  int status = 0;  // 0: none came
  std::string body;
  std::string next;     // query of the list's next page, from the header Link
  std::string failure;  // why none came, or why it is not asked for again; "" else

  bool ok() const { return status >= 200 && status < 300; }
  /// Nobody knows whether the request was done.
  bool may_be_done() const { return status == 0 || status >= 500; }
};

/// How often an API is asked again that is down or limits requests, and how long that may take.
struct ApiPatience {
  int attempts = 5;                            // for each request
  int max_wait_seconds = 120;                  // in all
  std::function<int64_t()> now = {};           // seconds since 1970
  std::function<void(int64_t)> sleep = {};     // for so many seconds
  std::function<void(std::string)> tell = {};  // one line, before each sleep
};

/// Asks a JSON API on behalf of a token, with retries. Redirections to other hosts are not
/// followed.
class ApiClient {
 public:
  ApiClient(Url api, ApiToken token, std::vector<std::pair<std::string, std::string>> headers,
            HttpSettings http, ApiPatience patience);

  /// Never throws: what went wrong is in the answer.
  ApiAnswer call(const ApiRequest& request);

  const Url& api() const { return api_; }
  /// What the service says about a refusal, in one line without the token; "" for nothing.
  std::string message_of(const ApiAnswer& answer) const;

 private:
  /// Waits before the next attempt; false: there is to be none.
  bool wait(const HttpResponse& response, int attempt, bool repeatable, ApiAnswer& answer);
  std::string without_token(std::string text) const;

  Url api_;
  ApiToken token_;
  std::vector<std::pair<std::string, std::string>> headers_;
  HttpSettings http_;
  ApiPatience patience_;
  int64_t waited_ = 0;
};

/// For how many seconds a request has to wait before it may be sent again, as its answer says or as
/// is usual; nothing when sending it again is of no use. A status of 0 is no answer at all.
/// `attempt` counts from 0, `now` is in seconds since 1970.
std::optional<int64_t> retry_delay(const HttpResponse& response, int attempt, int64_t now);

/// The query of the address with rel="next" in a header Link; "" when there is none.
std::string next_query(std::string_view link);

}  // namespace drydock::fetch
