#include "fetch/http.h"

#include <boost/beast/core/buffers_range.hpp>
#include <boost/beast/http.hpp>
#include <memory>
#include <optional>

#include "core/base_encoding.h"
#include "core/error.h"
#include "fetch/connection.h"

namespace drydock::fetch {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using Failure = boost::system::error_code;
using Message = http::request<http::string_body>;
using Parser = http::response_parser<http::string_body>;

constexpr unsigned kHttp11 = 11;

constexpr int kMaxRedirections = 10;

bool only_reads(const HttpRequest& request) {
  return request.method == "GET" || request.method == "HEAD";
}

[[noreturn]] void refuse(const HttpRequest& request, const Url& url, std::string_view why) {
  fail("download",
       fmt::format("cannot {} {}: {}", only_reads(request) ? "fetch" : "send to", url.text(), why));
}

TlsSettings tls_settings(const HttpSettings& settings) {
  return {settings.ca_file, settings.ca_folder, settings.cert_file, settings.key_file,
          settings.insecure};
}

/// One request to one host, over a connection of its own.
class Exchange {
 public:
  Exchange(const HttpRequest& request, const Url& url, const HttpSettings& settings)
      : request_(request), url_(url), settings_(settings) {}

  HttpResponse run(bool authorized) {
    std::string proxy_text = proxy_for(url_, settings_);
    if (!proxy_text.empty()) {
      if (proxy_text.find("://") == std::string::npos) proxy_text.insert(0, "http://");
      proxy_ = Url::parse(proxy_text);
      if (proxy_->scheme != "http")
        refuse(request_, url_, "only proxies that speak http are known");
    }
    std::unique_ptr<Connection> connection = connect();
    if (url_.is_secure()) {
      if (proxy_) open_tunnel(*connection);
      connection->start_tls(url_.host, tls_settings(settings_));
    }
    return exchange(*connection, authorized);
  }

 private:
  std::unique_ptr<Connection> connect() const {
    const Url& to = proxy_ ? *proxy_ : url_;
    std::optional<ConnectionFailure> last;
    for (const Address& address : look_up(to.host, settings_.lookup)) {
      try {
        return std::make_unique<Connection>(address, to.port, settings_.timeout_seconds);
      } catch (const ConnectionFailure& failure) {
        last = failure;
      }
    }
    throw last.value();
  }

  void add_proxy_login(Message& message) const {
    size_t colon = proxy_->user_info.find(':');
    if (proxy_->user_info.empty()) return;
    message.set(
        http::field::proxy_authorization,
        basic_authorization(proxy_->user_info.substr(0, colon),
                            colon == std::string::npos ? "" : proxy_->user_info.substr(colon + 1)));
  }

  void open_tunnel(Connection& connection) const {
    std::string host =
        url_.host.find(':') == std::string::npos ? url_.host : fmt::format("[{}]", url_.host);
    std::string target = fmt::format("{}:{}", host, url_.port);
    Message message(http::verb::connect, target, kHttp11);
    message.set(http::field::host, target);
    add_proxy_login(message);
    send(connection, message);
    Parser parser;
    parser.skip(true);
    read(connection, parser);
    if (parser.get().result_int() != 200) {
      refuse(request_, url_, fmt::format("the proxy answers {}", parser.get().result_int()));
    }
  }

  Message make_message(bool authorized) const {
    bool through_proxy = proxy_ && !url_.is_secure();
    Message message;
    message.version(kHttp11);
    message.method_string(request_.method);
    message.target(through_proxy ? fmt::format("http://{}{}", url_.authority(), url_.target())
                                 : url_.target());
    message.set(http::field::host, url_.authority());
    message.set(http::field::user_agent, "drydock/" DRYDOCK_VERSION);
    message.set(http::field::connection, "close");
    message.set(http::field::accept_encoding, "identity");
    for (const auto& [name, value] : request_.headers) message.set(name, value);
    if (authorized && !request_.authorization.empty()) {
      message.set(http::field::authorization, request_.authorization);
    }
    if (through_proxy) add_proxy_login(message);
    message.body() = request_.body;
    message.prepare_payload();
    return message;
  }

