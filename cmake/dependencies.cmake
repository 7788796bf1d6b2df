# Debian bookworm's packages; the Makefile installs them.
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
pkg_check_modules(YAML REQUIRED IMPORTED_TARGET yaml-0.1)
pkg_check_modules(GIT2 REQUIRED IMPORTED_TARGET libgit2)
# Not through pkg-config: its -pthread would set the precompiled headers of two layers apart.
find_library(RE2_LIBRARY re2 REQUIRED)
pkg_check_modules(CRYPTO REQUIRED IMPORTED_TARGET libcrypto)
pkg_check_modules(CRYPT REQUIRED IMPORTED_TARGET libcrypt)
target_link_libraries(drydock_flags INTERFACE Threads::Threads)
