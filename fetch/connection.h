#pragma once

#include <openssl/ssl.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

#include "core/free_with.h"
#include "fetch/socket.h"

namespace drydock::fetch {

/// Why a connection does not work, in words that go behind "cannot fetch ADDRESS: ".
struct ConnectionFailure : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Whom to trust, and who we are.
struct TlsSettings {
  std::string ca_file;    // certificates to trust instead of the host's
  std::string ca_folder;  // the same, as a folder of hashed names
  std::string cert_file;
  std::string key_file;   // empty: it is in cert_file
  bool insecure = false;  // certificates are not checked
};

/// A TCP connection, with TLS once that is asked for. Every step that waits for the other side has
/// the time limit. All throw ConnectionFailure.
class Connection {
 public:
  Connection(const Address& peer, uint16_t port, int timeout_seconds);

  /// Goes on with TLS 1.2 or newer, and checks that the certificate is for `host`, a name or a
  /// number.
  void start_tls(const std::string& host, const TlsSettings& settings);

  void write(std::string_view bytes);
  /// What has arrived, at least one byte and at most 64 KiB; empty at the end. Valid until the next
  /// call.
  std::string_view read();

 private:
  void make_context(const TlsSettings& settings);
  void trust(const TlsSettings& settings);
  void shake_hands(const std::string& host);
  void check_host(const std::string& host);
  void send_all(std::string_view bytes);
  size_t receive();
  void send_pending();
  bool feed_tls();
  /// Repeats one call of OpenSSL until it is done; 0 when the other side has said goodbye.
  template <class Step>
  int run_tls(const Step& step);

  Socket socket_;
  int timeout_seconds_;
  std::unique_ptr<SSL_CTX, FreeWith<SSL_CTX_free>> context_;
  std::unique_ptr<SSL, FreeWith<SSL_free>>
      tls_;  // null without TLS; it reads and writes memory, not the socket
  std::string buffer_;
};

}  // namespace drydock::fetch
