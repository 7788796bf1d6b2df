#include "fetch/socket.h"

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace drydock::fetch {

Socket::Socket(const Address& peer, int type)
    : fd_(socket(peer.is_v6 ? AF_INET6 : AF_INET, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) {}

Socket::~Socket() {
  if (fd_ >= 0) close(fd_);
}

bool Socket::connect_to(const Address& peer, uint16_t port) const {
  if (fd_ < 0) return false;
  int result;
  if (peer.is_v6) {
    sockaddr_in6 to = {};
    to.sin6_family = AF_INET6;
    to.sin6_port = htons(port);
    std::memcpy(&to.sin6_addr, peer.bytes.data(), 16);
    result = connect(fd_, reinterpret_cast<sockaddr*>(&to), sizeof to);
  } else {
    sockaddr_in to = {};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    std::memcpy(&to.sin_addr, peer.bytes.data(), 4);
    result = connect(fd_, reinterpret_cast<sockaddr*>(&to), sizeof to);
  }
  return result == 0 || errno == EINPROGRESS;
}

bool Socket::wait(short events, Deadline until) const {
  for (;;) {
    auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        until - std::chrono::steady_clock::now());
    if (left.count() <= 0) return false;
    pollfd one = {fd_, events, 0};
    int ready = poll(&one, 1, static_cast<int>(left.count()));
    if (ready >= 0 || errno != EINTR) return ready == 1;
  }
}

}  // namespace drydock::fetch
