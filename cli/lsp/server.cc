#include "cli/lsp/server.h"

#include "cli/lsp/complete.h"
#include "core/error.h"
#include "core/excerpt.h"
#include "core/json/parse.h"
#include "core/json/write.h"

namespace drydock::cli::lsp {
namespace {

constexpr int kTypingPause = 80;  // ms without a message until what was typed is rendered
constexpr int kMethodNotFound = -32601;
constexpr int kInvalidRequest = -32600;
constexpr int kNotInitialized = -32002;
constexpr size_t kMostOfFile = 500;  // findings

constexpr std::string_view kCapabilities = R"({"capabilities":{
"positionEncoding":"utf-16",
"textDocumentSync":{"openClose":true,"change":1,"save":false},
"hoverProvider":true,
"definitionProvider":true,
"completionProvider":{"triggerCharacters":[":"," ","/","-"]},
"codeActionProvider":{"codeActionKinds":["quickfix"]}},
"serverInfo":{"name":"drydock","version":")" DRYDOCK_VERSION R"("}})";

void write_position(JsonStream& json, const Position& position) {
  json.begin_object();
  json.key("line").number(position.line);
  json.key("character").number(position.character);
  json.end_object();
}

void write_range(JsonStream& json, const Range& range) {
  json.begin_object();
  json.key("start");
  write_position(json, range.begin);
  json.key("end");
  write_position(json, range.end);
  json.end_object();
}

/// The protocol's numbers.
int severity_number(Severity severity) {
  return severity == Severity::Error ? 1 : severity == Severity::Warning ? 2 : 3;
}

/// Positions in files, each indexed once.
class FilePositions {
 public:
  const Positions& of(const SourceFile& file) {
    auto [known, is_new] = files_.try_emplace(&file, nullptr);
    if (is_new) known->second = std::make_unique<Positions>(file.text);
    return *known->second;
  }

 private:
  std::map<const SourceFile*, std::unique_ptr<Positions>> files_;
};

/// What is wrong, as diagnostics by file.
class DiagnosticLists {
 public:
  explicit DiagnosticLists(std::string root) : root_(std::move(root)) {}

  void add(const Finding& finding, report::Status status) {
    for (const SourcePos& where : finding.locations) {
      if (where.file) add(finding.diagnostic, finding.locations, where, status, &finding.rule());
    }
    if (finding.locations.empty() && finding.diagnostic.where.file) {
      add(finding.diagnostic, {}, finding.diagnostic.where, status, &finding.rule());
    }
  }
  void add(const Diagnostic& diagnostic) {
    if (diagnostic.where.file) {
      add(diagnostic, {}, diagnostic.where, report::Status::New, find_rule(diagnostic.rule));
    }
  }

  std::map<std::string, std::string> take() {
    std::map<std::string, std::string> lists;
    for (auto& [path, items] : items_) {
      lists[path] = fmt::format("[{}]", fmt::join(items, ","));
    }
    return lists;
  }

 private:
  void add(const Diagnostic& d, const std::vector<SourcePos>& others, const SourcePos& where,
           report::Status status, const Rule* rule) {
    std::vector<std::string>& items = items_[where.file->path];
    if (items.size() >= kMostOfFile) return;
    JsonStream json;
    json.begin_object();
    json.key("range");
    write_range(json, positions_.of(*where.file).range(where));
    json.key("severity").number(severity_number(d.severity));
    json.key("code").text(d.rule);
    if (rule && find_rule(rule->id) == rule) {
      json.key("codeDescription").begin_object();
      json.key("href").text(rule_url(*rule));
      json.end_object();
    }
    json.key("source").text("drydock");
    std::string message = printable(d.message);
    if (status == report::Status::Known) message += " (also in the base)";
    std::string_view help =
        !d.help.empty() ? std::string_view(d.help) : (rule ? rule->help : std::string_view());
    if (!help.empty()) message += "\n" + printable(help);
    json.key("message").text(message);
    json.key("relatedInformation").begin_array();
    for (const SourcePos& other : others) {
      if (other.file && &other != &where) write_related(json, other, "also here");
    }
    for (const Diagnostic& note : d.notes) {
      if (note.where.file) write_related(json, note.where, printable(note.message));
    }
    json.end_array();
    json.end_object();
    items.push_back(json.take());
  }

