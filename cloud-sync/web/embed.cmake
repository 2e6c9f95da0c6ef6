# Writes OUTPUT, a C++ file that holds FILES, each served under its name: cmake -DOUTPUT=... -DFILES=a;b -P embed.cmake
set(arrays "")
set(table "")
set(types "html=text/html\; charset=utf-8" "js=text/javascript\; charset=utf-8" "css=text/css\; charset=utf-8" "svg=image/svg+xml")
set(number 0)
foreach(path IN LISTS FILES)
    file(READ ${path} hex HEX)
    get_filename_component(file ${path} NAME)
    string(LENGTH "${hex}" digits)
    math(EXPR size "${digits} / 2")
    # One line of the array a line of the file; a string literal would have a length limit.
    string(REGEX REPLACE "([0-9a-f][0-9a-f])" "'\\\\x\\1'," bytes "${hex}")
    string(REPLACE "'\\x0a'," "'\\x0a',\n" bytes "${bytes}")
    string(REGEX REPLACE ".*\\." "" ending ${file})
    set(type "")
    foreach(candidate IN LISTS types)
        if(candidate MATCHES "^${ending}=(.*)$")
            set(type "${CMAKE_MATCH_1}")
        endif()
    endforeach()
    if(NOT type)
        message(FATAL_ERROR "${file}: no content type is known for .${ending}")
    endif()
    set(path "/${file}")
    if(file STREQUAL index.html)
        set(path "/")
    endif()
    string(APPEND arrays "constexpr char file_${number}[] = {\n${bytes}};\n")
    string(APPEND table "    {\"${path}\", \"${type}\", {file_${number}, sizeof file_${number}}},\n")
    math(EXPR number "${number} + 1")
endforeach()
file(WRITE ${OUTPUT} "// Made by cloud-sync/web/embed.cmake.
#include \"http/web_files.h\"

namespace cairn::cloud {
namespace {

${arrays}
constexpr WebFile files[] = {
${table}};

}  // namespace

std::span<const WebFile> web_files() noexcept {
    return files;
}

}  // namespace cairn::cloud
")
