#include "cli/cmd_validate.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <ctime>
#include <iterator>
#include <memory>
#include <ostream>

#include "cli/go_flags.h"
#include "core/error.h"
#include "core/parallel_for.h"
#include "core/regex.h"
#include "fetch/http.h"
#include "report/verdicts.h"
#include "schemas/kubernetes.h"
#include "validate/manifest_check.h"
#include "validate/manifest_files.h"

namespace drydock::cli {
namespace {

constexpr std::string_view kKubeconformVersion = "v0.8.0";

struct ValidateFlags {
  std::string version = "master";
  std::vector<std::string> locations;
  std::string skip;
  std::string reject;
  bool debug = false;
  bool exit_on_error = false;
  bool ignore_missing = false;
  std::vector<std::string> ignored_files;
  bool summary = false;
  int64_t workers = 4;
  bool strict = false;
  std::string output = "text";
  bool verbose = false;
  bool skip_tls = false;
  std::string cache;
  bool help = false;
  bool show_version = false;
  bool server = false;
  bool allow_network = false;
  std::vector<std::string> paths;
};

std::string set_version(ValidateFlags& options, std::string_view value) {
  static const Regex kVersion(R"(^(master|\d+\.\d+\.\d+)$)");
  if (!kVersion.matches(value)) {
    return fmt::format(
        "{} is not a valid version. Valid values are \"master\" (default) or full version x.y.z "
        "(e.g. \"1.27.2\")",
        value);
  }
  options.version = value;
  return "";
}

void add_flags(GoFlags& flags, ValidateFlags& options, bool with_extras) {
  flags.add_custom(
      "kubernetes-version", 0, "value", "",
      [&](std::string_view value) { return set_version(options, value); },
      "version of Kubernetes to validate against, e.g.: 1.18.0 (default master)");
  flags.add_texts("schema-location", 0, options.locations,
                  "override schemas location search path (can be specified multiple times)");
  flags.add_text("skip", 0, options.skip, "comma-separated list of kinds or GVKs to ignore");
  flags.add_text("reject", 0, options.reject, "comma-separated list of kinds or GVKs to reject");
  flags.add_switch("debug", 0, options.debug, "print debug information");
  flags.add_switch("exit-on-error", 0, options.exit_on_error,
                   "immediately stop execution when the first error is encountered");
  flags.add_switch("ignore-missing-schemas", 0, options.ignore_missing,
                   "skip files with missing schemas instead of failing");
  flags.add_texts(
      "ignore-filename-pattern", 0, options.ignored_files,
      "regular expression specifying paths to ignore (can be specified multiple times)");
  flags.add_switch("summary", 0, options.summary,
                   "print a summary at the end (ignored for junit output)");
  flags.add_number("n", 0, options.workers, "number of goroutines to run concurrently (default 4)");
  flags.add_switch("strict", 0, options.strict,
                   "disallow additional properties not in schema or duplicated keys");
  flags.add_text("output", 0, options.output,
                 with_extras
                     ? "output format - json, junit, pretty, tap, text, verdicts (default \"text\")"
                     : "output format - json, junit, pretty, tap, text (default \"text\")");
  flags.add_switch("verbose", 0, options.verbose,
                   "print results for all resources (ignored for tap and junit output)");
  flags.add_switch("insecure-skip-tls-verify", 0, options.skip_tls,
                   "disable verification of the server's SSL certificate. This will make your "
                   "HTTPS connections insecure");
  flags.add_text("cache", 0, options.cache, "cache schemas downloaded via HTTP to this folder");
  flags.add_switch("h", 0, options.help, "show help information");
  flags.add_switch("v", 0, options.show_version, "show version information");
  if (with_extras) {
    flags.add_switch("server", 0, options.server,
                     "check built-in kinds as the API server does when they are created");
    flags.add_switch("allow-network", 0, options.allow_network,
                     "download schemas from locations that begin with http");
  }
}

std::set<std::string, std::less<>> split_names(std::string_view csv) {
  std::set<std::string, std::less<>> names;
  while (!csv.empty()) {
    size_t comma = std::min(csv.find(','), csv.size());
    std::string_view name = csv.substr(0, comma);
    while (!name.empty() && std::isspace(static_cast<unsigned char>(name.front()))) {
      name.remove_prefix(1);
    }
    while (!name.empty() && std::isspace(static_cast<unsigned char>(name.back()))) {
      name.remove_suffix(1);
    }
    if (!name.empty()) names.emplace(name);
    csv.remove_prefix(std::min(comma + 1, csv.size()));
  }
  return names;
}

std::string environment(const char* upper, const char* lower) {
  const char* value = std::getenv(upper);
  if (!value || !*value) value = std::getenv(lower);
  return value ? value : "";
}

/// Downloads a schema, with the environment's proxies and certificates.
validate::Download download(const std::string& url, bool skip_tls) {
  fetch::HttpRequest request;
  fetch::HttpSettings settings;
  settings.http_proxy = environment("HTTP_PROXY", "http_proxy");
  settings.https_proxy = environment("HTTPS_PROXY", "https_proxy");
  settings.no_proxy = environment("NO_PROXY", "no_proxy");
  settings.ca_file = environment("SSL_CERT_FILE", "SSL_CERT_FILE");
  settings.insecure = skip_tls;
  try {
    request.url = fetch::Url::parse(url);
    fetch::HttpResponse response = fetch::send(request, settings);
    return {response.status, std::move(response.body), ""};
  } catch (const Error& error) {
    if (error.diagnostic().rule != "download") throw;
    return {0, "", error.diagnostic().message};
  }
}

validate::LocationOptions location_options(const ValidateFlags& options) {
  validate::LocationOptions out{options.locations, options.version, options.strict, options.cache};
  if (options.allow_network) {
    out.download = [skip_tls = options.skip_tls](const std::string& url) {
      return download(url, skip_tls);
    };
  }
  return out;
}

bool is_failure(const Verdict& verdict) {
  return verdict.status == Verdict::Status::Error || verdict.status == Verdict::Status::Invalid;
}

class Run {
 public:
  Run(const ValidateFlags& options, Session& session)
      : options_(options), session_(session), locations_(location_options(options)) {
    manifest_options_.strict = options.strict;
    manifest_options_.ignore_missing_schemas = options.ignore_missing;
    manifest_options_.skip = split_names(options.skip);
    manifest_options_.reject = split_names(options.reject);
    manifest_options_.server = options.server;
    const schemas::ApiTable& table = schemas::kubernetes_api();
    manifest_options_.release = table.nearest_release(options.version).value_or(table.newest());
  }

