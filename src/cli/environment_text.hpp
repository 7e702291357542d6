#pragma once

#include "cli/session.hpp"
#include <gmig/app/environments.hpp>

#include <cstdint>
#include <string>
#include <string_view>

// Environments and maintenance in words.
namespace gmig::cli {

/// "there", "absent", "unreachable", "foreign".
std::string_view to_word(app::EnvironmentLine::State state);
/// "off", "partial", "on".
std::string_view to_word(db::MaintenanceState::State state);
/// "backup", "template", "dump".
std::string_view to_word(db::CopyMethod method);

/// "812 B", "1.5 MB": in powers of 1000.
std::string short_size(std::int64_t bytes);

/// A line each, in columns: name, kind, state, migrations, size, and what there is to say.
std::string render_environments(const Session& session,
                                const std::vector<app::EnvironmentLine>& lines);

std::string render_fork(const app::ForkResult& result);

/// What a promotion did, or would do, and the way back.
std::string render_promotion(const Session& session, const app::PromoteResult& result);

/// What maintenance is, what is missing, and what it does not stop.
std::string render_maintenance(const Session& session, const app::MaintenanceResult& result);

}  // namespace gmig::cli
