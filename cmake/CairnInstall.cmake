# find_package(Cairn REQUIRED COMPONENTS core crypto adapters c sdk net cloud)
include(CMakePackageConfigHelpers)
set(cairn_config_dir ${CMAKE_INSTALL_LIBDIR}/cmake/Cairn)
configure_package_config_file(cmake/CairnConfig.cmake.in ${PROJECT_BINARY_DIR}/CairnConfig.cmake
    INSTALL_DESTINATION ${cairn_config_dir})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/CairnConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES
    ${PROJECT_BINARY_DIR}/CairnConfig.cmake ${PROJECT_BINARY_DIR}/CairnConfigVersion.cmake
    cmake/FindMbedTLS.cmake
    DESTINATION ${cairn_config_dir})
foreach(component core crypto adapters c sdk net cloud)
    if(TARGET cairn_${component})
        install(TARGETS cairn_${component} EXPORT Cairn_${component} FILE_SET HEADERS)
        install(EXPORT Cairn_${component} FILE Cairn_${component}.cmake NAMESPACE Cairn:: DESTINATION ${cairn_config_dir})
    endif()
endforeach()
