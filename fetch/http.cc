#include "fetch/http.h"

#include <openssl/err.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>
#include <chrono>
#include <filesystem>
#include <memory>

#include "core/base_encoding.h"
#include "core/error.h"

namespace drydock::fetch {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using Failure = boost::system::error_code;

constexpr int kMaxRedirections = 10;

[[noreturn]] void refuse(const Url& url, std::string_view why) {
  fail("download", fmt::format("cannot fetch {}: {}", url.text(), why));
}

/// Where distributions keep the certificates that they trust.
constexpr const char* kBundles[] = {
    "/etc/ssl/certs/ca-certificates.crt",  // Debian, Alpine
    "/etc/pki/tls/certs/ca-bundle.crt",    // Fedora
    "/etc/ssl/ca-bundle.pem",              // SUSE
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "/etc/ssl/cert.pem",
};

void trust(asio::ssl::context& context, const HttpSettings& settings, const Url& url) {
  Failure failure;
  if (!settings.ca_file.empty()) {
    context.load_verify_file(settings.ca_file, failure);
    if (failure) refuse(url, fmt::format("no certificates in {}", settings.ca_file));
    return;
  }
  if (!settings.ca_folder.empty()) {
    context.add_verify_path(settings.ca_folder, failure);
    return;
  }
  for (const char* bundle : kBundles) {
    std::error_code none;
    if (!std::filesystem::exists(bundle, none)) continue;
    context.load_verify_file(bundle, failure);
    if (!failure) return;
  }
  refuse(url, "this machine has no list of trusted certificates (package ca-certificates)");
}

asio::ssl::context make_context(const HttpSettings& settings, const Url& url) {
  asio::ssl::context context(asio::ssl::context::tls_client);
  SSL_CTX_set_min_proto_version(context.native_handle(), TLS1_2_VERSION);
  if (settings.insecure) {
    context.set_verify_mode(asio::ssl::verify_none);
  } else {
    trust(context, settings, url);
    context.set_verify_mode(asio::ssl::verify_peer);
  }
  if (!settings.cert_file.empty()) {
    Failure failure;
    context.use_certificate_chain_file(settings.cert_file, failure);
    if (!failure) {
      context.use_private_key_file(
          settings.key_file.empty() ? settings.cert_file : settings.key_file,
          asio::ssl::context::pem, failure);
    }
    if (failure)
      refuse(url, fmt::format("the client certificate {} cannot be used", settings.cert_file));
  }
  return context;
}

asio::ip::tcp::endpoint endpoint_of(const Address& address, uint16_t port) {
  if (address.is_v6) return {asio::ip::address_v6(address.bytes), port};
  asio::ip::address_v4::bytes_type bytes;
  std::copy_n(address.bytes.begin(), bytes.size(), bytes.begin());
  return {asio::ip::address_v4(bytes), port};
}

/// One request to one host, over a connection of its own. Every step has a time limit, which is why
/// the asynchronous calls are used, one after another.
class Exchange {
 public:
  Exchange(const HttpRequest& request, const Url& url, const HttpSettings& settings)
      : request_(request), url_(url), settings_(settings) {}

  HttpResponse run(bool authorized) {
    std::string proxy_text = proxy_for(url_, settings_);
    if (!proxy_text.empty()) {
      if (proxy_text.find("://") == std::string::npos) proxy_text.insert(0, "http://");
      proxy_ = Url::parse(proxy_text);
      if (proxy_->scheme != "http") refuse(url_, "only proxies that speak http are known");
    }
    beast::tcp_stream stream(context_);
    connect(stream);
    if (!url_.is_secure()) return exchange(stream, stream, authorized);
    if (proxy_) open_tunnel(stream);
    asio::ssl::context tls = make_context(settings_, url_);
    beast::ssl_stream<beast::tcp_stream> secure(std::move(stream), tls);
    shake_hands(secure);
    return exchange(secure, beast::get_lowest_layer(secure), authorized);
  }

 private:
  /// Waits for one asynchronous step.
  template <class Start>
  Failure wait(beast::tcp_stream& stream, const Start& start) {
    Failure result;
    stream.expires_after(std::chrono::seconds(settings_.timeout_seconds));
    start([&result](const Failure& failure, auto&&...) { result = failure; });
    context_.restart();
    context_.run();
    return result;
  }

  [[noreturn]] void refuse_step(const Failure& failure) const {
    if (failure == beast::error::timeout) {
      refuse(url_, fmt::format("no answer within {} seconds", settings_.timeout_seconds));
    }
    if (failure == http::error::body_limit) {
      refuse(url_, fmt::format("the answer is larger than {} bytes", request_.max_bytes));
    }
    refuse(url_, failure.message());
  }

