#include "cli/lsp/look_up.h"

#include "cli/field_origins.h"
#include "cli/live_diff.h"
#include "cli/manifest_view.h"
#include "core/error.h"
#include "core/excerpt.h"
#include "core/yaml/read.h"
#include "plan/differences.h"
#include "projects/manifest_scan.h"

namespace drydock::cli::lsp {
namespace {

constexpr size_t kMostProjects = 30;  // that are looked through for one question
constexpr size_t kMostShown = 6;
constexpr size_t kMostTargets = 50;
constexpr size_t kMostValue = 200;

/// The projects that read a file, as far as they are looked through.
std::vector<const LiveProject*> readers_of(const LiveFleet& fleet, const std::string& path) {
  std::vector<const LiveProject*> found;
  for (const auto& project : fleet.projects()) {
    bool reads = project->now.inputs.depends_on({path, ""}) ||
                 (project->good && project->good->inputs.depends_on({path, ""}));
    if (reads && found.size() < kMostProjects) found.push_back(project.get());
  }
  return found;
}

/// A scalar or key of a document, and the way to it.
struct NodeAt {
  const Node* document = nullptr;
  const Node* node = nullptr;
  bool is_key = false;
  std::vector<plan::FieldStep> steps;
};

bool holds(const Node& node, int line, int column) {
  if (!node.is_scalar()) return false;
  SourcePos where = node.where();
  return where.line == line && column >= where.column &&
         column <= where.column + std::max(1, where.length);
}

bool find_node(const Node& node, int line, int column, NodeAt& out) {
  if (holds(node, line, column)) {
    out.node = &node;
    return true;
  }
  for (const NodeEntry& entry : node.pairs()) {
    out.steps.push_back({std::string(entry.key->text()), std::nullopt, ""});
    if (holds(*entry.key, line, column)) {
      out.node = entry.key;
      out.is_key = true;
      return true;
    }
    if (find_node(*entry.value, line, column, out)) return true;
    out.steps.pop_back();
  }
  size_t index = 0;
  for (const Node* item : node.elements()) {
    out.steps.push_back({"", index++, ""});
    if (find_node(*item, line, column, out)) return true;
    out.steps.pop_back();
  }
  return false;
}

NodeAt node_at(const SourceFile& file, const Positions& positions, const Position& position,
               Arena& arena) {
  NodeAt found;
  int column = positions.column(position);
  for (const Node* root : read_yaml(file, arena).roots) {
    if (!root || !find_node(*root, position.line + 1, column, found)) continue;
    found.document = root;
    break;
  }
  return found;
}

std::string code(std::string_view text) {
  std::string plain = printable(text.substr(0, kMostValue));
  if (text.size() > kMostValue) plain += "…";
  std::erase(plain, '`');
  return "`" + plain + "`";
}

std::string place_text(const SourcePos& where) {
  return where.file ? fmt::format("{}:{}", printable(where.path()), where.line)
                    : std::string("made by the build");
}

/// Collects what to say about a line.
class Hover {
 public:
  Hover(const LiveFleet& fleet, const Cursor& cursor) : fleet_(fleet), cursor_(cursor) {
    add_fleet_kinds(fleet.shown_fleet(), kinds_, nullptr);
  }

  std::string run() {
    SourceFile file{cursor_.path, std::string(cursor_.text)};
    Positions positions(file.text);
    Arena arena;
    NodeAt at = node_at(file, positions, cursor_.position, arena);
    for (const LiveProject* project : readers_of(fleet_, cursor_.path)) {
      const RenderedProject& shown = project->shown();
      for (size_t i = 0; i < shown.set.resources.size() && told_ < kMostShown; ++i) {
        look_at(*project, shown.set.resources[i], at);
      }
    }
    if (told_ >= kMostShown) out_ += "\n…\n";
    return std::move(out_);
  }

 private:
  void look_at(const LiveProject& project, const Resource& resource, const NodeAt& at) {
    const Node& root = *resource.root;
    bool is_own = at.document && root.file && root.file->path == cursor_.path &&
                  root.line == at.document->line;
    if (!is_own && !mentions_line(root) && project.shown().values.empty()) return;
    ManifestView view = view_manifest(project.shown(), resource, kinds_);
    std::string path;
    for (const ManifestField& field : view.fields) {
      bool here = field.set.file && field.set.file->path == cursor_.path &&
                  field.set.line == cursor_.position.line + 1;
      if (here) path = field.path;
      if (here) break;
    }
    if (path.empty() && is_own) path = path_of(at, view);
    if (!path.empty()) tell(project, resource, path);
  }

  /// Whether a node comes from the line: quicker than a whole view.
  bool mentions_line(const Node& node) const {
    if (node.file && node.line == static_cast<uint32_t>(cursor_.position.line + 1) &&
        node.file->path == cursor_.path) {
      return true;
    }
    for (const Node* item : node.elements()) {
      if (mentions_line(*item)) return true;
    }
    for (const NodeEntry& entry : node.pairs()) {
      if (mentions_line(*entry.value)) return true;
    }
    return false;
  }

