#include "cli/run_record.h"

#include <fmt/format.h>

#include <filesystem>
#include <ostream>
#include <streambuf>

#include "cli/read_file.h"
#include "cli/write_file.h"
#include "core/error.h"
#include "core/git/index_ids.h"
#include "core/git/objects.h"
#include "core/pack.h"
#include "projects/packed_file.h"

namespace drydock::cli {
namespace {

constexpr std::string_view kWhat = "run";
constexpr size_t kMostBytes = 64u * 1024 * 1024;  // more is not kept

/// While it lives, what is written to a stream is remembered, too.
class Copying : public std::streambuf {
 public:
  explicit Copying(std::ostream& stream) : stream_(stream), to_(*stream.rdbuf(this)) {}
  ~Copying() override { stream_.rdbuf(&to_); }

  const std::string& text() const { return text_; }
  bool is_whole() const { return !failed_ && text_.size() <= kMostBytes; }

 protected:
  int overflow(int c) override {
    if (c == traits_type::eof()) return traits_type::not_eof(c);
    char byte = static_cast<char>(c);
    return xsputn(&byte, 1) == 1 ? c : traits_type::eof();
  }
  std::streamsize xsputn(const char* bytes, std::streamsize size) override {
    std::streamsize written = to_.sputn(bytes, size);
    failed_ |= written != size;
    if (text_.size() <= kMostBytes) text_.append(bytes, static_cast<size_t>(size));
    return written;
  }
  int sync() override { return to_.pubsync(); }

 private:
  std::ostream& stream_;
  std::streambuf& to_;
  std::string text_;
  bool failed_ = false;
};

}  // namespace

RunRecord::RunRecord(std::string folder, std::string key, std::vector<std::string> files)
    : folder_(std::move(folder)), key_(std::move(key)), files_(std::move(files)) {
  std::string name = hex_of_bytes(blob_id(key_));
  path_ = fmt::format("{}/{}/{}.run", folder_, name.substr(0, 2), name.substr(2));
}

std::optional<int> RunRecord::replay(Session& session) const {
  std::optional<std::string> bytes = read_whole_file(path_);
  if (!bytes) return std::nullopt;
  try {
    std::string text = projects::unseal_file(kWhat, *bytes, path_);
    PackReader in(text, path_);
    if (in.text() != key_) return std::nullopt;
    int code = static_cast<int>(in.number_up_to(kExitUsage));
    std::string out(in.text()), err(in.text());
    std::vector<std::pair<std::string, std::string>> files;
    for (const std::string& path : files_) files.emplace_back(path, in.text());
    if (!in.at_end()) return std::nullopt;
    write_files(files);
    session.err << err;
    session.out << out;
    std::error_code ignored;
    std::filesystem::last_write_time(path_, std::filesystem::file_time_type::clock::now(), ignored);
    return code;
  } catch (const Error&) {
    return std::nullopt;  // the run itself says what cannot be written
  }
}

int RunRecord::record(Session& session, const std::function<Outcome()>& run) const {
  Copying out(session.out), err(session.err);
  Outcome outcome = run();
  if (!outcome.repeatable || !out.is_whole() || !err.is_whole()) return outcome.code;
  PackWriter record;
  record.text(key_);
  record.number(static_cast<uint64_t>(outcome.code));
  record.text(out.text());
  record.text(err.text());
  for (const std::string& path : files_) {
    std::optional<std::string> bytes = read_whole_file(path);
    if (!bytes) return outcome.code;
    record.text(*bytes);
  }
  try {
    std::filesystem::create_directories(std::filesystem::path(path_).parent_path());
    write_file(path_, projects::seal_file(kWhat, record.bytes()));
  } catch (const std::exception&) {
    // A cache that cannot be written is none.
  }
  return outcome.code;
}

}  // namespace drydock::cli
