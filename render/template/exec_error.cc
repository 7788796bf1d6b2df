#include "render/template/exec_error.h"

#include <optional>

namespace drydock::render {
namespace {

constexpr std::string_view kMessageStart = "HELM_ERR_START";
constexpr std::string_view kMessageEnd = "HELM_ERR_END";
constexpr std::string_view kTemplate = "template: ";

/// "LOCATION", "executing "NAME" at <NODE>:" and "MESSAGE", each on a line of its own: Helm 4.
struct Level {
  std::string_view location;
  std::string executing;
  std::string_view message;

  bool operator==(const Level&) const = default;
};

/// Without the text of the next error, if that follows.
std::string_view own_message(std::string_view message) {
  return message.substr(0, message.find(" template:"));
}

std::optional<Level> executing_level(std::string_view text) {
  constexpr std::string_view kExecuting = ": executing ";
  size_t at = text.find(kExecuting);
  if (at == std::string_view::npos) return std::nullopt;
  std::string_view location = text.substr(0, at);
  text.remove_prefix(at + kExecuting.size());
  if (!text.starts_with('"')) return std::nullopt;
  size_t quote = text.find('"', 1);
  if (quote == std::string_view::npos) return std::nullopt;
  std::string_view name = text.substr(0, quote + 1);
  text.remove_prefix(quote + 1);
  constexpr std::string_view kAt = " at <";
  if (!text.starts_with(kAt)) return std::nullopt;
  text.remove_prefix(kAt.size());
  size_t end = text.find(">: ");
  if (end == std::string_view::npos) return std::nullopt;
  std::string executing = "executing " + std::string(name) + " at <";
  executing.append(text.substr(0, end)).append(">:");
  return Level{location, std::move(executing), own_message(text.substr(end + 3))};
}

std::optional<Level> level_of(std::string_view text) {
  if (!text.starts_with(kTemplate)) return std::nullopt;
  std::string_view rest = text.substr(kTemplate.size());
  if (rest.starts_with("no template ")) return Level{{}, {}, text};
  if (std::optional<Level> level = executing_level(rest)) return level;
  size_t colon = rest.rfind(": ");
  if (colon == std::string_view::npos) return std::nullopt;
  return Level{rest.substr(0, colon), {}, own_message(rest.substr(colon + 2))};
}

/// Helm 4's layout; nothing when one of the errors is not a template's.
std::optional<std::string> in_levels(const ExecError& error) {
  std::string_view message = error.diagnostic().message;
  std::vector<Level> levels;
  for (size_t offset : error.chain()) {
    std::optional<Level> level = level_of(message.substr(offset));
    if (!level) return std::nullopt;
    if (levels.empty() || levels.back() != *level) levels.push_back(std::move(*level));
  }
  std::string text;
  for (const Level& level : levels) {
    if (!level.location.empty()) text.append(level.location).append("\n  ");
    if (!level.executing.empty()) text.append(level.executing).append("\n    ");
    if (!level.message.empty()) text.append(level.message).append("\n");
  }
  size_t end = text.find_last_not_of(" \n");
  text.resize(end == std::string::npos ? 0 : end + 1);
  return text;
}

}  // namespace

std::string mark_message(std::string_view message) {
  std::string marked(kMessageStart);
  return marked.append(message).append(kMessageEnd);
}

std::string helm_syntax_error(std::string_view go_text) {
  size_t first = go_text.find(": ");
  if (first == std::string_view::npos) return std::string(go_text);
  std::string_view rest = go_text.substr(first + 2);
  std::string_view location = rest.substr(0, rest.find(": "));
  std::string_view last = go_text.substr(go_text.rfind(": ") + 2);
  std::string text = "parse error at (";
  return text.append(location).append("): ").append(last);
}

std::string helm_exec_error(const ExecError& error, int helm_version) {
  std::string_view message = error.diagnostic().message;
  size_t first = message.find(": ");
  size_t second = first == std::string_view::npos ? first : message.find(": ", first + 2);
  if (second == std::string_view::npos) return std::string(message);
  std::string_view rest = message.substr(second + 2);
  size_t start = rest.find(kMessageStart);
  size_t end = rest.rfind(kMessageEnd);
  if (start != std::string_view::npos && end != std::string_view::npos &&
      end >= start + kMessageStart.size()) {
    start += kMessageStart.size();
    std::string text = "execution error at (";
    text.append(message.substr(first + 2, second - first - 2)).append("): ");
    return text.append(rest.substr(start, end - start));
  }
  if (helm_version >= 4) {
    if (std::optional<std::string> text = in_levels(error)) return *text;
  }
  return std::string(message);
}

std::string helm_error_text(const Error& error, int helm_version) {
  const ExecError* exec = dynamic_cast<const ExecError*>(&error);
  return exec ? helm_exec_error(*exec, helm_version) : error.diagnostic().message;
}

}  // namespace drydock::render
