#include "core/git/merge_text.h"

#include "core/git/library.h"

namespace drydock {
namespace {

git_merge_file_input input_of(std::string_view text) {
  git_merge_file_input input = GIT_MERGE_FILE_INPUT_INIT;
  input.ptr = text.data();
  input.size = text.size();
  return input;
}

bool is_binary(std::string_view text) {
  constexpr size_t kLooked = 8000;  // as far as git looks
  return text.substr(0, kLooked).find('\0') != std::string_view::npos;
}

}  // namespace

std::optional<std::string> merge_text(std::string_view was, std::string_view theirs,
                                      std::string_view ours) {
  if (is_binary(was) || is_binary(theirs) || is_binary(ours)) return std::nullopt;
  start_git_library();
  git_merge_file_input inputs[] = {input_of(was), input_of(ours), input_of(theirs)};
  git_merge_file_result result = {};
  int code = git_merge_file(&result, &inputs[0], &inputs[1], &inputs[2], nullptr);
  std::optional<std::string> merged;
  if (code == 0 && result.automergeable) merged.emplace(result.ptr, result.len);
  git_merge_file_result_free(&result);
  return merged;
}

}  // namespace drydock