  void write_related(JsonStream& json, const SourcePos& where, std::string_view message) {
    json.begin_object();
    json.key("location").begin_object();
    json.key("uri").text(uri_of_path(root_ + "/" + where.file->path));
    json.key("range");
    write_range(json, positions_.of(*where.file).range(where));
    json.end_object();
    json.key("message").text(message);
    json.end_object();
  }

  std::string root_;
  FilePositions positions_;
  std::map<std::string, std::vector<std::string>> items_;
};

std::string id_text(const Value& id) {
  std::string text;
  if (id.is_int()) return std::to_string(id.as_int());
  if (!id.is_string()) return "null";
  append_json_string(text, id.as_string(), false);
  return text;
}

}  // namespace

Server::Server(Session& session, int in, int out) : session_(session), channel_(in, out) {}
Server::~Server() = default;

void Server::answer(const Value& id, std::string_view result) {
  channel_.send(fmt::format(R"({{"jsonrpc":"2.0","id":{},"result":{}}})", id_text(id), result));
}

void Server::refuse(const Value& id, int code, std::string_view message) {
  std::string text;
  append_json_string(text, message, false);
  channel_.send(fmt::format(R"({{"jsonrpc":"2.0","id":{},"error":{{"code":{},"message":{}}}}})",
                            id_text(id), code, text));
}

int Server::run() {
  while (!ends_) {
    if (watch_) {
      bool is_busy = !typed_.empty() || judges_;
      FolderChanges changes = watch_->wait(is_busy ? kTypingPause : -1, channel_.descriptor());
      if (!changes.woken) {
        follow(changes);
        continue;
      }
    }
    if (!channel_.receive()) return is_shut_down_ ? kExitClean : kExitFindings;
    while (std::optional<std::string> message = channel_.next()) {
      take(*message);
      if (ends_) break;
    }
  }
  return is_shut_down_ ? kExitClean : kExitFindings;
}

void Server::take(const std::string& message) {
  Arena arena;
  JsonParseOptions exact;
  exact.numbers = JsonNumbers::Exact;
  JsonResult parsed = parse_json(message, arena, exact);
  if (!parsed.ok() || !parsed.value.is_map()) {
    refuse({}, -32700, "this is no message");
    return;
  }
  std::string_view method = text_of(parsed.value, {"method"});
  Value id = member(parsed.value, {"id"});
  Value parameters = member(parsed.value, {"params"});
  if (method.empty()) return;  // an answer to what we never ask
  try {
    id.is_nil() ? notification(method, parameters) : request(method, id, parameters);
  } catch (const Error& error) {
    if (!id.is_nil()) refuse(id, kInvalidRequest, error.what());
  }
}

void Server::request(std::string_view method, const Value& id, const Value& parameters) {
  if (method == "initialize") return initialize(id, parameters);
  if (method == "shutdown") {
    is_shut_down_ = true;
    return answer(id, "null");
  }
  if (!fleet_) return refuse(id, kNotInitialized, "no repository is open");
  render();  // the question is about what was typed
  if (method == "textDocument/hover") return answer(id, hover_answer(parameters));
  if (method == "textDocument/definition") return answer(id, definition_answer(parameters));
  if (method == "textDocument/completion") return answer(id, completion_answer(parameters));
  if (method == "textDocument/codeAction") {
    if (judges_) {
      fleet_->judge();
      judges_ = false;
      publish();
    }
    return answer(id, action_answer(parameters));
  }
  refuse(id, kMethodNotFound, fmt::format("there is no {}", method));
}

void Server::initialize(const Value& id, const Value& parameters) {
  std::string folder = path_of_uri(text_of(parameters, {"rootUri"}));
  Value folders = member(parameters, {"workspaceFolders"});
  if (folders.is_list() && !folders.as_list().empty()) {
    folder = path_of_uri(text_of(folders.as_list()[0], {"uri"}));
  }
  if (folder.empty()) folder = text_of(parameters, {"rootPath"});
  if (folder.empty()) folder = session_.flags.directory;
  LiveOptions options;
  options.folder = root_ = find_root(folder);
  options.base = text_of(parameters, {"initializationOptions", "base"});
  options.jobs = session_.flags.jobs;
  fleet_ = std::make_unique<LiveFleet>(std::move(options));
  watch_ = std::make_unique<FolderWatch>(root_);
  answer(id, kCapabilities);
}

