#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace drydock {

/// One thing that is wrong with a document.
struct VerdictMessage {
  std::string_view type;  // the API server's cause: "FieldValueRequired"
  std::string field;      // in its notation: "spec.ports[0].port"
  std::string detail;
  int line = 0;  // in the file; 0: not known
  int column = 0;
};

/// What `drydock validate` says of one document. Plain data: `validate` makes it, `report` writes
/// it.
struct Verdict {
  enum class Status : uint8_t { Valid, Invalid, Error, Skipped, Empty };

  /// As kubeconform's library has it.
  struct Pointer {
    std::string path;  // a JSON pointer without escapes
    std::string message;
  };

  std::string path;
  std::string kind;
  std::string version;  // apiVersion
  std::string namespace_name;
  std::string name;
  int index = 0;  // of the document in its file
  Status status = Status::Empty;
  std::string error;              // kubeconform's one line; empty for what is well
  std::vector<Pointer> pointers;  // kubeconform's `validationErrors`
  std::vector<VerdictMessage> messages;
};

}  // namespace drydock
