#include "report/sarif.h"

#include <map>

#include "core/excerpt.h"
#include "core/json/stream.h"
#include "core/unicode.h"
#include "report/safe_text.h"

namespace drydock::report {
namespace {

// Where GitHub stops reading; nobody looks at more.
constexpr size_t kMostPlaces = 100;

std::string_view level_of(Severity severity) {
  return severity == Severity::Error ? "error" : severity == Severity::Warning ? "warning" : "note";
}

/// A message in which "[text](target)" is no link.
std::string message_text(std::string_view text) {
  std::string out = printable(text);
  for (size_t at = out.find("]("); at != std::string::npos; at = out.find("](", at + 2)) {
    out.insert(at + 1, " ");
  }
  return out.empty() ? "?" : out;
}

/// Lines and columns from 1, in code points.
std::pair<int, int> line_and_column(std::string_view text, size_t at) {
  std::string_view before = text.substr(0, at);
  int line = 1 + static_cast<int>(std::count(before.begin(), before.end(), '\n'));
  size_t start = before.rfind('\n');
  before.remove_prefix(start == std::string_view::npos ? 0 : start + 1);
  return {line, 1 + static_cast<int>(count_runes(before))};
}

class SarifWriter {
 public:
  explicit SarifWriter(const CheckReport& report) : report_(report) {}

  std::string write() {
    number_rules();
    json_.begin_object();
    json_.key("$schema").text("https://json.schemastore.org/sarif-2.1.0.json");
    json_.key("version").text("2.1.0");
    json_.key("runs").begin_array().begin_object();
    tool();
    json_.key("automationDetails").begin_object().key("id").text("drydock/").end_object();
    json_.key("columnKind").text("unicodeCodePoints");
    json_.key("originalUriBaseIds").begin_object().key("ROOT").begin_object();
    message("description", "the root of the repository");
    json_.end_object().end_object();
    json_.key("results").begin_array();
    std::vector<std::string> prints = report_.fingerprints();
    for (size_t i = 0; i < report_.findings.size(); ++i) result(i, prints[i]);
    json_.end_array();
    json_.end_object().end_array();
    json_.end_object();
    return json_.take();
  }

 private:
  void number_rules() {
    for (const Finding& finding : report_.findings) {
      rules_.emplace(finding.diagnostic.rule, &finding.rule());
    }
    size_t next = 0;
    for (const auto& [id, rule] : rules_) rule_index_[id] = next++;
  }

  void message(std::string_view key, std::string_view text) {
    json_.key(key).begin_object().key("text").text(message_text(text)).end_object();
  }

  void tool() {
    json_.key("tool").begin_object().key("driver").begin_object();
    json_.key("name").text("drydock");
    json_.key("semanticVersion").text(DRYDOCK_VERSION);
    json_.key("informationUri").text("https://drydock.dev");
    json_.key("rules").begin_array();
    for (const auto& [id, rule] : rules_) descriptor(id, *rule);
    json_.end_array();
    json_.end_object().end_object();
  }

  void descriptor(std::string_view id, const Rule& rule) {
    json_.begin_object();
    json_.key("id").text(id);
    message("shortDescription", rule.title.empty() ? id : rule.title);
    bool registered = find_rule(id) == &rule;
    if (!rule.help.empty()) {
      json_.key("help").begin_object().key("text").text(message_text(rule.help));
      std::string more =
          registered ? fmt::format("\n\n[More about this rule]({})", rule_url(rule)) : "";
      json_.key("markdown")
          .text((registered ? std::string(rule.help) : safe_markdown(rule.help)) + more);
      json_.end_object();
    }
    if (registered) json_.key("helpUri").text(rule_url(rule));
    json_.key("defaultConfiguration").begin_object();
    json_.key("level").text(level_of(rule.severity)).end_object();
    json_.key("properties").begin_object();
    json_.key("tags").begin_array().text("kubernetes").text(stage_name(rule.stage)).end_array();
    json_.key("problem.severity")
        .text(rule.severity == Severity::Info ? "recommendation" : severity_name(rule.severity));
    json_.end_object();
    json_.end_object();
  }

  void physical(const SourcePos& where) {
    json_.key("physicalLocation").begin_object();
    artifact(where);
    if (where.line > 0) {
      json_.key("region").begin_object();
      json_.key("startLine").number(where.line);
      json_.key("startColumn").number(std::max(1, where.column));
      if (where.length > 0) {
        json_.key("endColumn").number(std::max(1, where.column) + where.length);
      }
      json_.end_object();
    }
    json_.end_object();
  }

  void artifact(const SourcePos& where) {
    json_.key("artifactLocation").begin_object();
    json_.key("uri").text(path_uri(where.path()));
    json_.key("uriBaseId").text("ROOT");
    json_.end_object();
  }

