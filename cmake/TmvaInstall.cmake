# Install and export: find_package(tmva) gives tmva::tmva.
include(CMakePackageConfigHelpers)
if(SKBUILD)
  # In a wheel everything lies inside the package folder, headers too: `tmva run macro.C` compiles with them.
  install(TARGETS tmva LIBRARY DESTINATION tmva)
  install(DIRECTORY dataloader/include/ tmva/include/ DESTINATION tmva/include)
  install(DIRECTORY tmva/root/include/ DESTINATION tmva/include/tmva/root)
  return()
endif()
install(TARGETS tmva root_names EXPORT tmvaTargets
  LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(DIRECTORY dataloader/include/ tmva/include/ DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(DIRECTORY tmva/root/include/ DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/tmva/root)
install(EXPORT tmvaTargets NAMESPACE tmva:: DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/tmva)
configure_package_config_file(cmake/tmvaConfig.cmake.in ${CMAKE_CURRENT_BINARY_DIR}/tmvaConfig.cmake
  INSTALL_DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/tmva)
write_basic_package_version_file(${CMAKE_CURRENT_BINARY_DIR}/tmvaConfigVersion.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/tmvaConfig.cmake
  ${CMAKE_CURRENT_BINARY_DIR}/tmvaConfigVersion.cmake
  DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/tmva)
