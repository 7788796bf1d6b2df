#include "projects/manifest_scan.h"

#include <algorithm>
#include <string>

namespace drydock::projects {
namespace {

// API groups of files that look like objects, and are read by a program instead of a cluster.
constexpr std::string_view kToolGroups[] = {
    "apiserver.k8s.io",
    "audit.k8s.io",
    "backstage.io",
    "builtin",
    "chainsaw.kyverno.io",
    "cli.kyverno.io",
    "client.authentication.k8s.io",
    "clusterctl.cluster.x-k8s.io",
    "ctlptl.dev",
    "drydock",
    "eksctl.io",
    "garden.io",
    "k0sctl.k0sproject.io",
    "k3d.io",
    "kind.x-k8s.io",
    "kops.k8s.io",
    "kpt.dev",
    "krew.googlecontainertools.github.com",
    "kubeadm.k8s.io",
    "kuttl.dev",
    "meta.pkg.crossplane.io",
    "skaffold",
    "tanka.dev",
    "test.gatekeeper.sh",
    "tilt.dev",
};

/// apiVersion and kind of one document, as far as they were found.
struct Marks {
  std::string_view api_version;
  std::string_view kind;

  bool complete() const {
    return !api_version.empty() && !kind.empty() && !is_tool_config(api_version, kind);
  }
  void take(std::string_view key, std::string_view value) {
    if (key == "apiVersion") api_version = value;
    if (key == "kind") kind = value;
  }
};

bool is_blank(char c) { return c == ' ' || c == '\t'; }

std::string_view trim(std::string_view text) {
  while (!text.empty() && (is_blank(text.front()) || text.front() == '\r')) text.remove_prefix(1);
  while (!text.empty() && (is_blank(text.back()) || text.back() == '\r')) text.remove_suffix(1);
  return text;
}

std::string_view unquoted(std::string_view text) {
  bool quoted = text.size() >= 2 && (text[0] == '"' || text[0] == '\'') && text.back() == text[0];
  return quoted ? text.substr(1, text.size() - 2) : text;
}

/// `key: value # comment` of a block mapping, without indentation.
void take_block_line(std::string_view line, Marks& marks) {
  size_t colon = line.find(':');
  if (colon == std::string_view::npos) return;
  std::string_view value = line.substr(colon + 1);
  if (!value.empty() && !is_blank(value[0]) && value[0] != '\r') return;
  size_t comment = value.find(" #");
  marks.take(unquoted(trim(line.substr(0, colon))), unquoted(trim(value.substr(0, comment))));
}

size_t indentation(std::string_view line) {
  return std::min(line.find_first_not_of(' '), line.size());
}

/// Reads a flow mapping, JSON included, from its '{' on, and takes the keys of the outermost one.
class FlowScan {
 public:
  FlowScan(std::string_view text, Marks& marks) : text_(text), marks_(marks) {}

  void run() {
    do {
      step();
    } while (depth_ > 0 && at_ < text_.size());
  }

 private:
  void step() {
    char c = text_[at_];
    if (c == '{' || c == '[') {
      ++depth_;
      ++at_;
      begin_key();
    } else if (c == '}' || c == ']') {
      --depth_;
      ++at_;
    } else if (c == ',') {
      ++at_;
      begin_key();
    } else if (c == '"') {
      token();
    } else {
      ++at_;
    }
  }

  void begin_key() {
    if (depth_ != 1) return;
    skip_space();
    std::string_view key = token();
    skip_space();
    if (at_ >= text_.size() || text_[at_] != ':' || (key != "apiVersion" && key != "kind")) return;
    ++at_;
    skip_space();
    marks_.take(key, token());
  }

  void skip_space() { at_ = std::min(text_.find_first_not_of(" \t\r\n", at_), text_.size()); }

