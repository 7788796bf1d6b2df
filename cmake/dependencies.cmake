# Debian bookworm's packages, named in .ci/packages.txt; `make setup` installs them.

find_package(Threads REQUIRED)
target_link_libraries(drydock_flags INTERFACE Threads::Threads)

# drydock_dependency(NAME HEADER FILE LIBRARIES NAME... [ARCHIVES NAME...] [STUBS FILE])
#
# Declares drydock::NAME. LIBRARIES are linked as shared objects; a static build links their
# archives, then the ARCHIVES that these need in turn, with the object of the C file STUBS in front:
# what it defines is not taken from the archives.
function(drydock_dependency name)
  cmake_parse_arguments(ARG "" "HEADER;STUBS" "LIBRARIES;ARCHIVES" ${ARGN})
  add_library(drydock_dependency_${name} INTERFACE)
  add_library(drydock::${name} ALIAS drydock_dependency_${name})
  find_path(DRYDOCK_${name}_INCLUDE ${ARG_HEADER})
  mark_as_advanced(DRYDOCK_${name}_INCLUDE)
  if(NOT DRYDOCK_${name}_INCLUDE)
    message(FATAL_ERROR "${ARG_HEADER} is missing. Run `make setup`, or install the equivalent of "
                        "the packages in .ci/packages.txt.")
  endif()
  target_include_directories(drydock_dependency_${name} SYSTEM INTERFACE
                             ${DRYDOCK_${name}_INCLUDE})
  if(DRYDOCK_STATIC AND ARG_STUBS)
    add_library(drydock_${name}_stubs OBJECT ${ARG_STUBS})
    target_link_libraries(drydock_${name}_stubs PRIVATE drydock_flags)
    target_link_libraries(drydock_dependency_${name} INTERFACE
                          $<TARGET_OBJECTS:drydock_${name}_stubs>)
  endif()
  set(libraries ${ARG_LIBRARIES})
  if(DRYDOCK_STATIC)
    list(APPEND libraries ${ARG_ARCHIVES})
  endif()
  foreach(library IN LISTS libraries)
    if(DRYDOCK_STATIC)
      find_library(DRYDOCK_${library}_LIBRARY NAMES lib${library}.a REQUIRED)
    else()
      find_library(DRYDOCK_${library}_LIBRARY NAMES ${library} REQUIRED)
    endif()
    mark_as_advanced(DRYDOCK_${library}_LIBRARY)
    target_link_libraries(drydock_dependency_${name} INTERFACE ${DRYDOCK_${library}_LIBRARY})
  endforeach()
endfunction()

drydock_dependency(git2 HEADER git2.h LIBRARIES git2
                   ARCHIVES mbedcrypto http_parser pcre2-8 z
                   STUBS ${CMAKE_SOURCE_DIR}/cmake/libgit2_offline.c)
drydock_dependency(archive HEADER archive.h LIBRARIES archive ARCHIVES z
                   STUBS ${CMAKE_SOURCE_DIR}/cmake/libarchive_offline.c)
drydock_dependency(zstd HEADER zstd.h LIBRARIES zstd)
drydock_dependency(re2 HEADER re2/re2.h LIBRARIES re2)
drydock_dependency(crypto HEADER openssl/evp.h LIBRARIES crypto
                   STUBS ${CMAKE_SOURCE_DIR}/cmake/crypto_offline.c)
drydock_dependency(ssl HEADER openssl/ssl.h LIBRARIES ssl)
target_link_libraries(drydock_dependency_ssl INTERFACE drydock::crypto)
drydock_dependency(crypt HEADER crypt.h LIBRARIES crypt)
# Lua compiled as C++: its errors are exceptions and unwind our frames.
drydock_dependency(lua HEADER lua5.4/lua.hpp LIBRARIES lua5.4-c++)
