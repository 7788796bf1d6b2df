#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/json/parse.h"
#include "core/tree.h"
#include "core/unicode.h"
#include "core/yaml/decode.h"
#include "core/yaml/read.h"
#include "projects/argocd/api_types.h"
#include "projects/argocd/application.h"
#include "projects/argocd/go_glob.h"
#include "projects/read_manifest.h"

namespace drydock::projects::argocd {
namespace {

constexpr std::string_view kSkipMark = "+argocd:skip-file-rendering";
constexpr size_t kMaxDepth = 200;

bool has_manifest_name(std::string_view name) {
  for (std::string_view ending : {".yaml", ".yml", ".json", ".jsonnet"}) {
    if (name.ends_with(ending)) return true;
  }
  return false;
}

/// UTF-16 and marks of byte order as Argo CD reads them; other bytes as they are.
std::string as_utf8(const std::string& text) {
  std::string_view bytes = text;
  if (bytes.starts_with("\xEF\xBB\xBF")) return text.substr(3);
  bool little = bytes.starts_with("\xFF\xFE");
  bool big = bytes.starts_with("\xFE\xFF");
  if (!little && !big) return text;
  auto unit = [&](size_t i) -> char32_t {
    auto first = static_cast<uint8_t>(bytes[i]);
    auto second = static_cast<uint8_t>(bytes[i + 1]);
    return little ? static_cast<char32_t>(second << 8 | first)
                  : static_cast<char32_t>(first << 8 | second);
  };
  std::string result;
  for (size_t i = 2; i + 1 < bytes.size(); i += 2) {
    char32_t code = unit(i);
    if (code >= 0xD800 && code < 0xDC00 && i + 3 < bytes.size()) {
      char32_t low = unit(i + 2);
      if (low >= 0xDC00 && low < 0xE000) {
        code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
        i += 2;
      }
    }
    append_rune(result, code);
  }
  return result;
}

/// The files of a folder, rendered as they are.
class Directory {
 public:
  Directory(const ApplicationContext& context, ApplicationObjects& objects)
      : context_(context),
        objects_(objects),
        section_(field_of(context.source, "directory")),
        include_(text_of(section_, "include")),
        exclude_(text_of(section_, "exclude")) {}

  void run() { walk(context_.path, 0); }

 private:
  void walk(const std::string& folder, size_t depth) {
    if (depth > kMaxDepth) fail("argocd-limit", "the folders of a source are nested too deeply");
    for (const TreeEntry& entry : context_.files->list(folder)) {
      std::string path = folder.empty() ? entry.name : folder + "/" + entry.name;
      if (entry.kind == EntryKind::Folder) {
        if (flag_of(section_, "recurse")) walk(path, depth + 1);
      } else if (entry.kind != EntryKind::Other && is_wanted(path, entry.name)) {
        read(path, entry.name);
      }
    }
  }

  bool is_wanted(const std::string& path, std::string_view name) {
    if (!flag_of(section_, "disableExtensionFilter") && !has_manifest_name(name)) return false;
    // Where a link leads out of the repository the tree fails; where it leads nowhere, nothing is.
    if (context_.files->tree().kind(path) != EntryKind::File) return false;
    std::string_view relative = path;
    if (!context_.path.empty()) relative.remove_prefix(context_.path.size() + 1);
    if (!text_of(section_, "exclude").empty() && exclude_.matches(relative)) return false;
    return text_of(section_, "include").empty() || include_.matches(relative);
  }

  void read(const std::string& path, std::string_view name) {
    if (name.ends_with(".jsonnet")) {
      if (!context_.world.server->renders_jsonnet) return;
      fail_jsonnet(path);
    }
    const SourceFile* file = &context_.files->read(path);
    if (file->text.size() > kMaxManifestSize) {
      fail("file-too-large", fmt::format("{} is too large for manifests", path), {file});
    }
    std::string utf8 = as_utf8(file->text);
    if (utf8 != file->text) file = &context_.files->sources().add(path, std::move(utf8));
    if (file->text.find(kSkipMark) != std::string::npos) return;
    if (name.ends_with(".json")) {
      read_json(*file);
    } else {
      read_documents(*file);
    }
  }

