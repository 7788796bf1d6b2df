#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/finding.h"
#include "core/pack.h"

namespace drydock {

/// Packs findings and positions beside other data. Files are written once, by path and the hash of
/// their text.
class FindingPacker {
 public:
  /// `in_tree`: whether a file can be read again by its path alone.
  explicit FindingPacker(std::function<bool(const SourceFile&)> in_tree)
      : in_tree_(std::move(in_tree)) {}

  /// What stands between findings; read in the same order.
  PackWriter& body() { return body_; }
  void put(const SourcePos& where);
  void put(const Finding& finding);
  void put(const std::vector<Finding>& findings);

  /// Nothing when something is in a file that cannot be read again.
  std::optional<std::string> bytes() const;

 private:
  void put(const Diagnostic& diagnostic);
  void put(const Fix& fix);

  std::function<bool(const SourceFile&)> in_tree_;
  std::vector<const SourceFile*> files_;
  std::unordered_map<const SourceFile*, size_t> numbers_;
  bool is_whole_ = true;
  PackWriter body_;
};

/// Reads them. Throws Error with rule `index-invalid` for what is damaged, and where a file is
/// another than it was.
class FindingUnpacker {
 public:
  /// `file_at` gives the file of a path, and may throw Error.
  FindingUnpacker(std::string_view bytes, std::string_view name,
                  const std::function<const SourceFile&(const std::string& path)>& file_at);

  PackReader& body() { return in_; }
  SourcePos position();
  Finding finding();
  std::vector<Finding> findings();

 private:
  Fix fix();

  PackReader in_;
  std::vector<const SourceFile*> files_;
};

}  // namespace drydock
