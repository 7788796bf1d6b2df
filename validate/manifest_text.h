#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/value.h"

namespace drydock::validate {

/// A part of a file that is one document to kubeconform.
struct ManifestText {
  std::string_view text;
  int first_line = 1;  // within the file
};

/// Cuts a file at lines that begin with "---", as Kubernetes' own tools do: the rest of such a line
/// does not count. What stands before a separator without line break at the file's end is lost, as
/// it is there.
std::vector<ManifestText> split_manifest(std::string_view text);

/// What kubeconform knows of a document before it looks at any schema.
struct Signature {
  std::string kind;
  std::string version;  // apiVersion
  std::string namespace_name;
  std::string name;   // with "{{ generateName }}" behind a generated one
  std::string error;  // Go's text; empty when there is a kind and a version
};

/// Of a document as it is read into a Go struct: names of fields in any case, plain values as
/// texts.
Signature read_signature(const Value& document);
/// Of an item of a list, which is read strictly: `kind` and `apiVersion` must be texts.
Signature read_item_signature(const Value& item);

/// The items of a document whose signature is that of a List; empty when it has none.
std::vector<Value> list_items(const Value& document);

}  // namespace drydock::validate
