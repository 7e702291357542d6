// Any bytes as a shared fact: read, or refused with a reason; what is read is written and read
// again as the same.
#include <gmig/layout/shared_facts.hpp>

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
    const layout::FactReading reading = layout::parse_fact(bytes);
    require(reading.fact.has_value() == reading.problem.empty());
    if (reading.fact) {
        const layout::FactReading again =
            layout::parse_fact(layout::render_fact(reading.fact->fact));
        require(again.fact && again.fact->fact == reading.fact->fact);
        require(layout::read_fact(layout::path_of(*reading.fact), bytes).fact.has_value());
    }
    layout::parse_facts(bytes);
    return 0;
}
