#pragma once

#include <gmig/layout/config.hpp>
#include <gmig/model/plan.hpp>
#include <gmig/support/time.hpp>

#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace gmig::app {

/// What long work tells while it goes on; each may be left empty.
struct Progress {
    /// A step begins: the `number`-th (from 1) of `total`.
    std::function<void(const Step& step, std::size_t number, std::size_t total)> begins;
    /// It is done, and took so long.
    std::function<void(const Step& step, std::int64_t duration_us)> done;
    /// Something that the user should know at once: waiting for a lock, a journal completed.
    std::function<void(const std::string& note)> note;
};

/// What every use case is handed: where it works, when it is, what the user agreed to. Gathered by
/// cli from argv and the process's environment; nothing below looks at either.
struct Request {
    std::filesystem::path directory;               ///< where gmig was started, or -C
    std::map<std::string, std::string> variables;  ///< the process's environment
    Timestamp now;
    std::string gmig_version;
    std::string command;  ///< as it was written, without the program's name; for the operation log

    std::string project;  ///< -p; empty: the only one
    /// Where gmig.json is, from the work tree's top ("" is the top, '/' between parts); nothing:
    /// the nearest, from the directory upwards.
    std::optional<std::string> project_folder;
    /// The commit whose gmig.json counts where that folder has none any more.
    std::string project_commit;
    /// For what works without gmig.json too: projects in folders below are no reason to refuse.
    bool may_have_no_project = false;
    std::optional<std::string> environment;  ///< -e
    std::optional<std::string> url;          ///< --url
    std::vector<std::string> folders;        ///< --migrations: the folder, then its former places
    std::optional<layout::Kind> layout;      ///< --layout
    std::optional<Dialect> dialect;          ///< --dialect

    bool yes = false;                             ///< -y
    bool accept_data_loss = false;                ///< --accept-data-loss
    bool in_maintenance = false;                  ///< --in-maintenance
    std::string confirm;                          ///< --confirm NAME
    std::chrono::milliseconds lock_wait{60'000};  ///< how long for another runner
    /// Asks the person at the terminal; empty without one.
    std::function<bool(const std::string& question)> ask;
    Progress progress;

    [[nodiscard]] std::optional<std::string> variable(const std::string& name) const {
        const auto found = variables.find(name);
        return found == variables.end() ? std::nullopt : std::optional(found->second);
    }
    void note(const std::string& text) const {
        if (progress.note) {
            progress.note(text);
        }
    }
};

}  // namespace gmig::app
