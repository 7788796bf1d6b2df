#pragma once

#include <map>
#include <string>
#include <string_view>

#include "core/source.h"

namespace drydock::fetch {

/// Who we are to one registry.
struct Login {
  std::string user;
  std::string password;
  std::string identity_token;  // what `docker login` keeps instead of a password with some servers

  bool empty() const { return user.empty() && password.empty() && identity_token.empty(); }
};

/// Logins by host, from the files that `helm registry login` and `docker login` write. Files that
/// come first go first. Programs that hand out passwords (credHelpers, credsStore) are not run.
class Logins {
 public:
  /// Throws Error, rule `download`, for what is no such file; never says what is in it.
  void add_file(const SourceFile& file);
  void add(std::string host, Login login);

  /// The login for "registry.example.com:5000"; an empty one when there is none.
  Login find(std::string_view host) const;
  /// Whether a file leaves the login for this host to a program.
  bool needs_helper(std::string_view host) const;

 private:
  std::map<std::string, Login, std::less<>> logins_;
  std::map<std::string, bool, std::less<>> helpers_;
  bool helper_for_all_ = false;
};

}  // namespace drydock::fetch