  /// The field that stands at the cursor in the file, also when something else has set it since.
  std::string path_of(const NodeAt& at, const ManifestView& view) const {
    for (const ManifestField& field : view.fields) {
      plan::FieldPath path(field.path);
      std::vector<plan::FieldStep> steps = path.steps();
      bool same = steps.size() == at.steps.size();
      for (size_t i = 0; same && i < steps.size(); ++i) {
        same = steps[i].is_item() ? at.steps[i].is_item() : steps[i].key == at.steps[i].key;
      }
      if (same) return field.path;
    }
    return "";
  }

  void tell(const LiveProject& project, const Resource& resource, const std::string& path) {
    ++told_;
    FieldOrigins origins(fleet_.repository(), {&project.shown(), &resource});
    for (const plan::ObjectField& field : origins.all_fields()) {
      if (field.path != path) continue;
      report::ExplainedField explained = origins.explain(field);
      out_ += fmt::format("{} is {} in {} of {}{}\n\n", code(path),
                          explained.is_hidden ? "(hidden)" : code(explained.value),
                          code(fleet_.shown_fleet().resource_id(resource, *project.now.project)),
                          code(project.now.project->name),
                          project.good ? " (old: it cannot be rendered now)" : "");
      for (const report::FieldSource& source : explained.sources) tell_source(source);
      out_ += "\n";
      return;
    }
  }

  void tell_source(const report::FieldSource& source) {
    constexpr std::string_view kWords[] = {"set in", "printed by", "instead of"};
    std::string value = source.role == report::SourceRole::Earlier && !source.value.empty()
                            ? code(source.value) + " in "
                            : "";
    out_ += fmt::format("- {} {}{}\n", kWords[static_cast<size_t>(source.role)], value,
                        place_text(source.where));
  }

  const LiveFleet& fleet_;
  const Cursor& cursor_;
  plan::Kinds kinds_;
  size_t told_ = 0;
  std::string out_;
};

/// Finds what a place means.
class Definitions {
 public:
  Definitions(const LiveFleet& fleet, const Cursor& cursor)
      : fleet_(fleet),
        files_(*fleet.repository().files),
        cursor_(cursor),
        file_{cursor.path, std::string(cursor.text)},
        positions_(file_.text) {}

  std::vector<Target> run() {
    size_t templates = cursor_.path.rfind("templates/");
    if (templates != std::string::npos && cursor_.text.find("{{") != std::string_view::npos) {
      look_in_template(cursor_.path.substr(0, templates));
    } else {
      look_in_yaml();
    }
    return std::move(out_);
  }

 private:
  void add(const SourcePos& where) {
    if (!where.file || out_.size() >= kMostTargets) return;
    Target target{where.file->path, std::max(1, where.line), std::max(1, where.column),
                  std::max(1, where.length)};
    if (std::find(out_.begin(), out_.end(), target) == out_.end()) out_.push_back(target);
  }

  void look_in_yaml() {
    Arena arena;
    NodeAt at = node_at(file_, positions_, cursor_.position, arena);
    if (at.node && !at.is_key) {
      std::string_view text = at.node->text();
      add_path(text);
      // A generator's "name=file".
      if (size_t equals = text.find('='); out_.empty() && equals != text.npos) {
        add_path(text.substr(equals + 1));
      }
      if (out_.empty()) add_named(text, at);
    }
    if (out_.empty()) add_printing();
  }

  /// A file or a folder, relative to the one of the text.
  void add_path(std::string_view relative) {
    if (relative.empty() || relative.find('\n') != relative.npos) return;
    for (std::string_view folder : {parent_path(cursor_.path), std::string_view()}) {
      std::optional<std::string> path = join_path(folder, relative);
      if (!path) continue;
      try {
        std::optional<EntryKind> kind = files_.tree().kind(*path);
        if (kind == EntryKind::File) out_.push_back({*path});
        if (kind == EntryKind::Folder) add_folder(*path);
      } catch (const Error&) {  // it leaves the repository
      }
      if (!out_.empty() || file_name(cursor_.path) != kSettingsName) return;
    }
  }

  void add_folder(const std::string& folder) {
    for (const char* name :
         {"kustomization.yaml", "kustomization.yml", "Kustomization", "Chart.yaml"}) {
      std::string path = folder.empty() ? name : fmt::format("{}/{}", folder, name);
      if (files_.tree().kind(path) == EntryKind::File) {
        out_.push_back({path});
        return;
      }
    }
    for (const TreeEntry& entry : files_.list(folder)) {
      bool is_manifest =
          entry.kind == EntryKind::File && projects::has_manifest_extension(entry.name);
      if (is_manifest) out_.push_back({folder.empty() ? entry.name : folder + "/" + entry.name});
    }
  }

  /// Objects of that name in the projects that read the file.
  void add_named(std::string_view name, const NodeAt& at) {
    for (const LiveProject* project : readers_of(fleet_, cursor_.path)) {
      for (const Resource& resource : project->shown().set.resources) {
        std::string_view other = resource.name;
        if (other != name && plan::name_without_hash(other) != name) continue;
        const Node* metadata = resource.root->find("metadata");
        const Node* named = metadata ? metadata->find("name") : nullptr;
        SourcePos where =
            named && named->file && named->line > 0 ? named->where() : resource.root->where();
        bool itself = where.path() == cursor_.path && where.line == static_cast<int>(at.node->line);
        if (!itself) add(where);
      }
    }
  }

