#include "tests/projects_layout.h"

#include <fmt/format.h>

namespace drydock::projects {
namespace {

std::string unescape(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\' || i + 1 == text.size()) {
      out += text[i];
      continue;
    }
    char c = text[++i];
    if (c == 'x' && i + 2 < text.size()) {
      out += static_cast<char>(std::stoi(std::string(text.substr(i + 1, 2)), nullptr, 16));
      i += 2;
    } else {
      out += c == 'n' ? '\n' : c == 't' ? '\t' : c == 'r' ? '\r' : c == '0' ? '\0' : c;
    }
  }
  return out;
}

std::string kustomization(std::string_view resources) {
  return fmt::format(
      "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [{}]\n",
      resources);
}

std::string config_map(std::string_view path) {
  return fmt::format("apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: \"{}\"}}\n", path);
}

}  // namespace

Layout::Layout(std::string_view text) {
  while (!text.empty()) {
    std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    if (!line.empty()) add_line(line);
  }
  tree_ = make_memory_tree(contents_, links_);
  cache_ = std::make_unique<SourceCache>(*tree_, sources_);
}

void Layout::add_line(std::string_view line) {
  auto split = [&](std::string_view mark) {
    size_t at = line.find(mark);
    return std::pair(unescape(line.substr(0, at)), line.substr(at + mark.size()));
  };
  if (line.find(" -> ") != line.npos) {
    auto [path, target] = split(" -> ");
    links_.emplace_back(path, unescape(target));
  } else if (line.find(" <- ") != line.npos) {
    auto [path, resources] = split(" <- ");
    contents_.emplace_back(path, kustomization(resources));
  } else if (line.find(" = ") != line.npos) {
    auto [path, bytes] = split(" = ");
    contents_.emplace_back(path, unescape(bytes));
  } else if (line.ends_with("Chart.yaml")) {
    contents_.emplace_back(line, "apiVersion: v2\nname: chart\nversion: 1.0.0\n");
  } else {
    contents_.emplace_back(unescape(line), config_map(line));
  }
}

std::string describe(const std::vector<Project>& projects) {
  std::string out;
  for (const Project& project : projects) {
    out += fmt::format("{} {} {}", renderer_name(project.renderer), project.name, project.cluster);
    if (!project.recursive) out += " alone";
    for (const std::string& path : project.excluded) out += " without " + path;
    for (const std::string& file : project.helm.values) out += " " + file;
    out += '\n';
  }
  return out;
}

std::string describe(const std::vector<Diagnostic>& problems) {
  std::string out;
  for (const Diagnostic& problem : problems) {
    out += fmt::format("{}:{} {} {} {}\n", problem.where.path(), problem.where.line,
                       severity_name(problem.severity), problem.rule, problem.message);
  }
  return out;
}

}  // namespace drydock::projects
