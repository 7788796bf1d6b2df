#include "core/finding_pack.h"

#include "core/diagnostic_pack.h"
#include "core/hash.h"

namespace drydock {

void FindingPacker::put(const SourcePos& where) {
  size_t number = 0;
  if (where.file) {
    auto [known, fresh] = numbers_.try_emplace(where.file, files_.size() + 1);
    if (fresh) files_.push_back(where.file);
    if (fresh && !in_tree_(*where.file)) is_whole_ = false;
    number = known->second;
  }
  pack_position(body_, where, number);
}

void FindingPacker::put(const Diagnostic& diagnostic) {
  pack_diagnostic(body_, diagnostic, [this](const SourcePos& where) { put(where); });
}

void FindingPacker::put(const Fix& fix) {
  body_.text(fix.text);
  body_.number(fix.set.size());
  for (const auto& [field, value] : fix.set) {
    body_.text(field);
    body_.text(value);
  }
  body_.number(fix.steps.size());
  for (const FixStep& step : fix.steps) {
    body_.number(static_cast<uint64_t>(step.kind));
    put(step.where);
    body_.text(step.old);
    body_.text(step.field);
    body_.text(step.text);
    body_.flag(step.is_string);
  }
}

void FindingPacker::put(const Finding& finding) {
  put(finding.diagnostic);
  for (const std::string* text :
       {&finding.resource, &finding.cluster, &finding.field, &finding.type}) {
    body_.text(*text);
  }
  body_.number(finding.projects.size());
  for (const std::string& project : finding.projects) body_.text(project);
  body_.number(finding.locations.size());
  for (const SourcePos& where : finding.locations) put(where);
  put(finding.fix);
  if (finding.policy_rule) is_whole_ = false;
}

void FindingPacker::put(const std::vector<Finding>& findings) {
  body_.number(findings.size());
  for (const Finding& finding : findings) put(finding);
}

std::optional<std::string> FindingPacker::bytes() const {
  if (!is_whole_) return std::nullopt;
  PackWriter all;
  all.number(files_.size());
  for (const SourceFile* file : files_) {
    all.text(file->path);
    all.number(hash64(file->text));
  }
  all.append(body_);
  return all.bytes();
}

FindingUnpacker::FindingUnpacker(
    std::string_view bytes, std::string_view name,
    const std::function<const SourceFile&(const std::string& path)>& file_at)
    : in_(bytes, name) {
  for (size_t count = in_.count(); count > 0; --count) {
    const SourceFile& file = file_at(std::string(in_.text()));
    if (in_.number() != hash64(file.text)) in_.damaged();
    files_.push_back(&file);
  }
}

SourcePos FindingUnpacker::position() {
  size_t number = static_cast<size_t>(in_.number_up_to(files_.size()));
  return unpack_position(in_, number > 0 ? files_[number - 1] : nullptr);
}

Fix FindingUnpacker::fix() {
  Fix out;
  out.text = in_.text();
  for (size_t count = in_.count(); count > 0; --count) {
    std::string field(in_.text());
    out.set.emplace_back(std::move(field), in_.text());
  }
  for (size_t count = in_.count(); count > 0; --count) {
    FixStep step;
    step.kind =
        static_cast<FixStep::Kind>(in_.number_up_to(static_cast<uint64_t>(FixStep::Kind::Wrap)));
    step.where = position();
    step.old = in_.text();
    step.field = in_.text();
    step.text = in_.text();
    step.is_string = in_.flag();
    out.steps.push_back(std::move(step));
  }
  return out;
}

Finding FindingUnpacker::finding() {
  Finding out;
  out.diagnostic = unpack_diagnostic(in_, [this] { return position(); });
  for (std::string* text : {&out.resource, &out.cluster, &out.field, &out.type}) {
    *text = in_.text();
  }
  for (size_t count = in_.count(); count > 0; --count) out.projects.emplace_back(in_.text());
  for (size_t count = in_.count(); count > 0; --count) out.locations.push_back(position());
  out.fix = fix();
  return out;
}

std::vector<Finding> FindingUnpacker::findings() {
  std::vector<Finding> out;
  for (size_t count = in_.count(); count > 0; --count) out.push_back(finding());
  return out;
}

}  // namespace drydock