  [[noreturn]] void fail_jsonnet(const std::string& path) {
    Diagnostic problem;
    problem.severity = Severity::Warning;
    problem.rule = "argocd-plugin";
    problem.message = fmt::format("{} is rendered by jsonnet, which is not run here", path);
    problem.where = context_.files->position_of(path);
    problem.help =
        "Write its output to a file beside it, and exclude the jsonnet file with "
        "directory.exclude.";
    throw Error(std::move(problem));
  }

  void read_json(const SourceFile& file) {
    JsonParseOptions options;
    options.first_value_only = true;
    Arena scratch;
    JsonResult json = parse_json(file.text, scratch, options);
    if (!json.ok()) {
      fail("argocd-object", fmt::format("{} is no JSON: {}", file.path, json.error->message),
           json_position(file, json.error->offset));
    }
    if (!json.value.is_map()) {
      fail("argocd-object",
           fmt::format("{} holds no object; a JSON file holds exactly one", file.path),
           {&file, 1, 1});
    }
    size_t more = file.text.find_first_not_of(" \t\r\n", json.end);
    if (more != std::string::npos) {
      fail("argocd-object",
           fmt::format("{} holds several objects; a JSON file holds exactly one", file.path),
           json_position(file, more));
    }
    YamlReadOptions first;
    first.first_document_only = true;
    YamlDocuments documents = read_yaml(file, objects_.out.set.arena, first);
    for (Node* root : documents.roots) add_object(root, YamlDialect::Sigs, objects_);
  }

  /// A file that cannot be read is a fault only when it looks like manifests.
  void read_documents(const SourceFile& file) {
    YamlDocuments documents = read_yaml(file, objects_.out.set.arena);
    std::vector<Node*> good;
    std::optional<Diagnostic> fault;
    for (Node* root : documents.roots) {
      fault = fault_of(root);
      if (fault) break;
      if (root) good.push_back(root);
    }
    for (const Diagnostic& problem : documents.problems) {
      if (!fault && problem.severity == Severity::Error) fault = problem;
    }
    if (fault) {
      bool looks_like_one = !good.empty();
      if (!looks_like_one) {
        looks_like_one = true;
        for (std::string_view word : {"apiVersion:", "kind:", "metadata:"}) {
          if (file.text.find(word) == std::string::npos) looks_like_one = false;
        }
      }
      if (looks_like_one) throw Error(*fault);
    }
    for (Node* root : good) add_object(root, YamlDialect::Sigs, objects_);
  }

  std::optional<Diagnostic> fault_of(const Node* root) {
    if (!root || is_null(*root)) return std::nullopt;
    Arena scratch;
    YamlDecoded decoded = decode_yaml(root, scratch);
    if (decoded.problem) return decoded.problem;
    bool has_kind = !text_of(decoded.value, "kind").empty();
    Diagnostic problem;
    problem.rule = "argocd-object";
    problem.where = root->where();
    if (!decoded.go_error.empty()) {
      problem.message = decoded.go_error;
    } else if (!has_kind) {
      problem.message = "the document is no object: it has no `kind`";
    } else {
      return std::nullopt;
    }
    return problem;
  }

  static bool is_null(const Node& root) {
    if (!root.is_scalar() || root.style != NodeStyle::Plain) return false;
    return root.size == 0 || root.text() == "null" || root.text() == "~";
  }

  const ApplicationContext& context_;
  ApplicationObjects& objects_;
  Value section_;
  GoGlob include_;
  GoGlob exclude_;
};

}  // namespace

void render_directory_source(const ApplicationContext& context, ApplicationObjects& objects) {
  Directory(context, objects).run();
}

}  // namespace drydock::projects::argocd
