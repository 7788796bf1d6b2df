#include "cli/page_server.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

#include <boost/beast/http.hpp>
#include <cerrno>
#include <system_error>

#include "core/error.h"

namespace drydock::cli {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using Clock = std::chrono::steady_clock;
using Parser = http::request_parser<http::string_body>;

constexpr size_t kMostConnections = 64;
constexpr uint32_t kMaxHeaders = 16 * 1024;
constexpr size_t kMaxPending = 64 * 1024;  // of events that a page does not take
constexpr std::chrono::seconds kIdle{30};
constexpr std::chrono::seconds kBeat{15};
constexpr std::string_view kEvents = "events";
constexpr int kNotModified = 304;

// Scripts and styles of the page's own address only; nothing of it is shown inside of others.
constexpr std::string_view kHeaders =
    "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; img-src "
    "'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'\r\n"
    "X-Content-Type-Options: nosniff\r\n"
    "X-Frame-Options: DENY\r\n"
    "Referrer-Policy: no-referrer\r\n"
    "Cross-Origin-Opener-Policy: same-origin\r\n"
    "Cross-Origin-Resource-Policy: same-origin\r\n"
    "Cache-Control: no-store\r\n";

/// Takes as long for every wrong text of the same length.
bool same_secret(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  unsigned char difference = 0;
  for (size_t i = 0; i < a.size(); ++i) difference |= static_cast<unsigned char>(a[i] ^ b[i]);
  return difference == 0;
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::string decoded(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    int high = text[i] == '%' && i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
    int low = high >= 0 ? hex_digit(text[i + 2]) : -1;
    if (low >= 0) {
      out += static_cast<char>(high * 16 + low);
      i += 2;
    } else {
      out += text[i] == '+' ? ' ' : text[i];
    }
  }
  return out;
}

PageRequest parse_target(std::string_view target) {
  PageRequest request;
  size_t question = target.find('?');
  request.path = decoded(target.substr(0, question));
  std::string_view rest = question == target.npos ? "" : target.substr(question + 1);
  while (!rest.empty()) {
    std::string_view part = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(rest.size(), part.size() + 1));
    size_t equals = part.find('=');
    request.parameters[decoded(part.substr(0, equals))] =
        equals == part.npos ? "" : decoded(part.substr(equals + 1));
  }
  return request;
}

std::string_view reason(int status) {
  auto text = http::obsolete_reason(static_cast<http::status>(status));
  return {text.data(), text.size()};
}

PageAnswer refusal(int status, std::string_view why) {
  return {status, "text/plain; charset=utf-8", fmt::format("{}\n", why)};
}

void set_option(int socket, int level, int name) {
  int on = 1;
  setsockopt(socket, level, name, &on, sizeof on);
}

}  // namespace

std::string_view PageRequest::parameter(std::string_view name) const {
  auto found = parameters.find(name);
  return found == parameters.end() ? std::string_view() : found->second;
}

std::string random_token() {
  unsigned char bytes[16];
  if (getrandom(bytes, sizeof bytes, 0) != static_cast<ssize_t>(sizeof bytes)) {
    fail("", "the system has no random numbers");
  }
  std::string out;
  for (unsigned char byte : bytes) out += fmt::format("{:02x}", byte);
  return out;
}

