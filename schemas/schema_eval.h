#pragma once

#include <istream>
#include <ostream>
#include <string>

namespace drydock::schemas {

/// `drydock schema eval`: reads one JSON object per line, each with a schema and values to judge,
/// and answers each with one line of JSON, in order. Files of the folder `remotes` stand for
/// "http://localhost:1234/" and their path; "" is no folder. False when a line is not such an
/// object; what is wrong is then in `error`, and nothing more is read.
bool evaluate_schemas(std::istream& in, std::ostream& out, const std::string& remotes,
                      std::string& error);

}  // namespace drydock::schemas
