#pragma once

#include <chrono>
#include <cstdint>

#include "fetch/name_lookup.h"

namespace drydock::fetch {

using Deadline = std::chrono::steady_clock::time_point;

/// A socket that never blocks and closes itself. Failures leave their reason in errno.
class Socket {
 public:
  /// Of the family of `peer`; `type` is SOCK_STREAM or SOCK_DGRAM.
  Socket(const Address& peer, int type);
  ~Socket();
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;

  int fd() const { return fd_; }
  /// Begins to connect; whether it can.
  bool connect_to(const Address& peer, uint16_t port) const;
  /// Waits for POLLIN or POLLOUT; false when the time is over.
  bool wait(short events, Deadline until) const;

 private:
  int fd_;
};

}  // namespace drydock::fetch