  /// Of a line of values: the templates that print it.
  void add_printing() {
    for (const LiveProject* project : readers_of(fleet_, cursor_.path)) {
      project->shown().values.each([&](const SourcePos& printed, const SourcePos& set) {
        bool here =
            set.file && set.file->path == cursor_.path && set.line == cursor_.position.line + 1;
        if (here) add(printed);
      });
    }
  }

  void look_in_template(const std::string& chart) {
    std::string_view line = positions_.line(cursor_.position.line + 1);
    size_t byte = positions_.byte_in_line(cursor_.position);
    std::string_view quoted = quoted_around(line, byte);
    std::string_view word = word_around(line, byte);
    if (word.starts_with(".Values.") || word.starts_with("$.Values.")) {
      add_values(chart, word.substr(word.find(".Values.") + 8));
    } else if (!quoted.empty()) {
      add_template(chart, quoted);
      if (out_.empty() && files_.tree().kind(chart + std::string(quoted)) == EntryKind::File) {
        out_.push_back({chart + std::string(quoted)});
      }
    }
  }

  static std::string_view quoted_around(std::string_view line, size_t byte) {
    for (size_t begin = line.find('"'); begin != line.npos;) {
      size_t end = line.find('"', begin + 1);
      if (end == line.npos) return {};
      if (byte >= begin && byte <= end) return line.substr(begin + 1, end - begin - 1);
      begin = line.find('"', end + 1);
    }
    return {};
  }

  static std::string_view word_around(std::string_view line, size_t byte) {
    auto belongs = [&](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
             c == '.' || c == '_' || c == '$';
    };
    size_t begin = std::min(byte, line.size()), end = begin;
    while (begin > 0 && belongs(line[begin - 1])) --begin;
    // Up to the end of the name that the cursor is in.
    while (end < line.size() && belongs(line[end]) && line[end] != '.') ++end;
    return line.substr(begin, end - begin);
  }

  void add_template(const std::string& chart, std::string_view name) {
    std::string needle = fmt::format("define \"{}\"", name);
    std::set<std::string> paths;
    for (const LiveProject* project : readers_of(fleet_, cursor_.path)) {
      for (const std::string& path : project->shown().inputs.files()) paths.insert(path);
    }
    for (const std::string& path : paths) {
      if (path.find("templates/") == std::string::npos) continue;
      add_in_text(path, needle);
    }
    if (out_.empty()) add_in_text(chart + "templates/_helpers.tpl", needle);
  }

  void add_in_text(const std::string& path, const std::string& needle) {
    try {
      const SourceFile& file = files_.read(path);
      size_t at = file.text.find(needle);
      if (at == std::string::npos) return;
      int line = 1 + static_cast<int>(std::count(file.text.begin(),
                                                 file.text.begin() + static_cast<long>(at), '\n'));
      add({&file, line, 1});
    } catch (const Error&) {  // it is gone
    }
  }

  /// Where files of values of the projects, and the chart's own, have it.
  void add_values(const std::string& chart, std::string_view dotted) {
    std::vector<std::string> keys;
    for (std::string_view rest = dotted; !rest.empty();) {
      std::string_view key = rest.substr(0, rest.find('.'));
      keys.emplace_back(key);
      rest.remove_prefix(std::min(rest.size(), key.size() + 1));
    }
    std::set<std::string> paths;
    for (const LiveProject* project : readers_of(fleet_, cursor_.path)) {
      const Project& settings = *project->now.project;
      for (const std::string& path : settings.helm.values) {
        if (auto joined = join_path(settings.path, path)) paths.insert(*joined);
      }
    }
    paths.insert(chart + "values.yaml");
    for (const std::string& path : paths) add_value(path, keys);
  }

  void add_value(const std::string& path, const std::vector<std::string>& keys) {
    Arena arena;
    try {
      for (const Node* node : read_yaml(files_.read(path), arena).roots) {
        for (size_t i = 0; node && i < keys.size(); ++i) {
          const Node* value = node->find(keys[i]);
          for (const NodeEntry& entry : node->pairs()) {
            bool last = i + 1 == keys.size() && entry.value == value;
            if (last) add(entry.key->where());
          }
          node = value;
        }
      }
    } catch (const Error&) {  // there is none
    }
  }

  const LiveFleet& fleet_;
  SourceCache& files_;
  const Cursor& cursor_;
  SourceFile file_;
  Positions positions_;
  std::vector<Target> out_;
};

}  // namespace

std::string hover(const LiveFleet& fleet, const Cursor& cursor) {
  return Hover(fleet, cursor).run();
}

std::vector<Target> definitions(const LiveFleet& fleet, const Cursor& cursor) {
  return Definitions(fleet, cursor).run();
}

}  // namespace drydock::cli::lsp
