#pragma once

#include <array>
#include <csignal>

namespace gmig {

/// The signals that note_interrupts notes.
inline constexpr std::array interrupts = {SIGINT, SIGTERM, SIGHUP};

/// Whether the noted signal came from the terminal, which sends it to the programs that gmig runs
/// as well.
bool interrupt_reached_children() noexcept;

}  // namespace gmig
