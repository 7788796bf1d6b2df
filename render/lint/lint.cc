#include "render/lint/lint.h"

#include "core/error.h"
#include "render/lint/rules.h"
#include "render/one_line.h"

namespace drydock::render {

std::string LintMessage::line() const {
  constexpr std::string_view kNames[] = {"INFO", "WARNING", "ERROR"};
  return fmt::format("[{}] {}: {}", kNames[static_cast<size_t>(severity)], path, text);
}

bool Linter::passes(LintSeverity severity, std::string_view path, std::string text,
                    SourcePos where) {
  if (text.empty()) return true;
  if (!where.file) where.file = request_.files.find(path_of(path));
  messages_.push_back({severity, std::string(path), std::move(text), where});
  return false;
}

std::string Linter::path_of(std::string_view below) const {
  return request_.folder.empty() ? std::string(below)
                                 : fmt::format("{}/{}", request_.folder, below);
}

const Chart* Linter::load(std::string_view path, std::string_view prefix) {
  try {
    return &store_.load_any(request_.files, request_.folder, request_.helm_version);
  } catch (const Error& error) {
    passes(LintSeverity::Error, path, fmt::format("{}{}", prefix, error.what()),
           error.diagnostic().where);
  }
  return nullptr;
}

std::vector<LintMessage> lint_chart(const LintRequest& request) {
  Linter linter(request);
  linter.check_chart_file();
  linter.check_values();
  linter.check_templates();
  linter.check_dependencies();
  if (request.helm_version != 3) linter.check_crds();
  return linter.take();
}

std::vector<Diagnostic> lint_findings(const LintRequest& request) {
  std::vector<Diagnostic> findings;
  for (LintMessage& message : lint_chart(request)) {
    Diagnostic finding;
    finding.severity = message.severity == LintSeverity::Error     ? Severity::Error
                       : message.severity == LintSeverity::Warning ? Severity::Warning
                                                                   : Severity::Info;
    finding.rule = "chart-lint";
    finding.message = in_one_line(std::move(message.text));
    finding.where = message.where;
    if (!finding.where.file) {
      finding.where = request.files.position_of(
          request.folder.empty() ? "Chart.yaml" : request.folder + "/Chart.yaml");
    }
    findings.push_back(std::move(finding));
  }
  return findings;
}

}  // namespace drydock::render