  int run(report::VerdictWriter& writer, bool from_stdin) {
    auto start = std::chrono::steady_clock::now();
    if (from_stdin) {
      check_stdin(writer);
    } else {
      check_files(writer);
    }
    std::chrono::duration<double> time = std::chrono::steady_clock::now() - start;
    writer.finish(time.count());
    session_.out << writer.take();
    return success_ ? kExitClean : kExitFindings;
  }

 private:
  /// False when the run shall end.
  bool write(report::VerdictWriter& writer, const std::vector<Verdict>& verdicts) {
    for (const Verdict& verdict : verdicts) {
      success_ = success_ && !is_failure(verdict);
      writer.write(verdict);
      if (!success_ && options_.exit_on_error) return false;
    }
    return true;
  }

  void check_stdin(report::VerdictWriter& writer) {
    std::string text{std::istreambuf_iterator<char>(session_.in), {}};
    write(writer,
          validate::ManifestChecker(locations_, manifest_options_).check("stdin", text, true));
  }

  std::vector<Verdict> check_file(const validate::ManifestFile& file) {
    std::string error = file.error;
    std::string text = error.empty() ? validate::read_manifest_file(file.path, error) : "";
    if (error.empty()) {
      return validate::ManifestChecker(locations_, manifest_options_).check(file.path, text, false);
    }
    Verdict verdict;
    verdict.path = file.path;
    verdict.status = Verdict::Status::Error;
    verdict.error = std::move(error);
    return {verdict};
  }

