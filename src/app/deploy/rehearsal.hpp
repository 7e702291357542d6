#pragma once

#include "app/environment/promote.hpp"
#include <gmig/app/deploy.hpp>

#include <optional>
#include <string>

namespace gmig::app {

/// A deploy via a fork, once it is known that something is to be done: its stages, and the way back
/// from each. The caller has custody of the base while it lives.
class Rehearsal {
public:
    Rehearsal(const Request& request, const Workspace& workspace, const DeployOptions& options,
              EnvironmentPlace place);

    /// What was live, once it is replaced; promoting it is the way back.
    [[nodiscard]] std::string old_environment() const;

    /// Error{Guard} where a person put the base into maintenance, without --in-maintenance;
    /// Error{Usage} where the fork is there and cannot be gone on with. Changes nothing.
    void check();

    /// Maintenance, fork, execution, verification, promotion. Whatever fails takes it back, and is
    /// thrown again with the state that things are in then.
    void carry_out(DeployResult& result);

private:
    void go(DeployResult& result);
    void close_to_writers();
    void fork();
    bool execute(DeployResult& result);
    void promote(DeployResult& result);

    [[nodiscard]] std::string next_after(const Error& error) const;
    /// What things are like afterwards.
    struct TakenBack {
        std::string state;     ///< in words
        bool is_whole = true;  ///< false: somebody has to look
    };
    /// Throws nothing.
    TakenBack take_back();
    [[nodiscard]] std::optional<bool> has_taken_place() const;
    /// Whether it is open, or was never closed.
    bool open_to_writers(std::vector<std::string>& state);
    void remove_fork(std::vector<std::string>& state);

    const Request& request_;
    const Workspace& workspace_;
    const DeployOptions& options_;
    EnvironmentPlace place_;
    db::OpenOptions how_;
    std::string run_id_;
    std::string old_name_;
    bool keeps_fork_;        ///< what fails is to be looked at
    bool is_there_ = false;  ///< the fork
    bool closed_ = false;    ///< by this deploy, or one that is dead
    bool is_promoting_ = false;
};

}  // namespace gmig::app
