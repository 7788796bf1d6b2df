#include "fetch/connection.h"

#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <sys/socket.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

namespace drydock::fetch {
namespace {

constexpr size_t kPart = 64 * 1024;

/// Where distributions keep the certificates that they trust.
constexpr const char* kBundles[] = {
    "/etc/ssl/certs/ca-certificates.crt",  // Debian, Alpine
    "/etc/pki/tls/certs/ca-bundle.crt",    // Fedora
    "/etc/ssl/ca-bundle.pem",              // SUSE
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "/etc/ssl/cert.pem",
};

[[noreturn]] void refuse_errno(int error) {
  throw ConnectionFailure(std::generic_category().message(error));
}

[[noreturn]] void refuse_tls() {
  const char* reason = ERR_reason_error_string(ERR_peek_last_error());
  throw ConnectionFailure(reason ? reason : "the connection ended inside of TLS");
}

Deadline in_seconds(int seconds) {
  return std::chrono::steady_clock::now() + std::chrono::seconds(seconds);
}

}  // namespace

Connection::Connection(const Address& peer, uint16_t port, int timeout_seconds)
    : socket_(peer, SOCK_STREAM), timeout_seconds_(timeout_seconds) {
  if (!socket_.connect_to(peer, port)) refuse_errno(errno);
  if (!socket_.wait(POLLOUT, in_seconds(timeout_seconds_))) refuse_errno(ETIMEDOUT);
  int error = 0;
  socklen_t size = sizeof error;
  if (getsockopt(socket_.fd(), SOL_SOCKET, SO_ERROR, &error, &size) != 0) refuse_errno(errno);
  if (error != 0) refuse_errno(error);
}

void Connection::send_all(std::string_view bytes) {
  while (!bytes.empty()) {
    ssize_t sent = send(socket_.fd(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent >= 0) {
      bytes.remove_prefix(static_cast<size_t>(sent));
    } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
      if (!socket_.wait(POLLOUT, in_seconds(timeout_seconds_))) refuse_errno(ETIMEDOUT);
    } else if (errno != EINTR) {
      refuse_errno(errno);
    }
  }
}

/// Reads into the buffer; 0 at the end.
size_t Connection::receive() {
  buffer_.resize(kPart);
  for (;;) {
    ssize_t got = recv(socket_.fd(), buffer_.data(), buffer_.size(), 0);
    if (got >= 0) return static_cast<size_t>(got);
    if (errno == EAGAIN || errno == EWOULDBLOCK) {
      if (!socket_.wait(POLLIN, in_seconds(timeout_seconds_))) {
        throw ConnectionFailure("no answer within " + std::to_string(timeout_seconds_) +
                                " seconds");
      }
    } else if (errno != EINTR) {
      refuse_errno(errno);
    }
  }
}

void Connection::write(std::string_view bytes) {
  if (!tls_) return send_all(bytes);
  while (!bytes.empty()) {
    int part = static_cast<int>(std::min(bytes.size(), kPart));
    int written = run_tls([&] { return SSL_write(tls_.get(), bytes.data(), part); });
    if (written == 0) refuse_tls();
    bytes.remove_prefix(static_cast<size_t>(written));
  }
}

std::string_view Connection::read() {
  if (!tls_) {
    size_t got = receive();  // it may move the buffer
    return {buffer_.data(), got};
  }
  std::string plain(kPart, '\0');
  int got = run_tls([&] { return SSL_read(tls_.get(), plain.data(), kPart); });
  buffer_ = std::move(plain);
  return std::string_view(buffer_).substr(0, static_cast<size_t>(got));
}

void Connection::send_pending() {
  char part[kPart / 4];
  for (;;) {
    int size = BIO_read(SSL_get_wbio(tls_.get()), part, sizeof part);
    if (size <= 0) return;
    send_all({part, static_cast<size_t>(size)});
  }
}

/// Gives TLS what has arrived; false when the other side is gone.
bool Connection::feed_tls() {
  size_t got = receive();
  if (got == 0) return false;
  return BIO_write(SSL_get_rbio(tls_.get()), buffer_.data(), static_cast<int>(got)) ==
         static_cast<int>(got);
}

template <class Step>
int Connection::run_tls(const Step& step) {
  for (;;) {
    ERR_clear_error();
    int result = step();
    int error = SSL_get_error(tls_.get(), result);
    send_pending();
    if (result > 0) return result;
    if (error == SSL_ERROR_ZERO_RETURN) return 0;
    if (error != SSL_ERROR_WANT_READ || !feed_tls()) refuse_tls();
  }
}

void Connection::trust(const TlsSettings& settings) {
  SSL_CTX* context = context_.get();
  if (!settings.ca_file.empty()) {
    if (SSL_CTX_load_verify_file(context, settings.ca_file.c_str()) == 1) return;
    throw ConnectionFailure("no certificates in " + settings.ca_file);
  }
  if (!settings.ca_folder.empty()) {
    SSL_CTX_load_verify_dir(context, settings.ca_folder.c_str());
    return;
  }
  for (const char* bundle : kBundles) {
    std::error_code none;
    if (!std::filesystem::exists(bundle, none)) continue;
    if (SSL_CTX_load_verify_file(context, bundle) == 1) return;
  }
  throw ConnectionFailure(
      "this machine has no list of trusted certificates (package ca-certificates)");
}

void Connection::make_context(const TlsSettings& settings) {
  context_.reset(SSL_CTX_new(TLS_client_method()));
  if (!context_) refuse_tls();
  SSL_CTX_set_min_proto_version(context_.get(), TLS1_2_VERSION);
  SSL_CTX_set_verify(context_.get(), settings.insecure ? SSL_VERIFY_NONE : SSL_VERIFY_PEER,
                     nullptr);
  if (!settings.insecure) trust(settings);
  if (settings.cert_file.empty()) return;
  const std::string& key = settings.key_file.empty() ? settings.cert_file : settings.key_file;
  if (SSL_CTX_use_certificate_chain_file(context_.get(), settings.cert_file.c_str()) != 1 ||
      SSL_CTX_use_PrivateKey_file(context_.get(), key.c_str(), SSL_FILETYPE_PEM) != 1) {
    throw ConnectionFailure("the client certificate " + settings.cert_file + " cannot be used");
  }
}

void Connection::check_host(const std::string& host) {
  Address number;
  if (parse_address(host, number)) {
    X509_VERIFY_PARAM* rules = SSL_get0_param(tls_.get());
    X509_VERIFY_PARAM_set1_ip(rules, number.bytes.data(), number.is_v6 ? 16 : 4);
    return;
  }
  SSL_set_hostflags(tls_.get(), X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  if (SSL_set1_host(tls_.get(), host.c_str()) != 1 ||
      SSL_set_tlsext_host_name(tls_.get(), host.c_str()) != 1) {
    throw ConnectionFailure("the name of the host cannot be sent");
  }
}

void Connection::shake_hands(const std::string& host) {
  check_host(host);
  try {
    if (run_tls([&] { return SSL_connect(tls_.get()); }) > 0) return;
  } catch (const ConnectionFailure&) {
    long verdict = SSL_get_verify_result(tls_.get());
    if (verdict == X509_V_OK) throw;
    throw ConnectionFailure(std::string("its certificate is not trusted: ") +
                            X509_verify_cert_error_string(verdict));
  }
  refuse_tls();
}

void Connection::start_tls(const std::string& host, const TlsSettings& settings) {
  make_context(settings);
  tls_.reset(SSL_new(context_.get()));
  if (!tls_) refuse_tls();
  SSL_set_bio(tls_.get(), BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
  shake_hands(host);
}

}  // namespace drydock::fetch
