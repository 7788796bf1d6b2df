#include "fetch/git_modules.h"

#include <algorithm>
#include <fstream>
#include <iterator>

namespace drydock::fetch {
namespace {

std::string_view trimmed(std::string_view text) {
  size_t begin = text.find_first_not_of(" \t\r");
  if (begin == text.npos) return "";
  return text.substr(begin, text.find_last_not_of(" \t\r") - begin + 1);
}

/// The value of "key = value", without quotes and a comment behind it.
std::string value_of(std::string_view text) {
  std::string value;
  bool quoted = false;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"') {
      quoted = !quoted;
    } else if (!quoted && (text[i] == '#' || text[i] == ';')) {
      break;
    } else if (text[i] == '\\' && i + 1 < text.size()) {
      value += text[++i];
    } else {
      value += text[i];
    }
  }
  return std::string(trimmed(value));
}

}  // namespace

std::vector<GitModule> parse_git_modules(std::string_view text) {
  std::vector<GitModule> modules;
  bool in_module = false;
  while (!text.empty()) {
    std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    line = trimmed(line);
    if (line.starts_with('[')) {
      in_module = line.starts_with("[submodule");
      if (in_module) modules.emplace_back();
      continue;
    }
    size_t equals = line.find('=');
    if (!in_module || equals == line.npos) continue;
    std::string_view key = trimmed(line.substr(0, equals));
    if (key == "path") modules.back().path = value_of(line.substr(equals + 1));
    if (key == "url") modules.back().url = value_of(line.substr(equals + 1));
  }
  std::erase_if(modules, [](const GitModule& m) { return m.path.empty() || m.url.empty(); });
  return modules;
}

std::vector<GitModule> read_git_modules(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(in), {}};
  return parse_git_modules(text);
}

std::string resolve_module_url(std::string_view repository_url, std::string_view module_url) {
  if (!module_url.starts_with("./") && !module_url.starts_with("../")) {
    return std::string(module_url);
  }
  std::string base(repository_url);
  while (base.ends_with('/')) base.pop_back();
  while (true) {
    if (module_url.starts_with("./")) {
      module_url.remove_prefix(2);
    } else if (module_url.starts_with("../")) {
      module_url.remove_prefix(3);
      size_t cut = base.find_last_of("/:");
      if (cut == std::string::npos) break;
      // What stands before a colon is a host: it stays, with the colon.
      if (base[cut] == ':') {
        base.resize(cut + 1);
        return base + std::string(module_url);
      }
      base.resize(cut);
    } else {
      break;
    }
  }
  return base + "/" + std::string(module_url);
}

}  // namespace drydock::fetch
