#pragma once

#include <string_view>

#include "schemas/draft.h"

namespace drydock::schemas {

/// What the keyword `format` can ask of a text. Other values than texts always have the format.
struct FormatCheck {
  std::string_view name;
  bool (*accepts)(std::string_view text);
  Draft since = Draft::Draft4;
  Draft until = Draft::Draft2020;
};

/// Null for a format that is not known: such a format accepts everything.
const FormatCheck* find_format(std::string_view name, Draft draft);

// RFC 3339, with leap seconds where they can be.
bool is_date(std::string_view text);
bool is_time(std::string_view text);
bool is_date_time(std::string_view text);
bool is_duration(std::string_view text);

bool is_ipv4(std::string_view text);
bool is_ipv6(std::string_view text);
/// RFC 1123: letters, digits and hyphens.
bool is_ascii_hostname(std::string_view text);
/// The same, and labels that begin with "xn--" are valid A-labels (RFC 5891).
bool is_hostname(std::string_view text);
/// With labels of Unicode (RFC 5890 to 5893), whose dots may be the ideographic ones.
bool is_idn_hostname(std::string_view text);
bool is_email(std::string_view text);
bool is_idn_email(std::string_view text);

bool is_uri(std::string_view text);
bool is_uri_reference(std::string_view text);
bool is_iri(std::string_view text);
bool is_iri_reference(std::string_view text);
bool is_uri_template(std::string_view text);

bool is_uuid(std::string_view text);
bool is_json_pointer(std::string_view text);
bool is_relative_json_pointer(std::string_view text);

}  // namespace drydock::schemas
