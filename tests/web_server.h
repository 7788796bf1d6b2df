#pragma once

#include <arpa/inet.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>

namespace drydock {

/// A web server on a free port of this machine that gives files out of memory, one request for each
/// connection. It ends with its owner.
class WebServer {
 public:
  WebServer() {
    socket_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in place{};
    place.sin_family = AF_INET;
    place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    auto* address = reinterpret_cast<sockaddr*>(&place);
    socklen_t size = sizeof place;
    if (bind(socket_, address, size) != 0 || listen(socket_, 16) != 0 ||
        getsockname(socket_, address, &size) != 0) {
      throw std::system_error(errno, std::generic_category(), "web server");
    }
    port_ = ntohs(place.sin_port);
    thread_ = std::thread([this] { serve(); });
  }
  WebServer(const WebServer&) = delete;
  WebServer& operator=(const WebServer&) = delete;
  ~WebServer() {
    shutdown(socket_, SHUT_RDWR);
    thread_.join();
    close(socket_);
  }

  std::string url() const { return fmt::format("http://127.0.0.1:{}", port_); }

  void put(const std::string& path, std::string text) {
    std::lock_guard lock(mutex_);
    files_[path] = std::move(text);
  }
  /// How often a path was asked for.
  int requests(const std::string& path) {
    std::lock_guard lock(mutex_);
    return requests_[path];
  }

 private:
  void serve() {
    for (;;) {
      int connection = accept(socket_, nullptr, nullptr);
      if (connection < 0) return;
      answer(connection);
      close(connection);
    }
  }

  void answer(int connection) {
    std::string request;
    char part[1024];
    while (request.find("\r\n\r\n") == std::string::npos && request.size() < 65536) {
      ssize_t got = recv(connection, part, sizeof part, 0);
      if (got <= 0) return;
      request.append(part, static_cast<size_t>(got));
    }
    size_t begin = request.find(' ') + 1;
    std::string path = request.substr(begin, request.find(' ', begin) - begin);
    send_all(connection, answer_to(path));
  }

  std::string answer_to(const std::string& path) {
    std::lock_guard lock(mutex_);
    ++requests_[path];
    auto found = files_.find(path);
    bool is_there = found != files_.end();
    std::string_view body = is_there ? std::string_view(found->second) : "nothing here";
    return fmt::format("HTTP/1.1 {}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{}",
                       is_there ? "200 OK" : "404 Not Found", body.size(), body);
  }

  static void send_all(int connection, std::string_view text) {
    while (!text.empty()) {
      ssize_t sent = send(connection, text.data(), text.size(), MSG_NOSIGNAL);
      if (sent <= 0) return;
      text.remove_prefix(static_cast<size_t>(sent));
    }
  }

  int socket_ = -1;
  int port_ = 0;
  std::mutex mutex_;
  std::map<std::string, std::string> files_;
  std::map<std::string, int> requests_;
  std::thread thread_;
};

}  // namespace drydock
