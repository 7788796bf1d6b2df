// Two other readers, written without a look at ours, must find the same trees in real manifests:
// yaml-cpp, and libyaml, from whose first version Go's scanners were made.

#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>
#include <yaml.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "core/yaml/read.h"
#include "tests/sanitized.h"
#include "tests/yaml_corpus.h"

namespace drydock {
namespace {

/// So that the test stays quick: manifests beyond this many bytes are sampled. What the readers
/// disagree about is found without sanitizers.
constexpr size_t kWantedBytes = (kSanitized ? size_t{3} : size_t{24}) * 1024 * 1024;
constexpr size_t kLargestFile = 256 * 1024;

using Texts = std::vector<std::pair<std::string, std::string>>;  // name, text

/// Manifests of the corpus, the same ones in each run: of every folder each n-th file, by name.
Texts manifests() {
  std::vector<std::filesystem::path> files;
  size_t bytes = 0;
  for (const char* folder : {"helm", "kustomize", "conflicts", "validate"}) {
    auto entries = std::filesystem::recursive_directory_iterator(*corpus_folder() / folder);
    for (const auto& entry : entries) {
      std::string name = entry.path().extension().string();
      if (!entry.is_regular_file() || (name != ".yaml" && name != ".yml")) continue;
      if (entry.file_size() > kLargestFile) continue;
      files.push_back(entry.path());
      bytes += entry.file_size();
    }
  }
  std::ranges::sort(files);
  size_t step = std::max<size_t>(1, bytes / kWantedBytes);
  Texts texts;
  for (size_t i = 0; i < files.size(); i += step) {
    std::ifstream in(files[i], std::ios::binary);
    texts.emplace_back(files[i].string(), std::string(std::istreambuf_iterator<char>(in), {}));
  }
  return texts;
}

Texts corpus_documents() {
  Texts texts;
  for (const YamlCase& c : yaml_corpus()) {
    if (const std::string* text = c.find("yaml")) texts.emplace_back(c.name(), *text);
  }
  return texts;
}

// What is compared: kinds, texts and order. A text is marked by its length, so that nothing in it
// can look like structure.

void append_text(std::string& out, std::string_view text) {
  out += std::to_string(text.size()) + ":";
  out += text;
}

void dump(std::string& out, const Node* node) {
  if (!node) {
    append_text(out, "");
  } else if (node->is_scalar()) {
    append_text(out, node->text());
  } else if (node->is_sequence()) {
    out += '[';
    for (const Node* item : node->elements()) dump(out, item);
    out += ']';
  } else {
    out += '{';
    for (const NodeEntry& pair : node->pairs()) {
      dump(out, pair.key);
      dump(out, pair.value);
    }
    out += '}';
  }
}

/// Ours, or nothing when the text is refused. Duplicate keys are for decoders to refuse.
std::optional<std::string> read_with_ours(const std::string& text) {
  SourceFile file{"manifest.yaml", text};
  Arena arena;
  YamlDocuments documents = read_yaml(file, arena);
  if (!documents.go_error.empty()) return std::nullopt;
  std::string out;
  for (const Node* root : documents.roots) {
    dump(out, root);
    out += '\n';
  }
  return out;
}

void dump(std::string& out, const YAML::Node& node) {
  switch (node.Type()) {
    case YAML::NodeType::Scalar:
      append_text(out, node.Scalar());
      break;
    case YAML::NodeType::Sequence:
      out += '[';
      for (const auto& item : node) dump(out, item);
      out += ']';
      break;
    case YAML::NodeType::Map:
      out += '{';
      for (const auto& pair : node) {
        dump(out, pair.first);
        dump(out, pair.second);
      }
      out += '}';
      break;
    default:
      append_text(out, "");  // null: yaml-cpp does not keep how it was written
      break;
  }
}

std::optional<std::string> read_with_yaml_cpp(const std::string& text) {
  try {
    std::string out;
    for (const YAML::Node& root : YAML::LoadAll(text)) {
      dump(out, root);
      out += '\n';
    }
    return out;
  } catch (const YAML::Exception&) {
    return std::nullopt;
  }
}

/// yaml-cpp gives plain nulls no text.
std::string without_null_texts(std::string text) {
  for (const char* null : {"1:~", "4:null", "4:Null", "4:NULL"}) {
    for (size_t at = 0; (at = text.find(null, at)) != std::string::npos;) {
      text.replace(at, std::strlen(null), "0:");
    }
  }
  return text;
}

/// libyaml's events, as text; aliases are followed by remembering what an anchor stood for.
class LibyamlReader {
 public:
  std::optional<std::string> read(const std::string& text) {
    yaml_parser_t parser;
    yaml_parser_initialize(&parser);
    yaml_parser_set_input_string(&parser, reinterpret_cast<const unsigned char*>(text.data()),
                                 text.size());
    bool done = false;
    bool failed = false;
    while (!done && !failed) {
      yaml_event_t event;
      failed = !yaml_parser_parse(&parser, &event);
      if (failed) break;
      done = event.type == YAML_STREAM_END_EVENT;
      failed = !take(event);
      yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser);
    return failed ? std::nullopt : std::optional(out_);
  }

