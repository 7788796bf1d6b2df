#include "report/diff_lines.h"

#include <algorithm>

#include "core/excerpt.h"
#include "core/yaml/emit.h"

namespace drydock::report {
namespace {

using plan::Difference;
using plan::Noise;

constexpr size_t kMostLines = 200;  // of one value

std::vector<std::string_view> split_lines(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    size_t end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

bool is_long(const Node* node) {
  return node && plan::is_text(*node) && node->text().find('\n') != std::string_view::npos;
}

/// The lines of two texts, those around a change that stay the same left out.
void add_text(const Node& before, const Node& after, std::vector<DiffLine>& out) {
  std::vector<std::string_view> a = split_lines(before.text()), b = split_lines(after.text());
  size_t head = 0, a_end = a.size(), b_end = b.size();
  while (head < a_end && head < b_end && a[head] == b[head]) ++head;
  while (a_end > head && b_end > head && a[a_end - 1] == b[b_end - 1]) --a_end, --b_end;
  if (head > 0) out.push_back({' ', printable(a[head - 1])});
  for (size_t i = head; i < a_end; ++i) out.push_back({'-', printable(a[i])});
  for (size_t i = head; i < b_end; ++i) out.push_back({'+', printable(b[i])});
  if (a_end < a.size()) out.push_back({' ', printable(a[a_end])});
  bool same_lines = head == a_end && head == b_end;
  if (same_lines) out.push_back({'@', "the line break at the end differs"});
}

void add_value(const Node& value, char sign, std::vector<DiffLine>& out) {
  if (is_long(&value)) {
    for (std::string_view line : split_lines(value.text())) out.push_back({sign, printable(line)});
  } else {
    out.push_back({sign, printable(plan::json_of(value))});
  }
}

std::string joined(const std::vector<std::string>& names) {
  std::string out;
  for (const std::string& name : names) out += (out.empty() ? "" : ", ") + printable(name);
  return out;
}

}  // namespace

std::vector<DiffLine> diff_lines(const Difference& one) {
  std::vector<DiffLine> lines;
  if (!one.path.empty()) lines.push_back({'@', printable(one.path)});
  if (one.is_order) {
    lines.push_back({'-', "order: " + joined(one.old_order)});
    lines.push_back({'+', "order: " + joined(one.new_order)});
  } else if (one.is_secret) {
    if (one.before) lines.push_back({'-', "(a secret value)"});
    if (one.after) {
      lines.push_back({'+', one.before ? "(another secret value)" : "(a secret value)"});
    }
  } else if (is_long(one.before) && is_long(one.after)) {
    add_text(*one.before, *one.after, lines);
  } else {
    if (one.before) add_value(*one.before, '-', lines);
    if (one.after) add_value(*one.after, '+', lines);
  }
  if (lines.size() > kMostLines) {
    size_t more = lines.size() - kMostLines;
    lines.resize(kMostLines);
    lines.push_back({'@', fmt::format("… and {} more lines", more)});
  }
  return lines;
}

std::vector<DiffLine> object_lines(const plan::PlanObject& object, char sign) {
  if (object.gvk.kind == "Secret" && object.gvk.group.empty()) {
    return {{sign, "(a Secret, whose values are not shown)"}};
  }
  std::string text;
  append_yaml(text, *object.root);
  std::vector<DiffLine> lines;
  for (std::string_view line : split_lines(text)) {
    if (lines.size() == kMostLines) {
      lines.push_back({'@', "… and more lines"});
      break;
    }
    lines.push_back({sign, printable(line)});
  }
  return lines;
}

std::string folded_words(const std::vector<Difference>& differences) {
  struct Word {
    Noise noise;
    std::string_view one, many;
  };
  constexpr Word kWords[] = {{Noise::Checksum, "checksum", "checksums"},
                             {Noise::HashSuffix, "hash suffix", "hash suffixes"},
                             {Noise::Certificate, "certificate", "certificates"}};
  std::string out;
  for (const Word& word : kWords) {
    auto count = std::count_if(differences.begin(), differences.end(),
                               [&](const Difference& one) { return one.noise == word.noise; });
    if (count == 0) continue;
    out +=
        fmt::format("{}{} {}", out.empty() ? "" : ", ", count, count == 1 ? word.one : word.many);
  }
  return out;
}

}  // namespace drydock::report
