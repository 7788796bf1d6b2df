#include "fetch/name_lookup.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <optional>

#include "core/error.h"
#include "fetch/socket.h"

namespace drydock::fetch {
namespace {

constexpr uint16_t kTypeA = 1;
constexpr uint16_t kTypeAaaa = 28;
constexpr size_t kHeader = 12;
constexpr size_t kMaxName = 253;
constexpr size_t kMaxLabel = 63;

/// What resolv.conf says; the defaults are those of resolv.conf(5).
struct Resolver {
  std::vector<Address> servers;
  std::vector<std::string> search;
  int ndots = 1;
  int timeout_seconds = 5;
  int attempts = 2;
};

std::vector<std::string> words_of(const std::string& line) {
  std::vector<std::string> words;
  size_t at = 0;
  while (at < line.size()) {
    size_t begin = line.find_first_not_of(" \t\r", at);
    if (begin == std::string::npos || line[begin] == '#' || line[begin] == ';') break;
    size_t end = std::min(line.find_first_of(" \t\r", begin), line.size());
    words.push_back(line.substr(begin, end - begin));
    at = end;
  }
  return words;
}

int bounded_number(std::string_view text, int low, int high) {
  int value = 0;
  for (char c : text.substr(0, 4)) {
    if (c < '0' || c > '9') return low;
    value = value * 10 + (c - '0');
  }
  return std::clamp(value, low, high);
}

void read_option(std::string_view option, Resolver& resolver) {
  size_t colon = option.find(':');
  if (colon == std::string_view::npos) return;
  std::string_view name = option.substr(0, colon);
  std::string_view value = option.substr(colon + 1);
  if (name == "ndots") resolver.ndots = bounded_number(value, 0, 15);
  if (name == "timeout") resolver.timeout_seconds = bounded_number(value, 1, 30);
  if (name == "attempts") resolver.attempts = bounded_number(value, 1, 5);
}

Resolver read_resolver(const std::string& path) {
  constexpr size_t kMaxServers = 3;
  Resolver resolver;
  std::ifstream in(path);
  std::string line;
  while (std::getline(in, line)) {
    std::vector<std::string> words = words_of(line);
    if (words.size() < 2) continue;
    Address server;
    if (words[0] == "nameserver" && resolver.servers.size() < kMaxServers &&
        parse_address(words[1], server)) {
      resolver.servers.push_back(server);
    } else if (words[0] == "search" || words[0] == "domain") {
      resolver.search.assign(words.begin() + 1, words.end());
    } else if (words[0] == "options") {
      for (size_t i = 1; i < words.size(); ++i) read_option(words[i], resolver);
    }
  }
  if (resolver.servers.empty()) {
    Address local;
    parse_address("127.0.0.1", local);
    resolver.servers.push_back(local);
  }
  return resolver;
}

bool same_name(std::string_view a, std::string_view b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) {
           auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? c | 0x20 : c; };
           return lower(x) == lower(y);
         });
}

std::vector<Address> hosts_entries(const std::string& path, std::string_view host) {
  std::vector<Address> found;
  std::ifstream in(path);
  std::string line;
  while (std::getline(in, line)) {
    std::vector<std::string> words = words_of(line);
    Address address;
    if (words.size() < 2 || !parse_address(words[0], address)) continue;
    bool named = std::any_of(words.begin() + 1, words.end(),
                             [&](const std::string& word) { return same_name(word, host); });
    if (named) found.push_back(address);
  }
  return found;
}

bool is_host_name(std::string_view name) {
  if (name.empty() || name.size() > kMaxName) return false;
  size_t label = 0;
  for (char c : name) {
    label = c == '.' ? 0 : label + 1;
    bool fine = c == '.' || c == '-' || c == '_' || (c >= '0' && c <= '9') ||
                ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
    if (!fine || label > kMaxLabel) return false;
  }
  return name.front() != '.' && name.find("..") == std::string_view::npos;
}

void append_number(std::string& out, uint16_t number) {
  out += static_cast<char>(number >> 8);
  out += static_cast<char>(number & 0xff);
}

/// Reads the packet's numbers; past its end they are 0 and `good` is false.
class PacketReader {
 public:
  explicit PacketReader(std::string_view packet) : packet_(packet) {}

