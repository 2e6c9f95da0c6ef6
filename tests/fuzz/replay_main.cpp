// Drives a fuzz target without libFuzzer: every file of the corpus, and every truncation of it.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size);

int main(int argc, char** argv) {
    std::size_t inputs = 0;
    for (int i = 1; i < argc; ++i) {
        for (const auto& entry : std::filesystem::recursive_directory_iterator(argv[i])) {
            if (!entry.is_regular_file()) continue;
            std::ifstream file(entry.path(), std::ios::binary);
            const std::vector<char> whole((std::istreambuf_iterator<char>(file)),
                                          std::istreambuf_iterator<char>());
            for (std::size_t size = 0; size <= whole.size(); ++size) {
                const std::vector<std::uint8_t> input(whole.begin(),
                                                      whole.begin() + static_cast<std::ptrdiff_t>(size));
                LLVMFuzzerTestOneInput(input.data(), input.size());
            }
            ++inputs;
        }
    }
    std::printf("%zu files replayed, each with all its truncations\n", inputs);
    return inputs > 0 ? 0 : 1;
}