void Server::notification(std::string_view method, const Value& parameters) {
  std::string uri(text_of(parameters, {"textDocument", "uri"}));
  if (method == "initialized") {
    if (fleet_) start();
  } else if (method == "exit") {
    ends_ = true;
  } else if (method == "textDocument/didOpen") {
    change(uri, std::string(text_of(parameters, {"textDocument", "text"})));
  } else if (method == "textDocument/didChange") {
    Value changes = member(parameters, {"contentChanges"});
    if (changes.is_list() && !changes.as_list().empty()) {
      change(uri, std::string(text_of(changes.as_list().back(), {"text"})));
    }
  } else if (method == "textDocument/didClose") {
    change(uri, std::nullopt);
  }
}

void Server::start() {
  fleet_->open();
  judges_ = true;
  watch_->watch(watched_folders(*fleet_));
}

std::string Server::relative(std::string_view uri) const {
  std::string path = path_of_uri(uri);
  if (root_.empty() || !path.starts_with(root_ + "/")) return "";
  return path.substr(root_.size() + 1);
}

void Server::change(const std::string& uri, std::optional<std::string> text) {
  std::string path = relative(uri);
  if (!fleet_ || path.empty()) return;
  bool is_same = text && text_at(path) == *text;
  if (text) {
    documents_[uri] = {path, *text};
  } else {
    documents_.erase(uri);
  }
  fleet_->set_unsaved(path, std::move(text));
  // Opening a file changes nothing, unless the editor has another text for it.
  if (!is_same) typed_[path] = {path, ""};
}

/// As it is rendered now; empty when there is no such file.
std::string Server::text_at(const std::string& path) const {
  for (const auto& [uri, document] : documents_) {
    if (document.path == path) return document.text;
  }
  if (!fleet_->is_open()) return "";
  try {
    return fleet_->repository().files->read(path).text;
  } catch (const Error&) {
    return "";
  }
}

void Server::render() {
  if (typed_.empty()) return;
  std::vector<TreeChange> changes;
  for (auto& [path, one] : typed_) changes.push_back(std::move(one));
  typed_.clear();
  if (!fleet_->is_open()) {
    fleet_->open();
  } else {
    fleet_->render(changes);
  }
  judges_ = true;
}

/// Nothing arrives: time for what was typed, for other programs' changes, and for the check.
void Server::follow(const FolderChanges& changes) {
  if (changes.all) {
    fleet_->open();
    judges_ = true;
  } else if (!changes.files.empty()) {
    fleet_->render(changes.files);
    judges_ = true;
  }
  render();
  if (!judges_) return;
  judges_ = false;
  fleet_->judge();
  publish();
  watch_->watch(watched_folders(*fleet_));
  fleet_->tidy();
}

void Server::send_diagnostics(const std::string& path, const std::string& list) {
  std::string uri;
  append_json_string(uri, uri_of_path(root_ + "/" + path), false);
  channel_.send(fmt::format(
      R"({{"jsonrpc":"2.0","method":"textDocument/publishDiagnostics","params":{{"uri":{},"diagnostics":{}}}}})",
      uri, list));
}

void Server::publish() {
  DiagnosticLists lists(root_);
  for (const Diagnostic& one : fleet_->trouble()) lists.add(one);
  if (const LiveReport* found = fleet_->report()) {
    const report::CheckReport& report = found->report;
    for (size_t i : report.by_importance()) {
      if (report.status(i) != report::Status::Waived)
        lists.add(report.findings[i], report.status(i));
    }
  }
  std::map<std::string, std::string> now = lists.take();
  for (const auto& [path, list] : now) {
    if (diagnostics_[path] != list) send_diagnostics(path, list);
  }
  for (const auto& [path, list] : diagnostics_) {
    if (!now.contains(path) && list != "[]") send_diagnostics(path, "[]");
  }
  // What is open and has nothing is told once, so that a client knows that it was looked at.
  for (const auto& [uri, document] : documents_) {
    if (now.contains(document.path)) continue;
    if (!diagnostics_.contains(document.path)) send_diagnostics(document.path, "[]");
    now[document.path] = "[]";
  }
  diagnostics_ = std::move(now);
}

std::optional<Cursor> Server::cursor_of(const Value& parameters) const {
  auto found = documents_.find(std::string(text_of(parameters, {"textDocument", "uri"})));
  if (found == documents_.end() || !fleet_->is_open()) return std::nullopt;
  return Cursor{found->second.path, found->second.text,
                position_of(member(parameters, {"position"}))};
}