  bool good() const { return good_; }
  size_t position() const { return at_; }

  uint16_t number() {
    if (at_ + 2 > packet_.size()) return good_ = false, 0;
    auto high = static_cast<uint8_t>(packet_[at_]);
    auto low = static_cast<uint8_t>(packet_[at_ + 1]);
    at_ += 2;
    return static_cast<uint16_t>(high << 8 | low);
  }

  std::string_view bytes(size_t count) {
    if (at_ + count > packet_.size()) return good_ = false, std::string_view();
    at_ += count;
    return packet_.substr(at_ - count, count);
  }

  /// Steps over a name, compressed or not.
  void skip_name() {
    while (at_ < packet_.size()) {
      auto length = static_cast<uint8_t>(packet_[at_]);
      if (length >= 0xc0) {
        bytes(2);
        return;
      }
      bytes(size_t{1} + length);
      if (length == 0 || !good_) return;
    }
    good_ = false;
  }

 private:
  std::string_view packet_;
  size_t at_ = 0;
  bool good_ = true;
};

std::optional<Answer> ask_udp(const Address& server, uint16_t port, const std::string& question,
                              Deadline until) {
  constexpr size_t kLargest = 4096;
  Socket socket(server, SOCK_DGRAM);
  if (!socket.connect_to(server, port)) return std::nullopt;
  if (send(socket.fd(), question.data(), question.size(), MSG_NOSIGNAL) < 0) return std::nullopt;
  char packet[kLargest];
  while (socket.wait(POLLIN, until)) {
    ssize_t size = recv(socket.fd(), packet, sizeof packet, 0);
    if (size < 0) return std::nullopt;
    // What answers something else may be forged: wait on.
    Answer answer = read_answer({packet, static_cast<size_t>(size)}, question);
    if (answer.fits) return answer;
  }
  return std::nullopt;
}

std::optional<Answer> ask_tcp(const Address& server, uint16_t port, const std::string& question,
                              Deadline until) {
  Socket socket(server, SOCK_STREAM);
  if (!socket.connect_to(server, port) || !socket.wait(POLLOUT, until)) return std::nullopt;
  std::string framed;
  append_number(framed, static_cast<uint16_t>(question.size()));
  framed += question;
  if (send(socket.fd(), framed.data(), framed.size(), MSG_NOSIGNAL) !=
      static_cast<ssize_t>(framed.size())) {
    return std::nullopt;
  }
  std::string received;
  char part[4096];
  for (;;) {
    if (received.size() >= 2) {
      size_t size = static_cast<uint8_t>(received[0]) << 8 | static_cast<uint8_t>(received[1]);
      if (received.size() >= size + 2) {
        Answer answer = read_answer(std::string_view(received).substr(2, size), question);
        return answer.fits ? std::optional(answer) : std::nullopt;
      }
    }
    if (!socket.wait(POLLIN, until)) return std::nullopt;
    ssize_t got = recv(socket.fd(), part, sizeof part, 0);
    if (got <= 0) return std::nullopt;
    received.append(part, static_cast<size_t>(got));
  }
}

std::optional<Answer> ask(const Resolver& resolver, uint16_t port, std::string_view name,
                          uint16_t type) {
  for (int attempt = 0; attempt < resolver.attempts; ++attempt) {
    for (const Address& server : resolver.servers) {
      uint16_t id = 0;
      if (getrandom(&id, sizeof id, 0) != sizeof id) return std::nullopt;
      std::string question = make_question(id, name, type);
      Deadline until =
          std::chrono::steady_clock::now() + std::chrono::seconds(resolver.timeout_seconds);
      std::optional<Answer> answer = ask_udp(server, port, question, until);
      if (answer && answer->truncated) answer = ask_tcp(server, port, question, until);
      if (answer) return answer;
    }
  }
  return std::nullopt;
}

/// The name as it is and with the search domains, in the order of resolv.conf(5).
std::vector<std::string> candidates(std::string_view host, const Resolver& resolver) {
  if (host.ends_with('.')) return {std::string(host.substr(0, host.size() - 1))};
  std::vector<std::string> names;
  for (const std::string& domain : resolver.search) {
    std::string name = fmt::format("{}.{}", host, domain);
    while (name.ends_with('.')) name.pop_back();
    if (is_host_name(name)) names.push_back(std::move(name));
  }
  bool first = std::count(host.begin(), host.end(), '.') >= resolver.ndots;
  names.insert(first ? names.begin() : names.end(), std::string(host));
  return names;
}

}  // namespace