 private:
  static std::string text_of(const yaml_char_t* name) {
    return name ? reinterpret_cast<const char*>(name) : "";
  }

  bool take(const yaml_event_t& event) {
    switch (event.type) {
      case YAML_SCALAR_EVENT: {
        size_t begin = out_.size();
        const auto& scalar = event.data.scalar;
        append_text(out_, {reinterpret_cast<const char*>(scalar.value), scalar.length});
        anchors_[text_of(scalar.anchor)] = out_.substr(begin);
        return true;
      }
      case YAML_ALIAS_EVENT: {
        auto anchor = anchors_.find(text_of(event.data.alias.anchor));
        if (anchor != anchors_.end()) out_ += anchor->second;
        return anchor != anchors_.end();
      }
      case YAML_SEQUENCE_START_EVENT:
        return open('[', event.data.sequence_start.anchor);
      case YAML_MAPPING_START_EVENT:
        return open('{', event.data.mapping_start.anchor);
      case YAML_SEQUENCE_END_EVENT:
        return close(']');
      case YAML_MAPPING_END_EVENT:
        return close('}');
      case YAML_DOCUMENT_END_EVENT:
        out_ += '\n';
        anchors_.clear();
        return true;
      default:
        return true;
    }
  }

  bool open(char bracket, const yaml_char_t* anchor) {
    open_.emplace_back(text_of(anchor), out_.size());
    out_ += bracket;
    return true;
  }

  bool close(char bracket) {
    out_ += bracket;
    auto [anchor, begin] = open_.back();
    open_.pop_back();
    if (!anchor.empty()) anchors_[anchor] = out_.substr(begin);
    return true;
  }

  std::string out_;
  std::map<std::string, std::string> anchors_;
  std::vector<std::pair<std::string, size_t>> open_;
};

struct Difference {
  std::string_view text;  // that a document must have to differ in this way
  std::string_view reason;
};

/// Where yaml-cpp goes its own ways. (Where libyaml does, it refuses or accepts what Go's ports do
/// not, but reads no text differently.)
constexpr Difference kYamlCppDifferences[] = {
    {">+", "drops a line break at the end of a folded scalar that keeps them"},
    {">1+", "the same"},
    {">2+", "the same"},
    {">4+", "the same"},
    {":]", "ends a plain scalar before a colon that a bracket follows, as YAML 1.2 has it"},
    {":,", "the same"},
    {"\\_", "writes U+00A0 as one byte"},
    {"\\N", "writes U+0085 as one byte"},
    {"\xC2\x85", "takes U+0085 for an ordinary character, as YAML 1.2 has it"},
    {"\xE2\x80\xA8", "takes U+2028 for an ordinary character, as YAML 1.2 has it"},
    {"&a: v", "loses a mapping whose first key is empty"},
    {"? \n: a", "nests a mapping whose first key is empty"},
    {"e: '\n\n  '", "loses quoted line breaks with nothing around them"},
    {"&an:chor", "allows a colon in the name of an anchor, as YAML 1.2 has it"},
};

bool is_expected(const std::string& text, std::span<const Difference> differences) {
  return std::ranges::any_of(differences, [&](const Difference& difference) {
    return text.find(difference.text) != std::string::npos;
  });
}

struct Tally {
  int compared = 0;
  int expected_differences = 0;
  int refused = 0;
};

template <class Read, class Normal>
Tally compare(const Texts& texts, std::span<const Difference> differences, Read read,
              Normal normal) {
  Tally tally;
  for (const auto& [name, text] : texts) {
    std::optional<std::string> ours = read_with_ours(text);
    if (!ours) continue;  // yaml-cpp would follow an anchor into itself for ever
    std::optional<std::string> theirs = read(text);
    if (!theirs) {
      ++tally.refused;
      continue;
    }
    ++tally.compared;
    if (normal(*ours) == normal(*theirs)) continue;
    ++tally.expected_differences;
    if (is_expected(text, differences)) continue;
    ADD_FAILURE() << name << "\n text   " << text.substr(0, 400) << "\n ours   "
                  << ours->substr(0, 400) << "\n theirs " << theirs->substr(0, 400);
  }
  return tally;
}

void report(std::string_view what, const Tally& tally) {
  std::cout << what << ": " << tally.compared << " compared, " << tally.expected_differences
            << " differ for known reasons, " << tally.refused << " refused by the other reader\n";
}

TEST(YamlDifferential, Libyaml) {
  DRYDOCK_NEEDS_CORPUS();
  auto read = [](const std::string& text) { return LibyamlReader().read(text); };
  auto same = [](const std::string& text) { return text; };
  report("manifests", compare(manifests(), {}, read, same));
  report("documents", compare(corpus_documents(), {}, read, same));
}

TEST(YamlDifferential, YamlCpp) {
  DRYDOCK_NEEDS_CORPUS();
  report("manifests",
         compare(manifests(), kYamlCppDifferences, read_with_yaml_cpp, without_null_texts));
  report("documents",
         compare(corpus_documents(), kYamlCppDifferences, read_with_yaml_cpp, without_null_texts));
}

}  // namespace
}  // namespace drydock
