#pragma once

#include "cli/options.hpp"
#include "cli/session.hpp"
#include "cli/text.hpp"
#include <gmig/app/care.hpp>
#include <gmig/app/run.hpp>

#include <memory>
#include <string>

namespace gmig::cli {

/// --in-maintenance, of commands that write to an environment which is closed to writers.
std::shared_ptr<bool> declare_in_maintenance(Options& options);

int run_exit_code(const app::RunResult& result);

std::string render_refusal(const Session& session, const app::RunResult& result);

/// A verify part that failed.
std::string render_verified(const Session& session, const app::Verified& failed);

/// One line; nothing where no data is lost.
std::string render_run_losses(const app::RunResult& result);

/// "executed 2 migrations, renamed 1": a row that follows its file is not an execution.
std::string render_done(const app::RunResult& result);

/// Work with its progress shown; an error on the way must not share a line with the bar.
template <class Work>
auto watched(Session& session, const Work& work) {
    show_progress(session);
    try {
        return work();
    } catch (...) {
        end_progress(session);
        throw;
    }
}

}  // namespace gmig::cli
