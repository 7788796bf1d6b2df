#include <algorithm>
#include <filesystem>
#include <ostream>
#include <set>

#include "cli/folder_watch.h"
#include "cli/pipeline.h"
#include "cli/policy_verbs.h"
#include "cli/stop_signal.h"
#include "cli/write_file.h"
#include "core/error.h"
#include "core/excerpt.h"
#include "core/json/stream.h"
#include "core/tree.h"
#include "report/xml_text.h"
#include "validate/policy/policy_tests.h"

namespace drydock::cli {
namespace {

namespace policy = validate::policy;
namespace fs = std::filesystem;

struct TestedFile {
  policy::PolicyTestReport report;
  std::vector<policy::Mutant> mutants;
};

/// Everything of one run; the reports point into it.
struct TestSession {
  std::unique_ptr<Tree> tree;
  std::unique_ptr<SourceCache> files;
  Sources sources;
  Arena arena;
  std::vector<TestedFile> tested;

  bool passed() const {
    return std::all_of(tested.begin(), tested.end(),
                       [](const TestedFile& one) { return one.report.passed(); });
  }
};

void collect(SourceCache& files, const std::string& path, std::vector<std::string>& found) {
  if (files.tree().kind(path) != EntryKind::Folder) {
    found.push_back(path);
    return;
  }
  for (const TreeEntry& entry : files.list(path)) {
    std::string below = path.empty() ? entry.name : fmt::format("{}/{}", path, entry.name);
    if (entry.kind == EntryKind::Folder) collect(files, below, found);
    if (entry.kind == EntryKind::File && policy::is_policy_file(entry.name)) found.push_back(below);
  }
}

/// Paths relative to the tree's root of what the command line names.
std::vector<std::string> named_paths(const PolicyOptions& options, Session& session,
                                     std::string& root) {
  if (options.arguments.empty()) {
    std::unique_ptr<Repository> repository = open_repository(session, only_settings());
    if (!repository) return {};
    root = repository->folder;
    return repository->settings.policy_paths;
  }
  fs::path from =
      session.flags.directory.empty() ? fs::current_path() : fs::path(session.flags.directory);
  root = find_root(fs::absolute(from / options.arguments.front()).parent_path().string());
  std::vector<std::string> paths;
  for (const std::string& argument : options.arguments) {
    std::error_code error;
    fs::path whole = fs::weakly_canonical(from / argument, error);
    if (!fs::exists(whole, error)) fail("file-missing", fmt::format("there is no {}", argument));
    std::string relative = whole.lexically_relative(root).string();
    if (relative.starts_with("..")) fail("", fmt::format("{} is outside of {}", argument, root));
    paths.push_back(relative == "." ? "" : relative);
  }
  return paths;
}

void run_tests(const PolicyOptions& options, Session& session, TestSession& run) {
  std::string root;
  std::vector<std::string> paths = named_paths(options, session, root);
  if (paths.empty())
    fail("", "there are no policies: name a file, or list `policies.paths` in drydock.yaml");
  run.tree = open_disk_tree(root);
  run.files = std::make_unique<SourceCache>(*run.tree, run.sources);
  std::vector<std::string> found;
  for (const std::string& path : paths) collect(*run.files, path, found);
  for (const std::string& path : found) {
    policy::PolicyTestFile tests = policy::read_policy_tests(*run.files, path, run.arena);
    TestedFile& one = run.tested.emplace_back();
    one.report = policy::run_policy_tests(*run.files, tests);
    bool works = one.report.passed() && !one.report.policies.empty();
    if (options.mutate && works)
      one.mutants = policy::mutate_policy(*run.files, tests, options.max_mutants);
  }
}

void show_coverage(const TestedFile& one, std::ostream& out) {
  auto file = one.report.coverage.files().find(one.report.path);
  if (file == one.report.coverage.files().end() || !one.report.source) return;
  policy::CoverageSum sum = policy::sum_coverage(file->second, one.report.source->text);
  out << fmt::format("  coverage: {} of {} lines, {} of {} branches\n", sum.lines_ran, sum.lines,
                     sum.branches_ran, sum.branches);
  if (!sum.missed.empty())
    out << fmt::format("    never run: line {}\n", fmt::join(sum.missed, ", "));
  if (!sum.missed_branches.empty()) {
    out << fmt::format("    only one way: line {}\n", fmt::join(sum.missed_branches, ", "));
  }
}

void show_mutants(const TestedFile& one, std::ostream& out) {
  size_t survived = 0;
  for (const policy::Mutant& mutant : one.mutants) {
    if (!mutant.survived) continue;
    ++survived;
    out << fmt::format("  survives: {}:{}: {}\n", one.report.path, mutant.line,
                       printable(mutant.what));
  }
  out << fmt::format("  mutants: {} of {} noticed\n", one.mutants.size() - survived,
                     one.mutants.size());
}

void show_text(const PolicyOptions& options, const TestSession& run, std::ostream& out) {
  Excerpts excerpts;
  size_t cases = 0;
  size_t failed = 0;
  for (const TestedFile& one : run.tested) {
    const policy::PolicyTestReport& report = one.report;
    if (report.policies.empty() && report.problems.empty()) continue;  // a module
    out << fmt::format("{} {}\n", report.passed() ? "ok    " : "FAILED", printable(report.path));
    for (const Diagnostic& problem : report.problems) out << excerpts.describe(problem);
    for (const policy::PolicyCaseResult& result : report.cases) {
      ++cases;
      if (result.problems.empty()) continue;
      ++failed;
      out << fmt::format("  {}:{}: {}\n", result.where.path(), result.where.line,
                         printable(result.name));
      for (const std::string& problem : result.problems)
        out << fmt::format("    {}\n", printable(problem));
    }
    for (const std::string& lacking : report.lacking) out << fmt::format("  {}\n", lacking);
    if (options.coverage) show_coverage(one, out);
    if (options.mutate && report.passed()) show_mutants(one, out);
  }
  out << fmt::format("{} cases, {} failed\n", cases, failed);
}

void write_json(const TestSession& run, std::ostream& out) {
  JsonStream json;
  json.begin_array();
  for (const TestedFile& one : run.tested) {
    json.begin_object();
    json.key("file").text(one.report.path);
    json.key("passed").boolean(one.report.passed());
    json.key("problems").begin_array();
    for (const Diagnostic& problem : one.report.problems) json.text(problem.message);
    for (const std::string& lacking : one.report.lacking) json.text(lacking);
    json.end_array();
    json.key("cases").begin_array();
    for (const policy::PolicyCaseResult& result : one.report.cases) {
      json.begin_object();
      json.key("name").text(result.name);
      json.key("policy").text(result.policy);
      json.key("passed").boolean(result.problems.empty());
      json.key("problems").begin_array();
      for (const std::string& problem : result.problems) json.text(problem);
      json.end_array();
      json.end_object();
    }
    json.end_array();
    auto file = one.report.coverage.files().find(one.report.path);
    if (file != one.report.coverage.files().end() && one.report.source) {
      policy::CoverageSum sum = policy::sum_coverage(file->second, one.report.source->text);
      json.key("coverage").begin_object();
      json.key("lines").number(static_cast<int64_t>(sum.lines));
      json.key("linesRun").number(static_cast<int64_t>(sum.lines_ran));
      json.key("branches").number(static_cast<int64_t>(sum.branches));
      json.key("branchesRun").number(static_cast<int64_t>(sum.branches_ran));
      json.end_object();
    }
    json.key("survivors").begin_array();
    for (const policy::Mutant& mutant : one.mutants) {
      if (mutant.survived) json.text(fmt::format("{}: {}", mutant.line, mutant.what));
    }
    json.end_array();
    json.end_object();
  }
  json.end_array();
  out << json.take();
}

std::string xml(std::string_view text) { return report::xml_text(printable(text)); }

std::string junit(const TestSession& run) {
  std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n";
  for (const TestedFile& one : run.tested) {
    std::vector<std::string> whole = one.report.lacking;
    for (const Diagnostic& problem : one.report.problems) whole.push_back(problem.message);
    size_t failures = whole.size();
    for (const policy::PolicyCaseResult& result : one.report.cases)
      failures += !result.problems.empty();
    out += fmt::format("  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\">\n",
                       xml(one.report.path), one.report.cases.size() + whole.size(), failures);
    auto add = [&](std::string_view name, const std::vector<std::string>& problems) {
      out += fmt::format("    <testcase classname=\"{}\" name=\"{}\"", xml(one.report.path),
                         xml(name));
      if (problems.empty()) {
        out += "/>\n";
        return;
      }
      out += fmt::format(">\n      <failure message=\"{}\">{}</failure>\n    </testcase>\n",
                         xml(problems.front()), xml(fmt::format("{}", fmt::join(problems, "; "))));
    };
    for (const policy::PolicyCaseResult& result : one.report.cases)
      add(result.name, result.problems);
    for (const std::string& problem : whole) add("policy", {problem});
    out += "  </testsuite>\n";
  }
  return out + "</testsuites>\n";
}

/// The folders of what is tested, with all below them, relative to the root.
std::set<std::string, std::less<>> watched_folders(const std::string& root,
                                                   const std::vector<std::string>& paths) {
  std::set<std::string, std::less<>> folders;
  for (const std::string& path : paths) {
    std::error_code error;
    bool is_folder = fs::is_directory(fs::path(root) / path, error);
    std::string top(is_folder ? std::string_view(path) : parent_path(path));
    folders.insert(top);
    fs::recursive_directory_iterator at(fs::path(root) / top, error), end;
    for (; !error && at != end; at.increment(error)) {
      if (!at->is_directory(error)) continue;
      folders.insert(at->path().lexically_relative(root).string());
    }
  }
  return folders;
}

int run_once(const PolicyOptions& options, Session& session, TestSession& run) {
  run_tests(options, session, run);
  if (!options.junit.empty()) write_file(options.junit, junit(run));
  options.format == "json" ? write_json(run, session.out) : show_text(options, run, session.out);
  return run.passed() ? kExitClean : kExitFindings;
}

/// Runs again after each change, until a signal comes.
int watch_tests(const PolicyOptions& options, Session& session) {
  StopSignal stop;
  std::string root;
  std::vector<std::string> paths = named_paths(options, session, root);
  FolderWatch watch(root);
  while (true) {
    // Before the run: what changes meanwhile counts.
    watch.watch(watched_folders(root, paths));
    try {
      TestSession run;
      run_once(options, session, run);
    } catch (const Error& error) {
      session.err << "drydock: " << Excerpts().describe(error.diagnostic());
    }
    session.out.flush();
    session.err.flush();
    FolderChanges changes;
    do {
      changes = watch.wait(-1, stop.descriptor());
      // The report of the run may stand there as well.
      std::erase_if(changes.files, [&](const TreeChange& change) {
        std::error_code error;
        return !options.junit.empty() &&
               fs::equivalent(fs::path(root) / change.path, options.junit, error);
      });
    } while (!changes.any() && !changes.woken);
    if (changes.woken) return kExitClean;
  }
}

}  // namespace

int policy_test(const PolicyOptions& options, Session& session) {
  if (options.watch) return watch_tests(options, session);
  TestSession run;
  return run_once(options, session, run);
}

}  // namespace drydock::cli