  /// A scalar, quoted or not; empty where there is none.
  std::string_view token() {
    if (at_ >= text_.size()) return {};
    char quote = text_[at_];
    size_t begin = at_;
    if (quote == '"' || quote == '\'') {
      for (++at_; at_ < text_.size() && text_[at_] != quote; ++at_) {
        if (text_[at_] == '\\' && quote == '"') ++at_;
      }
      at_ = std::min(at_ + 1, text_.size());
      return unquoted(text_.substr(begin, at_ - begin));
    }
    at_ = std::min(text_.find_first_of(",:{}[]\"\n", at_), text_.size());
    return trim(text_.substr(begin, at_ - begin));
  }

  std::string_view text_;
  Marks& marks_;
  size_t at_ = 0;
  int depth_ = 0;
};

bool is_document_marker(std::string_view line) {
  return line.starts_with("---") && (line.size() == 3 || is_blank(line[3]) || line[3] == '\r');
}

/// The next line from `at` on, which moves behind it.
std::string_view next_line(std::string_view text, size_t& at) {
  size_t end = std::min(text.find('\n', at), text.size());
  std::string_view line = text.substr(at, end - at);
  at = end + 1;
  return line;
}

std::string_view rest_of_document(std::string_view text, size_t at) {
  return text.substr(at, text.find("\n---", at) - at);
}

/// Goes through the documents line by line.
bool scan_lines(std::string_view text) {
  Marks marks;
  size_t indent = std::string_view::npos;  // of the document's outermost mapping, once known
  for (size_t at = 0; at < text.size();) {
    size_t begin = at;
    std::string_view line = next_line(text, at);
    if (is_document_marker(line)) {
      if (marks.complete()) return true;
      marks = {};
      indent = std::string_view::npos;
      continue;
    }
    size_t spaces = indentation(line);
    if (indent == std::string_view::npos) {
      std::string_view content = trim(line);
      if (content.empty() || content[0] == '#' || content[0] == '%') continue;
      indent = spaces;
      if (content[0] == '{') FlowScan(rest_of_document(text, begin + spaces), marks).run();
    }
    if (spaces == indent) take_block_line(line.substr(spaces), marks);
  }
  return marks.complete();
}

/// UTF-16 text with its ASCII characters alone, for a look at keys.
std::string narrow(std::string_view text) {
  std::string out;
  for (char c : text) {
    if (c > 0) out += c;
  }
  return out;
}

}  // namespace

bool looks_like_manifest(std::string_view text) {
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) {
    return scan_lines(narrow(text));
  }
  if (text.find("apiVersion") == std::string_view::npos) return false;
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  return scan_lines(text);
}

bool is_tool_config(std::string_view api_version, std::string_view kind) {
  std::string_view group = api_version.substr(0, api_version.find('/'));
  if (group == "v1") return kind == "Config";  // kubeconfig
  return group.ends_with(".config.k8s.io") ||
         std::binary_search(std::begin(kToolGroups), std::end(kToolGroups), group);
}

bool names_controllers(std::string_view text) {
  constexpr std::string_view kGroups[] = {"argoproj.io", "fluxcd.io", "fluxcd.controlplane.io"};
  return std::any_of(std::begin(kGroups), std::end(kGroups), [&](std::string_view group) {
    return text.find(group) != std::string_view::npos;
  });
}

bool is_lfs_pointer(std::string_view text) {
  return text.starts_with("version https://git-lfs.github.com/spec/");
}

Diagnostic lfs_problem(SourcePos where) {
  Diagnostic absent;
  absent.severity = Severity::Warning;
  absent.rule = "yaml-encoding";
  absent.message = "the file is a pointer of Git LFS: its content is not here";
  absent.help = "Fetch it: git lfs pull; in CI `lfs: true` or GIT_LFS_SKIP_SMUDGE unset.";
  absent.where = where;
  return absent;
}

bool has_manifest_extension(std::string_view name) {
  return name.ends_with(".yaml") || name.ends_with(".yml") || name.ends_with(".json");
}

bool is_kustomization_file(std::string_view name) {
  return name == "kustomization.yaml" || name == "kustomization.yml" || name == "Kustomization";
}

}  // namespace drydock::projects