  void connect(beast::tcp_stream& stream) {
    const Url& to = proxy_ ? *proxy_ : url_;
    Failure failure;
    for (const Address& address : look_up(to.host, settings_.lookup)) {
      failure = wait(stream, [&](auto done) {
        stream.async_connect(endpoint_of(address, to.port), std::move(done));
      });
      if (!failure) return;
      stream.close();
    }
    refuse_step(failure);
  }

  template <class Request>
  void add_proxy_login(Request& message) const {
    size_t colon = proxy_->user_info.find(':');
    if (proxy_->user_info.empty()) return;
    message.set(
        http::field::proxy_authorization,
        basic_authorization(proxy_->user_info.substr(0, colon),
                            colon == std::string::npos ? "" : proxy_->user_info.substr(colon + 1)));
  }

  void open_tunnel(beast::tcp_stream& stream) {
    std::string host =
        url_.host.find(':') == std::string::npos ? url_.host : fmt::format("[{}]", url_.host);
    std::string target = fmt::format("{}:{}", host, url_.port);
    http::request<http::empty_body> message(http::verb::connect, target, 11);
    message.set(http::field::host, target);
    add_proxy_login(message);
    Failure failure =
        wait(stream, [&](auto done) { http::async_write(stream, message, std::move(done)); });
    if (failure) refuse_step(failure);
    http::response_parser<http::empty_body> parser;
    parser.skip(true);
    beast::flat_buffer buffer;
    failure = wait(stream, [&](auto done) {
      http::async_read_header(stream, buffer, parser, std::move(done));
    });
    if (failure) refuse_step(failure);
    if (parser.get().result_int() != 200) {
      refuse(url_, fmt::format("the proxy answers {}", parser.get().result_int()));
    }
  }

  void shake_hands(beast::ssl_stream<beast::tcp_stream>& stream) {
    Address address;
    bool numeric = parse_address(url_.host, address);
    if (!numeric && !SSL_set_tlsext_host_name(stream.native_handle(), url_.host.c_str())) {
      refuse(url_, "the name of the host cannot be sent");
    }
    if (!settings_.insecure) {
      stream.set_verify_callback(asio::ssl::host_name_verification(url_.host));
    }
    Failure failure = wait(beast::get_lowest_layer(stream), [&](auto done) {
      stream.async_handshake(asio::ssl::stream_base::client, std::move(done));
    });
    if (!failure) return;
    long verdict = SSL_get_verify_result(stream.native_handle());
    if (verdict != X509_V_OK) {
      refuse(url_, fmt::format("its certificate is not trusted: {}",
                               X509_verify_cert_error_string(verdict)));
    }
    refuse_step(failure);
  }

  http::request<http::string_body> make_message(bool authorized) const {
    bool through_proxy = proxy_ && !url_.is_secure();
    http::request<http::string_body> message;
    message.version(11);
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
    if (!request_.body.empty()) message.prepare_payload();
    return message;
  }

  template <class Stream>
  HttpResponse exchange(Stream& stream, beast::tcp_stream& lowest, bool authorized) {
    http::request<http::string_body> message = make_message(authorized);
    Failure failure =
        wait(lowest, [&](auto done) { http::async_write(stream, message, std::move(done)); });
    if (failure) refuse_step(failure);
    http::response_parser<http::string_body> parser;
    parser.body_limit(request_.max_bytes);
    constexpr uint32_t kMaxHeaders = 64 * 1024;
    parser.header_limit(kMaxHeaders);
    beast::flat_buffer buffer;
    failure = wait(lowest, [&](auto done) {
      http::async_read_header(stream, buffer, parser, std::move(done));
    });
    while (!failure && !parser.is_done()) {
      failure = wait(lowest, [&](auto done) {
        http::async_read_some(stream, buffer, parser, std::move(done));
      });
    }
    if (failure) refuse_step(failure);
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
  asio::io_context context_{1};
};

bool is_redirection(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
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
    bool first_host = url.host == request.url.host && url.port == request.url.port &&
                      url.scheme == request.url.scheme;
    HttpResponse response;
    try {
      response = Exchange(request, url, settings).run(first_host || request.authorize_all);
    } catch (const boost::system::system_error& failure) {
      refuse(url, failure.what());  // setting TLS up, for example
    }
    std::string_view location = response.header("Location");
    if (!is_redirection(response.status) || location.empty()) return response;
    Url next = resolve(url, location);
    if (next.scheme != "http" && next.scheme != "https") refuse(url, "it leads to no http address");
    if (url.is_secure() && !next.is_secure()) {
      refuse(url, "it leads from https to http, which is not followed");
    }
    url = std::move(next);
  }
  refuse(request.url, fmt::format("it leads on more than {} times", kMaxRedirections));
}

std::string basic_authorization(std::string_view user, std::string_view password) {
  return "Basic " + encode_base64(fmt::format("{}:{}", user, password));
}

}  // namespace drydock::fetch
