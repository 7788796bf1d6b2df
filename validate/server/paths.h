#pragma once

#include <string_view>

#include "validate/server/field.h"

/// Paths of files, ports and modes, as pods have them.
namespace drydock::validate::server {

bool has_backsteps(std::string_view path);
/// No "..".
void check_no_backsteps(const Field& path);
/// Relative, and no "..".
void check_local_descending_path(const Field& path);
/// The same, and not beginning with "..".
void check_local_non_reserved_path(const Field& path);

/// Permission bits; absent is right.
void check_file_mode(const Field& mode);
/// A number or name of a port; 0 when absent.
void check_port(const Field& port);
void check_port_number(const Field& port, int64_t number);
/// TCP, UDP or SCTP; TCP when empty.
void check_protocol(const Field& protocol);
std::string_view protocol_of(const Field& port);

}  // namespace drydock::validate::server
