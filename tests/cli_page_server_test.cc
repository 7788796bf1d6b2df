// The server of `drydock preview`, asked by raw sockets.
#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <thread>

#include "cli/page_server.h"
#include "core/error.h"

namespace drydock::cli {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

class Server : public testing::Test {
 protected:
  Server()
      : server_(0, kToken,
                [](const PageRequest& request) {
                  if (request.path == "throws") fail("", "not here");
                  return PageAnswer{200, "text/plain",
                                    request.path + "|" + std::string(request.parameter("q"))};
                }),
        thread_([this] { server_.run(); }) {}
  ~Server() override {
    server_.stop();
    thread_.join();
  }

  class Socket {
   public:
    explicit Socket(int port) : socket_(socket(AF_INET, SOCK_STREAM, 0)) {
      sockaddr_in to{};
      to.sin_family = AF_INET;
      to.sin_port = htons(static_cast<uint16_t>(port));
      to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
      EXPECT_EQ(connect(socket_, reinterpret_cast<sockaddr*>(&to), sizeof to), 0);
      timeval limit{5, 0};
      setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    }
    ~Socket() { close(socket_); }
    Socket(const Socket&) = delete;
    Socket& operator=(const Socket&) = delete;

    void send(std::string_view text) const {
      EXPECT_EQ(::send(socket_, text.data(), text.size(), MSG_NOSIGNAL),
                static_cast<ssize_t>(text.size()));
    }
    /// Until the text has `part`, or the other side ends.
    std::string read(std::string_view part) {
      char buffer[4096];
      while (got_.find(part) == std::string::npos) {
        ssize_t size = recv(socket_, buffer, sizeof buffer, 0);
        if (size <= 0) break;
        got_.append(buffer, static_cast<size_t>(size));
      }
      return got_;
    }

   private:
    int socket_;
    std::string got_;
  };

  std::string host() const { return "127.0.0.1:" + std::to_string(server_.port()); }
  std::string ask(const std::string& line, const std::string& headers) {
    Socket socket(server_.port());
    socket.send(line + " HTTP/1.1\r\n" + headers + "Connection: close\r\n\r\n");
    return socket.read("no such text");
  }

  static constexpr const char* kToken = "0123456789abcdef0123456789abcdef";
  PageServer server_;
  std::thread thread_;
};

TEST_F(Server, AnswersWhoKnowsTheAddress) {
  std::string own = "Host: " + host() + "\r\n";
  std::string path = std::string("/") + kToken + "/";
  struct Row {
    std::string line, headers, answer;
  };
  const Row rows[] = {
      {"GET " + path + "api/x?q=a%20b%2F", own, "HTTP/1.1 200 OK"},
      {"GET " + path, "Host: localhost:" + std::to_string(server_.port()) + "\r\n", "HTTP/1.1 200"},
      {"GET " + path, own + "Origin: http://" + host() + "\r\n", "HTTP/1.1 200"},
      {"GET " + path, own + "Sec-Fetch-Site: none\r\n", "HTTP/1.1 200"},
      {"GET " + path + "throws", own, "HTTP/1.1 404"},
      {"GET /", own, "HTTP/1.1 404"},
      {"GET /0123456789abcdef0123456789abcdee/", own, "HTTP/1.1 404"},
      {"GET /0123456789abcdef0123456789abcdef", own, "HTTP/1.1 404"},
      {"GET " + path, "Host: example.com\r\n", "HTTP/1.1 403"},
      {"GET " + path, "Host: 127.0.0.1\r\n", "HTTP/1.1 403"},
      {"GET " + path, "", "HTTP/1.1 403"},
      {"GET " + path, own + "Origin: http://example.com\r\n", "HTTP/1.1 403"},
      {"GET " + path, own + "Origin: null\r\n", "HTTP/1.1 403"},
      {"GET " + path, own + "Sec-Fetch-Site: cross-site\r\n", "HTTP/1.1 403"},
      {"POST " + path, own, "HTTP/1.1 405"},
      {"DELETE " + path, own, "HTTP/1.1 405"},
      {"POST " + path, own + "Content-Length: 5\r\n", "HTTP/1.1 4"},
      {"nonsense", own, "HTTP/1.1 400"},
      {"GET " + path, own + "X: " + std::string(20000, 'x') + "\r\n", "HTTP/1.1 400"},
  };
  for (const Row& row : rows) {
    EXPECT_THAT(ask(row.line, row.headers), StartsWith(row.answer)) << row.line << row.headers;
  }
  std::string answer = ask(rows[0].line, own);
  EXPECT_THAT(answer, HasSubstr("\r\n\r\napi/x|a b/"));
  EXPECT_THAT(answer, HasSubstr("Content-Security-Policy: default-src 'none'; script-src 'self'"));
  EXPECT_THAT(answer, HasSubstr("X-Frame-Options: DENY"));
  EXPECT_THAT(answer, HasSubstr("Cache-Control: no-store"));
  EXPECT_THAT(ask("HEAD " + path + "api", own), testing::EndsWith("\r\n\r\n"));
}

TEST_F(Server, DoesNotSendWhatIsKnown) {
  std::string own = "Host: " + host() + "\r\n";
  std::string line = std::string("GET /") + kToken + "/api/x?q=";
  std::string answer = ask(line + "1", own);
  size_t at = answer.find("ETag: ");
  ASSERT_NE(at, answer.npos);
  std::string tag = answer.substr(at + 6, answer.find("\r\n", at) - at - 6);
  std::string known = own + "If-None-Match: " + tag + "\r\n";
  EXPECT_THAT(ask(line + "1", known),
              testing::AllOf(StartsWith("HTTP/1.1 304"), testing::EndsWith("\r\n\r\n")));
  EXPECT_THAT(ask(line + "2", known),
              testing::AllOf(StartsWith("HTTP/1.1 200"), testing::EndsWith("|2")));
}

TEST_F(Server, SendsEvents) {
  Socket listener(server_.port());
  listener.send(std::string("GET /") + kToken + "/events HTTP/1.1\r\nHost: " + host() + "\r\n\r\n");
  EXPECT_THAT(listener.read("event: hello"), HasSubstr("text/event-stream"));
  server_.tell("rendered", "{\"version\": 2}");
  EXPECT_THAT(listener.read("\"version\": 2"), HasSubstr("event: rendered\ndata: {"));
}

TEST_F(Server, ManyRequestsOnOneConnectionAndManyConnections) {
  Socket one(server_.port());
  std::string request = std::string("GET /") + kToken + "/n?q=";
  for (int i = 0; i < 50; ++i) {
    one.send(request + std::to_string(i) + " HTTP/1.1\r\nHost: " + host() + "\r\n\r\n");
    EXPECT_THAT(one.read("n|" + std::to_string(i)), HasSubstr("n|" + std::to_string(i)));
  }
  std::vector<std::unique_ptr<Socket>> many;
  for (int i = 0; i < 100; ++i) many.push_back(std::make_unique<Socket>(server_.port()));
  EXPECT_THAT(ask(request + "last", "Host: " + host() + "\r\n"), HasSubstr("n|last"));
}

TEST_F(Server, SaysThatThePortIsTaken) {
  try {
    PageServer second(server_.port(), kToken, [](const PageRequest&) { return PageAnswer(); });
    FAIL() << "two servers on one port";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("is taken"));
  }
  EXPECT_EQ(random_token().size(), 32u);
  EXPECT_NE(random_token(), random_token());
}

}  // namespace
}  // namespace drydock::cli
