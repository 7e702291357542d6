#pragma once

#include <gmig/db/runner.hpp>

#include <string>

namespace gmig::db {

/// A migration as a layout would give it; an empty part is none. Its id comes from its name.
Migration sample(const std::string& name, const std::string& up, const std::string& down = {},
                 const std::string& verify = {}, TransactionMode transaction = TransactionMode::On);

/// A run by "ann@host" at a fixed time.
RunIdentity sample_run(const std::string& run_id = "run-1");

/// What the crash tests execute and roll back: several statements, a verify part.
Migration crash_sample();

}  // namespace gmig::db