  void send(Connection& connection, const Message& message) const {
    http::request_serializer<http::string_body> serializer(message);
    Failure failure;
    while (!serializer.is_done() && !failure) {
      serializer.next(failure, [&](Failure&, const auto& buffers) {
        for (asio::const_buffer part : beast::buffers_range_ref(buffers)) {
          connection.write({static_cast<const char*>(part.data()), part.size()});
        }
        serializer.consume(beast::buffer_bytes(buffers));
      });
    }
    if (failure) refuse(request_, url_, failure.message());
  }

  /// Reads until the parser has all; it keeps what it has taken.
  void read(Connection& connection, Parser& parser) const {
    std::string pending;
    Failure failure;
    while (!parser.is_done()) {
      std::string_view part = connection.read();
      pending += part;
      if (part.empty()) {
        parser.put_eof(failure);
        if (!failure && !parser.is_done()) failure = http::error::end_of_stream;
      } else {
        size_t taken = parser.put(asio::buffer(pending), failure);
        pending.erase(0, taken);
      }
      if (failure == http::error::need_more) failure = {};
      if (failure) refuse_answer(failure);
    }
  }

  [[noreturn]] void refuse_answer(const Failure& failure) const {
    if (failure == http::error::body_limit) {
      refuse(request_, url_, fmt::format("the answer is larger than {} bytes", request_.max_bytes));
    }
    refuse(request_, url_, failure.message());
  }

  HttpResponse exchange(Connection& connection, bool authorized) const {
    send(connection, make_message(authorized));
    Parser parser;
    parser.eager(true);
    parser.body_limit(request_.max_bytes);
    constexpr uint32_t kMaxHeaders = 64 * 1024;
    parser.header_limit(kMaxHeaders);
    if (request_.method == "HEAD") parser.skip(true);
    read(connection, parser);
    HttpResponse response;
    response.status = static_cast<int>(parser.get().result_int());
    for (const auto& field : parser.get()) {
      response.headers.emplace_back(std::string(field.name_string()), std::string(field.value()));
    }
    response.body = std::move(parser.get().body());
    response.url = url_;
    return response;
  }

  const HttpRequest& request_;
  const Url& url_;
  const HttpSettings& settings_;
  std::optional<Url> proxy_;
};

bool is_redirection(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

bool is_same_place(const Url& a, const Url& b) {
  return a.host == b.host && a.port == b.port && a.scheme == b.scheme;
}

}  // namespace

std::string_view HttpResponse::header(std::string_view name) const {
  for (const auto& [key, value] : headers) {
    if (beast::iequals(key, beast::string_view(name.data(), name.size()))) return value;
  }
  return "";
}

HttpResponse send(const HttpRequest& request, const HttpSettings& settings) {
  Url url = request.url;
  for (int i = 0; i <= kMaxRedirections; ++i) {
    bool authorized = request.authorize_all || is_same_place(url, request.url);
    HttpResponse response;
    try {
      response = Exchange(request, url, settings).run(authorized);
    } catch (const ConnectionFailure& failure) {
      refuse(request, url, failure.what());
    }
    std::string_view location = response.header("Location");
    if (!is_redirection(response.status) || location.empty()) return response;
    if (!only_reads(request) && response.status != 307 && response.status != 308) return response;
    Url next = resolve(url, location);
    if (request.stay && !is_same_place(next, request.url)) return response;
    if (next.scheme != "http" && next.scheme != "https")
      refuse(request, url, "it leads to no http address");
    if (url.is_secure() && !next.is_secure()) {
      refuse(request, url, "it leads from https to http, which is not followed");
    }
    url = std::move(next);
  }
  refuse(request, request.url, fmt::format("it leads on more than {} times", kMaxRedirections));
}

std::string basic_authorization(std::string_view user, std::string_view password) {
  return "Basic " + encode_base64(fmt::format("{}:{}", user, password));
}

}  // namespace drydock::fetch
