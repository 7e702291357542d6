#pragma once

#include "app/schema/rendering.hpp"
#include <gmig/app/care.hpp>
#include <gmig/app/connection.hpp>
#include <gmig/app/run.hpp>

#include <string>

namespace gmig::app {

struct HowToRun {
    bool skip_verify = false;
    std::string command = "execute";  ///< what is recorded, and to be done again
    bool recorded = true;             ///< as an operation, which undo takes back
};

/// What is pending in one environment, executed in two halves: the plan, and its steps. The lock is
/// held from the beginning, so that nothing comes between them.
class PendingRun {
public:
    /// Reads the files, then opens the environment. Throws what Connection does.
    PendingRun(const Request& request, const Workspace& workspace, Connection::Purpose purpose);

    [[nodiscard]] const Connection& connection() const { return connection_; }
    [[nodiscard]] const History& history() const { return history_; }
    [[nodiscard]] const Facts& facts() const { return facts_; }

    /// What would be executed, or why nothing may be; every part that would run is read and judged.
    /// Throws as execute() does before it asks for consent.
    RunResult plan(const ExecuteOptions& options);

    /// Carries a plan without refusals out. Error{Repository} in the middle of a merge or rebase,
    /// Error{Guard} without consent: nothing has changed then.
    void carry_out(RunResult& result, const HowToRun& how);

    /// Runs every verify part of what is executed by now.
    [[nodiscard]] VerifyResult verify() const;

private:
    const Request& request_;
    const Workspace& workspace_;
    layout::MigrationSet set_;
    History history_;
    Renderer renderer_;
    Connection connection_;
    Facts facts_;
};

}  // namespace gmig::app
