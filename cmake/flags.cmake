# Flags that every target of the project shares.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

option(DRYDOCK_STATIC "One executable that needs no other file" OFF)
option(DRYDOCK_WERROR "Warnings are errors" ON)
option(DRYDOCK_FUZZ "Build the fuzz targets (clang)" OFF)
set(DRYDOCK_SANITIZE "" CACHE STRING "What -fsanitize= gets; empty for nothing")
set(DRYDOCK_NO_SANITIZE "" CACHE STRING "What -fno-sanitize= takes from it again")

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release)
endif()
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")
set(CMAKE_C_FLAGS_RELEASE "-O2 -DNDEBUG")

find_program(CCACHE ccache)
if(CCACHE)
  # Precompiled headers need the sloppiness; the base folder lets several checkouts share results;
  # the compiler's own list of headers saves a run of the preprocessor.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env
      CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
      CCACHE_DEPEND=1 CCACHE_NOHASHDIR=1 CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} ${CCACHE})
endif()

add_library(drydock_flags INTERFACE)
find_program(MOLD mold)
if(MOLD AND NOT DRYDOCK_STATIC)
  target_link_options(drydock_flags INTERFACE -fuse-ld=mold)
endif()
target_compile_options(drydock_flags INTERFACE
  -fPIE -ffunction-sections -fdata-sections -Wall -Wextra -Wno-missing-field-initializers)
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
  # gcc 12 finds these in its own std::string, std::regex and in Boost's numbers; the sanitizers find
  # the real ones.
  target_compile_options(drydock_flags INTERFACE -Wno-array-bounds -Wno-maybe-uninitialized
    -Wno-restrict -Wno-stringop-overflow -Wno-stringop-overread)
endif()
target_link_options(drydock_flags INTERFACE -Wl,--gc-sections)
if(DRYDOCK_WERROR)
  # At link time too: a static program that asks the host's name services (getaddrinfo, getpwuid) is
  # only warned about, and breaks on other machines.
  target_compile_options(drydock_flags INTERFACE -Werror)
  target_link_options(drydock_flags INTERFACE -Wl,--fatal-warnings)
endif()
if(DRYDOCK_SANITIZE)
  set(sanitize -fsanitize=${DRYDOCK_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  if(DRYDOCK_NO_SANITIZE)
    list(APPEND sanitize -fno-sanitize=${DRYDOCK_NO_SANITIZE})
  endif()
  target_compile_options(drydock_flags INTERFACE ${sanitize})
  target_link_options(drydock_flags INTERFACE ${sanitize})
endif()
target_compile_definitions(drydock_flags INTERFACE
                           DRYDOCK_VERSION="${PROJECT_VERSION}")
