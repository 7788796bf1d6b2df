# What `make install` and `make deb` put where.
include(GNUInstallDirs)

install(TARGETS drydock RUNTIME)
install(FILES LICENSE NOTICE DESTINATION ${CMAKE_INSTALL_DOCDIR})

# The program prints its own completions, so they are made at installation.
set(DRYDOCK_COMPLETIONS
  "bash:${CMAKE_INSTALL_DATADIR}/bash-completion/completions/drydock"
  "zsh:${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions/_drydock"
  "fish:${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d/drydock.fish")
foreach(completion IN LISTS DRYDOCK_COMPLETIONS)
  string(REPLACE ":" ";" completion ${completion})
  list(GET completion 0 shell)
  list(GET completion 1 file)
  cmake_path(GET file PARENT_PATH folder)
  cmake_path(GET file FILENAME name)
  install(CODE "execute_process(COMMAND \"$<TARGET_FILE:drydock>\" completion ${shell}
    OUTPUT_FILE \"${CMAKE_BINARY_DIR}/completion.${shell}\" COMMAND_ERROR_IS_FATAL ANY)")
  install(FILES ${CMAKE_BINARY_DIR}/completion.${shell} DESTINATION ${folder} RENAME ${name})
endforeach()

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME drydock)
set(CPACK_PACKAGE_CONTACT "The Drydock authors <drydock@example.org>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "Inspects a fleet of Kubernetes projects before it sails")
set(CPACK_PACKAGE_DESCRIPTION
  "Renders, checks and plans a Git repository that holds the Kubernetes manifests of many\n"
  "projects: schemas, policies and conflicts between projects, without a cluster.")
string(JOIN "" CPACK_PACKAGE_DESCRIPTION ${CPACK_PACKAGE_DESCRIPTION})
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION utils)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "")  # the program is static
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)
set(CPACK_OUTPUT_FILE_PREFIX ${CMAKE_SOURCE_DIR}/dist)
include(CPack)
