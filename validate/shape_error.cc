#include "validate/shape_error.h"

#include "core/go_quote.h"

namespace drydock::validate {
namespace {

void display(std::string& out, const ShapeError& error, size_t indent) {
  bool passed_over = error.kind == ShapeError::Kind::Reference && error.causes.size() == 1;
  if (!passed_over) {
    out += '\n';
    out.append(2 * (indent - 1), ' ');
    out += fmt::format("- at {}: {}", quote_for_shape(error.at), error.message);
    ++indent;
  }
  for (const ShapeError& cause : error.causes) display(out, cause, indent);
}

void add_leaves(std::vector<const ShapeError*>& leaves, const ShapeError& error) {
  bool is_choice = error.keyword == "oneOf" || error.keyword == "anyOf";
  if (error.causes.empty() || is_choice) leaves.push_back(&error);
  if (is_choice) return;
  for (const ShapeError& cause : error.causes) add_leaves(leaves, cause);
}

}  // namespace

std::string quote_for_shape(std::string_view text) {
  std::string quoted = go_quote(text);
  std::string out = "'";
  for (size_t i = 1; i + 1 < quoted.size(); ++i) {
    if (quoted[i] == '\\' && quoted[i + 1] == '"') continue;
    if (quoted[i] == '\'') out += '\\';
    out += quoted[i];
  }
  return out + "'";
}

std::string quote_all_for_shape(std::span<const std::string> texts) {
  std::string out;
  for (const std::string& text : texts) {
    if (!out.empty()) out += ", ";
    out += quote_for_shape(text);
  }
  return out;
}

void add_grouped(std::vector<ShapeError>& out, std::vector<ShapeError> errors,
                 std::string_view at) {
  if (errors.empty()) return;
  if (errors.size() == 1) {
    out.push_back(std::move(errors.front()));
    return;
  }
  ShapeError group;
  group.at = at;
  group.message = "validation failed";
  group.kind = ShapeError::Kind::Group;
  group.causes = std::move(errors);
  out.push_back(std::move(group));
}

std::string describe_shape_errors(std::string_view url, std::span<const ShapeError> errors) {
  std::string out = fmt::format("jsonschema validation failed with {}", quote_for_shape(url));
  for (const ShapeError& error : errors) display(out, error, 1);
  return out;
}

std::vector<const ShapeError*> shape_leaves(std::span<const ShapeError> errors) {
  std::vector<const ShapeError*> leaves;
  for (const ShapeError& error : errors) add_leaves(leaves, error);
  return leaves;
}

}  // namespace drydock::validate
