#include "fetch/api_client.h"

#include <algorithm>
#include <charconv>

#include "core/arena.h"
#include "core/error.h"
#include "core/excerpt.h"
#include "core/json/parse.h"

namespace drydock::fetch {
namespace {

constexpr size_t kMaxAnswer = size_t{64} * 1024 * 1024;
constexpr size_t kLongestMessage = 300;
constexpr int64_t kLongestBackoff = 30;
// What GitHub asks for where it limits without saying for how long.
constexpr int64_t kUnsaidLimit = 60;
constexpr int kSilentAttempts = 3;

std::optional<int64_t> number_of(std::string_view text) {
  int64_t number = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  bool whole = error == std::errc() && end == text.data() + text.size() && number >= 0;
  return whole ? std::optional<int64_t>(number) : std::nullopt;
}

int64_t backoff(int attempt) {
  return std::min(int64_t{1} << std::min(attempt, 5), kLongestBackoff);
}

/// GitHub tells its limits apart from a refusal only by headers and words.
bool is_limit(const HttpResponse& response) {
  if (response.status == 429) return true;
  if (response.status != 403) return false;
  return !response.header("Retry-After").empty() ||
         response.header("X-RateLimit-Remaining") == "0" ||
         response.body.find("secondary rate limit") != std::string::npos;
}

std::optional<int64_t> said_delay(const HttpResponse& response, int64_t now) {
  if (auto seconds = number_of(response.header("Retry-After"))) return seconds;
  if (!is_limit(response)) return std::nullopt;
  for (const char* name : {"X-RateLimit-Reset", "RateLimit-Reset"}) {
    if (auto reset = number_of(response.header(name))) return std::max<int64_t>(*reset - now, 1);
  }
  return std::nullopt;
}

/// The first texts of what an API gives as its message, which may be a map of fields or a list.
void collect_texts(const Value& value, int depth, std::string& out) {
  if (depth > 3 || out.size() > kLongestMessage) return;
  if (value.is_string()) {
    out += (out.empty() ? "" : " ") + std::string(value.as_string());
  } else if (value.is_list()) {
    for (const Value& item : value.as_list()) collect_texts(item, depth + 1, out);
  } else if (value.is_map()) {
    for (const ValueMap::Entry& entry : value.as_map().entries()) {
      collect_texts(entry.value, depth + 1, out);
    }
  }
}

}  // namespace

std::optional<int64_t> retry_delay(const HttpResponse& response, int attempt, int64_t now) {
  int status = response.status;
  bool limit = is_limit(response);
  bool down = status == 0 || status == 500 || (status >= 502 && status <= 504);
  if (!limit && !down) return std::nullopt;
  if (auto said = said_delay(response, now)) return said;
  return status == 403 ? kUnsaidLimit : backoff(attempt);
}

std::string next_query(std::string_view link) {
  size_t at = 0;
  while ((at = link.find('<', at)) != std::string_view::npos) {
    size_t end = link.find('>', at);
    if (end == std::string_view::npos) break;
    std::string_view address = link.substr(at + 1, end - at - 1);
    size_t following = std::min(link.find('<', end), link.size());
    std::string_view parameters = link.substr(end + 1, following - end - 1);
    at = following;
    bool is_next = parameters.find("rel=\"next\"") != std::string_view::npos ||
                   parameters.find("rel=next") != std::string_view::npos;
    if (!is_next) continue;
    size_t question = address.find('?');
    return std::string(question == std::string_view::npos ? "" : address.substr(question + 1));
  }
  return "";
}

ApiClient::ApiClient(Url api, ApiToken token,
                     std::vector<std::pair<std::string, std::string>> headers, HttpSettings http,
                     ApiPatience patience)
    : api_(std::move(api)),
      token_(std::move(token)),
      headers_(std::move(headers)),
      http_(std::move(http)),
      patience_(std::move(patience)) {}

ApiAnswer ApiClient::call(const ApiRequest& request) {
  HttpRequest http;
  http.url = api_;
  size_t question = std::min(request.path.find('?'), request.path.size());
  http.url.path = request.path.substr(0, question);
  http.url.query = request.path.substr(std::min(question + 1, request.path.size()));
  http.method = request.method;
  http.headers = headers_;
  http.headers.emplace_back("Accept", "application/json");
  http.headers.emplace_back(token_.header, token_.value);
  http.body = request.body;
  if (!request.body.empty()) http.headers.emplace_back("Content-Type", "application/json");
  http.max_bytes = kMaxAnswer;
  http.stay = true;  // so the token's header goes nowhere else
  for (int attempt = 0;; ++attempt) {
    ApiAnswer answer;
    HttpResponse response;
    try {
      response = send(http, http_);
    } catch (const Error& error) {
      answer.failure = error.what();
    }
    answer.status = response.status;
    if (answer.ok() || !wait(response, attempt, request.repeatable, answer)) {
      answer.next = next_query(response.header("Link"));
      answer.body = std::move(response.body);
      return answer;
    }
  }
}

bool ApiClient::wait(const HttpResponse& response, int attempt, bool repeatable,
                     ApiAnswer& answer) {
  std::optional<int64_t> delay = retry_delay(response, attempt, patience_.now());
  if (!delay || (!repeatable && answer.may_be_done())) return false;
  int most =
      answer.status == 0 ? std::min(kSilentAttempts, patience_.attempts) : patience_.attempts;
  if (attempt + 1 >= most) return false;
  bool limit = answer.status != 0 && answer.status < 500;
  if (*delay > patience_.max_wait_seconds - waited_) {
    if (limit) {
      answer.failure =
          fmt::format("it limits requests, and the next is allowed in {} seconds", *delay);
    }
    return false;
  }
  std::string why = answer.status == 0 ? "no answer"
                    : limit            ? "it limits requests"
                                       : fmt::format("{}", answer.status);
  patience_.tell(fmt::format("{}: {}; asking again in {} s", api_.authority(), why, *delay));
  patience_.sleep(*delay);
  waited_ += *delay;
  return true;
}

std::string ApiClient::without_token(std::string text) const {
  for (const std::string& hidden : {token_.value, token_.secret}) {
    if (hidden.empty()) continue;
    for (size_t at; (at = text.find(hidden)) != std::string::npos;) {
      text.replace(at, hidden.size(), "…");
    }
  }
  return text;
}

std::string ApiClient::message_of(const ApiAnswer& answer) const {
  Arena arena;
  JsonResult parsed = parse_json(answer.body, arena);
  if (!parsed.ok() || !parsed.value.is_map()) return "";
  std::string text;
  for (const char* key : {"message", "error", "error_description", "errors"}) {
    const Value* value = parsed.value.as_map().find(key);
    if (value) collect_texts(*value, 0, text);
  }
  text = printable(without_token(std::move(text)));
  if (text.size() <= kLongestMessage) return text;
  size_t end = kLongestMessage;
  while ((static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end) + "…";
}

}  // namespace drydock::fetch
