#include "validate/server/paths.h"

#include "validate/server/names.h"

namespace drydock::validate::server {

bool has_backsteps(std::string_view path) {
  for (;;) {
    size_t slash = path.find('/');
    if (path.substr(0, slash) == "..") return true;
    if (slash == std::string_view::npos) return false;
    path.remove_prefix(slash + 1);
  }
}

void check_no_backsteps(const Field& path) {
  if (has_backsteps(path.text())) path.invalid("must not contain '..'");
}

void check_local_descending_path(const Field& path) {
  if (path.text().starts_with('/')) path.invalid("must be a relative path");
  check_no_backsteps(path);
}

void check_local_non_reserved_path(const Field& path) {
  check_local_descending_path(path);
  if (path.text().starts_with("..") && !path.text().starts_with("../")) {
    path.invalid("must not start with '..'");
  }
}

void check_file_mode(const Field& mode) {
  int64_t bits = mode.number();
  if (bits < 0 || bits > 0777) {
    mode.invalid_number(bits, "must be a number between 0 and 0777 (octal), both inclusive");
  }
}

void check_port(const Field& port) {
  if (port.is_text()) return port.invalid_all(port_name(port.text()));
  check_port_number(port, port.number());
}

void check_port_number(const Field& port, int64_t number) {
  for (const std::string& problem : port_number(number)) port.invalid_number(number, problem);
}

void check_protocol(const Field& protocol) {
  if (!protocol.text().empty()) protocol.one_of({"SCTP", "TCP", "UDP"});
}

std::string_view protocol_of(const Field& port) {
  std::string_view protocol = port["protocol"].text();
  return protocol.empty() ? "TCP" : protocol;
}

}  // namespace drydock::validate::server