bool Address::is_loopback() const {
  if (!is_v6) return bytes[0] == 127;
  Address loopback;
  loopback.is_v6 = true;
  loopback.bytes[15] = 1;
  return *this == loopback;
}

bool parse_address(std::string_view text, Address& address) {
  std::string copy(text.substr(0, text.find('%')));
  address = Address();
  if (inet_pton(AF_INET, copy.c_str(), address.bytes.data()) == 1) return true;
  address.is_v6 = inet_pton(AF_INET6, copy.c_str(), address.bytes.data()) == 1;
  return address.is_v6;
}

std::string make_question(uint16_t id, std::string_view name, uint16_t type) {
  constexpr uint16_t kRecursionDesired = 0x0100;
  constexpr uint16_t kInternet = 1;
  std::string packet;
  append_number(packet, id);
  append_number(packet, kRecursionDesired);
  append_number(packet, 1);  // one question, nothing else
  packet.append(6, '\0');
  for (size_t from = 0; from < name.size();) {
    size_t end = std::min(name.find('.', from), name.size());
    packet += static_cast<char>(end - from);
    packet += name.substr(from, end - from);
    from = end + 1;
  }
  packet += '\0';
  append_number(packet, type);
  append_number(packet, kInternet);
  return packet;
}

Answer read_answer(std::string_view packet, std::string_view question) {
  constexpr uint16_t kIsAnswer = 0x8000;
  constexpr uint16_t kTruncated = 0x0200;
  constexpr uint16_t kCodeMask = 0x000f;
  constexpr uint16_t kNameError = 3;
  Answer answer;
  PacketReader reader(packet);
  std::string_view id = reader.bytes(2);
  uint16_t flags = reader.number();
  reader.number();
  uint16_t records = reader.number();
  reader.bytes(4);
  std::string_view echoed = reader.bytes(question.size() - kHeader);
  answer.fits = reader.good() && id == question.substr(0, 2) && (flags & kIsAnswer) &&
                same_name(echoed, question.substr(kHeader));
  if (!answer.fits) return answer;
  answer.truncated = flags & kTruncated;
  answer.no_name = (flags & kCodeMask) == kNameError;
  for (uint16_t i = 0; i < records; ++i) {
    reader.skip_name();
    uint16_t type = reader.number();
    reader.bytes(6);  // class, time to live
    std::string_view data = reader.bytes(reader.number());
    if (!reader.good()) break;
    bool v6 = type == kTypeAaaa && data.size() == 16;
    // Names on the way (CNAME) come with the addresses at their end, which are what we want.
    if (!v6 && !(type == kTypeA && data.size() == 4)) continue;
    Address address;
    address.is_v6 = v6;
    std::memcpy(address.bytes.data(), data.data(), data.size());
    answer.addresses.push_back(address);
  }
  return answer;
}

std::vector<Address> look_up(std::string_view host, const LookupSettings& settings) {
  Address address;
  if (parse_address(host, address)) return {address};
  if (!is_host_name(host)) fail("download", fmt::format("`{}` is no name of a host", host));
  std::vector<Address> found = hosts_entries(settings.hosts_file, host);
  if (!found.empty()) return found;
  if (same_name(host, "localhost") || host.ends_with(".localhost")) {
    parse_address("127.0.0.1", address);
    return {address};
  }
  Resolver resolver = read_resolver(settings.resolver_file);
  bool answered = false;
  for (const std::string& name : candidates(host, resolver)) {
    for (uint16_t type : {kTypeA, kTypeAaaa}) {
      std::optional<Answer> answer = ask(resolver, settings.dns_port, name, type);
      if (!answer) continue;
      answered = true;
      found.insert(found.end(), answer->addresses.begin(), answer->addresses.end());
      if (answer->no_name) break;
    }
    if (!found.empty()) return found;
  }
  fail("download",
       fmt::format("{} `{}`",
                   answered ? "the name servers know no host" : "no name server answers about host",
                   host));
}

}  // namespace drydock::fetch
