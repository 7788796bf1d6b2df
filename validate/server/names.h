#pragma once

#include <cstdint>
#include <string_view>

#include "validate/server/field.h"

/// The forms of names, keys, labels and the like. Each function answers what is wrong with a text,
/// in the words of the server.
namespace drydock::validate::server {

Problems dns1123_label(std::string_view text);
Problems dns1123_subdomain(std::string_view text);
Problems dns1123_subdomain_with_underscore(std::string_view text);
Problems dns1035_label(std::string_view text);
Problems wildcard_dns1123_subdomain(std::string_view text);
Problems qualified_name(std::string_view text);
/// Keys may be in any case: they are compared in lower case.
Problems annotation_key(std::string_view text);
Problems label_value(std::string_view text);
/// Keys of ConfigMaps and Secrets.
Problems config_map_key(std::string_view text);
Problems env_var_name(std::string_view text);
Problems port_name(std::string_view text);
Problems port_number(int64_t port);
Problems path_segment_name(std::string_view text);
Problems http_header_name(std::string_view text);
Problems c_identifier(std::string_view text);
/// A user's or group's number.
Problems user_id(int64_t id);

bool is_dns1123_label(std::string_view text);
bool is_dns1123_subdomain(std::string_view text);
bool is_percent(std::string_view text);

// The same with a report where they are wrong.
void check_label_name(const Field& where, std::string_view text);
/// A domain with at least three parts, as for a webhook's name.
void check_fully_qualified_name(const Field& where, std::string_view text);
/// A domain with at least two parts; may end with a dot.
void check_fully_qualified_domain(const Field& where, std::string_view text);
/// "acme.io/foo".
void check_domain_prefixed_path(const Field& where, std::string_view text);
/// Labels, also where they select something.
void check_labels(const Field& labels);
void check_labels(const Field& labels, const Field& shown);
void check_annotations(const Field& annotations, const Field& shown);

}  // namespace drydock::validate::server
