// Any bytes as gmig.json: read, or refused as a usage error; what is read is written and read again
// as the same.
#include <gmig/layout/config.hpp>
#include <gmig/support/error.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

namespace {

void require(bool holds) {
    if (!holds) {
        std::abort();
    }
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer's name
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace gmig;
    const std::string bytes(data, data + size);
    layout::Config config;
    try {
        config = layout::parse_config(bytes, "gmig.json");
    } catch (const Error& error) {
        require(error.kind() == Error::Kind::Usage && error.where().line > 0);
        return 0;
    }
    for (const auto& [name, project] : config.projects) {
        const layout::Config again =
            layout::parse_config(layout::render_config(project), "gmig.json");
        require(again.projects.size() == 1 && again.projects.at(name) == project);
    }
    return 0;
}
