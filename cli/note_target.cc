#include "cli/note_target.h"

#include <algorithm>
#include <initializer_list>

#include "cli/read_file.h"
#include "core/arena.h"
#include "core/error.h"
#include "core/excerpt.h"
#include "core/json/parse.h"

namespace drydock::cli {
namespace {

constexpr std::string_view kJobHeader = "JOB-TOKEN";

using Names = std::initializer_list<const char*>;

/// The variables of a CI service, the first that is set counts.
struct CiVariables {
  std::string_view service;
  Names api;
  Names project;
  Names request;
  Names tokens;
};

constexpr CiVariables kVariables[] = {
    // A merge request is in the project that it leads to, which a fork's pipeline is not.
    {"gitlab",
     {"CI_API_V4_URL"},
     {"CI_MERGE_REQUEST_PROJECT_ID", "CI_PROJECT_ID"},
     {"CI_MERGE_REQUEST_IID"},
     {"DRYDOCK_TOKEN", "GITLAB_TOKEN", "CI_JOB_TOKEN"}},
    {"github",
     {"GITHUB_API_URL"},
     {"GITHUB_REPOSITORY"},
     {},
     {"DRYDOCK_TOKEN", "GITHUB_TOKEN", "GH_TOKEN"}},
    {"bitbucket",
     {},
     {"BITBUCKET_REPO_FULL_NAME"},
     {"BITBUCKET_PR_ID"},
     {"DRYDOCK_TOKEN", "BITBUCKET_TOKEN"}},
};

[[noreturn]] void refuse(std::string message, std::string help) {
  Diagnostic diagnostic;
  diagnostic.message = std::move(message);
  diagnostic.help = std::move(help);
  throw Error(std::move(diagnostic));
}

std::string first_of(const Variables& variables, const Names& names) {
  for (const char* name : names) {
    std::string value = variables(name);
    if (!value.empty()) return value;
  }
  return "";
}

/// The number of the pull request that a GitHub event is about; "" for none.
std::string number_in_event(const std::string& path) {
  std::optional<std::string> text = path.empty() ? std::nullopt : read_whole_file(path);
  if (!text) return "";
  Arena arena;
  JsonParseOptions options;
  options.numbers = JsonNumbers::Exact;
  Value event = parse_json(*text, arena, options).value;
  Value pull = fetch::json_object(event, "pull_request");
  if (pull.is_map()) return fetch::json_text(pull, "number");
  Value issue = fetch::json_object(event, "issue");
  if (fetch::json_object(issue, "pull_request").is_map()) return fetch::json_text(issue, "number");
  Value run = fetch::json_object(event, "workflow_run");
  const Value* pulls = run.is_map() ? run.as_map().find("pull_requests") : nullptr;
  std::vector<Value> of_run = pulls ? fetch::json_objects(*pulls) : std::vector<Value>();
  return of_run.size() == 1 ? fetch::json_text(of_run[0], "number") : "";
}

/// "refs/pull/7/merge"
std::string number_in_ref(const std::string& ref) {
  constexpr std::string_view kPull = "refs/pull/";
  if (!ref.starts_with(kPull)) return "";
  std::string rest = ref.substr(kPull.size());
  return rest.substr(0, rest.find('/'));
}

std::string request_number(const NoteFlags& flags, const CiVariables& names,
                           const fetch::NoteService& service, const Variables& variables) {
  std::string number = flags.request;
  if (number.empty()) number = first_of(variables, names.request);
  if (number.empty() && names.service == "github") {
    number = number_in_event(variables("GITHUB_EVENT_PATH"));
    if (number.empty()) number = number_in_ref(variables("GITHUB_REF"));
  }
  if (number.empty()) {
    std::string variable = names.request.size() == 0 ? "GITHUB_EVENT_PATH" : *names.request.begin();
    refuse(fmt::format("this run is for no {} of {}: {} names none", service.request_word,
                       service.title, variable),
           fmt::format("Run it in a job for {}s, or give --request N.", service.request_word));
  }
  bool digits =
      std::all_of(number.begin(), number.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (!digits || number.size() > 18) {
    refuse(fmt::format("`{}` is no number of a {}", printable(number), service.request_word),
           "Give it with --request N.");
  }
  return number;
}

std::string project_of(const NoteFlags& flags, const CiVariables& names,
                       const fetch::NoteService& service, const Variables& variables) {
  std::string project = flags.project;
  if (project.empty()) project = first_of(variables, names.project);
  if (project.empty() && names.service == "bitbucket") {
    std::string workspace = variables("BITBUCKET_WORKSPACE");
    std::string name = variables("BITBUCKET_REPO_SLUG");
    if (!workspace.empty() && !name.empty()) project = workspace + "/" + name;
  }
  bool is_gitlab = names.service == "gitlab";
  if (project.empty()) {
    refuse(fmt::format("which project of {} it is for is not known", service.title),
           fmt::format("Give it with --project {}.", is_gitlab ? "ID" : "OWNER/NAME"));
  }
  bool dots = ("/" + project + "/").find("/../") != std::string::npos ||
              ("/" + project + "/").find("/./") != std::string::npos;
  bool two_parts = std::count(project.begin(), project.end(), '/') == 1 &&
                   !project.starts_with('/') && !project.ends_with('/');
  if (dots || (!is_gitlab && !two_parts)) {
    refuse(fmt::format("`{}` is no project of {}", printable(project), service.title),
           is_gitlab ? "" : "It is written OWNER/NAME.");
  }
  return project;
}

fetch::Url api_address(const NoteFlags& flags, const CiVariables& names,
                       const fetch::NoteService& service, const Variables& variables) {
  std::string text = flags.api;
  if (text.empty()) text = first_of(variables, names.api);
  if (text.empty()) text = service.default_api;
  while (text.ends_with('/')) text.pop_back();
  fetch::Url api = fetch::Url::parse(text);
  if (api.scheme == "oci" || !api.query.empty() || !api.user_info.empty()) {
    refuse(fmt::format("`{}` is no address of an API", api.text()),
           fmt::format("It is like {}.", service.default_api));
  }
  fetch::Address number;
  bool here =
      api.host == "localhost" || (fetch::parse_address(api.host, number) && number.is_loopback());
  if (!api.is_secure() && !here && !flags.plain_http) {
    refuse(
        fmt::format("{} is not encrypted: everybody on the way could read the token", api.text()),
        "Give an address with https, or --plain-http if that is how it is.");
  }
  return api;
}

struct FoundToken {
  std::string text;
  bool of_job = false;
};

FoundToken find_token(const NoteFlags& flags, const CiVariables& names,
                      const fetch::NoteService& service, const Variables& variables) {
  FoundToken token;
  if (!flags.token_file.empty()) {
    std::optional<std::string> text = read_whole_file(flags.token_file);
    if (!text) {
      refuse(fmt::format("the token cannot be read from {}", printable(flags.token_file)), "");
    }
    token.text = std::move(*text);
    while (!token.text.empty() && static_cast<unsigned char>(token.text.back()) <= 0x20) {
      token.text.pop_back();
    }
    return token;
  }
  if (!flags.token_variable.empty()) {
    token.text = variables(flags.token_variable.c_str());
    token.of_job = flags.token_variable == "CI_JOB_TOKEN";
    if (token.text.empty()) {
      refuse(fmt::format("the variable {} is not set, or empty", printable(flags.token_variable)),
             "");
    }
    return token;
  }
  for (const char* name : names.tokens) {
    token.text = variables(name);
    token.of_job = std::string_view(name) == "CI_JOB_TOKEN";
    if (!token.text.empty()) return token;
  }
  refuse(fmt::format("there is no token for {}: none of {} is set", service.title,
                     fmt::join(names.tokens, ", ")),
         std::string(service.rights));
}

fetch::ApiToken token_of(const NoteFlags& flags, const CiVariables& names,
                         const fetch::NoteService& service, const Variables& variables) {
  FoundToken found = find_token(flags, names, service, variables);
  bool plain = !found.text.empty() && std::all_of(found.text.begin(), found.text.end(),
                                                  [](char c) { return c > 0x20 && c < 0x7f; });
  if (!plain) refuse("the token is empty, or has characters that no token has", "");
  std::string user = flags.user.empty() ? variables("DRYDOCK_TOKEN_USER") : flags.user;
  fetch::ApiToken token;
  token.secret = found.text;
  if (found.of_job) {
    token.header = kJobHeader;
    token.value = found.text;
  } else if (user.empty()) {
    token.value = "Bearer " + found.text;
  } else {
    token.value = fetch::basic_authorization(user, found.text);
  }
  return token;
}

}  // namespace

NoteTarget note_target(const NoteFlags& flags, const Variables& variables) {
  NoteTarget target;
  for (const fetch::NoteService* service : fetch::note_services()) {
    if (service->name == flags.service) target.service = service;
  }
  const CiVariables* names =
      std::find_if(std::begin(kVariables), std::end(kVariables),
                   [&](const CiVariables& row) { return row.service == flags.service; });
  if (!target.service || names == std::end(kVariables)) {
    refuse(fmt::format("there is no service `{}`", printable(flags.service)), "");
  }
  const fetch::NoteService& service = *target.service;
  target.place.request = request_number(flags, *names, service, variables);
  target.place.project = project_of(flags, *names, service, variables);
  target.api = api_address(flags, *names, service, variables);
  target.place.api_path = target.api.path;
  target.token = token_of(flags, *names, service, variables);
  target.place.by_job = target.token.header == kJobHeader;
  return target;
}

}  // namespace drydock::cli
