#include "http/opened_store.h"

#include <utility>

#include "http/complaint.h"
#include "http/state_folder.h"

namespace cairn::cloud {

std::optional<Store> open_store(const std::string& folder) {
    if (const auto made = make_state_folder(folder); !made) {
        complain(folder, made.error(), "Choose another folder with --data DIR.");
        return std::nullopt;
    }
    auto store = Store::open(database_file(folder));
    if (store) return *std::move(store);
    complain_of_store(database_file(folder), store.error());
    return std::nullopt;
}

}  // namespace cairn::cloud