  void logical(const Finding& finding) {
    if (finding.resource.empty()) return;
    json_.key("logicalLocations").begin_array().begin_object();
    json_.key("fullyQualifiedName").text(printable(finding.resource));
    json_.key("kind").text("object");
    json_.end_object().end_array();
  }

  void locations(const Finding& finding) {
    const SourcePos* first = first_place(finding);
    json_.key("locations").begin_array();
    if (first || !finding.resource.empty()) {
      json_.begin_object();
      if (first) physical(*first);
      logical(finding);
      json_.end_object();
    }
    json_.end_array();
    related_ = 0;
    for (const SourcePos& where : finding.locations) {
      if (where.file && &where != first) related(where, "also here");
    }
    for (const Diagnostic& note : finding.diagnostic.notes) {
      if (note.where.file) related(note.where, note.message);
    }
    if (related_ > 0) json_.end_array();
  }

  void related(const SourcePos& where, std::string_view text) {
    if (related_ >= kMostPlaces) return;
    if (related_ == 0) json_.key("relatedLocations").begin_array();
    json_.begin_object();
    json_.key("id").number(static_cast<int64_t>(related_++));
    physical(where);
    message("message", text);
    json_.end_object();
  }

  void suppressions(Status status, const Waiver* waiver) {
    json_.key("suppressions").begin_array();
    if (status == Status::Waived) {
      json_.begin_object();
      json_.key("kind").text("external");
      json_.key("status").text("accepted");
      if (waiver) {
        std::string until = waiver->until.empty() ? "" : fmt::format(" (until {})", waiver->until);
        json_.key("justification").text(printable(waiver->reason + until));
      }
      json_.end_object();
    }
    json_.end_array();
  }

  /// A file is one change, each of its edits a replacement.
  void fix(const Fix& fix, const std::vector<FileEdit>& edits) {
    json_.key("fixes").begin_array().begin_object();
    message("description", fix.text.empty() ? "change it so" : fix.text);
    json_.key("artifactChanges").begin_array();
    const SourceFile* open = nullptr;
    for (const FileEdit& edit : edits) {
      if (edit.file != open) {
        if (open) json_.end_array().end_object();
        open = edit.file;
        json_.begin_object();
        artifact({edit.file, 1, 1, 1});
        json_.key("replacements").begin_array();
      }
      replacement(edit);
    }
    json_.end_array().end_object();
    json_.end_array().end_object().end_array();
  }

  void replacement(const FileEdit& edit) {
    auto [line, column] = line_and_column(edit.file->text, edit.begin);
    auto [last_line, last_column] = line_and_column(edit.file->text, edit.end);
    json_.begin_object();
    json_.key("deletedRegion").begin_object();
    json_.key("startLine").number(line);
    json_.key("startColumn").number(column);
    json_.key("endLine").number(last_line);
    json_.key("endColumn").number(last_column);
    json_.end_object();
    if (!edit.text.empty()) {
      json_.key("insertedContent").begin_object().key("text").text(edit.text).end_object();
    }
    json_.end_object();
  }

  void properties(const Finding& finding) {
    json_.key("properties").begin_object();
    json_.key("stage").text(stage_name(finding.rule().stage));
    json_.key("cluster").text(printable(finding.cluster));
    json_.key("projects").begin_array();
    for (const std::string& project : finding.projects) json_.text(printable(project));
    json_.end_array();
    if (!finding.field.empty()) json_.key("field").text(printable(finding.field));
    if (!finding.type.empty()) json_.key("type").text(finding.type);
    if (!finding.help().empty()) json_.key("help").text(printable(finding.help()));
    json_.end_object();
  }

  void result(size_t i, std::string_view print) {
    const Finding& finding = report_.findings[i];
    const Diagnostic& d = finding.diagnostic;
    json_.begin_object();
    json_.key("ruleId").text(d.rule);
    json_.key("ruleIndex").number(static_cast<int64_t>(rule_index_[d.rule]));
    json_.key("level").text(level_of(d.severity));
    message("message", d.message);
    locations(finding);
    json_.key("partialFingerprints").begin_object().key("drydock/v1").text(print).end_object();
    if (report_.compared) {
      json_.key("baselineState").text(report_.status(i) == Status::Known ? "unchanged" : "new");
    }
    suppressions(report_.status(i), report_.waiver(i));
    if (report_.has_fix(i)) fix(finding.fix, report_.fixes[i]);
    properties(finding);
    json_.end_object();
  }

  const CheckReport& report_;
  JsonStream json_;
  std::map<std::string_view, const Rule*> rules_;
  std::map<std::string_view, size_t> rule_index_;
  size_t related_ = 0;
};

}  // namespace

std::string write_sarif(const CheckReport& report, const TextStyle&) {
  return SarifWriter(report).write();
}

}  // namespace drydock::report