/// One browser's socket, and what goes in and out of it.
class PageServer::Connection {
 public:
  explicit Connection(int socket) : socket_(socket), last_(Clock::now()) { begin(); }
  ~Connection() { close(socket_); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  int socket() const { return socket_; }
  bool wants_to_write() const { return !out_.empty(); }
  bool listens() const { return listens_; }
  const Parser& parser() const { return *parser_; }

  std::string_view header(http::field field) const {
    auto value = parser_->get()[field];
    return {value.data(), value.size()};
  }
  std::string_view header(std::string_view name) const {
    auto value = parser_->get()[beast::string_view(name.data(), name.size())];
    return {value.data(), value.size()};
  }
  std::string_view target() const {
    auto target = parser_->get().target();
    return {target.data(), target.size()};
  }
  http::verb method() const { return parser_->get().method(); }

  /// Takes what has arrived; false when the connection is over.
  bool receive() {
    char part[16 * 1024];
    for (;;) {
      ssize_t got = recv(socket_, part, sizeof part, 0);
      if (got == 0) return false;
      if (got < 0) return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
      last_ = Clock::now();
      if (listens_) continue;  // nothing is asked there any more
      in_.append(part, static_cast<size_t>(got));
      if (in_.size() > 2 * kMaxHeaders) return false;
    }
  }

  enum class State { More, Ready, Wrong };
  /// Reads on in what was received.
  State parse() {
    boost::system::error_code failure;
    while (!parser_->is_done()) {
      if (in_.empty()) return State::More;
      size_t taken = parser_->put(asio::buffer(in_), failure);
      in_.erase(0, taken);
      if (failure == http::error::need_more) return State::More;
      if (failure) return State::Wrong;
    }
    return State::Ready;
  }

  void send(const PageAnswer& answer, bool with_body, bool keeps) {
    out_ += fmt::format("HTTP/1.1 {} {}\r\n{}", answer.status, reason(answer.status), kHeaders);
    if (answer.status != kNotModified) {
      out_ += fmt::format("Content-Type: {}\r\nContent-Length: {}\r\n", answer.type,
                          answer.body.size());
    }
    if (!answer.tag.empty()) out_ += fmt::format("ETag: {}\r\n", answer.tag);
    out_ += keeps ? "\r\n" : "Connection: close\r\n\r\n";
    if (with_body) out_ += answer.body;
    closes_ = !keeps;
    begin();
  }

  void begin_events(std::string_view first) {
    out_ += fmt::format("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n{}\r\n{}", kHeaders,
                        first);
    listens_ = true;
  }

  /// False when it takes nothing any more.
  bool send_event(std::string_view text) {
    out_ += text;
    return out_.size() <= kMaxPending;
  }

  /// Writes what the socket takes; false when the connection is over.
  bool flush() {
    while (!out_.empty()) {
      ssize_t sent = ::send(socket_, out_.data() + sent_, out_.size() - sent_, MSG_NOSIGNAL);
      if (sent < 0) return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
      last_ = Clock::now();
      sent_ += static_cast<size_t>(sent);
      if (sent_ < out_.size()) continue;
      out_.clear();
      sent_ = 0;
    }
    return !closes_;
  }

  bool is_idle() const { return !listens_ && Clock::now() - last_ > kIdle; }

 private:
  void begin() {
    parser_ = std::make_unique<Parser>();
    parser_->eager(true);
    parser_->header_limit(kMaxHeaders);
    parser_->body_limit(0);
  }

  int socket_;
  Clock::time_point last_;
  std::unique_ptr<Parser> parser_;
  std::string in_, out_;
  size_t sent_ = 0;
  bool listens_ = false;
  bool closes_ = false;
};

PageServer::PageServer(int port, std::string token,
                       std::function<PageAnswer(const PageRequest&)> answer)
    : token_(std::move(token)), answer_(std::move(answer)), next_beat_(Clock::now() + kBeat) {
  listener_ = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  wake_ = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
  set_option(listener_, SOL_SOCKET, SO_REUSEADDR);
  sockaddr_in own{};
  own.sin_family = AF_INET;
  own.sin_port = htons(static_cast<uint16_t>(port));
  own.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof own;
  if (bind(listener_, reinterpret_cast<sockaddr*>(&own), sizeof own) != 0 ||
      listen(listener_, 32) != 0) {
    int error = errno;
    close(listener_);
    close(wake_);
    if (error == EADDRINUSE) {
      fail("", fmt::format("port {} is taken, perhaps by another preview: give another one with "
                           "--port, or none for one that is free",
                           port));
    }
    fail("",
         fmt::format("cannot listen on port {}: {}", port, std::generic_category().message(error)));
  }
  getsockname(listener_, reinterpret_cast<sockaddr*>(&own), &size);
  port_ = ntohs(own.sin_port);
}

PageServer::~PageServer() {
  connections_.clear();
  close(listener_);
  close(wake_);
}

std::string PageServer::address() const {
  return fmt::format("http://127.0.0.1:{}/{}/", port_, token_);
}

void PageServer::wake() const {
  uint64_t one = 1;
  [[maybe_unused]] ssize_t written = write(wake_, &one, sizeof one);
}

void PageServer::stop() {
  {
    std::lock_guard lock(mutex_);
    stopped_ = true;
  }
  wake();
}

void PageServer::tell(std::string_view event, std::string_view data) {
  {
    std::lock_guard lock(mutex_);
    // Whoever takes nothing finds out what is new when it comes again.
    if (told_.size() > kMaxPending) told_.clear();
    told_ += fmt::format("event: {}\ndata: {}\n\n", event, data);
  }
  wake();
}

void PageServer::accept_all() {
  for (;;) {
    int one = accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (one < 0) return;
    if (connections_.size() >= kMostConnections) {
      // The oldest that only waits makes room.
      auto idle = std::find_if(connections_.begin(), connections_.end(),
                               [](const auto& other) { return !other->listens(); });
      connections_.erase(idle == connections_.end() ? connections_.begin() : idle);
    }
    set_option(one, IPPROTO_TCP, TCP_NODELAY);
    connections_.push_back(std::make_unique<Connection>(one));
  }
}

/// A page of another site may send requests here, also under a name that leads here, and must not
/// learn anything.
bool PageServer::is_allowed(const Connection& connection, PageAnswer& refused) const {
  std::string_view host = connection.header(http::field::host);
  std::string number = fmt::format("127.0.0.1:{}", port_),
              name = fmt::format("localhost:{}", port_);
  if (host != number && host != name) {
    refused = refusal(403, "this is no name of the preview");
    return false;
  }
  std::string_view origin = connection.header(http::field::origin);
  if (!origin.empty() && origin != fmt::format("http://{}", host)) {
    refused = refusal(403, "only the preview's own page may ask");
    return false;
  }
  std::string_view site = connection.header("Sec-Fetch-Site");
  if (!site.empty() && site != "same-origin" && site != "none") {
    refused = refusal(403, "only the preview's own page may ask");
    return false;
  }
  if (connection.method() != http::verb::get && connection.method() != http::verb::head) {
    refused = refusal(405, "there is only reading");
    return false;
  }
  std::string_view target = connection.target();
  bool knows = target.size() > token_.size() + 1 && target[0] == '/' &&
               target[token_.size() + 1] == '/' &&
               same_secret(target.substr(1, token_.size()), token_);
  if (!knows) refused = refusal(404, "open the address that `drydock preview` printed");
  return knows;
}

PageAnswer PageServer::answer(Connection& connection) {
  PageAnswer refused;
  if (!is_allowed(connection, refused)) return refused;
  try {
    PageAnswer found = answer_(parse_target(connection.target().substr(token_.size() + 2)));
    found.tag = fmt::format("\"{:016x}\"", std::hash<std::string>()(found.body));
    if (connection.header(http::field::if_none_match) == found.tag) {
      found.status = kNotModified;
      found.body.clear();
    }
    return found;
  } catch (const Error& error) {
    return refusal(404, error.what());
  } catch (const std::bad_alloc&) {
    return refusal(500, "out of memory");
  }
}

void PageServer::take_told() {
  uint64_t count = 0;
  while (read(wake_, &count, sizeof count) > 0) {
  }
  std::string told;
  {
    std::lock_guard lock(mutex_);
    told = std::move(told_);
    told_.clear();
  }
  if (told.empty()) return;
  std::erase_if(connections_, [&](const auto& one) {
    return one->listens() && (!one->send_event(told) || !one->flush());
  });
}

/// So that a page knows that it is still connected, and we that there is one.
void PageServer::beat() {
  if (Clock::now() < next_beat_) return;
  next_beat_ = Clock::now() + kBeat;
  std::erase_if(connections_, [](const auto& one) {
    if (!one->listens()) return one->is_idle();
    return !one->send_event(": still here\n\n") || !one->flush();
  });
}

/// Answers what a connection has asked; false when it is over.
bool PageServer::serve(Connection& connection) {
  if (!connection.receive()) return false;
  while (!connection.listens()) {
    Connection::State state = connection.parse();
    if (state == Connection::State::More) break;
    if (state == Connection::State::Wrong) {
      connection.send(refusal(400, "this is no request"), true, false);
      break;
    }
    PageAnswer refused;
    bool keeps = connection.parser().get().keep_alive();
    bool with_body = connection.method() != http::verb::head;
    bool events =
        is_allowed(connection, refused) && connection.target().substr(token_.size() + 2) == kEvents;
    if (events && with_body) {
      connection.begin_events("retry: 500\n\nevent: hello\ndata: {}\n\n");
    } else {
      connection.send(answer(connection), with_body, keeps);
    }
  }
  return connection.flush();
}

void PageServer::run(int other) {
  for (;;) {
    {
      std::lock_guard lock(mutex_);
      if (stopped_) return;
    }
    std::vector<pollfd> all = {{listener_, POLLIN, 0}, {wake_, POLLIN, 0}, {other, POLLIN, 0}};
    std::vector<Connection*> open;
    for (const auto& one : connections_) {
      short events = POLLIN;
      if (one->wants_to_write()) events |= POLLOUT;
      all.push_back({one->socket(), events, 0});
      open.push_back(one.get());
    }
    auto rest = std::chrono::duration_cast<std::chrono::milliseconds>(next_beat_ - Clock::now());
    poll(all.data(), all.size(), std::max(0, static_cast<int>(rest.count())));
    if (other >= 0 && (all[2].revents & POLLIN)) return;
    std::vector<Connection*> over;
    for (size_t i = 0; i < open.size(); ++i) {
      if (all[i + 3].revents != 0 && !serve(*open[i])) over.push_back(open[i]);
    }
    std::erase_if(connections_, [&](const auto& one) {
      return std::find(over.begin(), over.end(), one.get()) != over.end();
    });
    if (all[1].revents & POLLIN) take_told();
    if (all[0].revents & POLLIN) accept_all();
    beat();
  }
}

}  // namespace drydock::cli