  /// In batches, so that memory and the way to the first error stay short.
  void check_files(report::VerdictWriter& writer) {
    std::vector<validate::ManifestFile> files =
        validate::find_manifest_files(options_.paths, options_.ignored_files);
    size_t batch = options_.exit_on_error ? 16 : 256;
    std::vector<std::vector<Verdict>> verdicts(batch);
    int jobs = static_cast<int>(std::clamp<int64_t>(options_.workers, 1, 64));
    for (size_t begin = 0; begin < files.size(); begin += batch) {
      size_t count = std::min(batch, files.size() - begin);
      parallel_for(count, jobs, [&](size_t i) { verdicts[i] = check_file(files[begin + i]); });
      for (size_t i = 0; i < count; ++i) {
        if (!write(writer, verdicts[i])) return;
      }
      session_.out << writer.take();
    }
  }

  const ValidateFlags& options_;
  Session& session_;
  validate::ManifestOptions manifest_options_;
  validate::SchemaLocations locations_;
  bool success_ = true;
};

/// Go's package log: the time goes before the message.
int fail_as_log(Session& session, std::string_view message) {
  std::time_t now = std::time(nullptr);
  std::tm local{};
  localtime_r(&now, &local);
  char text[32];
  std::strftime(text, sizeof text, "%Y/%m/%d %H:%M:%S", &local);
  session.err << text << " " << message << "\n";
  return kExitFindings;
}

bool stdin_is_device() {
  struct stat status {};
  return fstat(STDIN_FILENO, &status) == 0 && S_ISCHR(status.st_mode);
}

/// kubeconform's refusal of an unusable folder for its downloads; empty when it is usable.
std::string cache_problem(const std::string& folder) {
  struct stat status {};
  if (folder.empty()) return "";
  if (stat(folder.c_str(), &status) != 0) {
    return fmt::format("failed opening cache folder {}: stat {}: no such file or directory", folder,
                       folder);
  }
  return S_ISDIR(status.st_mode) ? "" : fmt::format("cache folder {} is not a directory", folder);
}

int run_with(Session& session, std::span<const std::string> args, std::string_view program,
             bool with_extras) {
  ValidateFlags options;
  GoFlags flags(GoFlags::Library::Flag);
  add_flags(flags, options, with_extras);
  auto usage = [&] {
    return fmt::format("Usage: {} [OPTION]... [FILE OR FOLDER]...\n{}", program, flags.usage());
  };
  try {
    options.paths = flags.parse(args);
  } catch (const Error& error) {
    session.err << error.what() << "\n" << usage() << "\n";
    return kExitFindings;
  }
  if (options.help) {
    session.out << usage() << "\n";
    return kExitClean;
  }
  if (options.show_version) {
    session.out << kKubeconformVersion << "\n";
    return kExitClean;
  }
  bool from_stdin =
      options.paths.empty() || (options.paths.size() == 1 && options.paths.front() == "-");
  if (from_stdin && stdin_is_device())
    return fail_as_log(session, "failing to read data from stdin");
  report::VerdictStyle style{options.summary, options.verbose, from_stdin};
  auto writer = with_extras || options.output != "verdicts"
                    ? report::make_verdict_writer(options.output, style)
                    : nullptr;
  if (!writer) {
    session.err << "'outputFormat' must be 'json', 'junit', 'pretty', 'tap' or 'text'\n";
    return kExitFindings;
  }
  try {
    std::string problem = cache_problem(options.cache);
    if (!problem.empty()) fail("usage", problem);
    return Run(options, session).run(*writer, from_stdin);
  } catch (const Error& error) {
    if (error.diagnostic().rule != "usage") throw;
    session.err << error.what() << "\n";
    return kExitFindings;
  }
}

}  // namespace

int run_validate(Session& session, std::span<const std::string> args) {
  return run_with(session, args, "drydock validate", true);
}

int run_kubeconform(Session& session, std::span<const std::string> args) {
  return run_with(session, args, "kubeconform", false);
}

}  // namespace drydock::cli
