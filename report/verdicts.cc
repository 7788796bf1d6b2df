#include "report/verdicts.h"

#include <array>
#include <set>
#include <unordered_map>
#include <vector>

#include "core/go_number.h"
#include "core/json/write.h"
#include "report/xml_text.h"

namespace drydock::report {
namespace {

using Status = Verdict::Status;

struct Counts {
  int valid = 0;
  int invalid = 0;
  int errors = 0;
  int skipped = 0;

  void add(Status status) {
    switch (status) {
      case Status::Valid:
        ++valid;
        break;
      case Status::Invalid:
        ++invalid;
        break;
      case Status::Error:
        ++errors;
        break;
      case Status::Skipped:
        ++skipped;
        break;
      case Status::Empty:
        break;
    }
  }
  int all() const { return valid + invalid + errors + skipped; }
};

bool is_good(Status status) {
  return status == Status::Valid || status == Status::Skipped || status == Status::Empty;
}

std::string qualified_name(const Verdict& v) {
  return fmt::format("{}/{}/{}/{}", v.version, v.kind, v.namespace_name, v.name);
}

std::string json_text(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

/// What text and pretty print at the end.
std::string summary_line(const Counts& counts, size_t files, bool is_stdin) {
  std::string where =
      is_stdin ? "parsing stdin" : fmt::format("in {} file{}", files, files > 1 ? "s" : "");
  return fmt::format(
      "Summary: {} resource{} found {} - Valid: {}, Invalid: {}, Errors: {}, Skipped: {}\n",
      counts.all(), counts.all() > 1 ? "s" : "", where, counts.valid, counts.invalid, counts.errors,
      counts.skipped);
}

class CountingWriter : public VerdictWriter {
 public:
  explicit CountingWriter(const VerdictStyle& style) : style_(style) {}

  void finish(double) override {
    if (style_.summary) out_ += summary_line(counts_, files_.size(), style_.is_stdin);
  }

 protected:
  void count(const Verdict& verdict) {
    counts_.add(verdict.status);
    files_.insert(verdict.path);
  }

  VerdictStyle style_;
  Counts counts_;
  std::set<std::string> files_;
};

class TextWriter final : public CountingWriter {
 public:
  using CountingWriter::CountingWriter;

  void write(const Verdict& v) override {
    count(v);
    if (is_good(v.status) && !style_.verbose) return;
    switch (v.status) {
      case Status::Valid:
        out_ += fmt::format("{} - {} {} is valid\n", v.path, v.kind, v.name);
        break;
      case Status::Invalid:
        out_ += fmt::format("{} - {} {} is invalid: {}\n", v.path, v.kind, v.name, v.error);
        break;
      case Status::Error:
        out_ += v.kind.empty() || v.name.empty()
                    ? fmt::format("{} - failed validation: {}\n", v.path, v.error)
                    : fmt::format("{} - {} {} failed validation: {}\n", v.path, v.kind, v.name,
                                  v.error);
        break;
      case Status::Skipped:
        out_ += fmt::format("{} - {} {} skipped\n", v.path, v.name, v.kind);
        break;
      case Status::Empty:
        break;
    }
  }
};

class PrettyWriter final : public CountingWriter {
 public:
  using CountingWriter::CountingWriter;

  void write(const Verdict& v) override {
    count(v);
    if (is_good(v.status) && !style_.verbose) return;
    switch (v.status) {
      case Status::Valid:
        out_ += fmt::format("{0}✔{1} {2}: {0}{3} {4} is valid{1}\n", kGreen, kReset, v.path, v.kind,
                            v.name);
        break;
      case Status::Invalid:
        out_ += fmt::format("{0}✖{1} {2}: {0}{3} {4} is invalid: {5}{1}\n", kRed, kReset, v.path,
                            v.kind, v.name, v.error);
        break;
      case Status::Error: {
        std::string what = v.kind.empty() || v.name.empty() ? "" : fmt::format("{} ", v.kind);
        std::string_view name = v.name.empty() ? std::string_view() : std::string_view(v.name);
        out_ += fmt::format("{0}✖{1} {2}: {0}{3}{4}failed validation: {5} {6}{1}\n", kRed, kReset,
                            v.path, what.empty() ? "" : what, what.empty() ? "" : "",
                            what.empty() ? std::string(name) : v.name, v.error);
        break;
      }
      case Status::Skipped: {
        std::string what = v.kind.empty()   ? ""
                           : v.name.empty() ? v.kind + " "
                                            : fmt::format("{} {} ", v.kind, v.name);
        out_ += fmt::format("{0}-{1} {2}: {0}{3}skipped{1}\n", kYellow, kReset, v.path, what);
        break;
      }
      case Status::Empty:
        break;
    }
  }

 private:
  static constexpr std::string_view kReset = "\033[0m";
  static constexpr std::string_view kRed = "\033[31m";
  static constexpr std::string_view kGreen = "\033[32m";
  static constexpr std::string_view kYellow = "\033[33m";
};

class TapWriter final : public VerdictWriter {
 public:
  void write(const Verdict& v) override {
    if (++index_ == 1) out_ += "TAP version 13\n";
    std::string start =
        fmt::format("{}ok {} - {}", is_good(v.status) ? "" : "not ", index_, v.path);
    switch (v.status) {
      case Status::Valid:
        out_ += fmt::format("{} ({})\n", start, qualified_name(v));
        break;
      case Status::Invalid:
        out_ += fmt::format("{} ({}): {}\n", start, qualified_name(v), v.error);
        break;
      case Status::Empty:
        out_ += fmt::format("{} (empty)\n", start);
        break;
      case Status::Error:
        out_ += fmt::format("{}: {}\n", start, v.error);
        break;
      case Status::Skipped:
        out_ += fmt::format("{} ({}) # skip\n", start, qualified_name(v));
        break;
    }
  }
  void finish(double) override { out_ += fmt::format("1..{}\n", index_); }

 private:
  int index_ = 0;
};

class JsonWriter final : public CountingWriter {
 public:
  using CountingWriter::CountingWriter;

  void write(const Verdict& v) override {
    counts_.add(v.status);
    if (is_good(v.status) && !style_.verbose) return;
    static constexpr std::string_view kNames[] = {"statusValid", "statusInvalid", "statusError",
                                                  "statusSkipped", ""};
    out_ += is_first_ ? "{\n  \"resources\": [\n" : ",\n";
    is_first_ = false;
    out_ += fmt::format(
        "    {{\n      \"filename\": {},\n      \"kind\": {},\n      \"name\": {},\n"
        "      \"version\": {},\n      \"status\": \"{}\",\n      \"msg\": {}",
        json_text(v.path), json_text(v.kind), json_text(v.name), json_text(v.version),
        kNames[static_cast<size_t>(v.status)],
        json_text(is_good(v.status) ? std::string_view() : v.error));
    if (!v.pointers.empty()) write_pointers(v);
    out_ += "\n    }";
  }

  void finish(double) override {
    out_ += is_first_ ? "{\n  \"resources\": []" : "\n  ]";
    if (style_.summary) {
      out_ += fmt::format(
          ",\n  \"summary\": {{\n    \"valid\": {},\n    \"invalid\": {},\n    \"errors\": {},\n"
          "    \"skipped\": {}\n  }}",
          counts_.valid, counts_.invalid, counts_.errors, counts_.skipped);
    }
    out_ += "\n}\n";
  }

 private:
  void write_pointers(const Verdict& v) {
    out_ += ",\n      \"validationErrors\": [";
    for (const Verdict::Pointer& one : v.pointers) {
      out_ += fmt::format(
          "{}\n        {{\n          \"path\": {},\n          \"msg\": {}\n        }}",
          &one == v.pointers.data() ? "" : ",", json_text(one.path), json_text(one.message));
    }
    out_ += "\n      ]";
  }

  bool is_first_ = true;
};

class JunitWriter final : public VerdictWriter {
 public:
  void write(const Verdict& v) override {
    auto [known, is_new] = positions_.try_emplace(v.path, suites_.size());
    if (is_new) suites_.push_back({v.path, {}, {}});
    if (v.status == Status::Empty) return;
    Suite& suite = suites_[known->second];
    suite.counts.add(v.status);
    counts_.add(v.status);
    std::string name =
        v.namespace_name.empty() ? v.name : fmt::format("{}/{}", v.namespace_name, v.name);
    std::string tag = fmt::format("    <testcase name=\"{}\" classname=\"{}@{}\" time=\"0\">",
                                  xml_text(name), xml_text(v.kind), xml_text(v.version));
    switch (v.status) {
      case Status::Skipped:
        tag += "\n      <skipped message=\"\"></skipped>\n    ";
        break;
      case Status::Error:
        tag += fmt::format("\n      <error message=\"{}\" type=\"\"></error>\n    ",
                           xml_text(v.error));
        break;
      case Status::Invalid:
        tag += fmt::format("\n      <failure message=\"{}\" type=\"\"></failure>\n    ",
                           xml_text(v.error));
        break;
      default:
        break;
    }
    suite.cases.push_back(tag + "</testcase>\n");
  }

  void finish(double seconds) override {
    out_ += fmt::format(
        "<testsuites name=\"kubeconform\" time=\"{}\" tests=\"{}\" failures=\"{}\" "
        "disabled=\"{}\" errors=\"{}\">",
        format_go_float(seconds), counts_.all(), counts_.invalid, counts_.skipped, counts_.errors);
    int id = 0;
    for (const Suite& suite : suites_) {
      out_ += fmt::format(
          "\n  <testsuite name=\"{}\" id=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"{}\" "
          "disabled=\"0\" skipped=\"{}\">",
          xml_text(suite.path), ++id, suite.counts.all(), suite.counts.invalid, suite.counts.errors,
          suite.counts.skipped);
      if (!suite.cases.empty()) out_ += '\n';
      for (const std::string& one : suite.cases) out_ += one;
      out_ += suite.cases.empty() ? "</testsuite>" : "  </testsuite>";
    }
    out_ += suites_.empty() ? "</testsuites>\n" : "\n</testsuites>\n";
  }

 private:
  struct Suite {
    std::string path;
    std::vector<std::string> cases;
    Counts counts;
  };

  std::vector<Suite> suites_;
  std::unordered_map<std::string, size_t> positions_;
  Counts counts_;
};

class LineWriter final : public VerdictWriter {
 public:
  void write(const Verdict& v) override {
    static constexpr std::string_view kNames[] = {"valid", "invalid", "error", "skipped", "empty"};
    out_ += fmt::format(
        "{{\"file\": {}, \"doc_index\": {}, \"kind\": {}, \"name\": {}, \"version\": {}, "
        "\"status\": \"{}\", \"messages\": [",
        json_text(v.path), v.index, json_text(v.kind), json_text(v.name), json_text(v.version),
        kNames[static_cast<size_t>(v.status)]);
    for (const VerdictMessage& message : v.messages) {
      if (&message != v.messages.data()) out_ += ", ";
      add(message);
    }
    if (v.messages.empty() && !v.error.empty()) add({"", "", v.error});
    out_ += "]}\n";
  }
  void finish(double) override {}

 private:
  void add(const VerdictMessage& message) {
    out_ +=
        fmt::format("{{\"type\": {}, \"field\": {}, \"detail\": {}, \"line\": {}, \"column\": {}}}",
                    json_text(message.type), json_text(message.field), json_text(message.detail),
                    message.line, message.column);
  }
};

}  // namespace

std::unique_ptr<VerdictWriter> make_verdict_writer(std::string_view format,
                                                   const VerdictStyle& style) {
  if (format == "json") return std::make_unique<JsonWriter>(style);
  if (format == "junit") return std::make_unique<JunitWriter>();
  if (format == "pretty") return std::make_unique<PrettyWriter>(style);
  if (format == "tap") return std::make_unique<TapWriter>();
  if (format == "text") return std::make_unique<TextWriter>(style);
  if (format == "verdicts") return std::make_unique<LineWriter>();
  return nullptr;
}

}  // namespace drydock::report
