# cmake -DINPUT=page.html -DPOSITION_JS=position.js -DOUTPUT=page.cpp -P embed_page.cmake: the page as a C++ array of
# bytes, with position.js in the place of @position.js@. A string literal would do, but its length is limited and its
# bytes depend on what the text contains.
file(READ ${INPUT} page)
file(READ ${POSITION_JS} position_js)
string(REPLACE "@position.js@" "${position_js}" page "${page}")
string(HEX "${page}" bytes)
string(REGEX REPLACE "(................................)" "\\1\n" bytes "${bytes}")
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${bytes}")
file(WRITE ${OUTPUT} "#include \"linux/local_page.h\"

namespace cairn::edge {
namespace {
constexpr unsigned char bytes[] = {
${bytes}};
}  // namespace

std::string_view page_html() noexcept {
    return {reinterpret_cast<const char*>(bytes), sizeof bytes};
}
}  // namespace cairn::edge
")