std::string Server::hover_answer(const Value& parameters) const {
  std::optional<Cursor> cursor = cursor_of(parameters);
  std::string text = cursor ? hover(*fleet_, *cursor) : std::string();
  if (text.empty()) return "null";
  JsonStream json;
  json.begin_object();
  json.key("contents").begin_object();
  json.key("kind").text("markdown");
  json.key("value").text(text);
  json.end_object();
  json.end_object();
  return json.take();
}

std::string Server::definition_answer(const Value& parameters) const {
  std::optional<Cursor> cursor = cursor_of(parameters);
  JsonStream json;
  json.begin_array();
  for (const Target& target : cursor ? definitions(*fleet_, *cursor) : std::vector<Target>()) {
    std::string text = text_at(target.path);
    Positions positions(text);
    json.begin_object();
    json.key("uri").text(uri_of_path(root_ + "/" + target.path));
    json.key("range");
    write_range(json, {positions.of(target.line, target.column),
                       positions.of(target.line, target.column + target.length)});
    json.end_object();
  }
  json.end_array();
  return json.take();
}

std::string Server::completion_answer(const Value& parameters) const {
  constexpr int kProperty = 10, kValue = 12;
  std::optional<Cursor> cursor = cursor_of(parameters);
  JsonStream json;
  json.begin_object();
  json.key("isIncomplete").boolean(false);
  json.key("items").begin_array();
  if (cursor) {
    Positions positions(cursor->text);
    YamlContext context =
        yaml_context(cursor->text, cursor->position.line, positions.byte_in_line(cursor->position));
    Position begin = cursor->position;
    begin.character = std::max(0, begin.character - static_cast<int>(context.word.size()));
    for (const Proposal& one : complete(*fleet_, cursor->path, context)) {
      json.begin_object();
      json.key("label").text(one.label);
      json.key("kind").number(one.is_value ? kValue : kProperty);
      if (!one.detail.empty()) json.key("detail").text(one.detail);
      json.key("textEdit").begin_object();
      json.key("range");
      write_range(json, {begin, cursor->position});
      json.key("newText").text(one.insert);
      json.end_object();
      json.end_object();
    }
  }
  json.end_array();
  json.end_object();
  return json.take();
}

std::string Server::action_answer(const Value& parameters) const {
  std::string uri(text_of(parameters, {"textDocument", "uri"}));
  std::string path = relative(uri);
  Position from = position_of(member(parameters, {"range", "start"}));
  Position to = position_of(member(parameters, {"range", "end"}));
  JsonStream json;
  json.begin_array();
  const LiveReport* found = fleet_->report();
  for (size_t i = 0; found && i < found->report.findings.size(); ++i) {
    const report::CheckReport& report = found->report;
    if (!report.has_fix(i)) continue;
    const Finding& finding = report.findings[i];
    bool here = std::any_of(
        finding.locations.begin(), finding.locations.end(), [&](const SourcePos& where) {
          return where.path() == path && where.line - 1 >= from.line && where.line - 1 <= to.line;
        });
    bool fresh = std::all_of(
        report.fixes[i].begin(), report.fixes[i].end(),
        [&](const FileEdit& edit) { return text_at(edit.file->path) == edit.file->text; });
    if (!here || !fresh) continue;
    json.begin_object();
    json.key("title").text(finding.fix.text.empty()
                               ? std::string("Mend: ") + finding.diagnostic.message
                               : finding.fix.text);
    json.key("kind").text("quickfix");
    json.key("isPreferred").boolean(true);
    json.key("edit").begin_object();
    json.key("changes").begin_object();
    std::map<std::string, std::vector<const FileEdit*>> by_file;
    for (const FileEdit& edit : report.fixes[i]) by_file[edit.file->path].push_back(&edit);
    for (const auto& [file, edits] : by_file) {
      json.key(uri_of_path(root_ + "/" + file)).begin_array();
      for (const FileEdit* edit : edits) {
        Positions positions(edit->file->text);
        json.begin_object();
        json.key("range");
        write_range(json, {positions.of_offset(edit->begin), positions.of_offset(edit->end)});
        json.key("newText").text(edit->text);
        json.end_object();
      }
      json.end_array();
    }
    json.end_object();
    json.end_object();
    json.end_object();
  }
  json.end_array();
  return json.take();
}

}  // namespace drydock::cli::lsp
