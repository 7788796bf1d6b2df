# Flags that every target of the project shares.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

find_program(CCACHE ccache)
if(CCACHE)
  # Precompiled headers need the sloppiness; the base folder lets several checkouts share results.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env
      CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
      CCACHE_NOHASHDIR=1 CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} ${CCACHE})
endif()

add_library(drydock_flags INTERFACE)
target_compile_options(drydock_flags INTERFACE -fPIE -Wall -Wextra -Wno-missing-field-initializers)
option(DRYDOCK_WERROR "Warnings are errors" ON)
if(DRYDOCK_WERROR)
  target_compile_options(drydock_flags INTERFACE -Werror)
endif()
target_compile_definitions(drydock_flags INTERFACE FMT_HEADER_ONLY=1)
