# Debian's mbedTLS 2.28 ships neither a CMake nor a pkg-config file. Gives MbedTLS::tls, ::x509, ::crypto.
find_path(MbedTLS_INCLUDE_DIR mbedtls/ssl.h)
foreach(part crypto x509 tls)
    find_library(MbedTLS_${part}_LIBRARY mbed${part})
endforeach()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(MbedTLS REQUIRED_VARS
    MbedTLS_INCLUDE_DIR MbedTLS_crypto_LIBRARY MbedTLS_x509_LIBRARY MbedTLS_tls_LIBRARY)

if(MbedTLS_FOUND AND NOT TARGET MbedTLS::tls)
    set(below "")
    foreach(part crypto x509 tls)
        add_library(MbedTLS::${part} UNKNOWN IMPORTED)
        set_target_properties(MbedTLS::${part} PROPERTIES
            IMPORTED_LOCATION ${MbedTLS_${part}_LIBRARY}
            INTERFACE_INCLUDE_DIRECTORIES ${MbedTLS_INCLUDE_DIR}
            INTERFACE_LINK_LIBRARIES "${below}")
        set(below MbedTLS::${part})
    endforeach()
endif()
mark_as_advanced(MbedTLS_INCLUDE_DIR MbedTLS_crypto_LIBRARY MbedTLS_x509_LIBRARY MbedTLS_tls_LIBRARY)
